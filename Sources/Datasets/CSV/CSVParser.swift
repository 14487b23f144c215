/// Cuts a text into records and fields by RFC 4180.
struct CSVParser {
  let bytes: [UInt8]
  private(set) var fields: [CSV.Field] = []
  /// The line that each record begins on, from 1.
  private(set) var lines: [Int] = []
  /// Fields of a record; 0 before the first one.
  private(set) var width = 0

  private let subject: String
  private let format: CSVFormat
  private var position = 0
  private var line = 1
  private var lineStart = 0

  private let quote = UInt8(ascii: "\"")
  private let newline = UInt8(ascii: "\n")
  private let carriageReturn = UInt8(ascii: "\r")

  init(_ bytes: [UInt8], subject: String, format: CSVFormat) {
    self.bytes = bytes
    self.subject = subject
    self.format = format
  }

  mutating func parse() throws(DataError) {
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
      position = 3
      lineStart = 3
    }
    try checkText()
    while position < bytes.count {
      let (start, first) = (line, fields.count)
      if isEndOfLine {
        // An empty line is a record only where records have one field, after the first.
        if width == 1 { fields.append(CSV.Field(start: position, end: position)) }
        endLine()
        if width == 1 { lines.append(start) }
        continue
      }
      try parseRecord()
      let found = fields.count - first
      if width == 0 { width = found }
      guard found == width else {
        throw error(
          "line \(start)", expected: "\(width) fields, as in line \(lines.first ?? 1)",
          found: "\(found)")
      }
      lines.append(start)
    }
  }

  /// The text of a field.
  func text(_ field: CSV.Field) -> String {
    let text = String(decoding: bytes[field.start..<field.end], as: UTF8.self)
    return field.isDoubled ? text.replacing("\"\"", with: "\"") : text
  }

  private mutating func parseRecord() throws(DataError) {
    while true {
      let isQuoted = format.hasQuotes && position < bytes.count && bytes[position] == quote
      fields.append(try isQuoted ? quotedField() : plainField())
      guard position < bytes.count, bytes[position] == format.delimiter else {
        endLine()
        return
      }
      position += 1
    }
  }

  private mutating func plainField() throws(DataError) -> CSV.Field {
    let start = position
    while position < bytes.count, bytes[position] != format.delimiter, !isEndOfLine {
      if format.hasQuotes && bytes[position] == quote {
        throw error(
          here, expected: "quotation marks around the whole field", found: "one inside it",
          advice: "quote the field and double the marks in it")
      }
      if bytes[position] == carriageReturn {
        throw error(here, expected: "lines that end in LF or CR LF", found: "a CR alone")
      }
      position += 1
    }
    return CSV.Field(start: start, end: position)
  }

  private mutating func quotedField() throws(DataError) -> CSV.Field {
    let place = here
    position += 1
    var field = CSV.Field(start: position, end: position)
    while true {
      guard position < bytes.count else {
        throw error(place, expected: "a closing quotation mark", found: "the end of the text")
      }
      let byte = bytes[position]
      position += 1
      if byte == newline {
        line += 1
        lineStart = position
      }
      guard byte == quote else { continue }
      guard position < bytes.count, bytes[position] == quote else { break }
      field.isDoubled = true
      position += 1
    }
    field.end = position - 1
    guard position == bytes.count || bytes[position] == format.delimiter || isEndOfLine else {
      throw error(
        here, expected: "a delimiter or the end of the line after the closing quotation mark",
        found: "other text", advice: "double the quotation marks inside the field")
    }
    return field
  }

  /// Whether a line ends here: a line feed, alone or after a carriage return.
  private var isEndOfLine: Bool {
    bytes[position] == newline
      || bytes[position] == carriageReturn && position + 1 < bytes.count
        && bytes[position + 1] == newline
      || bytes[position] == carriageReturn && position + 1 == bytes.count
  }

  private mutating func endLine() {
    guard position < bytes.count else { return }
    position += bytes[position] == carriageReturn ? 2 : 1
    position = min(position, bytes.count)
    line += 1
    lineStart = position
  }

  private var here: String { "line \(line), character \(position - lineStart + 1)" }

  /// Sees that all of the text is UTF-8, without NUL.
  private func checkText() throws(DataError) {
    guard bytes.contains(0) || !isUTF8(bytes[...]) else { return }
    var number = 1
    for part in bytes.split(separator: newline, omittingEmptySubsequences: false) {
      if part.contains(0) || !isUTF8(part) {
        let found = part.contains(0) ? "a NUL" : "other bytes"
        throw error(
          "line \(number)", expected: "text in UTF-8", found: found,
          advice: "save the file as UTF-8")
      }
      number += 1
    }
  }

  private func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  private func error(
    _ place: String, expected: String, found: String, advice: String = ""
  ) -> DataError {
    DataError(.badData, subject, at: place, expected: expected, found: found, advice: advice)
  }
}
