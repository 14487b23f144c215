/// The time between one row of a series and the next.
public enum TimeStep: Hashable, Sendable, CustomStringConvertible {
  /// A whole number of seconds.
  case seconds(Int)
  /// A whole number of months, which have no fixed length.
  case months(Int)

  /// Units by name, with the greatest first.
  private static let units: [(name: String, step: TimeStep)] = [
    ("year", .months(12)), ("quarter", .months(3)), ("month", .months(1)),
    ("week", .seconds(604_800)), ("day", .seconds(86_400)), ("hour", .seconds(3600)),
    ("minute", .seconds(60)), ("second", .seconds(1)),
  ]

  /// Reads a number of seconds, a unit, or a number of units: `3600`, `hour`, `15 minutes`.
  ///
  /// Units are second, minute, hour, day, week, month, quarter and year, in the plural too. Nil for
  /// anything else, and for steps that are not positive or longer than a thousand years.
  public init?(_ text: String) {
    let words = text.split(separator: " ").map(String.init)
    guard (1...2).contains(words.count) else { return nil }
    let count = Int(words[0])
    guard (count ?? 1) > 0, (count ?? 1) <= 1_000_000_000 else { return nil }
    if words.count == 1, let count {
      self = .seconds(count)
      return
    }
    guard words.count == 1 || count != nil, let name = words.last,
      let unit = TimeStep.units.first(where: { $0.name == name || $0.name + "s" == name })
    else { return nil }
    switch unit.step {
    case .seconds(let seconds): self = .seconds(seconds * (count ?? 1))
    case .months(let months): self = .months(months * (count ?? 1))
    }
    guard isSensible else { return nil }
  }

  /// Whether the step is positive and at most a thousand years.
  var isSensible: Bool {
    switch self {
    case .seconds(let seconds): seconds > 0 && seconds <= 31_622_400_000
    case .months(let months): months > 0 && months <= 12_000
    }
  }

  /// The step in its greatest whole unit: `1 hour`, `15 minutes`, `3 months`.
  public var description: String {
    for (name, unit) in TimeStep.units where name != "quarter" {
      switch (self, unit) {
      case (.seconds(let count), .seconds(let size)), (.months(let count), .months(let size)):
        guard count % size == 0 else { continue }
        return count == size ? "1 \(name)" : "\(count / size) \(name)s"
      default: continue
      }
    }
    return ""
  }

  /// The rows after which a series of this step is expected to repeat: a day of hours or minutes, a
  /// week of days, a year of weeks, months or quarters.
  ///
  /// Nil where nothing is usual.
  public var usualSeason: Int? {
    switch self {
    case .seconds(let seconds) where seconds < 86_400 && 86_400 % seconds == 0: 86_400 / seconds
    case .seconds(86_400): 7
    case .seconds(604_800): 52
    case .months(let months) where months < 12 && 12 % months == 0: 12 / months
    default: nil
    }
  }
}

/// When the rows of a series were taken: at a start, and every step after it.
public struct TimeAxis: Hashable, Sendable {
  /// The moment of row 0.
  public let start: CivilTime
  /// The time between rows.
  public let step: TimeStep

  /// An axis that starts at a moment.
  public init(start: CivilTime, step: TimeStep) {
    guard step.isSensible else { fatalError("a step of time: expected one above 0, got \(step)") }
    (self.start, self.step) = (start, step)
  }

  /// The moment of a row, counted from the start, not from the row before; nil after the year 9999.
  public func time(of row: Int) -> CivilTime? {
    switch step {
    case .seconds(let seconds):
      let (distance, overflow) = seconds.multipliedReportingOverflow(by: row)
      guard !overflow, distance.magnitude < 1 << 40 else { return nil }
      return CivilTime(secondsSince1970: start.secondsSince1970 + distance)
    case .months(let months):
      let (distance, overflow) = months.multipliedReportingOverflow(by: row)
      return overflow ? nil : start.adding(months: distance)
    }
  }
}
