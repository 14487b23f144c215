import Exact

/// A JSON value (RFC 8259) whose objects keep the order of their members and whose numbers keep their digits.
///
/// So a file that was read and written again has the same bytes, and no number is rounded on the way.
public indirect enum JSON: Equatable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case boolean(Bool)
  /// A number, as it is written.
  case number(String)
  /// A string.
  case text(String)
  /// An array.
  case list([JSON])
  /// An object; no two members have the same name.
  case object([Member])

  /// A name and a value in an object.
  public struct Member: Equatable, Sendable {
    /// The name.
    public let name: String
    /// The value.
    public let value: JSON

    /// A member of an object.
    public init(_ name: String, _ value: JSON) { (self.name, self.value) = (name, value) }
  }

  /// A whole number.
  public init(_ number: Int) { self = .number(canonical(number)) }

  /// A number in its shortest text; one that is not finite becomes a string, since JSON has none.
  public init(_ number: Double) {
    self = number.isFinite ? .number(canonical(number)) : .text(canonical(number))
  }

  /// A list of texts.
  public init(_ texts: [String]) { self = .list(texts.map { .text($0) }) }

  /// The member of an object with a name; nil where there is none, or no object.
  public subscript(name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The members of an object; nil for anything else.
  public var members: [Member]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  /// The elements of a list; nil for anything else.
  public var elements: [JSON]? {
    guard case .list(let elements) = self else { return nil }
    return elements
  }

  /// The text of a string; nil for anything else.
  public var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }

  /// A number that is whole; nil for anything else.
  public var integer: Int? {
    guard case .number(let digits) = self else { return nil }
    return Int(digits)
  }

  /// What kind of value it is, in words.
  public var kind: String {
    switch self {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .number(let digits): "the number \(digits)"
    case .text(let text): "the text \"\(text)\""
    case .list: "a list"
    case .object: "an object"
    }
  }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral
{
  /// An object with its members in the order of the literal.
  public init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(members.map { Member($0.0, $0.1) })
  }

  /// A list.
  public init(arrayLiteral elements: JSON...) { self = .list(elements) }

  /// A string.
  public init(stringLiteral text: String) { self = .text(text) }

  /// `true` or `false`.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }

  /// A whole number.
  public init(integerLiteral number: Int) { self.init(number) }
}

// MARK: - Writing

extension JSON {
  /// The value on one line.
  public var compact: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// The value over lines of up to 100 columns, two spaces a level, and a line end.
  public var laidOut: String {
    var text = ""
    layOut(to: &text, depth: 0, before: 0)
    return text + "\n"
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .number(let digits): text += digits
    case .text(let string): JSON.quote(string, to: &text)
    case .list(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", " }
        element.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += ", " }
        JSON.quote(member.name, to: &text)
        text += ": "
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  /// `before`: the columns of the line that are taken.
  private func layOut(to text: inout String, depth: Int, before: Int) {
    let line = compact
    if before + line.count <= 99 {
      text += line
      return
    }
    let indent = String(repeating: "  ", count: depth + 1)
    switch self {
    case .list(let elements) where !elements.isEmpty:
      text += "[\n"
      for (index, element) in elements.enumerated() {
        text += indent
        element.layOut(to: &text, depth: depth + 1, before: indent.count)
        text += index < elements.count - 1 ? ",\n" : "\n"
      }
      text += indent.dropLast(2) + "]"
    case .object(let members) where !members.isEmpty:
      text += "{\n"
      for (index, member) in members.enumerated() {
        text += indent
        JSON.quote(member.name, to: &text)
        text += ": "
        member.value.layOut(
          to: &text, depth: depth + 1, before: indent.count + member.name.count + 4)
        text += index < members.count - 1 ? ",\n" : "\n"
      }
      text += indent.dropLast(2) + "}"
    default: text += line
    }
  }

  private static func quote(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
