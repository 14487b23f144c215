/// The calendar features of the rows of a series, each between −0.5 and 0.5.
///
/// In order: hour / 23 − 0.5, day of the week / 6 − 0.5 (Monday is 0), (day of the month − 1) / 30 − 0.5,
/// (day of the year − 1) / 365 − 0.5; worked out in Float64 and rounded once. The order and the scales
/// are those of the forecasting literature ("timeF", Zhou et al. 2021, arXiv:2012.07436).
public struct CalendarMarks: Hashable, Sendable {
  /// Numbers for each row.
  public static let width = 4

  /// When the rows were taken.
  public let axis: TimeAxis

  /// The features of a series whose last row is before the year 10000; nil for others.
  init?(_ axis: TimeAxis, rows: Int) {
    guard axis.time(of: max(0, rows - 1)) != nil else { return nil }
    self.axis = axis
  }

  /// Writes the features [row, 4] of some rows of the series.
  public func copy(_ rows: Range<Int>, to marks: UnsafeMutablePointer<Float>) {
    var target = marks
    switch axis.step {
    case .seconds(let step):
      var seconds = axis.start.secondsSince1970 + rows.lowerBound * step
      // The features of a day are worked out when it begins.
      var day = Int.min
      var features: (Float, Float, Float) = (0, 0, 0)
      for _ in rows {
        let today = floorDivide(seconds, 86_400)
        if today != day {
          day = today
          features = CalendarMarks.features(ofDay: day)
        }
        target[0] = CalendarMarks.feature(ofHour: (seconds - day * 86_400) / 3600)
        (target[1], target[2], target[3]) = features
        target += CalendarMarks.width
        seconds += step
      }
    case .months:
      for row in rows {
        guard let time = axis.time(of: row) else {
          fatalError("calendar features of row \(row): expected a row of the series")
        }
        target[0] = CalendarMarks.feature(ofHour: time.hour)
        (target[1], target[2], target[3]) = CalendarMarks.features(ofDay: time.daysSince1970)
        target += CalendarMarks.width
      }
    }
  }

  private static func feature(ofHour hour: Int) -> Float { Float(Double(hour) / 23 - 0.5) }

  private static func features(ofDay days: Int) -> (Float, Float, Float) {
    let (year, month, day) = CivilTime.date(daysSince1970: days)
    let dayOfYear = CivilTime(year: year, month: month, day: day)?.dayOfYear ?? 1
    return (
      Float(Double(CivilTime.weekday(daysSince1970: days)) / 6 - 0.5),
      Float(Double(day - 1) / 30 - 0.5), Float(Double(dayOfYear - 1) / 365 - 0.5)
    )
  }
}
