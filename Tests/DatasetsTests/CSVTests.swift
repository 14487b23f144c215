import Datasets
import Testing

/// Texts by RFC 4180, and those that are not.
@Suite struct `Comma-separated text` {
  static func read(_ text: String, _ format: CSVFormat = CSVFormat()) throws -> CSV {
    try CSV(Array(text.utf8), subject: "a.csv", format: format)
  }

  static func rows(_ csv: CSV) -> [[String]] {
    (0..<csv.count).map { row in (0..<csv.width).map { csv.text(row, $0) } }
  }

  @Test(arguments: [
    ("a,b\n1,2\n", [["1", "2"]]),
    ("a,b\n1,2", [["1", "2"]]),
    ("a,b\r\n1,2\r\n3,4\r\n", [["1", "2"], ["3", "4"]]),
    ("\u{feff}a,b\n1,2\n", [["1", "2"]]),
    ("\u{feff}\"a\",b\n1,2\n", [["1", "2"]]),
    ("a,b\n\n1,2\n\n\n3,4\n\n", [["1", "2"], ["3", "4"]]),
    ("a,b\n,\n", [["", ""]]),
    ("a,b\n\"1\",\"2\"\r\n", [["1", "2"]]),
    ("a,b\n\"x,y\",\"p\nq\"\n", [["x,y", "p\nq"]]),
    ("a,b\n\"x\r\ny\",z\n", [["x\r\ny", "z"]]),
    ("a,b\n\"he said \"\"no\"\"\",\"\"\"\"\n", [["he said \"no\"", "\""]]),
    ("a,b\n\"\",x\n", [["", "x"]]),
    ("a,b\n  1 , \t2\n", [["  1 ", " \t2"]]),
    ("a,b\nzwölf,数\n", [["zwölf", "数"]]),
    ("a\n1\n\n3\n", [["1"], [""], ["3"]]),
    ("a,b\n", []),
    ("a,b\n1,2\r", [["1", "2"]]),
  ])
  func `are cut into fields`(_ text: String, _ rows: [[String]]) throws {
    let csv = try Self.read(text)
    #expect(Self.rows(csv) == rows)
    #expect(csv.header == (csv.width == 1 ? ["a"] : ["a", "b"]))
  }

  @Test func `other layouts`() throws {
    let tabs = try Self.read("a\tb\n1,5\t\"2\"\n", CSVFormat(delimiter: "\t"))
    #expect(Self.rows(tabs) == [["1,5", "2"]])
    let bare = try Self.read("1;2\n3;4\n", CSVFormat(delimiter: ";", hasHeader: false))
    #expect(bare.header == ["1", "2"] && Self.rows(bare) == [["1", "2"], ["3", "4"]])
    let marks = try Self.read("a,b\n5\" pipe,\"x\n", CSVFormat(hasQuotes: false))
    #expect(Self.rows(marks) == [["5\" pipe", "\"x"]])
  }

