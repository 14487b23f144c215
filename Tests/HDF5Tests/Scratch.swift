import Glibc
import HDF5

/// A folder of its own for a test, removed with all files in it when the test lets it go.
final class Scratch: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/hdf5-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(errno) }
    path = String(decoding: template.dropLast().map { UInt8($0) }, as: UTF8.self)
  }

  deinit {
    chmod(path, 0o700)
    for name in files { unlink(self / name) }
    rmdir(path)
  }

  /// The path of a file in the folder.
  static func / (folder: Scratch, name: String) -> String { "\(folder.path)/\(name)" }

  /// The names of all files in the folder, hidden ones too, sorted.
  var files: [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  struct Failure: Error {
    let words: String
    init(_ error: Int32) { words = String(cString: strerror(error)) }
  }
}

/// The bytes of a file.
func bytes(of path: String) throws -> [UInt8] {
  guard let file = fopen(path, "rb") else { throw Scratch.Failure(errno) }
  defer { fclose(file) }
  fseek(file, 0, SEEK_END)
  var bytes = [UInt8](repeating: 0, count: ftell(file))
  rewind(file)
  guard fread(&bytes, 1, bytes.count, file) == bytes.count else { throw Scratch.Failure(EIO) }
  return bytes
}

/// Puts bytes into a file.
func write(_ bytes: [UInt8], to path: String) throws {
  guard let file = fopen(path, "wb") else { throw Scratch.Failure(errno) }
  let count = fwrite(bytes, 1, bytes.count, file)
  guard fclose(file) == 0, count == bytes.count else { throw Scratch.Failure(EIO) }
}

/// The error that `body` ends in; nil when it succeeds.
func failure<Result>(of body: () throws -> Result) -> HDF5Error? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? HDF5Error
  }
}

/// Opens a fixture of the tests, written by the script of its name in `Tests/Oracles`.
func fixture(_ name: String, source: StaticString = #filePath) throws -> HDF5File {
  try HDF5File.open(fixturePath(name, source: source))
}

/// Where a fixture of the tests is.
func fixturePath(_ name: String, source: StaticString = #filePath) -> String {
  let tests = "\(source)".split(separator: "/").dropLast(2).joined(separator: "/")
  return "/\(tests)/Fixtures/\(name)"
}

/// Waits until the clock shows another second.
func sleepForSecond() { usleep(1_100_000) }
