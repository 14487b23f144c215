import Foundation

/// A table of text fields, as RFC 4180 lays them out.
///
/// Fields are kept as bytes until they are asked for; numbers are the nearest ones to their decimal
/// digits, whatever the locale.
public struct CSV: Sendable {
  /// One field: where its bytes lie, and whether quotation marks in it stand doubled.
  struct Field: Sendable {
    var start: Int
    var end: Int
    var isDoubled = false
  }

  /// The file, as the user named it.
  public let subject: String
  /// The names of the columns; `1`, `2` and so on where the text does not name them.
  public let header: [String]
  /// The number of records, without the header.
  public let count: Int
  let format: CSVFormat
  private let bytes: [UInt8]
  private let fields: [Field]
  /// The line that each record begins on, from 1.
  private let lines: [Int]
  private let missing: [[UInt8]]

  /// The number of columns.
  public var width: Int { header.count }

  /// Reads a file.
  ///
  /// - Throws: `missing` for a file that is not there, `badData` for what ``init(_:subject:format:)`` refuses.
  public init(reading path: String, format: CSVFormat = CSVFormat()) throws(DataError) {
    try self.init(bytesOfFile(path), subject: path, format: format)
  }

  /// Reads a text.
  ///
  /// A byte order mark at its start, line ends of either kind and empty lines are passed over.
  ///
  /// - Throws: `badData` with line and position for quotation marks out of place, text that is not UTF-8,
  ///   records of another number of fields, columns without a name or with the same one.
  public init(
    _ bytes: [UInt8], subject: String, format: CSVFormat = CSVFormat()
  ) throws(DataError) {
    var parser = CSVParser(bytes, subject: subject, format: format)
    try parser.parse()
    self.subject = subject
    self.format = format
    self.bytes = parser.bytes
    missing = format.missing.map { Array($0.utf8) }
    let width = parser.width
    guard width > 0 else {
      throw DataError(.badData, subject, expected: "rows of fields", found: "an empty text")
    }
    let skipped = format.hasHeader ? width : 0
    fields = Array(parser.fields[skipped...])
    lines = Array(parser.lines[(format.hasHeader ? 1 : 0)...])
    count = fields.count / width
    if format.hasHeader {
      header = parser.fields[..<width].map { parser.text($0).trimmingCharacters(in: .whitespaces) }
    } else {
      header = (1...width).map { "\($0)" }
    }
    var inspection = Inspection(subject)
    inspection.checkNames(header, at: "line 1")
    try inspection.finish()
  }

  // MARK: - Fields

