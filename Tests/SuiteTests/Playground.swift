import Exact
import Foundation
import Synchronization

/// A package's folder of its own for a test, with two of the three datasets of the study `tiny`; removed
/// with all in it when the test lets it go.
final class Playground: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "suite-test-\(getpid())-\(Playground.number())"
    try FileManager.default.createDirectory(
      atPath: path + "/datasets/fetched", withIntermediateDirectories: true)
    try write("", to: "Package.swift")
    try write(numbers(36, from: 0), to: "datasets/even.h5")
    try write(numbers(50, from: 1), to: "datasets/odd.h5")
    let citation = URL(fileURLWithPath: "\(#filePath)").deletingLastPathComponent()
      .appendingPathComponent("../../CITATION.cff")
    try FileManager.default.copyItem(atPath: citation.path, toPath: path + "/CITATION.cff")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// How many there have been: together with the process, a name for a folder.
  private static let count = Mutex(0)

  private static func number() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }

  /// Numbers that go up and down, a line each.
  func numbers(_ count: Int, from start: Double) -> String {
    (0..<count).map { canonical(Exact.sin(Double($0) * 0.7 + start) * 3) + "\n" }.joined()
  }

  func write(_ text: String, to file: String) throws {
    try text.write(toFile: "\(path)/\(file)", atomically: true, encoding: .utf8)
  }

  func text(_ file: String) throws -> String {
    try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8)
  }

  func remove(_ file: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(file)")
  }

  /// The files under a folder, hidden ones too, sorted.
  func files(_ folder: String = "") -> [String] {
    let base = folder.isEmpty ? path : "\(path)/\(folder)"
    let all = (try? FileManager.default.subpathsOfDirectory(atPath: base)) ?? []
    return all.filter { file in
      var isFolder = ObjCBool(false)
      return FileManager.default.fileExists(atPath: "\(base)/\(file)", isDirectory: &isFolder)
        && !isFolder.boolValue
    }.sorted()
  }

  /// The results in a folder but for what is not tracked: paths with digests.
  func results(_ folder: String = "results") throws -> [String] {
    try files(folder).filter { !$0.hasSuffix("timing.json") }.map { file in
      "\(SHA256.digest(try text("\(folder)/\(file)"))) \(file)"
    }
  }

  /// The path of an executable that was built beside the tests.
  static func executable(_ name: String) -> String {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: own).deletingLastPathComponent().path + "/" + name
  }

  /// How a process ended and what it wrote.
  struct Ending {
    let code: Int32
    let output: String
    let notes: String
  }

  /// Runs an executable that was built beside the tests.
  func run(
    _ executable: String = "tiny", _ words: [String] = [], in folder: String = "",
    environment: [String: String] = [:]
  ) throws -> Ending {
    let process = try start(executable, words, in: folder, environment: environment)
    return try end(process)
  }

  /// A process that is running, and the files that it writes to.
  struct Running {
    let process: Process
    let output: String
    let notes: String
  }

  func start(
    _ executable: String = "tiny", _ words: [String] = [], in folder: String = "",
    environment: [String: String] = [:]
  ) throws -> Running {
    let process = Process()
    process.executableURL = URL(
      fileURLWithPath: executable.hasPrefix("/") ? executable : Playground.executable(executable))
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: "\(path)/\(folder)")
    var all = ["PATH": "/usr/bin:/bin", "HOME": path]
    all.merge(environment) { $1 }
    process.environment = all
    let base = NSTemporaryDirectory() + "suite-test-\(getpid())-\(Playground.number())"
    var handles: [FileHandle] = []
    for name in [".out", ".err"] {
      try Data().write(to: URL(fileURLWithPath: base + name))
      handles.append(try FileHandle(forWritingTo: URL(fileURLWithPath: base + name)))
    }
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return Running(process: process, output: base + ".out", notes: base + ".err")
  }

  func end(_ running: Running) throws -> Ending {
    running.process.waitUntilExit()
    defer {
      for file in [running.output, running.notes] {
        try? FileManager.default.removeItem(atPath: file)
      }
    }
    let isKilled = running.process.terminationReason == .uncaughtSignal
    return Ending(
      code: running.process.terminationStatus + (isKilled ? 128 : 0),
      output: try String(contentsOfFile: running.output, encoding: .utf8),
      notes: try String(contentsOfFile: running.notes, encoding: .utf8))
  }
}
