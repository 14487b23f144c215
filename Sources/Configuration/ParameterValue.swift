import Exact

/// A type of value that a command line or a configuration file can give to a named parameter.
public protocol ParameterValue: Sendable {
  /// What to give, in words: "a whole number".
  static var expected: String { get }
  /// Reads a value; nil for a text that is none.
  init?(parameter text: String)
  /// The text that reads back as the value.
  var parameterText: String { get }
  /// The value as a configuration file holds it.
  var parameterJSON: JSON { get }
}

extension ParameterValue {
  /// The text as a string.
  public var parameterJSON: JSON { .text(parameterText) }
}

extension Int: ParameterValue {
  /// What to give, in words.
  public static var expected: String { "a whole number" }
  /// Reads a value; nil for a text that is none.
  public init?(parameter text: String) { self.init(text) }
  /// The text that reads back as the value.
  public var parameterText: String { canonical(self) }
  /// The value as a configuration file holds it.
  public var parameterJSON: JSON { .number(canonical(self)) }
}

extension Double: ParameterValue {
  /// What to give, in words.
  public static var expected: String { "a number" }
  /// Reads a finite number in decimal digits.
  public init?(parameter text: String) {
    guard isDecimal(text), let number = Double(text), number.isFinite else { return nil }
    self = number
  }
  /// The text that reads back as the value.
  public var parameterText: String { canonical(self) }
  /// The value as a configuration file holds it.
  public var parameterJSON: JSON { JSON(self) }
}

extension Float: ParameterValue {
  /// What to give, in words.
  public static var expected: String { "a number" }
  /// Reads a number in decimal digits that is finite in this width.
  public init?(parameter text: String) {
    guard isDecimal(text), let number = Float(text), number.isFinite else { return nil }
    self = number
  }
  /// The text that reads back as the value.
  public var parameterText: String { canonical(self) }
  /// The value as a configuration file holds it.
  public var parameterJSON: JSON {
    isFinite ? .number(canonical(self)) : .text(canonical(self))
  }
}

/// Whether a text is made of what decimal numbers are made of: no hexadecimal ones, no names.
private func isDecimal(_ text: String) -> Bool {
  text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
}

extension Bool: ParameterValue {
  /// What to give, in words.
  public static var expected: String { "true or false" }
  /// Reads a value; nil for a text that is none.
  public init?(parameter text: String) { self.init(text) }
  /// The text that reads back as the value.
  public var parameterText: String { self ? "true" : "false" }
  /// The value as a configuration file holds it.
  public var parameterJSON: JSON { .boolean(self) }
}

extension String: ParameterValue {
  /// What to give, in words.
  public static var expected: String { "some text" }
  /// Reads a value; nil for a text that is none.
  public init?(parameter text: String) {
    guard !text.isEmpty else { return nil }
    self = text
  }
  /// The text that reads back as the value.
  public var parameterText: String { self }
}

/// One of a few named choices: `enum Norm: String, ParameterChoice { case batch, layer }`.
public protocol ParameterChoice: ParameterValue, CaseIterable, RawRepresentable
where RawValue == String {}

extension ParameterChoice {
  /// The names of all choices.
  public static var expected: String { allCases.map(\.rawValue).joined(separator: " or ") }
  /// The choice of a name.
  public init?(parameter text: String) { self.init(rawValue: text) }
  /// Its name.
  public var parameterText: String { rawValue }
}

extension Optional: ParameterValue where Wrapped: ParameterValue {
  /// What the value may be, or none.
  public static var expected: String { "\(Wrapped.expected), or none" }
  /// Reads a value, or `none`.
  public init?(parameter text: String) {
    if text == "none" {
      self = nil
    } else {
      guard let value = Wrapped(parameter: text) else { return nil }
      self = .some(value)
    }
  }
  /// The text of the value, or `none`.
  public var parameterText: String { self?.parameterText ?? "none" }
  /// The value, or null.
  public var parameterJSON: JSON { self?.parameterJSON ?? .null }
}

extension Array: ParameterValue where Element: ParameterValue {
  /// Several of what an element may be.
  public static var expected: String { "\(Element.expected), or several with commas between" }
  /// Reads elements with commas between.
  public init?(parameter text: String) {
    var elements: [Element] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let element = Element(parameter: String(part)) else { return nil }
      elements.append(element)
    }
    self = elements
  }
  /// The texts of the elements with commas between.
  public var parameterText: String { map(\.parameterText).joined(separator: ",") }
  /// A list of the elements.
  public var parameterJSON: JSON { .list(map(\.parameterJSON)) }
}

extension JSON {
  /// The text that a command line would give for the value of a configuration file; nil for an object.
  public var parameterText: String? {
    switch self {
    case .null: return "none"
    case .boolean(let value): return value.parameterText
    case .number(let digits): return digits
    case .text(let text): return text
    case .list(let elements):
      let texts = elements.compactMap(\.parameterText)
      return texts.count == elements.count ? texts.joined(separator: ",") : nil
    case .object: return nil
    }
  }
}
