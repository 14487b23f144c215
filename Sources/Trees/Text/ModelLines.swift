/// The lines of a model's text, read one after the other, with their numbers for errors.
struct ModelLines {
  /// The number of the line that was read last; 0 before the first.
  private(set) var number = 0
  private let lines: [Substring.UTF8View]

  init(_ text: String) {
    lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
      .map { Substring($0).utf8 }
  }

  /// The next line, without reading it; nil at the end of the text.
  var next: String? { number < lines.count ? String(Substring(lines[number])) : nil }

  /// Reads a line; nil at the end of the text.
  mutating func read() -> String? {
    guard let line = next else { return nil }
    number += 1
    return line
  }

  /// Passes empty lines.
  mutating func skipEmpty() {
    while number < lines.count, lines[number].isEmpty { number += 1 }
  }

  /// Reads a line that must be there and be this.
  mutating func expect(_ text: String) throws(TreesError) {
    let line = read()
    guard line == text else { throw problem(expected: "'\(text)'", found: line) }
  }

  /// What is wrong with the line that was read last.
  func problem(expected: String, found: String?) -> TreesError {
    .text(line: number, expected: expected, found: found.map(quoted) ?? "the end of the text")
  }
}

/// The beginning of a text in quotes, on one line.
func quoted(_ text: String) -> String {
  let shown = String(
    String.UnicodeScalarView(
      text.unicodeScalars.prefix(40).map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
  return "'\(shown)\(text.unicodeScalars.count > 40 ? "…" : "")'"
}

/// Lines `name=value` that belong together, looked up by name.
struct ModelFields {
  private var fields: [String: (line: Int, value: String)] = [:]
  private let end: Int

  /// Reads lines up to an empty one, or one that begins a tree.
  init(_ lines: inout ModelLines) throws(TreesError) {
    while let line = lines.next, !line.isEmpty, !line.hasPrefix("Tree=") {
      _ = lines.read()
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard fields[name] == nil else {
        throw lines.problem(expected: "each name once", found: line)
      }
      fields[name] = (lines.number, parts.count == 2 ? String(parts[1]) : "")
    }
    end = lines.number
  }

  /// Whether there is a line of that name.
  func has(_ name: String) -> Bool { fields[name] != nil }

  /// The text after the name.
  func text(_ name: String) throws(TreesError) -> String {
    guard let field = fields[name] else {
      throw .text(line: end, expected: "a line '\(name)=…' up to here", found: "none")
    }
    return field.value
  }

  /// One whole number within a range.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(TreesError) -> Int {
    let text = try text(name)
    guard let number = Int(text), range.contains(number) else {
      throw problem(
        name, "a whole number from \(range.lowerBound) to \(range.upperBound)", quoted(text))
    }
    return number
  }

  /// Words parted by spaces, as many as must be.
  func words(_ name: String, count: Int) throws(TreesError) -> [Substring] {
    let words = try text(name).split(separator: " ")
    guard words.count == count else { throw problem(name, "\(count) entries", "\(words.count)") }
    return words
  }

  /// Numbers, as many as must be; zeros where the line may be missing and is.
  func numbers<Number: LosslessStringConvertible & Numeric>(
    _ name: String, count: Int, mayBeMissing: Bool = false,
    where isRight: (Number) -> Bool = { _ in true }, _ expected: String = "a number"
  ) throws(TreesError) -> [Number] {
    if mayBeMissing, !has(name) { return [Number](repeating: 0, count: count) }
    var numbers: [Number] = []
    for word in try words(name, count: count) {
      guard let number = Number(String(word)), isRight(number) else {
        throw problem(name, "\(expected) at entry \(numbers.count)", quoted(String(word)))
      }
      numbers.append(number)
    }
    return numbers
  }

  /// What is wrong with the line of that name.
  func problem(_ name: String, _ expected: String, _ found: String) -> TreesError {
    .text(
      line: fields[name]?.line ?? end, expected: "\(name) of \(expected)", found: found)
  }
}
