import Datasets
import Exact
import Foundation
import HDF5
import Testing

/// What h5py and pandas write is read, whatever its storage.
@Suite struct `Series of files` {
  static let storages: [String] = (try? fixture("datasets.h5").group("series").names) ?? []

  @Test func `fixture has them`() { #expect(Self.storages.count == 15) }

  @Test(arguments: storages, [0, 1 << 20])
  func `every storage holds the same series`(_ name: String, memory: Int) throws {
    let file = try fixture("datasets.h5")
    let series = try Series(reading: file.group("series/\(name)"), memory: memory)
    #expect(series.values.isInMemory == (memory > 0))
    #expect(series.channels == ["a", "b", "zwölf"])
    #expect(series.count == 20)
    #expect(try series.values.read(0..<20) == (0..<60).map { Float($0 * 7 % 31 - 12) })
    #expect(try series.values.read(3..<5) == (9..<15).map { Float($0 * 7 % 31 - 12) })
    #expect(series.time?.start == CivilTime(year: 2016, month: 7, day: 1))
    #expect(series.time?.step == .seconds(3600))
    #expect(series.bounds == SplitBounds(train: 10, validation: 15, test: 20))
    #expect(series.season == 5)
    #expect(try series.digest().description == file.dataset("digest").value(as: String.self))
  }

  @Test func `what a file does not say is nil`() throws {
    let series = try Series(reading: fixture("datasets.h5").group("plain/no dates"))
    #expect(series.time == nil && series.bounds == nil && series.season == nil)
    #expect(series.observed == nil)
    #expect(
      series.about
        == About(
          name: "small", license: "CC0-1.0", source: "made here", description: "Whole numbers."))
    let first = series.summaries[0]
    #expect((first.name, first.count, first.missing) == ("a", 20, 0))
    let numbers: [Double] = (0..<20).map { Double($0 * 21 % 31 - 12) }
    #expect(numbers.min() == Double(first.minimum) && numbers.max() == Double(first.maximum))
    let sum: Double = numbers.reduce(0, +)
    #expect(first.mean == sum / 20)
  }

  @Test(arguments: ["mask", "mask of integers"], [0, 1 << 20])
  func `numbers marked as missing may be NaN`(_ name: String, memory: Int) throws {
    let series = try Series(reading: fixture("datasets.h5").group("plain/\(name)"), memory: memory)
    #expect(series.summaries.map { $0.missing } == [1, 1, 0])
    let observed = try #require(series.observed)
    #expect(try observed.read(4..<5) == [1, 0, 1])
    #expect(try observed.read(0..<20).count { $0 == 0 } == 2)
  }

  @Test func `a mask changes the digest`() throws {
    let file = try fixture("datasets.h5")
    let plain = try Series(reading: file.group("plain/no dates")).digest()
    let masked = try Series(reading: file.group("plain/mask of integers")).digest()
    #expect(plain != masked)
    #expect(
      try masked == Series(reading: file.group("plain/mask of integers"), memory: 0).digest())
  }

  @Test func `a constant channel is no error`() throws {
    let series = try Series(reading: fixture("datasets.h5").group("plain/constant"))
    #expect(series.summaries.map { $0.isConstant } == [false, true, false])
  }

  @Test(arguments: storages)
  func `what is written is read back, and the same bytes each time`(_ name: String) throws {
    let series = try Series(reading: fixture("datasets.h5").group("series/\(name)"))
    let folder = try Scratch()
    try series.write(to: folder / "a.h5")
    try series.write(to: folder / "b.h5")
    #expect(
      try Data(contentsOf: URL(filePath: folder / "a.h5"))
        == Data(contentsOf: URL(filePath: folder / "b.h5")))
    let back = try Series.open(folder / "a.h5")
    #expect(try back.digest() == series.digest())
    #expect(back.about == series.about && back.summaries == series.summaries)
  }

  @Test func `a mask is written and read back, streamed or not`() throws {
    let series = try Series(reading: fixture("datasets.h5").group("plain/mask of integers"))
    let folder = try Scratch()
    try series.write(to: folder / "a.h5")
    let back = try Series.open(folder / "a.h5", memory: 0)
    #expect(try back.digest() == series.digest())
    try back.write(to: folder / "b.h5")
    #expect(try Series.open(folder / "b.h5").digest() == series.digest())
  }

  @Test func `an existing file stays when writing fails`() throws {
    let folder = try Scratch()
    _ = try folder.write("mine", to: "a.h5")
    let name = "tie \0 up"
    let series = try Series(
      about: About(name: name, license: "x", source: "x", description: "x"),
      values: Rows([1, 2], width: 1), channels: ["a"])
    #expect(failure { try series.write(to: folder / "a.h5") }?.kind == .badData)
    #expect(folder.files == ["a.h5"])
    #expect(try String(contentsOfFile: folder / "a.h5", encoding: .utf8) == "mine")
  }

  @Test func `holes are filled`() throws {
    let nan = Float.nan
    let series = try smallSeries(
      [nan, 1, 2, nan, nan, nan, 8, 4, nan, 5], width: 2,
      observed: Mask([false, true, true, false, false, false, true, true, false, true], width: 2))
    let linear = try series.filled(.linear)
    #expect(try linear.values.read(0..<5) == [2, 1, 2, 2, 5, 3, 8, 4, 8, 5])
    #expect(linear.summaries == series.summaries)
    let previous = try series.filled(.previous)
    #expect(try previous.values.read(0..<5) == [2, 1, 2, 1, 2, 1, 8, 4, 8, 5])
    let complete = try smallSeries([1, 2], width: 1)
    #expect(try complete.filled(.linear).digest() == complete.digest())
  }

  @Test func `a channel without any number cannot be filled`() throws {
    let series = try smallSeries(
      [.nan, 1, .nan, 2], width: 2, observed: Mask([false, true, false, true], width: 2))
    let error = try #require(failure { try series.filled(.linear) })
    #expect(
      error.description == "small: /observed: expected some numbers of \"a\", found none; "
        + "leave the channel out")
  }
}

