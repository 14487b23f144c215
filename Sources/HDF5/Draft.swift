import Glibc

/// A file under a temporary name beside its own, which it takes over whole or not at all.
struct Draft: Sendable {
  /// The name in the end, with symbolic links followed.
  let target: String
  /// The name while it is being written.
  let temporary: String

  /// Makes an empty draft for the file of `place`, under a name that nobody else has.
  init(at place: HDF5Place) throws(HDF5Error) {
    target = Self.resolved(place.file)
    let parts = target.split(separator: "/", omittingEmptySubsequences: false)
    let folder = parts.dropLast().map { "\($0)/" }.joined()
    var attempt = 0
    while true {
      let name = "\(folder).\(parts.last ?? "").\(getpid())-\(attempt).partial"
      let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 {
        close(descriptor)
        temporary = name
        return
      }
      guard errno == EEXIST, attempt < 1000 else {
        throw place.failure(
          .cannotWrite, expected: "a folder to write to", found: lowercase(errno),
          advice: "see that it exists and allows writing")
      }
      attempt += 1
    }
  }

  /// Syncs the draft and renames it to its target; removes it when that fails.
  func publish(at place: HDF5Place) throws(HDF5Error) {
    guard sync(temporary), rename(temporary, target) == 0 else {
      let words = lowercase(errno)
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
