/// Why something asked of an HDF5 file could not be done, and what to do about it.
public struct HDF5Error: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of failure, for code that handles some kinds differently.
  public enum Reason: Hashable, Sendable {
    /// The file, object, attribute or column does not exist.
    case missing
    /// The file exists but may not be opened: a directory, no permission, locked by a writer.
    case inaccessible
    /// The file is not an HDF5 file.
    case notHDF5
    /// The file is truncated or its contents contradict themselves.
    case damaged
    /// A group where a dataset was expected, or the other way round.
    case wrongKind
    /// The stored type cannot be read as the requested one without changing its meaning.
    case wrongType
    /// The shape, or a count of values, is not the expected one.
    case wrongShape
    /// Rows beyond the end of a dataset.
    case outOfRange
    /// A stored value has no equal in the requested type.
    case valueDoesNotFit
    /// Stored bytes that are not UTF-8, or text that HDF5 cannot store.
    case invalidText
    /// More memory than the limit of the file allows, or a size that no integer holds.
    case tooLarge
    /// Contents that lie in another file.
    case external
    /// A kind of type, filter or layout that this module does not read.
    case unsupported
    /// Something of that name is already there.
    case alreadyExists
    /// Writing to a file that was opened for reading, or was already committed.
    case notWritable
    /// The disk, or the library, refused to write.
    case cannotWrite
  }

  /// The kind of failure.
  public let reason: Reason
  /// The file, as the caller named it.
  public let file: String
  /// The path inside the file; "/" where the failure concerns the file as a whole.
  public let path: String
  /// What was expected.
  public let expected: String
  /// What was found instead.
  public let found: String
  /// What to do about it; may be empty.
  public let advice: String

  /// One line: where, what was expected, what was found, what to do.
  public var description: String {
    let place = path == "/" ? file : "\(file): \(path)"
    let line = "\(place): expected \(expected), found \(found)"
    return oneLine(advice.isEmpty ? line : "\(line); \(advice)")
  }
}

/// The path of `name` below `path`, absolute and with single slashes.
func join(_ path: String, _ name: String) -> String {
  let parts = path.split(separator: "/") + name.split(separator: "/").filter { $0 != "." }
  return "/" + parts.joined(separator: "/")
}

/// The text with line breaks and other control characters turned to spaces, so that it is one line.
func oneLine(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
}
