/// How a command ended, as the shell sees it.
public enum ExitCode: Int32, Sendable {
  /// All was done.
  case done = 0
  /// A cell failed.
  case failed = 1
  /// Results differ from those that are committed.
  case different = 2
  /// A command line or a configuration that makes no sense.
  case usage = 64
  /// Data that are not what they should be.
  case badData = 65
  /// A file that is not there.
  case missing = 66
  /// A disk that failed, is full, or may not be written to.
  case inputOutput = 74
  /// Interrupted from the keyboard.
  case interrupted = 130
}

/// An error that knows the exit code of a command that ends in it.
public protocol ExitCoded: Error {
  /// The exit code.
  var exitCode: Int32 { get }
}

/// Why a command could not do what it was asked, in one line.
public struct SuiteError: ExitCoded, Equatable, CustomStringConvertible {
  /// The kind of failure.
  public let code: ExitCode
  /// What, where, what was expected and found, and what to do.
  public let description: String

  /// A failure in these words.
  public init(_ code: ExitCode, _ description: String) {
    (self.code, self.description) = (code, description)
  }

  /// The exit code of the kind of failure.
  public var exitCode: Int32 { code.rawValue }
}
