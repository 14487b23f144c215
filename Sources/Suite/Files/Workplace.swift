import Exact
import Foundation

/// Where a command runs: the package's folder, the folder that paths are seen from, the executable.
public struct Workplace: Sendable {
  /// The folder with `datasets`, `results` and the store.
  public let root: String
  /// The folder that a user's paths are seen from.
  public let workingFolder: String
  /// The executable.
  public let executable: String

  /// A workplace of given folders.
  public init(root: String, workingFolder: String, executable: String) {
    (self.root, self.workingFolder, self.executable) = (root, workingFolder, executable)
  }

  /// The workplace of the process: the package's folder is the nearest one at or above the working folder that
  /// has a `Package.swift` and `datasets`, else the one above the executable, else the working folder.
  public static func current() -> Workplace {
    let workingFolder = FileManager.default.currentDirectoryPath
    let executable = Bundle.main.executablePath ?? CommandLine.arguments.first ?? ""
    let root = package(above: workingFolder) ?? package(above: splitPath(executable).folder)
    return Workplace(
      root: root ?? workingFolder, workingFolder: workingFolder, executable: executable)
  }

  private static func package(above folder: String) -> String? {
    var folder = folder
    while true {
      if exists(path(folder, "Package.swift")), isFolder(path(folder, "datasets")) { return folder }
      let above = splitPath(folder).folder
      if above == folder || above == "." { return nil }
      folder = above
    }
  }

  /// The SHA-256 digest of the executable: finished cells of another one are not taken.
  func executableDigest() throws(SuiteError) -> Digest {
    // On Linux this leads to what is running even when the file has been replaced since.
    let own = "/proc/self/exe"
    let isOwn = executable == (Bundle.main.executablePath ?? "") && exists(own)
    guard let bytes = try readFile(isOwn ? own : executable) else {
      throw SuiteError(.missing, "\(executable): expected the executable that is running")
    }
    return SHA256.digest(bytes)
  }

  /// A path as a user would write it from the package's folder.
  func shown(_ path: String) -> String {
    path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
  }
}