  @Test func `missing values`() throws {
    let csv = try Self.read("a,b\n1,NA\n,2\n nan ,NaN\n?,null\n-,3\n")
    let missing = (0..<5).map { [csv.isMissing($0, 0), csv.isMissing($0, 1)] }
    #expect(
      missing == [[false, true], [true, false], [true, true], [true, true], [false, false]])
    #expect(try csv.floats(1).map { $0.isNaN } == [true, false, true, true, false])
    let own = try Self.read("a\n-\nNA\n", CSVFormat(missing: ["-"]))
    #expect(own.isMissing(0, 0) && !own.isMissing(1, 0))
  }

  @Test func `numbers are the nearest ones`() throws {
    let csv = try Self.read(
      "a\n0.1\n-2.5e-3\n+7\n.5\n5.\n1E4\n16777217\n0.1000000014901161193847656250001\n1e-50\n")
    #expect(
      try csv.doubles(0) == [
        0.1, -0.0025, 7, 0.5, 5, 10_000, 16_777_217, 0.10000000149011612, 1e-50,
      ])
    // Half-way cases of Float32: rounding to Float64 first would end elsewhere.
    #expect(
      try csv.floats(0) == [0.1, -0.0025, 7, 0.5, 5, 10_000, 16_777_216, 0.1, 0])
    let half = try Self.read("a\n1.00000005960464477539062500001\n1.000000059604644775390625\n")
    #expect(try half.floats(0) == [Float(1).nextUp, 1])
    #expect(csv.isNumeric(0))
  }

  @Test(arguments: [
    "x", "1,5", "1 2", "0x10", "inf", "-Infinity", "1e", "e5", ".", "--1", "1_000", "１", "$5",
    "1.2.3",
  ])
  func `what is no number`(_ field: String) throws {
    let csv = try Self.read("a,b\n1,2\n\"\(field)\",3\n")
    let error = try #require(failure { try csv.floats(0) })
    #expect(
      error.description
        == "a.csv: line 3, column 1 (\"a\"): expected a number, found \"\(field)\"")
    #expect(!csv.isNumeric(0))
  }

  @Test func `numbers too great`() throws {
    let csv = try Self.read("a\n1e39\n-1e400\n")
    #expect(failure { try csv.floats(0) }?.problems.count == 2)
    let error = try #require(failure { try csv.doubles(0) })
    #expect(error.description.contains("line 3, column 1 (\"a\"): expected a number that fits"))
  }

  @Test func `whole numbers`() throws {
    #expect(try Self.read("a\n1\n-2\n3.0\n4e2\n").integers(0) == [1, -2, 3, 400])
    let error = try #require(failure { try Self.read("a,b\n1.5,\nx,\n,\n").integers(0) })
    #expect(error.problems.map { $0.found } == ["\"1.5\"", "\"x\"", "none"])
  }

  @Test func `a column of many mistakes names the first and how many more`() throws {
    let csv = try Self.read("a\n" + String(repeating: "x\n", count: 50))
    let error = try #require(failure { try csv.floats(0) })
    #expect(error.problems.count == 21)
    #expect(error.problems[20].found == "30 more of them")
  }

  @Test(arguments: [
    ("", "expected rows of fields, found an empty text"),
    ("\n\n", "an empty text"),
    ("a,b\n1\n", "line 2: expected 2 fields, as in line 1, found 1"),
    ("a,b\n1,2,3\n", "line 2: expected 2 fields, as in line 1, found 3"),
    ("\na,b\n1,2\n\"x\ny\",2\n1\n", "line 6: expected 2 fields, as in line 2, found 1"),
    ("a,b\n1,\"2\n3,4\n", "line 2, character 3: expected a closing quotation mark"),
    ("a,b\n1,2\"3\n", "line 2, character 4: expected quotation marks around the whole field"),
    ("a,b\n\"1\"2,3\n", "line 2, character 4: expected a delimiter or the end of the line"),
    ("a,b\n\"x\n\"2,3\n", "line 3, character 2: expected a delimiter"),
    ("a,b\n1,2\r3\n", "line 2, character 4: expected lines that end in LF or CR LF, found a CR"),
    ("a,a\n1,2\n", "line 1: expected names that differ, found \"a\" at [0] and again at [1]"),
    ("a,\n1,2\n", "line 1: expected a name, found an empty text at [1]"),
    ("a,b\n1,\u{0}\n", "line 2: expected text in UTF-8, found a NUL"),
  ])
  func `texts that are refused`(_ text: String, _ words: String) throws {
    let error = try #require(failure { try Self.read(text) })
    #expect(error.kind == .badData)
    #expect(error.description.hasPrefix("a.csv: "))
    #expect(error.description.contains(words), "\(error)")
  }

  @Test func `bytes that are no UTF-8`() throws {
    let error = try #require(
      failure { try CSV([97, 10, 98, 10, 0xe9, 10], subject: "latin.csv") })
    #expect(
      error.description
        == "latin.csv: line 3: expected text in UTF-8, found other bytes; save the file as UTF-8")
  }

  @Test func `columns by name, files by path`() throws {
    let csv = try Self.read(" a ,b\n1,2\n")
    #expect(try csv.column("a") == 0)
    let error = try #require(failure { try csv.column("c") })
    #expect(error.description.contains("expected a column \"c\", found the columns \"a\", \"b\""))
    let folder = try Scratch()
    #expect(failure { try CSV(reading: folder / "none.csv") }?.exitCode == 66)
    #expect(failure { try CSV(reading: folder.path) }?.description.contains("a folder") == true)
    #expect(try CSV(reading: folder.write("a\n1\n", to: "a.csv")).count == 1)
  }

  @Test func `no bytes make it crash`() {
    var state: UInt64 = 1
    let alphabet: [UInt8] = [34, 44, 10, 13, 97, 49, 46, 0xc3, 0xb6, 0xef, 32]
    for _ in 0..<3000 {
      var bytes: [UInt8] = []
      for _ in 0..<24 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(alphabet[Int(state >> 40) % alphabet.count])
      }
      guard let csv = try? CSV(bytes, subject: "x") else { continue }
      for column in 0..<csv.width { _ = try? csv.floats(column) }
      _ = Self.rows(csv)
    }
  }
}
