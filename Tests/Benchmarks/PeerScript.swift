import Foundation

/// A peer's script beside this file, run by the interpreter that `PEER_PYTHON` names.
enum PeerScript {
  /// The numbers that it prints; none where it cannot be run or its package is missing.
  static func figures(
    of script: String, _ arguments: [String], environment: [String: String] = [:]
  ) -> [Double] {
    let variables = ProcessInfo.processInfo.environment
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      [variables["PEER_PYTHON"] ?? "python3", "Tests/Benchmarks/\(script)"] + arguments
    process.environment = variables.merging(environment) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return [] }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split { $0.isWhitespace }.compactMap {
      Double(String($0))
    }
  }
}

extension Bench {
  /// The name of a benchmark on so many threads.
  func named(_ name: String, threads: Int) -> String {
    threads == 1 ? name : "\(name) \(threads) threads"
  }
}
