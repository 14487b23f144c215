/// How a text of separated fields is laid out.
public struct CSVFormat: Hashable, Sendable {
  /// The byte between fields: a comma, a semicolon, a tab.
  public var delimiter: UInt8
  /// Whether the first record names the columns.
  public var hasHeader: Bool
  /// Whether fields may stand in quotation marks, as RFC 4180 says; without, a quotation mark is a character like others.
  public var hasQuotes: Bool
  /// Texts that stand for a missing value, besides white space around them; `nan` in any case is one always.
  public var missing: [String]

  /// A layout; the usual one of RFC 4180 unless told otherwise.
  public init(
    delimiter: Character = ",", hasHeader: Bool = true, hasQuotes: Bool = true,
    missing: [String] = ["", "NA", "?", "null"]
  ) {
    guard let byte = delimiter.asciiValue, ![10, 13, 34].contains(byte) else {
      fatalError("a delimiter: expected an ASCII character that ends no line, got \(delimiter)")
    }
    self.delimiter = byte
    self.hasHeader = hasHeader
    self.hasQuotes = hasQuotes
    self.missing = missing
  }
}
