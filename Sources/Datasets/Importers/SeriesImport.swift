/// Makes series of tables: one column for each channel, or one row for each number.
enum SeriesImport {
  /// A series whose channels are columns.
  ///
  /// Rows may come in any order. Moments without a row, and fields without a number, are missing, and
  /// marked so.
  static func wide(
    _ csv: CSV, _ options: ImportOptions, about: About
  ) throws(DataError) -> Series {
    let timeColumn = try timeColumn(of: csv, options)
    let columns = try channelColumns(of: csv, options, besides: [timeColumn])
    let names = columns.map { csv.header[$0] }
    let numbers = try columns.map { (column) throws(DataError) in try csv.floats(column) }
    guard let timeColumn else {
      return try series(
        csv, options, about, names: names, rows: Array(0..<csv.count), count: csv.count,
        axis: axisOfOptions(options, csv.subject), numbers: numbers)
    }
    let grid = try TimeGrid(
      times(csv, timeColumn, options), step: options.step, subject: csv.subject
    ) { csv.place($0, timeColumn) }
    var records = [Int](repeating: -1, count: grid.count)
    var problems: [Problem] = []
    for (record, row) in grid.rows.enumerated() {
      if records[row] >= 0 {
        problems.append(
          Problem(
            csv.place(record, timeColumn), expected: "one row for each moment",
            found: "another one for \"\(csv.text(record, timeColumn))\"",
            advice: "if rows belong to different series, import it as a long table"))
      }
      records[row] = record
    }
    guard problems.isEmpty else { throw DataError(.badData, csv.subject, problems.limited()) }
    return try series(
      csv, options, about, names: names, rows: grid.rows, count: grid.count, axis: grid.axis,
      numbers: numbers)
  }

  /// A series of a table with a row for each moment and series: a channel for each name, and for each
  /// column of numbers if there are several; names in the order of their bytes.
  static func long(
    _ csv: CSV, _ options: ImportOptions, about: About
  ) throws(DataError) -> Series {
    guard let name = options.series else {
      throw DataError(
        .usage, csv.subject, at: "--series",
        expected: "the column that says which series a row belongs to", found: "none")
    }
    let seriesColumn = try csv.column(name)
    guard let timeColumn = try timeColumn(of: csv, options) else {
      throw DataError(
        .usage, csv.subject, at: "--time", expected: "the column with the time of each row",
        found: "none")
    }
    let columns = try channelColumns(of: csv, options, besides: [timeColumn, seriesColumn])
    let grid = try TimeGrid(
      times(csv, timeColumn, options), step: options.step, subject: csv.subject
    ) { csv.place($0, timeColumn) }
    let labels = (0..<csv.count).map { csv.text($0, seriesColumn) }
    let groups = sortedNames(labels)
    var place: [String: Int] = [:]
    for (index, group) in groups.enumerated() { place[group] = index }

    let width = groups.count * columns.count
    let (total, overflow) = grid.count.multipliedReportingOverflow(by: width)
    guard !overflow, total <= 1 << 30 else {
      throw DataError(
        .badData, csv.subject, expected: "at most 2^30 numbers on the grid of moments and series",
        found: "\(grid.count) moments of \(width) channels",
        advice: "give a longer step, or import some series alone")
    }
    var elements = [Float](repeating: .nan, count: grid.count * width)
    var records = [Int](repeating: -1, count: grid.count * groups.count)
    let numbers = try columns.map { (column) throws(DataError) in try csv.floats(column) }
    var problems: [Problem] = []
    for record in 0..<csv.count {
      let group = place[labels[record]] ?? 0
      let slot = grid.rows[record] * groups.count + group
      if records[slot] >= 0 {
        problems.append(
          Problem(
            csv.place(record, timeColumn), expected: "one row for each moment and series",
            found: "another one of \"\(labels[record])\" at \"\(csv.text(record, timeColumn))\""))
      }
      records[slot] = record
      for (index, column) in numbers.enumerated() {
        elements[grid.rows[record] * width + group * columns.count + index] = column[record]
      }
    }
    guard problems.isEmpty else { throw DataError(.badData, csv.subject, problems.limited()) }
    let names = groups.flatMap { group in
      columns.map { columns.count == 1 ? group : "\(group) \(csv.header[$0])" }
    }
    return try series(
      elements, names: names, axis: grid.axis, options, about)
  }