/// Something that must fail: the words that the error must have.
struct BadCase: Sendable, CustomTestStringConvertible {
  let name: String
  let words: [String]
  let count: Int
  var testDescription: String { name }

  init(_ name: String, _ words: String..., count: Int = 1) {
    (self.name, self.words, self.count) = (name, words, count)
  }
}

/// Every mistake in a file ends in an error that names all of them.
@Suite struct `Series with mistakes` {
  static let cases = [
    BadCase(
      "nothing", "7 problems", "@assay_schema", "@name", "@license", "@source", "@description",
      "channels: expected a dataset",
      count: 7),
    BadCase("schema", "@assay_schema: expected \"forecasting/1\", found \"tabular/1\"; this is a"),
    BadCase("unknown schema", "found \"forecast\"; set it"),
    BadCase("number as schema", "@assay_schema: expected text, found int64"),
    BadCase("empty name", "@name: expected some text, found none"),
    BadCase("no values", "values: expected a dataset, found no \"values\""),
    BadCase("values are a group", "values: expected a dataset, found a group"),
    BadCase("rank 1", "expected the axes [time, channel], found shape [20]; reshape it to [20, 1]"),
    BadCase("rank 3", "expected the axes [time, channel], found shape [1, 20, 3]"),
    BadCase("single value", "found a single value"),
    BadCase("no rows", "values: expected at least one row, found none"),
    BadCase("no channels", "values: expected at least one channel, found shape [20, 0]"),
    BadCase("text", "values: expected numbers, found text of 1 bytes; write it as float32"),
    BadCase("complex", "values: expected numbers, found table of (r: float32, i: float32)"),
    BadCase("beyond float32", "values: expected values that fit float32, found"),
    BadCase("nan", "values: expected numbers in \"b\", found NaN at [4, 1]; fill it in"),
    BadCase(
      "two nans", "expected numbers in \"b\", found NaN at [1, 1] and 2", "in \"zwölf\", found NaN",
      "more; fill it in", count: 2),
    BadCase("infinite", "expected finite numbers in", "found an infinity at [", count: 2),
    BadCase("no names", "channels: expected a dataset, found no \"channels\""),
    BadCase("two names", "channels: expected 3 names, one for each channel, found 2"),
    BadCase(
      "same names", "channels: expected names that differ, found \"a\" at [0] and again at [2]"),
    BadCase("empty channel name", "channels: expected a name, found an empty text at [1]"),
    BadCase("names are numbers", "channels: expected text, found int64"),
    BadCase("names not UTF-8", "channels: expected UTF-8, found other bytes at [2]"),
    BadCase("start alone", "@step: expected an attribute \"step\" beside \"start\""),
    BadCase("step alone", "@start: expected an attribute \"start\" beside \"step\""),
    BadCase("start not a date", "@start: expected a moment as 2016-07-01", "found \"1 July 2016\""),
    BadCase("no such day", "found \"2015-02-29\""),
    BadCase("nanoseconds", "found 1467331200000000000; divide nanoseconds"),
    BadCase("step zero", "@step: expected a step as 3600", "found 0"),
    BadCase("step of half a second", "step: expected a whole number, found 0.5"),
    BadCase("step in words", "found \"fortnight\""),
    BadCase("too late", "expected a series that ends before the year 10000"),
    BadCase("two ends", "@split: expected three numbers", "found 2"),
    BadCase("falling ends", "split: expected three rising ends", "found [10, 8, 20]"),
    BadCase("ends beyond", "at most 20, found [10, 15, 21]"),
    BadCase("float ends", "split: expected int64, found float64"),
    BadCase("season zero", "season: expected a number of rows from 1 to less than 20, found 0"),
    BadCase("season too long", "less than 20, found 20"),
    BadCase("mask of another shape", "observed: expected shape [20, 3], as /values, found [10, 3]"),
    BadCase(
      "mask of other numbers", "observed: expected bool, or integers 0 and 1, found 2 at [0, 0]"),
    BadCase("mask leaves a nan", "found NaN at [4, 1]"),
    BadCase(
      "beyond counting", "values: expected at most 2^36 numbers", "found shape [1099511627776"),
    BadCase("too many", "values: expected at most 2^36 numbers, in at most 2^24 columns, found"),
    BadCase("too wide", "values: expected at most 2^36 numbers, in at most 2^24 columns, found"),
    BadCase("mask beyond counting", "observed: expected at most 2^36 numbers"),
    BadCase("external link", "values: expected", "other.h5"),
    BadCase("broken link", "values: expected a dataset, found a soft link to /nowhere"),
    BadCase(
      "many", "@license", "@source", "@description", "@start", "channels: expected 3 names",
      "season",
      "NaN at", count: 9),
  ]