  /// The position of a column.
  ///
  /// - Throws: `badData` with the names that there are.
  public func column(_ name: String) throws(DataError) -> Int {
    if let index = header.firstIndex(of: name) { return index }
    throw DataError(
      .badData, subject, at: "line 1", expected: "a column \"\(name)\"",
      found: "the columns \(header.map { "\"\($0)\"" }.joined(separator: ", "))")
  }

  /// The text of a field, without quotation marks around it.
  public func text(_ row: Int, _ column: Int) -> String {
    let field = fields[row * width + column]
    let text = String(decoding: bytes[field.start..<field.end], as: UTF8.self)
    return field.isDoubled ? text.replacing("\"\"", with: "\"") : text
  }

  /// Whether a field stands for a missing value.
  public func isMissing(_ row: Int, _ column: Int) -> Bool {
    let trimmed = trimmed(fields[row * width + column])
    return missing.contains { $0.elementsEqual(trimmed) }
      || trimmed.count == 3 && trimmed.elementsEqual([110, 97, 110], by: { $0 | 32 == $1 })
  }

  /// Where a field stands, in the words of errors.
  public func place(_ row: Int, _ column: Int) -> String {
    let name = format.hasHeader ? " (\"\(header[column])\")" : ""
    return "line \(lines[row]), column \(column + 1)\(name)"
  }

  private func trimmed(_ field: Field) -> ArraySlice<UInt8> {
    var bytes = bytes[field.start..<field.end]
    while let first = bytes.first, first == 32 || first == 9 { bytes.removeFirst() }
    while let last = bytes.last, last == 32 || last == 9 { bytes.removeLast() }
    return bytes
  }

  // MARK: - Numbers

  /// The numbers of a column, NaN where one is missing.
  ///
  /// - Throws: `badData` with line and column of each field that is no number, or none that fits.
  public func floats(_ column: Int) throws(DataError) -> [Float] {
    try numbers(column, "a number", .nan) { text in Float(text) }
  }

  /// The numbers of a column in Float64, NaN where one is missing.
  public func doubles(_ column: Int) throws(DataError) -> [Double] {
    try numbers(column, "a number", .nan) { text in Double(text) }
  }

  /// The whole numbers of a column, of which none may be missing; `3.0` is one.
  public func integers(_ column: Int) throws(DataError) -> [Int] {
    try numbers(column, "a whole number", nil) { text in
      Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    }
  }

  /// Whether all fields of a column are numbers or missing, and one is a number.
  public func isNumeric(_ column: Int) -> Bool {
    var hasNumber = false
    for row in 0..<count where !isMissing(row, column) {
      guard isDecimal(trimmed(fields[row * width + column])) else { return false }
      hasNumber = true
    }
    return hasNumber
  }

  private func numbers<Number: Numeric>(
    _ column: Int, _ expected: String, _ absent: Number?, _ parse: (String) -> Number?
  ) throws(DataError) -> [Number] {
    var numbers: [Number] = []
    numbers.reserveCapacity(count)
    var problems: [Problem] = []
    for row in 0..<count {
      if isMissing(row, column) {
        if absent == nil {
          problems.append(Problem(place(row, column), expected: expected, found: "none"))
        }
        numbers.append(absent ?? 0)
        continue
      }
      let bytes = trimmed(fields[row * width + column])
      let number = isDecimal(bytes) ? parse(String(decoding: bytes, as: UTF8.self)) : nil
      if let number, (number as? any BinaryFloatingPoint)?.isFinite ?? true {
        numbers.append(number)
      } else {
        let isTooGreat = number != nil
        problems.append(
          Problem(
            place(row, column), expected: isTooGreat ? "\(expected) that fits" : expected,
            found: "\"\(text(row, column))\""))
        numbers.append(0)
      }
    }
    guard problems.isEmpty else { throw DataError(.badData, subject, problems.limited()) }
    return numbers
  }
}

extension [Problem] {
  /// The first ones, and how many more there are.
  func limited(to most: Int = 20) -> [Problem] {
    guard count > most else { return self }
    return self[..<most] + [
      Problem("", expected: "no such problems", found: "\(count - most) more of them")
    ]
  }
}

/// Whether some bytes are a decimal number: digits, with a sign, a point and an exponent if need be.
private func isDecimal(_ bytes: ArraySlice<UInt8>) -> Bool {
  var rest = bytes
  func digits() -> Int {
    let start = rest.startIndex
    while let byte = rest.first, (48...57).contains(byte) { rest.removeFirst() }
    return rest.startIndex - start
  }
  if rest.first == 43 || rest.first == 45 { rest.removeFirst() }
  var count = digits()
  if rest.first == 46 {
    rest.removeFirst()
    count += digits()
  }
  guard count > 0 else { return false }
  guard let mark = rest.first else { return true }
  guard mark | 32 == 101 else { return false }
  rest.removeFirst()
  if rest.first == 43 || rest.first == 45 { rest.removeFirst() }
  return digits() > 0 && rest.isEmpty
}

/// All bytes of a file.
func bytesOfFile(_ path: String) throws(DataError) -> [UInt8] {
  do {
    return Array(try Data(contentsOf: URL(filePath: path)))
  } catch {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    throw DataError(
      .missing, path, expected: "a file that can be read",
      found: isFolder.boolValue ? "a folder" : exists ? "one that may not be read" : "none")
  }
}
