import Exact
import Foundation
import TestSupport
import Testing

struct CanonicalTextTests {
  @Test(arguments: [
    (0.0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (0.1, "0.1"), (-2.5, "-2.5"), (1e-4, "0.0001"),
    (1e-5, "1e-05"), (1.5e-7, "1.5e-07"), (1e16, "1e+16"), (0x1p53, "9007199254740992.0"),
    (0x1p53 + 2, "9.007199254740994e+15"), (.leastNonzeroMagnitude, "5e-324"),
    (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (.infinity, "inf"),
    (-.infinity, "-inf"), (.nan, "nan"), (-.nan, "nan"), (.signalingNaN, "nan"),
  ])
  func `a Double has the text of the table`(number: Double, text: String) throws {
    #expect(canonical(number) == text)
    let back = try #require(Double(canonical: text))
    #expect(back.bitPattern == number.bitPattern || back.isNaN && number.isNaN)
  }

  @Test(
    arguments: [
      (0.1, "0.1"), (-0.0, "-0.0"), (16_777_216, "16777216.0"), (16_777_218, "1.6777218e+07"),
      (.leastNonzeroMagnitude, "1e-45"), (.greatestFiniteMagnitude, "3.4028235e+38"), (.nan, "nan"),
    ] as [(Float, String)])
  func `a Float has the text of the table`(number: Float, text: String) throws {
    #expect(canonical(number) == text)
    let back = try #require(Float(canonical: text))
    #expect(back.bitPattern == number.bitPattern || back.isNaN && number.isNaN)
  }

  @Test func `integers are plain`() {
    for (number, text) in [(0, "0"), (-12, "-12"), (Int.max, "9223372036854775807")] {
      #expect(canonical(number) == text)
      #expect(Int(canonical: text) == number)
    }
  }

  @Test(arguments: ["1", "01.0", "0.10", "1E5", "+1.0", " 1.0", "1e-5", "0,5", "", "NaN", "0x1p0"])
  func `text that is not canonical is refused`(text: String) {
    #expect(Double(canonical: text) == nil)
    #expect(Float(canonical: text) == nil)
  }

  @Test(arguments: ["+1", "01", "-0", " 1", "1.0", ""])
  func `text of an integer that is not canonical is refused`(text: String) {
    #expect(Int(canonical: text) == nil)
  }

  @Test func `digits are Python's, and every text reads back as the same bits`() throws {
    let oracle = try Oracle("identity")
    for (number, text) in zip(
      try oracle.doubles("text/doubles"), try oracle.strings("text/double texts"))
    {
      #expect(digits(canonical(number)) == digits(text), "\(canonical(number)) against \(text)")
      #expect(Double(canonical: canonical(number))?.bitPattern == number.bitPattern, "\(text)")
    }
    for (number, text) in zip(
      try oracle.floats("text/floats"), try oracle.strings("text/float texts"))
    {
      #expect(digits(canonical(number)) == digits(text), "\(canonical(number)) against \(text)")
      #expect(Float(canonical: canonical(number))?.bitPattern == number.bitPattern, "\(text)")
    }
  }

  @Test(.enabled(if: commaLocale != nil, "no locale with a decimal comma can be had here"))
  func `a locale with a decimal comma changes nothing`() throws {
    let comma = try #require(commaLocale)
    // The locale of this thread alone: other tests run beside this one.
    let before = uselocale(comma.locale)
    defer { uselocale(before) }
    // The C library does print a comma now, so the test tests something.
    var buffer = [CChar](repeating: 0, count: 16)
    _ = withVaList([1.5]) { vsnprintf(&buffer, 16, "%g", $0) }
    #expect(buffer[1] == CChar(UInt8(ascii: ",")))
    #expect(canonical(1.5) == "1.5")
    #expect(canonical(1234567.25 as Float) == "1234567.2")
    #expect(Double(canonical: "1.5") == 1.5)
    #expect(Float(canonical: "-0.25") == -0.25)
    #expect(Double(canonical: "1,5") == nil)
  }
}

/// The significant digits of a number's text, without sign, point, exponent and outer zeros.
private func digits(_ text: String) -> String {
  let mantissa = text.prefix { $0 != "e" }.filter { $0.isNumber }
  let front = mantissa.drop { $0 == "0" }
  return String(front.reversed().drop { $0 == "0" }.reversed())
}

/// A C locale whose decimal point is a comma.
private struct CommaLocale: @unchecked Sendable {
  let locale: locale_t
}

/// One that is installed, or else one compiled for this test by `localedef`.
private let commaLocale: CommaLocale? = {
  func find(_ names: [String]) -> CommaLocale? {
    for name in names {
      if let locale = newlocale(LC_NUMERIC_MASK, name, nil) { return CommaLocale(locale: locale) }
    }
    return nil
  }
  let names = ["de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE"]
  if let installed = find(names) { return installed }
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("assay-locale-\(getpid())")
  try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let compile = Process()
  compile.executableURL = URL(fileURLWithPath: "/usr/bin/localedef")
  compile.arguments = [
    "-i", "de_DE", "-f", "UTF-8", folder.appendingPathComponent("de_DE.UTF-8").path,
  ]
  compile.standardError = FileHandle.nullDevice
  guard (try? compile.run()) != nil else { return nil }
  compile.waitUntilExit()
  setenv("LOCPATH", folder.path, 1)
  defer { unsetenv("LOCPATH") }
  return find(names)
}()
