import Glibc

/// A file under a temporary name beside its own, which it takes over whole or not at all.
struct Draft: Sendable {
  /// The name in the end, with symbolic links followed.
  let target: String
  /// The name while it is being written.
  let temporary: String

  /// A draft for `path`; `attempt` tells apart those of one process.
  init(of path: String, attempt: Int) {
    target = Self.resolved(path)
    let parts = target.split(separator: "/", omittingEmptySubsequences: false)
    let folder = parts.dropLast().map { "\($0)/" }.joined()
    temporary = "\(folder).\(parts.last ?? "").\(getpid())-\(attempt).partial"
  }

  /// Syncs the draft and renames it to its target; removes it when that fails.
  func publish(at place: HDF5Place) throws(HDF5Error) {
    guard sync(temporary), rename(temporary, target) == 0 else {
      let words = String(cString: strerror(errno))
      discard()
      throw place.failure(
        .cannotWrite, expected: "to put the finished file in place", found: words,
        advice: "see that the disk has room and allows writing")
    }
    // The name is safe only once the folder is; a file system that cannot say so is left alone.
    let folder = target.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    _ = sync(folder.isEmpty ? "." : folder.map { "\($0)/" }.joined())
  }

  /// Removes the draft.
  func discard() { unlink(temporary) }

  private func sync(_ path: String) -> Bool {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
