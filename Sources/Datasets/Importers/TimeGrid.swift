/// Equally spaced moments, and which of them each record of a table belongs to.
struct TimeGrid {
  let axis: TimeAxis
  /// The number of moments.
  let count: Int
  /// The row of each record.
  let rows: [Int]

  /// The grid of the moments of records in any order; the step is worked out unless given.
  ///
  /// - Parameter place: where a record stands, in the words of errors.
  /// - Throws: `badData` for moments between those of the grid.
  init(
    _ times: [CivilTime], step: TimeStep?, subject: String, place: (Int) -> String
  ) throws(DataError) {
    let sorted = TimeGrid.moments(times)
    guard let first = sorted.first, let last = sorted.last else {
      throw DataError(.badData, subject, expected: "at least one row", found: "none")
    }
    guard let step = step ?? TimeGrid.step(of: sorted) else {
      throw DataError(
        .badData, subject, expected: "two moments, to know the step of the series", found: "one",
        advice: "give the step")
    }
    axis = TimeAxis(start: first, step: step)
    var problems: [Problem] = []
    var rows: [Int] = []
    for (record, time) in times.enumerated() {
      if let row = TimeGrid.row(of: time, axis) {
        rows.append(row)
      } else {
        problems.append(
          Problem(
            place(record),
            expected: "a moment that is a whole number of steps of \(step) after "
              + "\(first)",
            found: "\(time)", advice: "give the step, or leave the row out"))
      }
    }
    guard problems.isEmpty else { throw DataError(.badData, subject, problems.limited()) }
    self.rows = rows
    count = (TimeGrid.row(of: last, axis) ?? 0) + 1
    guard count <= 1000 + 100 * sorted.count else {
      throw DataError(
        .badData, subject, expected: "rows for at least one in a hundred moments",
        found: "\(sorted.count) for \(count) steps of \(step)", advice: "give a longer step")
    }
  }

  /// The different moments, the earliest first.
  private static func moments(_ times: [CivilTime]) -> [CivilTime] { Set(times).sorted() }

  /// The row of a moment; nil between two rows.
  private static func row(of time: CivilTime, _ axis: TimeAxis) -> Int? {
    let start = axis.start
    switch axis.step {
    case .seconds(let step):
      let distance = time.secondsSince1970 - start.secondsSince1970
      return distance % step == 0 ? distance / step : nil
    case .months(let step):
      let months = (time.year - start.year) * 12 + time.month - start.month
      guard months % step == 0, axis.time(of: months / step) == time else { return nil }
      return months / step
    }
  }

  /// The step of rising moments: whole months where all are at the same point of their month; else the
  /// least distance.
  private static func step(of times: [CivilTime]) -> TimeStep? {
    let distances = zip(times.dropFirst(), times).map {
      $0.secondsSince1970 - $1.secondsSince1970
    }
    guard let least = distances.min() else { return nil }
    if least >= 28 * 86_400, let first = times.first {
      let months = zip(times.dropFirst(), times).map { later, earlier in
        (later.year - earlier.year) * 12 + later.month - earlier.month
      }
      let step = months.reduce(0) { greatestCommonDivisor($0, $1) }
      let axis = TimeAxis(start: first, step: .months(max(1, step)))
      if times.allSatisfy({ row(of: $0, axis) != nil }) { return axis.step }
    }
    return .seconds(least)
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
  }
}
