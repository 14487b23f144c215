/// A piece of a program: a word, a number, a string literal, or one sign.
struct Token: Equatable {
  enum Kind { case word, number, text, sign }

  let kind: Kind
  let text: String
  let line: Int
}

/// A source file taken apart: its code as tokens, its comments by line.
///
/// Reads Swift, and C well enough for the rules about it. Knows nested block comments, strings of one and
/// of several lines, raw strings, and interpolation, whose inside is code. Does not know regular
/// expression literals.
struct Source {
  /// Path inside the package, with slashes.
  let path: String
  private(set) var tokens: [Token] = []
  /// Text of the comments that touch a line, without their marks.
  private(set) var comments: [Int: String] = [:]

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  init(path: String, text: String) {
    self.path = path
    bytes = Array(text.utf8)
    while position < bytes.count { scanToken() }
  }

  /// The folder inside `Sources`, or the first folder of the path.
  var folder: String {
    let parts = path.split(separator: "/")
    return String(parts.first == "Sources" && parts.count > 2 ? parts[1] : parts.first ?? "")
  }

  /// File name without folders.
  var name: String { String(path.split(separator: "/").last ?? "") }

  var isC: Bool { name.hasSuffix(".c") || name.hasSuffix(".h") }

  /// The text of token `index`, empty outside the file.
  func text(_ index: Int) -> String {
    tokens.indices.contains(index) && tokens[index].kind != .text ? tokens[index].text : ""
  }

  // MARK: - Scanning

  private func peek(_ offset: Int = 0) -> UInt8 {
    position + offset < bytes.count ? bytes[position + offset] : 0
  }

  private func isNext(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard position + count <= bytes.count else { return false }
    return (0..<count).allSatisfy { bytes[position + $0] == text.utf8Start[$0] }
  }

  private mutating func step(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
  }

  private mutating func append(_ kind: Token.Kind, from start: Int, line: Int) {
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    tokens.append(Token(kind: kind, text: text, line: line))
  }

  private mutating func scanToken() {
    let byte = peek()
    let start = position
    if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t")
      || byte == UInt8(ascii: "\r")
    {
      step()
    } else if isNext("//") {
      while position < bytes.count, peek() != UInt8(ascii: "\n") { step() }
      addComment(from: start + 2, to: position, firstLine: line)
    } else if isNext("/*") {
      scanBlockComment()
    } else if let hashes = hashesBeforeQuote() {
      scanString(hashes: hashes)
    } else if isWordByte(byte) && !isDigit(byte) || byte == UInt8(ascii: "`") {
      while isWordByte(peek()) || peek() == UInt8(ascii: "`") { step() }
      append(.word, from: start, line: line)
    } else if isDigit(byte) {
      // "1.5" is one number, "1...5" and "1.max" are not.
      while isWordByte(peek()) || peek() == UInt8(ascii: ".") && isDigit(peek(1)) { step() }
      append(.number, from: start, line: line)
    } else {
      step(isNext("->") ? 2 : 1)
      append(.sign, from: start, line: line)
    }
  }

  private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private func isWordByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte >= 128
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "@")
  }

  private mutating func addComment(from start: Int, to end: Int, firstLine: Int) {
    let text = String(decoding: bytes[start..<end], as: UTF8.self)
    for covered in firstLine...line { comments[covered, default: ""] += text }
  }

  private mutating func scanBlockComment() {
    let (start, firstLine) = (position, line)
    var depth = 0
    repeat {
      if isNext("/*") {
        depth += 1
        step(2)
      } else if isNext("*/") {
        depth -= 1
        step(2)
      } else {
        step()
      }
    } while depth > 0 && position < bytes.count
    addComment(from: start + 2, to: max(start + 2, position - 2), firstLine: firstLine)
  }

  /// How many number signs stand before a quotation mark here; `nil` where no string begins.
  private func hashesBeforeQuote() -> Int? {
    var count = 0
    while peek(count) == UInt8(ascii: "#") { count += 1 }
    return peek(count) == UInt8(ascii: "\"") ? count : nil
  }

  private mutating func scanString(hashes: Int) {
    let index = tokens.count
    let firstLine = line
    var content: [UInt8] = []
    tokens.append(Token(kind: .text, text: "", line: firstLine))
    step(hashes)
    let long = isNext("\"\"\"")
    step(long ? 3 : 1)
    while position < bytes.count {
      if endsString(hashes: hashes, long: long) {
        step((long ? 3 : 1) + hashes)
        break
      }
      // An unfinished string of one line, as in C or in broken code.
      if !long, peek() == UInt8(ascii: "\n") { break }
      if peek() == UInt8(ascii: "\\"), hasHashes(hashes, at: 1) {
        if peek(1 + hashes) == UInt8(ascii: "(") {
          step(2 + hashes)
          scanInterpolation()
        } else {
          step(2 + hashes)
        }
      } else {
        content.append(peek())
        step()
      }
    }
    tokens[index] = Token(
      kind: .text, text: String(decoding: content, as: UTF8.self), line: firstLine)
  }

  private func hasHashes(_ count: Int, at offset: Int) -> Bool {
    (0..<count).allSatisfy { peek(offset + $0) == UInt8(ascii: "#") }
  }

  private func endsString(hashes: Int, long: Bool) -> Bool {
    long
      ? isNext("\"\"\"") && hasHashes(hashes, at: 3)
      : peek() == UInt8(ascii: "\"") && hasHashes(hashes, at: 1)
  }

  /// Scans code up to the parenthesis that closes an interpolation.
  private mutating func scanInterpolation() {
    var depth = 1
    while position < bytes.count {
      let count = tokens.count
      scanToken()
      guard tokens.count > count else { continue }
      if text(tokens.count - 1) == "(" { depth += 1 }
      if text(tokens.count - 1) == ")" { depth -= 1 }
      if depth == 0 {
        tokens.removeLast()
        return
      }
    }
  }
}
