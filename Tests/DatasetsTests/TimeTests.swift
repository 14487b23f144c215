import Datasets
import HDF5
import TestSupport
import Testing

/// The calendar against Python's and pandas'.
@Suite struct `Time` {
  @Test func `moments of all years`() throws {
    let oracle = try Oracle("datasets")
    let seconds = try oracle.integers("moments/seconds")
    let texts = try oracle.strings("moments/text")
    let weekdays = try oracle.integers("moments/weekday")
    let daysOfYear = try oracle.integers("moments/day_of_year")
    for index in seconds.indices {
      let time = try #require(CivilTime(secondsSince1970: seconds[index]))
      #expect(time.description == texts[index])
      #expect(time.secondsSince1970 == seconds[index])
      #expect(time.weekday == weekdays[index])
      #expect(time.dayOfYear == daysOfYear[index])
      #expect(CivilTime(texts[index]) == time)
    }
  }

  @Test func `every day of 800 years follows the one before`() throws {
    var previous = try #require(CivilTime(year: 1600, month: 1, day: 1))
    for day in 1..<292_194 {
      let time = try #require(
        CivilTime(secondsSince1970: -11_676_096_000 + day * 86_400))
      guard time.weekday == (previous.weekday + 1) % 7 && time > previous else {
        Issue.record("\(time) after \(previous)")
        return
      }
      let isNextDay = time.day == previous.day + 1 && time.month == previous.month
      let isNewMonth = time.day == 1 && time.dayOfYear == previous.dayOfYear + 1
      let isNewYear = time.dayOfYear == 1 && previous.month == 12 && previous.day == 31
      guard isNextDay || isNewMonth || isNewYear else {
        Issue.record("\(time) after \(previous)")
        return
      }
      previous = time
    }
    #expect(previous.description == "2399-12-31 00:00:00")
  }

  @Test(arguments: [
    ("2016-07-01", DateOrder.yearMonthDay, "2016-07-01 00:00:00"),
    ("2016-7-1 3:05", .yearMonthDay, "2016-07-01 03:05:00"),
    (" 2016/07/01 23:59:59 ", .yearMonthDay, "2016-07-01 23:59:59"),
    ("2016-07-01T23:59:59.000Z", .yearMonthDay, "2016-07-01 23:59:59"),
    ("2016-07-01T23:59:59+00:00", .yearMonthDay, "2016-07-01 23:59:59"),
    ("20160701", .yearMonthDay, "2016-07-01 00:00:00"),
    ("20160701 12:00", .yearMonthDay, "2016-07-01 12:00:00"),
    ("01/07/2020", .dayMonthYear, "2020-07-01 00:00:00"),
    ("1.7.2020 4:00", .dayMonthYear, "2020-07-01 04:00:00"),
    ("07/01/2020", .monthDayYear, "2020-07-01 00:00:00"),
    ("2000-02-29", .yearMonthDay, "2000-02-29 00:00:00"),
  ])
  func `dates as people write them`(_ text: String, _ order: DateOrder, _ expected: String) {
    #expect(CivilTime(text, order: order)?.description == expected)
  }

  @Test(arguments: [
    "", " ", "2016", "2016-07", "2016-13-01", "2016-02-30", "1900-02-29", "2016-07-01 24:00",
    "2016-07-01 12", "2016-07-01 12:60", "2016-07-01 12:00:60", "2016-07-01 12:00:00.5",
    "2016-07-01 12:00:00+02:00", "2016-07/01", "0000-01-01", "12016-07-01", "2016-07-01x",
    "2016-07-01 12:00 PM", "01/07/2016", "201607011", "２０１６-07-01", "2016-07-01T",
  ])
  func `what is no date`(_ text: String) {
    // Without a time behind it, the T of a date and time means nothing.
    #expect(CivilTime(text) == nil || text == "2016-07-01T")
    #expect(CivilTime(text, order: .dayMonthYear) == nil || text == "01/07/2016")
  }

  @Test func `months are counted from the start`() throws {
    let time = try #require(CivilTime(year: 2023, month: 10, day: 31))
    #expect(time.adding(months: 1)?.description == "2023-11-30 00:00:00")
    #expect(time.adding(months: 2)?.description == "2023-12-31 00:00:00")
    #expect(time.adding(months: 4)?.description == "2024-02-29 00:00:00")
    #expect(time.adding(months: -8)?.description == "2023-02-28 00:00:00")
    #expect(time.adding(months: 100_000) == nil)
    #expect(time.adding(months: Int.max) == nil)
    let axis = TimeAxis(start: time, step: .months(1))
    #expect(axis.time(of: 5)?.day == 31)
    #expect(axis.time(of: Int.max) == nil)
    #expect(TimeAxis(start: time, step: .seconds(7)).time(of: Int.max / 8) == nil)
  }

  @Test(arguments: [
    ("3600", TimeStep.seconds(3600), "1 hour"), ("hour", .seconds(3600), "1 hour"),
    ("15 minutes", .seconds(900), "15 minutes"), ("90 minutes", .seconds(5400), "90 minutes"),
    ("1 day", .seconds(86_400), "1 day"), ("7 days", .seconds(604_800), "1 week"),
    ("month", .months(1), "1 month"), ("quarter", .months(3), "3 months"),
    ("2 years", .months(24), "2 years"), ("7 seconds", .seconds(7), "7 seconds"),
  ])
  func `steps`(_ text: String, _ step: TimeStep, _ canonical: String) {
    #expect(TimeStep(text) == step)
    #expect(step.description == canonical)
    #expect(TimeStep(canonical) == step)
  }

  @Test(arguments: [
    "", "0", "-1", "1.5", "hours ago", "5 fortnights", "1 2", "0 days", "99999999999 days",
    "1000000000 years", "1001 years",
  ])
  func `what is no step`(_ text: String) { #expect(TimeStep(text) == nil) }

  @Test func `seasons that are usual`() {
    #expect(TimeStep.seconds(3600).usualSeason == 24)
    #expect(TimeStep.seconds(900).usualSeason == 96)
    #expect(TimeStep.seconds(86_400).usualSeason == 7)
    #expect(TimeStep.seconds(604_800).usualSeason == 52)
    #expect(TimeStep.months(1).usualSeason == 12)
    #expect(TimeStep.months(3).usualSeason == 4)
    #expect(TimeStep.months(12).usualSeason == nil)
    #expect(TimeStep.seconds(7).usualSeason == nil)
  }

  static let calendars: [String] = (try? fixture("datasets.h5").group("calendar").names) ?? []

  @Test(arguments: calendars)
  func `calendar features are those of pandas, bit for bit`(_ name: String) throws {
    let oracle = try Oracle("datasets")
    let seconds = try oracle.integers("calendar/\(name)/seconds")
    let features = try oracle.floats("calendar/\(name)/features")
    let start = try oracle.strings("calendar/\(name)/start")[0]
    let step = try oracle.strings("calendar/\(name)/step")[0]
    let axis = TimeAxis(
      start: try #require(CivilTime(start)), step: try #require(TimeStep(step)))
    for row in seconds.indices {
      #expect(axis.time(of: row)?.secondsSince1970 == seconds[row])
    }
    let series = try smallSeries(
      [Float](repeating: 1, count: seconds.count), width: 1, time: axis,
      bounds: SplitBounds(train: 20, validation: 30, test: seconds.count))
    let windows = try series.split().windows(lookBack: 3, horizon: 2).test.open(for: Chosen())
    var inputs = [Float](repeating: 0, count: windows.count * 3 * 4)
    var targets = [Float](repeating: 0, count: windows.count * 2 * 4)
    windows.gatherMarks(0..<windows.count, inputs: &inputs, targets: &targets)
    for window in 0..<windows.count {
      let row = 27 + window
      #expect(inputs[window * 12..<window * 12 + 12] == features[row * 4..<row * 4 + 12])
      #expect(targets[window * 8..<window * 8 + 8] == features[row * 4 + 12..<row * 4 + 20])
    }
  }

  @Test func `fixture has calendars`() { #expect(Self.calendars.count == 9) }
}
