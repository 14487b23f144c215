import Datasets
import Exact
import Foundation

/// A folder for runs of the executable `forecasting`, with a series of its own; removed when the test lets it go.
final class Workshop: Sendable {
  let path: String

  init() throws {
    path =
      NSTemporaryDirectory() + "forecasting-test-\(ProcessInfo.processInfo.globallyUniqueString)"
    try FileManager.default.createDirectory(
      atPath: path + "/below/folder", withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  static func / (folder: Workshop, name: String) -> String { "\(folder.path)/\(name)" }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: self / name, encoding: .utf8)
  }

  /// Files under a folder that end so; none where there is no folder.
  func files(_ folder: String, ending: String = "") -> [String] {
    let url = URL(fileURLWithPath: self / folder)
    let all = FileManager.default.enumerator(
      at: url, includingPropertiesForKeys: [.isRegularFileKey])
    return (all?.allObjects ?? []).compactMap { $0 as? URL }
      .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) ?? false }
      .map(\.path).filter { $0.hasSuffix(ending) }.sorted()
  }

  /// Writes a series of 600 rows unless told otherwise, hourly from midnight, of three channels.
  @discardableResult
  func writeSeries(
    _ name: String, rows: Int = 600, season: Int? = 24, change: (inout [Float]) -> Void = { _ in }
  ) throws -> [Float] {
    var values = (0..<rows * 3).map { i in
      let (row, channel) = (Double(i / 3), Double(i % 3))
      let wave = Exact.sin(row * 0.261_799_387_799_149_4 + channel)
      return Float(
        wave * (channel + 1) + 0.3 * Exact.sin(row * row * 0.37 + channel) + 10 * channel)
    }
    change(&values)
    let start = CivilTime("2020-01-01 00:00:00")
    try Series(
      about: About(name: "waves", license: "CC0-1.0", source: "made here", description: "A test."),
      values: Rows(values, width: 3), channels: ["a", "b", "c"],
      time: start.map { TimeAxis(start: $0, step: .seconds(3600)) }, season: season
    ).write(to: self / name)
    return values
  }

  /// How a process ended and what it wrote to standard error.
  struct Ending {
    let code: Int32
    let notes: String

    /// What it said last, but for the lines of finished cells.
    var complaint: String {
      notes.split(separator: "\n").last.map { String($0) } ?? ""
    }
  }

  /// The executable that was built beside the tests.
  private static let executable: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: own).deletingLastPathComponent().path + "/forecasting"
  }()

  func start(
    _ words: [String], in folder: String = "", environment: [String: String] = [:], log: String
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Workshop.executable)
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: self / folder)
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": path].merging(environment) { $1 }
    try Data().write(to: URL(fileURLWithPath: self / log))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: self / log))
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Runs the study and waits for its end.
  func run(
    _ words: [String], in folder: String = "", environment: [String: String] = [:]
  ) throws -> Ending {
    let process = try start(words, in: folder, environment: environment, log: "log")
    process.waitUntilExit()
    return Ending(code: process.terminationStatus, notes: try text("log"))
  }
}
