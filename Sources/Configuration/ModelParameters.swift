import Exact

/// What a model can be made with: named values with defaults, ranges and a sentence each.
///
/// ```swift
/// struct Parameters: ModelParameters {
///   var blocks = 2
///   var dropout: Float = 0.1
///
///   static let declared: [Declared<Self>] = [
///     Declared("blocks", \.blocks, in: 1..., "Mixing blocks."),
///     Declared("dropout", \.dropout, in: 0..<1, "Share of the units that is dropped."),
///   ]
/// }
/// ```
///
/// Help, `--set tsmixer.blocks=4`, configuration files and the record of a run follow from this.
public protocol ModelParameters: Sendable {
  /// Every parameter that may be set, in the order in which help lists them.
  static var declared: [Declared<Self>] { get }
  /// What is wrong with the values taken together, as "width 30 is not a multiple of heads 4"; nil where
  /// nothing is.
  var problem: String? { get }
}

extension ModelParameters {
  /// Nothing is wrong.
  public var problem: String? { nil }
}

/// A model that has no parameters.
public struct NoParameters: ModelParameters {
  /// No parameters.
  public static let declared: [Declared<Self>] = []

  /// The only value.
  public init() {}
}

/// One parameter: its name, its place in the values, and what may be given.
public struct Declared<Owner: Sendable>: Sendable {
  /// The name on command lines and in files.
  public let name: String
  /// What it is, in a sentence.
  public let help: String
  /// What may be given, in words: "a number from 0.0 to below 1.0".
  public let expected: String
  fileprivate let read: @Sendable (Owner) -> (text: String, json: JSON)
  /// Sets it from a text; false for a text that is not what is expected.
  fileprivate let write: @Sendable (inout Owner, String) -> Bool

  /// A parameter of any value of its type.
  public init<Value: ParameterValue>(
    _ name: String, _ path: any WritableKeyPath<Owner, Value> & Sendable, _ help: String
  ) {
    self.init(name, path, help, expected: Value.expected) { _ in true }
  }

  /// A parameter within a range.
  public init<Value: ParameterValue & Comparable>(
    _ name: String, _ path: any WritableKeyPath<Owner, Value> & Sendable,
    in range: some ParameterRange<Value>, _ help: String
  ) {
    self.init(name, path, help, expected: "\(Value.expected) \(range.words)") {
      range.contains($0)
    }
  }

  private init<Value: ParameterValue>(
    _ name: String, _ path: any WritableKeyPath<Owner, Value> & Sendable, _ help: String,
    expected: String, isAllowed: @escaping @Sendable (Value) -> Bool
  ) {
    self.name = name
    self.help = help
    self.expected = expected
    read = { owner in
      let value = owner[keyPath: path]
      return (value.parameterText, value.parameterJSON)
    }
    write = { owner, text in
      guard let value = Value(parameter: text), isAllowed(value) else { return false }
      owner[keyPath: path] = value
      return true
    }
  }

  private init<Inner>(
    _ inner: Declared<Inner>, at path: any WritableKeyPath<Owner, Inner> & Sendable
  ) {
    (name, help, expected) = (inner.name, inner.help, inner.expected)
    read = { inner.read($0[keyPath: path]) }
    write = { inner.write(&$0[keyPath: path], $1) }
  }

  /// The same parameter of values that hold these ones at a place.
  public func at<Outer>(_ path: any WritableKeyPath<Outer, Owner> & Sendable) -> Declared<Outer> {
    Declared<Outer>(self, at: path)
  }
}

/// Why a parameter could not be set, in one line.
public struct ParameterError: Error, Equatable, CustomStringConvertible {
  /// What was expected, what was found.
  public let description: String

  /// A failure in these words.
  public init(_ description: String) { self.description = description }
}

extension ModelParameters {
  /// A copy with one parameter set from a text.
  public func setting(_ name: String, to text: String) throws(ParameterError) -> Self {
    guard let parameter = Self.declared.first(where: { $0.name == name }) else {
      let names = Self.declared.map(\.name)
      throw ParameterError(
        "there is no parameter \"\(name)\""
          + (nearestName(to: name, among: names).map { "; the nearest is \"\($0)\"" }
            ?? "; it has none"))
    }
    var copy = self
    guard parameter.write(&copy, text) else {
      throw ParameterError("\(name): expected \(parameter.expected), found \"\(text)\"")
    }
    return copy
  }

  /// Every parameter's name with its value.
  public var json: JSON {
    .object(Self.declared.map { JSON.Member($0.name, $0.read(self).json) })
  }

  /// Every parameter with the text of its value, for help.
  public var listing: [(name: String, value: String, expected: String, help: String)] {
    Self.declared.map { ($0.name, $0.read(self).text, $0.expected, $0.help) }
  }
}

/// A range that says in words what is in it.
public protocol ParameterRange<Bound>: Sendable {
  /// What it is a range of.
  associatedtype Bound: ParameterValue & Comparable
  /// The range as the end of "a number …".
  var words: String { get }
  /// Whether a value is in it.
  func contains(_ value: Bound) -> Bool
}

extension ClosedRange: ParameterRange where Bound: ParameterValue {
  /// "from 1 to 3".
  public var words: String { "from \(lowerBound.parameterText) to \(upperBound.parameterText)" }
}

extension Range: ParameterRange where Bound: ParameterValue {
  /// "from 0.0 to below 1.0".
  public var words: String {
    "from \(lowerBound.parameterText) to below \(upperBound.parameterText)"
  }
}

extension PartialRangeFrom: ParameterRange where Bound: ParameterValue {
  /// "of at least 1".
  public var words: String { "of at least \(lowerBound.parameterText)" }
}
