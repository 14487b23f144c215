import Configuration
import Foundation
import TestSupport
import Testing

@Suite struct `Text in JSON` {
  @Test func `reads what Python reads, and keeps order and digits`() throws {
    let oracle = try Oracle("suite")
    let (texts, compact) = (try oracle.strings("json/valid"), try oracle.strings("json/compact"))
    for (text, expected) in zip(texts, compact) {
      let json = try JSON(reading: text)
      #expect(json.compact == expected, "\(text)")
      #expect(try JSON(reading: json.laidOut) == json, "\(text)")
    }
  }

  @Test func `refuses what Python refuses`() throws {
    for text in try Oracle("suite").strings("json/invalid") {
      #expect(throws: JSONError.self, "\(text)") { try JSON(reading: text) }
    }
  }

  @Test(arguments: [
    ("{\"a\": 1,\n \"a\": 2}", "line 2, column 2: expected each name once, and \"a\" came before"),
    ("[1,\n2,\n  x]", "line 3, column 3: expected a value"),
    ("[1] []", "line 1, column 5: expected the end of the file"),
    (
      String(repeating: "[", count: 5000),
      "line 1, column 129: expected at most 128 levels of lists and objects"
    ),
  ])
  func `says where and what`(text: String, message: String) {
    let error = #expect(throws: JSONError.self) { try JSON(reading: text) }
    #expect(error?.description == message)
  }

  @Test func `escapes what must not stand in a string`() throws {
    let text = "\u{0}\u{8}\u{1f}\u{7f}\n\r\t\"\\/é"
    let json = JSON.text(text)
    #expect(json.compact == #""\u0000\u0008\u001f\u007f\n\r\t\"\\/é""#)
    #expect(try JSON(reading: json.compact) == json)
  }

  @Test func `breaks lines where they would be too long`() {
    let long = JSON(Array(repeating: "a word", count: 12))
    let json: JSON = ["short": [1, 2, 3], "none": [:], "long": long]
    let lines = json.laidOut.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[1] == "  \"short\": [1, 2, 3],")
    #expect(lines[2] == "  \"none\": {},")
    #expect(lines[3] == "  \"long\": [")
    #expect(lines[4] == "    \"a word\",")
    #expect(lines.last == "")
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test func `numbers are in their shortest text, and NaN is a string`() {
    #expect(JSON(0.1).compact == "0.1")
    #expect(JSON(3).compact == "3")
    #expect(JSON(3.0).compact == "3.0")
    #expect(JSON(Double.nan).compact == "\"nan\"")
  }
}
