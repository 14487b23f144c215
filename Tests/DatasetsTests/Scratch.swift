import Datasets
import Exact
import Foundation
import HDF5

/// A folder of its own for a test, removed with everything in it when the test lets it go.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/datasets-test-\(ProcessInfo.processInfo.globallyUniqueString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  static func / (folder: Scratch, name: String) -> String { "\(folder.path)/\(name)" }

  /// The names of all files in the folder, hidden ones too, sorted.
  var files: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  /// Writes a text file into the folder, and gives its path.
  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: self / name, atomically: false, encoding: .utf8)
    return self / name
  }
}

/// A fixture of the tests, written by the script of its name in `Tests/Oracles`.
func fixture(_ name: String, source: StaticString = #filePath) throws -> HDF5File {
  try HDF5File.open(fixturePath(name, source: source))
}

/// Where a fixture of the tests is.
func fixturePath(_ name: String, source: StaticString = #filePath) -> String {
  let tests = "\(source)".split(separator: "/").dropLast(2).joined(separator: "/")
  return "/\(tests)/Fixtures/\(name)"
}

/// The error that `body` ends in; nil when it succeeds.
func failure<Result>(of body: () throws -> Result) -> DataError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? DataError
  }
}

/// A series of numbers in memory: rows of the given width, of channels a, b and so on.
func smallSeries(
  _ elements: [Float], width: Int, time: TimeAxis? = nil, bounds: SplitBounds? = nil,
  observed: Mask? = nil
) throws -> Series {
  try Series(
    about: About(name: "small", license: "CC0-1.0", source: "made here", description: "A test."),
    values: Rows(elements, width: width),
    channels: (0..<width).map { String(UnicodeScalar(UInt8(97 + $0))) }, time: time,
    bounds: bounds, observed: observed)
}

/// A model that was selected, as far as a test goes.
struct Chosen: SelectedModel {}

extension Dataset {
  /// The dataset as what it is; nil where it is something else.
  var series: Series? { if case .series(let series) = self { series } else { nil } }
  var table: Table? { if case .table(let table) = self { table } else { nil } }
  var cells: BatteryCells? { if case .cells(let cells) = self { cells } else { nil } }
  var interactions: Interactions? {
    if case .interactions(let interactions) = self { interactions } else { nil }
  }
}
