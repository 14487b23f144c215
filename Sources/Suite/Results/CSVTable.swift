import Exact

/// A table of texts as RFC 4180 has it, with lines that end in LF.
package struct CSVTable: Equatable {
  package let header: [String]
  package var rows: [[String]]

  package init(_ header: [String], rows: [[String]] = []) {
    (self.header, self.rows) = (header, rows)
  }

  /// The file.
  package var text: String {
    ([header] + rows).map { $0.map(CSVTable.quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ field: String) -> String {
    let isPlain = field.utf8.allSatisfy { !"\",\r\n".utf8.contains($0) }
    return isPlain ? field : "\"" + field.replacing("\"", with: "\"\"") + "\""
  }

  /// Reads a file that was written by this type; nil for any other.
  package init?(reading text: String) {
    var (rows, row, field) = ([[String]](), [String](), [UInt8]())
    var isQuoted = false
    var bytes = text.utf8.makeIterator()
    var next = bytes.next()
    while let byte = next {
      next = bytes.next()
      switch byte {
      case UInt8(ascii: "\"") where isQuoted && next == byte:
        field.append(byte)
        next = bytes.next()
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted:
        row.append(String(decoding: field, as: UTF8.self))
        field = []
      case UInt8(ascii: "\n") where !isQuoted:
        rows.append(row + [String(decoding: field, as: UTF8.self)])
        (row, field) = ([], [])
      default: field.append(byte)
      }
    }
    guard row.isEmpty, field.isEmpty, !isQuoted, let header = rows.first,
      rows.allSatisfy({ $0.count == header.count })
    else { return nil }
    self.init(header, rows: Array(rows.dropFirst()))
    guard self.text == text else { return nil }
  }
}

/// A number as a field, in its shortest text; empty where there is none.
func text(_ number: Double?) -> String { number.map { canonical($0) } ?? "" }
