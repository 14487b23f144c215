import Foundation

/// A folder of its own for a test, removed with everything in it when the test lets it go.
final class Scratch: Sendable {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("weights-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  static func / (folder: Scratch, name: String) -> String { "\(folder.path)/\(name)" }

  /// The names of all files in the folder, hidden ones too, sorted.
  var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

/// The bytes of a file.
func bytes(of path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

/// Puts bytes into a file.
func write(_ bytes: Data, to path: String) throws {
  try bytes.write(to: URL(fileURLWithPath: path))
}

/// Where a fixture of the tests is.
func fixture(_ name: String, source: StaticString = #filePath) -> String {
  let tests = "\(source)".split(separator: "/").dropLast(2).joined(separator: "/")
  return "/\(tests)/Fixtures/\(name).h5"
}