  // MARK: - Parts of both

  private static func series(
    _ csv: CSV, _ options: ImportOptions, _ about: About, names: [String], rows: [Int], count: Int,
    axis: TimeAxis?, numbers: [[Float]]
  ) throws(DataError) -> Series {
    var elements = [Float](repeating: .nan, count: count * names.count)
    for (record, row) in rows.enumerated() {
      for (index, column) in numbers.enumerated() {
        elements[row * names.count + index] = column[record]
      }
    }
    return try series(elements, names: names, axis: axis, options, about)
  }

  /// A series of numbers, of which NaNs are missing.
  private static func series(
    _ elements: [Float], names: [String], axis: TimeAxis?, _ options: ImportOptions, _ about: About
  ) throws(DataError) -> Series {
    let mask =
      elements.contains { $0.isNaN }
      ? Mask(elements.map { !$0.isNaN }, width: names.count) : nil
    let rows = Rows(elements, width: names.count)
    // A series shorter than what is usual has no season.
    let usual = axis?.step.usualSeason.flatMap { $0 < rows.count ? $0 : nil }
    let series = try Series(
      about: about, values: rows, channels: names, time: axis, bounds: options.split,
      season: options.season ?? usual, observed: mask)
    return try options.filling.map { (filling) throws(DataError) in try series.filled(filling) }
      ?? series
  }

  private static func axisOfOptions(
    _ options: ImportOptions, _ subject: String
  ) throws(DataError) -> TimeAxis? {
    switch (options.start, options.step) {
    case (let start?, let step?): return TimeAxis(start: start, step: step)
    case (nil, nil): return nil
    default:
      throw DataError(
        .usage, subject, expected: "both a start and a step, or a column of times",
        found: "one of them")
    }
  }

  /// The column of times: the one asked for, or one with a usual name.
  private static func timeColumn(
    of csv: CSV, _ options: ImportOptions
  ) throws(DataError) -> Int? {
    if let name = options.time { return try csv.column(name) }
    guard options.start == nil else { return nil }
    let usual = ["date", "time", "datetime", "date_time", "timestamp", "time_hour", "ds"]
    return csv.header.firstIndex { usual.contains($0.lowercased()) }
  }

  private static func channelColumns(
    of csv: CSV, _ options: ImportOptions, besides others: [Int?]
  ) throws(DataError) -> [Int] {
    let dropped = try options.dropped.map { (name) throws(DataError) in try csv.column(name) }
    let columns: [Int]
    if let names = options.channels {
      columns = try names.map { (name) throws(DataError) in try csv.column(name) }
    } else {
      columns = (0..<csv.width).filter { !others.contains($0) && !dropped.contains($0) }
    }
    guard !columns.isEmpty else {
      throw DataError(
        .badData, csv.subject, expected: "at least one column of numbers",
        found: "the columns \(csv.header.joined(separator: ", "))")
    }
    return columns
  }

  /// The moments of a column: dates, or whole seconds since 1970.
  private static func times(
    _ csv: CSV, _ column: Int, _ options: ImportOptions
  ) throws(DataError) -> [CivilTime] {
    var problems: [Problem] = []
    var times: [CivilTime] = []
    for record in 0..<csv.count {
      let text = csv.text(record, column)
      if let time = CivilTime(text, order: options.dateOrder)
        ?? Int(text).flatMap({ CivilTime(secondsSince1970: $0) })
      {
        times.append(time)
      } else {
        problems.append(
          Problem(
            csv.place(record, column),
            expected: "a date (\(options.dateOrder.rawValue)) or whole seconds since 1970",
            found: "\"\(text)\"", advice: "see the option for the order of dates"))
      }
    }
    guard problems.isEmpty else { throw DataError(.badData, csv.subject, problems.limited()) }
    return times
  }
}
