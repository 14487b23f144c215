import Foundation

/// Files that appear whole or not at all: written under a hidden name beside their own, synced, then renamed.
struct WholeFile {
  /// The path to appear.
  let path: String
  private let hidden: String

  /// Writes the bytes under the hidden name.
  init(staging bytes: [UInt8], at path: String) throws(SuiteError) {
    self.path = path
    let (folder, name) = splitPath(path)
    hidden = "\(folder)/.\(name).\(getpid()).partial"
    let descriptor = open(hidden, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw .system("cannot be written", path) }
    do throws(SuiteError) {
      defer { close(descriptor) }
      try WholeFile.fill(descriptor, with: bytes, path)
      guard fsync(descriptor) == 0 else { throw .system("cannot be written", path) }
    } catch {
      unlink(hidden)
      throw error
    }
  }

  /// Lets the file appear in the place of an older one.
  func appear() throws(SuiteError) {
    guard rename(hidden, path) == 0 else {
      defer { unlink(hidden) }
      throw .system("cannot be written", path)
    }
  }

  /// Removes what was written under the hidden name.
  func discard() { unlink(hidden) }

  /// Writes a file and lets it appear, for good once this returns.
  static func write(_ bytes: [UInt8], to path: String) throws(SuiteError) {
    try WholeFile(staging: bytes, at: path).appear()
    syncFolder(splitPath(path).folder)
  }

  private static func fill(
    _ descriptor: Int32, with bytes: [UInt8], _ path: String
  ) throws(SuiteError) {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        writeBytes(descriptor, UnsafeRawBufferPointer(rebasing: buffer[start...]))
      }
      if count > 0 {
        start += count
      } else if errno != EINTR {
        throw .system("cannot be written", path)
      }
    }
  }

  /// Removes the hidden files in a folder whose writers are gone.
  static func removeLeftovers(in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? []
    for name in names where name.hasPrefix(".") && name.hasSuffix(".partial") {
      let parts = name.split(separator: ".")
      guard parts.count > 2, let writer = pid_t(parts[parts.count - 2]) else { continue }
      let isAlive = kill(writer, 0) == 0 || errno != ESRCH
      if !isAlive { unlink("\(folder)/\(name)") }
    }
  }
}

/// Makes names in a folder outlast a loss of power.
func syncFolder(_ folder: String) {
  let descriptor = open(folder, O_RDONLY)
  guard descriptor >= 0 else { return }
  fsync(descriptor)
  close(descriptor)
}

/// Makes a folder and those above it.
func makeFolder(_ path: String) throws(SuiteError) {
  var built = path.hasPrefix("/") ? "" : "."
  for part in path.split(separator: "/") {
    built += "/\(part)"
    // Asked first, since a disk that takes no new folders may say so of one that is there.
    if isFolder(built) || mkdir(built, 0o755) == 0 || errno == EEXIST { continue }
    throw .system("cannot be made", path)
  }
  guard isFolder(path) else { throw SuiteError(.inputOutput, "\(path): expected a folder") }
}

/// Whether a path leads to a folder.
func isFolder(_ path: String) -> Bool {
  var isFolder = ObjCBool(false)
  return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
}

/// Whether a path leads to anything.
func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

/// The bytes of a file; nil where it is not there.
func readFile(_ path: String) throws(SuiteError) -> [UInt8]? {
  let descriptor = open(path, O_RDONLY)
  guard descriptor >= 0 else {
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw .system("cannot be read", path)
  }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 1 << 20)
  while true {
    let count = read(descriptor, &block, block.count)
    if count == 0 { return bytes }
    if count > 0 {
      bytes += block[..<count]
    } else if errno != EINTR {
      throw .system("cannot be read", path)
    }
  }
}

/// The names in a folder, hidden ones left out, in the order of their bytes; none where it is not there.
func names(in folder: String) -> [String] {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? []
  return names.filter { !$0.hasPrefix(".") }.sorted {
    $0.utf8.lexicographicallyPrecedes($1.utf8)
  }
}

/// A path seen from a folder.
func path(_ folder: String, _ rest: String) -> String {
  rest.hasPrefix("/") ? rest : folder.hasSuffix("/") ? folder + rest : "\(folder)/\(rest)"
}

/// The folder and the name of a path.
func splitPath(_ path: String) -> (folder: String, name: String) {
  guard let slash = path.lastIndex(of: "/") else { return (".", path) }
  return (
    slash == path.startIndex ? "/" : String(path[..<slash]), String(path[slash...].dropFirst())
  )
}

extension SuiteError {
  /// What the system says of a path, from `errno`.
  static func system(_ what: String, _ path: String) -> SuiteError {
    let code = errno
    return SuiteError(.inputOutput, "\(path): \(what): \(String(cString: strerror(code)))")
  }
}

/// Writes bytes to a descriptor; how many it took.
func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
