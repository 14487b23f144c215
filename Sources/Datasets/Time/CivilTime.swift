/// A moment of the proleptic Gregorian calendar, to the second, without a time zone.
///
/// The calendar's own arithmetic, so that no result depends on a library's tables or on the locale.
public struct CivilTime: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The year, 1 to 9999.
  public let year: Int
  /// The month, 1 to 12.
  public let month: Int
  /// The day of the month, from 1.
  public let day: Int
  /// The hour, 0 to 23.
  public let hour: Int
  /// The minute, 0 to 59.
  public let minute: Int
  /// The second, 0 to 59.
  public let second: Int

  /// The moment with these parts; nil where the calendar has none.
  public init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0
  ) {
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...CivilTime.days(inMonth: month, of: year)).contains(day),
      (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
    (self.hour, self.minute, self.second) = (hour, minute, second)
  }

  /// The moment so many seconds after the start of 1970; nil outside the years 1 to 9999.
  public init?(secondsSince1970 seconds: Int) {
    guard CivilTime.seconds.contains(seconds) else { return nil }
    let days = floorDivide(seconds, 86_400)
    let rest = seconds - days * 86_400
    (year, month, day) = CivilTime.date(daysSince1970: days)
    (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
  }

  /// Seconds since the start of 1970, without leap seconds.
  public var secondsSince1970: Int {
    daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second
  }

  /// The day of the week, Monday 0 to Sunday 6.
  public var weekday: Int { CivilTime.weekday(daysSince1970: daysSince1970) }

  /// The day of the year, from 1.
  public var dayOfYear: Int {
    (1..<month).reduce(day) { $0 + CivilTime.days(inMonth: $1, of: year) }
  }

  /// The moment so many months later, on the last day of its month where that is shorter.
  ///
  /// Nil outside the years 1 to 9999.
  public func adding(months: Int) -> CivilTime? {
    let (index, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
    guard !overflow, (12..<120_000).contains(index) else { return nil }
    let (year, month) = (index / 12, index % 12 + 1)
    return CivilTime(
      year: year, month: month, day: min(day, CivilTime.days(inMonth: month, of: year)),
      hour: hour, minute: minute, second: second)
  }

  /// As `2016-07-01 00:00:00`.
  public var description: String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = "\(number)"
      return String(repeating: "0", count: width - digits.count) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2)) "
      + "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
  }

  /// Whether `left` is the earlier one.
  public static func < (left: CivilTime, right: CivilTime) -> Bool {
    left.secondsSince1970 < right.secondsSince1970
  }

  // MARK: - Days

  /// The seconds since 1970 that lie in the years 1 to 9999.
  private static let seconds = -62_135_596_800..<253_402_300_800

  /// The number of days of a month.
  static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The day of the week of a day, Monday 0 to Sunday 6; 1 January 1970 was a Thursday.
  static func weekday(daysSince1970 days: Int) -> Int {
    let remainder = (days + 3) % 7
    return remainder < 0 ? remainder + 7 : remainder
  }

  /// Days since the start of 1970.
  var daysSince1970: Int {
    // Years begin in March here, so that the leap day is a year's last, and a month's first day is a
    // linear function of its number, rounded down.
    let fromMarch = (month + 9) % 12
    let year = month > 2 ? year : year - 1
    let era = floorDivide(year, 400)
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * fromMarch + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The date of a day.
  static func date(daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
    let days = daysSince1970 + 719_468  // since 1 March of year 0
    let era = floorDivide(days, 146_097)
    let dayOfEra = days - era * 146_097
    let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
    let yearOfEra = (dayOfEra - leapDays) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let fromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * fromMarch + 2) / 5 + 1
    let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

/// The quotient rounded down, also for negative numbers.
func floorDivide(_ number: Int, _ divisor: Int) -> Int {
  let quotient = number / divisor
  return number % divisor < 0 ? quotient - 1 : quotient
}
