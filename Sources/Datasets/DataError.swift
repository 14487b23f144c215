import HDF5

/// One thing that is wrong with a dataset: where, what was expected, what was found, what to do.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
  /// The path inside the file (`/values`, `/@name` for an attribute), or the line and column of a text;
  /// empty where it concerns the file as a whole.
  public let place: String
  /// What was expected.
  public let expected: String
  /// What was found instead.
  public let found: String
  /// What to do about it; may be empty.
  public let advice: String

  /// A problem at a place.
  public init(_ place: String, expected: String, found: String, advice: String = "") {
    (self.place, self.expected, self.found, self.advice) = (place, expected, found, advice)
  }

  /// One line: where, what was expected, what was found, what to do.
  public var description: String {
    let line = "expected \(expected), found \(found)" + (advice.isEmpty ? "" : "; \(advice)")
    let text = place.isEmpty ? line : "\(place): \(line)"
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
  }
}

/// Why something asked of a dataset could not be done.
public struct DataError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is; the number is the exit code of a command that ends in it.
  public enum Kind: Int32, Hashable, Sendable {
    /// A request that makes no sense whatever the data are.
    case usage = 64
    /// Data that are not what they should be.
    case badData = 65
    /// A file, or a source, that does not exist or may not be read.
    case missing = 66
    /// A disk or network that failed, or bytes of another digest than they should have.
    case inputOutput = 74
  }

  /// The kind of failure.
  public let kind: Kind
  /// The file or request that it concerns, as the user named it.
  public let subject: String
  /// Everything that is wrong; at least one.
  public let problems: [Problem]

  /// A failure of several problems.
  public init(_ kind: Kind, _ subject: String, _ problems: [Problem]) {
    (self.kind, self.subject, self.problems) = (kind, subject, problems)
  }

  /// A failure of one problem.
  public init(
    _ kind: Kind, _ subject: String, at place: String = "", expected: String, found: String,
    advice: String = ""
  ) {
    self.init(
      kind, subject, [Problem(place, expected: expected, found: found, advice: advice)])
  }

  /// What went wrong with an HDF5 file.
  public init(_ error: HDF5Error) {
    let kind: Kind =
      switch error.reason {
      case .missing where error.path == "/", .inaccessible: .missing
      case .cannotWrite, .notWritable: .inputOutput
      default: .badData
      }
    self.init(kind, error.file, [Problem(error)])
  }

  /// The exit code of a command that ends in this error.
  public var exitCode: Int32 { kind.rawValue }

  /// One line for one problem; for several a line with their number and then a line for each.
  public var description: String {
    if problems.count == 1 { return "\(subject): \(problems[0])" }
    return "\(subject): \(problems.count) problems\n"
      + problems.map { "  \($0)" }.joined(separator: "\n")
  }
}

extension Problem {
  /// What an HDF5 error says, without the name of the file.
  init(_ error: HDF5Error) {
    self.init(
      error.path == "/" ? "" : error.path, expected: error.expected, found: error.found,
      advice: error.advice)
  }
}

/// Runs `body`, turning what HDF5 throws into a ``DataError``.
func readingHDF5<Result>(
  _ body: () throws(HDF5Error) -> Result
) throws(DataError) -> Result {
  do throws(HDF5Error) { return try body() } catch { throw DataError(error) }
}