  @Test(arguments: cases, [0, 1 << 20])
  func `are refused in words`(_ bad: BadCase, memory: Int) throws {
    let group = try fixture("datasets.h5").group("bad/\(bad.name)")
    let error = try #require(failure { try Series(reading: group, memory: memory) })
    #expect(error.kind == .badData)
    #expect(error.problems.count == bad.count, "\(error)")
    for word in bad.words { #expect(error.description.contains(word), "\(error)") }
    #expect(error.subject.hasSuffix("datasets.h5"))
    let lines = error.description.split(separator: "\n")
    #expect(lines.count == (bad.count == 1 ? 1 : bad.count + 1))
  }

  @Test func `all cases are in the list`() throws {
    let names = try fixture("datasets.h5").group("bad").names
    #expect(names == Self.cases.map { $0.name }.sorted())
  }

  @Test func `files that are none`() throws {
    let folder = try Scratch()
    let missing = try #require(failure { try Series.open(folder / "none.h5") })
    #expect(missing.kind == .missing && missing.exitCode == 66)
    let folderError = try #require(failure { try Series.open(folder.path) })
    #expect(folderError.kind == .missing)
    let text = try folder.write("date,a\n2020-01-01,1\n", to: "text.h5")
    let error = try #require(failure { try Series.open(text) })
    #expect(error.kind == .badData && error.exitCode == 65)
    #expect(error.description.hasPrefix("\(text): expected an HDF5 file"))
    let empty = try folder.write("", to: "empty.h5")
    #expect(failure { try Series.open(empty) }?.kind == .badData)
  }

  @Test func `a file cut short anywhere`() throws {
    let folder = try Scratch()
    let series = try smallSeries((0..<60).map { Float($0) }, width: 3)
    try series.write(to: folder / "whole.h5")
    let bytes = try Data(contentsOf: URL(filePath: folder / "whole.h5"))
    for length in stride(from: 0, to: bytes.count, by: 97) {
      try bytes.prefix(length).write(to: URL(filePath: folder / "cut.h5"))
      let error = failure { try Series.open(folder / "cut.h5") }
      #expect(error?.kind == .badData, "cut to \(length) bytes")
    }
  }

  @Test func `a series made in memory is checked too`() throws {
    let error = try #require(
      failure {
        try Series(
          about: About(name: "mine", license: "", source: "", description: ""),
          values: Rows([1, .nan, 3, .infinity], width: 2), channels: ["a"],
          bounds: SplitBounds(train: 1, validation: 1, test: 2), season: 7)
      })
    #expect(error.problems.count == 5)
    #expect(error.description.hasPrefix("mine: 5 problems\n  /channels: expected 2 names"))
  }
}
