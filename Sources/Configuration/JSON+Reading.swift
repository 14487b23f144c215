/// Why a text is not JSON: where, and what was expected there.
public struct JSONError: Error, Equatable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// The byte of the line, from 1.
  public let column: Int
  /// What was expected there.
  public let expected: String

  /// One line: where, and what was expected.
  public var description: String { "line \(line), column \(column): expected \(expected)" }
}

extension JSON {
  /// Reads a whole text.
  public init(reading text: String) throws(JSONError) {
    var reader = JSONReader(Array(text.utf8))
    self = try reader.document()
  }
}

/// Reads a value by recursive descent.
private struct JSONReader {
  private let bytes: [UInt8]
  private var place = 0
  /// Lists and objects that are open.
  private var depth = 0

  /// Deeper nesting is refused, so that no file can use up the stack.
  private static let deepest = 128

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONError) -> JSON {
    let value = try value()
    skipSpace()
    guard place == bytes.count else { throw wrong("the end of the file") }
    return value
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private func wrong(_ expected: String) -> JSONError {
    let before = bytes[..<min(place, bytes.count)]
    let newline = UInt8(ascii: "\n")
    let start = before.lastIndex(of: newline).map { $0 + 1 } ?? 0
    return JSONError(
      line: before.count { $0 == newline } + 1, column: before.count - start + 1,
      expected: expected)
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      place += 1
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func value() throws(JSONError) -> JSON {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try list()
    case UInt8(ascii: "\""): return .text(try string())
    case let byte? where byte == UInt8(ascii: "-") || isDigit(byte): return try number()
    default:
      for (word, value) in [
        ("null", JSON.null), ("true", .boolean(true)), ("false", .boolean(false)),
      ]
      where bytes[place...].starts(with: word.utf8) {
        place += word.utf8.count
        return value
      }
      throw wrong("a value")
    }
  }

  private mutating func enter() throws(JSONError) {
    guard depth < JSONReader.deepest else {
      throw wrong("at most \(JSONReader.deepest) levels of lists and objects")
    }
    depth += 1
    place += 1
    skipSpace()
  }

  private mutating func list() throws(JSONError) -> JSON {
    try enter()
    defer { depth -= 1 }
    var elements: [JSON] = []
    if take("]") { return .list(elements) }
    while true {
      elements.append(try value())
      skipSpace()
      if take("]") { return .list(elements) }
      guard take(",") else { throw wrong("a comma or ]") }
    }
  }

  private mutating func object() throws(JSONError) -> JSON {
    try enter()
    defer { depth -= 1 }
    var members: [JSON.Member] = []
    if take("}") { return .object(members) }
    while true {
      skipSpace()
      let start = place
      guard next == UInt8(ascii: "\"") else { throw wrong("a name in quotes") }
      let name = try string()
      guard !members.contains(where: { $0.name == name }) else {
        place = start
        throw wrong("each name once, and \"\(name)\" came before")
      }
      skipSpace()
      guard take(":") else { throw wrong("a colon") }
      members.append(JSON.Member(name, try value()))
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { throw wrong("a comma or }") }
    }
  }

  private mutating func digits() -> Int {
    let start = place
    while let byte = next, isDigit(byte) { place += 1 }
    return place - start
  }

  private mutating func number() throws(JSONError) -> JSON {
    let start = place
    _ = take("-")
    let first = place
    let count = digits()
    guard count > 0, count == 1 || bytes[first] != UInt8(ascii: "0") else {
      place = first
      throw wrong("a number without leading zeros")
    }
    if take("."), digits() == 0 { throw wrong("digits after the point") }
    if take("e") || take("E") {
      if !take("-") { _ = take("+") }
      if digits() == 0 { throw wrong("the digits of an exponent") }
    }
    return .number(String(decoding: bytes[start..<place], as: UTF8.self))
  }

  private mutating func string() throws(JSONError) -> String {
    place += 1
    var text: [UInt8] = []
    let start = place
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          place = start
          throw wrong("text in UTF-8")
        }
        place += 1
        return string
      case UInt8(ascii: "\\"):
        place += 1
        text += Array(String(try escape()).utf8)
      case ..<0x20: throw wrong("no control character in a string")
      default:
        text.append(byte)
        place += 1
      }
    }
    throw wrong("a closing quote")
  }

  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    let plain: [(Unicode.Scalar, Unicode.Scalar)] = [
      ("\"", "\""), ("\\", "\\"), ("/", "/"), ("n", "\n"), ("r", "\r"), ("t", "\t"),
      ("b", "\u{8}"), ("f", "\u{c}"),
    ]
    for (letter, meaning) in plain where take(letter) { return meaning }
    guard take("u") else { throw wrong("a known escape") }
    let unit = try hexadecimal()
    guard (0xd800..<0xdc00).contains(unit) else {
      guard let scalar = Unicode.Scalar(unit) else { throw wrong("a pair of surrogates") }
      return scalar
    }
    guard take("\\"), take("u") else { throw wrong("the second of a pair of surrogates") }
    let second = try hexadecimal()
    guard (0xdc00..<0xe000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00))
    else { throw wrong("the second of a pair of surrogates") }
    return scalar
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    let end = min(place + 4, bytes.count)
    let digits = String(decoding: bytes[place..<end], as: UTF8.self)
    guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit),
      let unit = UInt32(digits, radix: 16)
    else { throw wrong("four hexadecimal digits") }
    place = end
    return unit
  }
}

private func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
