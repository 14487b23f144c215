import Exact

/// What the numbers of a channel, or of a column of a table, are like.
public struct ChannelSummary: Hashable, Sendable {
  /// The channel's name.
  public let name: String
  /// The numbers that are there.
  public let count: Int
  /// The numbers that are missing: not observed, or NaN where that is allowed.
  public let missing: Int
  /// The least number; NaN where there is none.
  public let minimum: Float
  /// The greatest number; NaN where there is none.
  public let maximum: Float
  /// The mean, added up in Float64 from the first row to the last; NaN where there is none.
  public let mean: Double

  /// Whether all numbers are the same one.
  public var isConstant: Bool { count > 0 && minimum == maximum }

  /// What is noteworthy about the channel, though no error; nil where nothing is.
  func warning(at path: String) -> Problem? {
    if count == 0 {
      return Problem(
        path, expected: "some numbers in \"\(name)\"", found: "none",
        advice: "leave the column out")
    }
    guard isConstant else { return nil }
    return Problem(
      path, expected: "numbers that vary in \"\(name)\"", found: "\(canonical(minimum)) everywhere",
      advice: "scaling will turn it to 0; leave it out unless other rows will differ")
  }
}

extension ChannelSummary {
  /// Looks at every number of a series, and notes those that are not finite though observed.
  static func summarise(
    _ values: Rows, _ observed: Mask?, channels: [String], _ inspection: inout Inspection,
    root: String
  ) throws(DataError) -> [ChannelSummary] {
    var tally = ColumnTally(width: values.width)
    var unobserved = [Int](repeating: 0, count: values.width)
    do throws(DataError) {
      try values.scan(0..<values.count) { (block, elements) throws(DataError) in
        guard let mask = try observed?.read(block) else {
          tally.take(elements, rows: block.count)
          return
        }
        mask.withUnsafeBufferPointer { mask in
          tally.take(elements, rows: block.count, mask: mask.baseAddress)
        }
        for index in mask.indices where mask[index] == 0 { unobserved[index % values.width] += 1 }
      }
      for column in 0..<values.width {
        let isWhole = Int(tally.counts[column]) + unobserved[column] == values.count
        // A column without numbers has no bounds.
        let isFinite = tally.minima[column] > -.infinity && tally.maxima[column] < .infinity
        guard !isWhole || !isFinite else { continue }
        try noteStrays(values, observed, column: column, channels: channels, &inspection, root)
      }
    } catch {
      inspection.note(error)
    }
    return (0..<values.width).map { column in
      let isThere = tally.counts[column] > 0
      return ChannelSummary(
        name: column < channels.count ? channels[column] : "",
        count: Int(tally.counts[column]), missing: values.count - Int(tally.counts[column]),
        minimum: isThere ? tally.minima[column] : .nan,
        maximum: isThere ? tally.maxima[column] : .nan, mean: tally.means[column])
    }
  }

  /// Notes where a column has numbers that are not finite though observed, in words.
  private static func noteStrays(
    _ values: Rows, _ observed: Mask?, column: Int, channels: [String],
    _ inspection: inout Inspection, _ root: String
  ) throws(DataError) {
    var notANumber: [Int] = []
    var infinite: [Int] = []
    try values.scan(0..<values.count) { (block, elements) throws(DataError) in
      let mask = try observed?.read(block)
      for row in block {
        let index = (row - block.lowerBound) * values.width + column
        guard !elements[index].isFinite, mask.map({ $0[index] != 0 }) ?? true else { continue }
        if elements[index].isNaN { notANumber.append(row) } else { infinite.append(row) }
      }
    }
    let name = column < channels.count ? " in \"\(channels[column])\"" : ""
    for (rows, expected, found, advice) in [
      (notANumber, "numbers", "NaN", "fill it in"),
      (infinite, "finite numbers", "an infinity", "correct it"),
    ] {
      guard let first = rows.first else { continue }
      let others = rows.count > 1 ? " and \(rows.count - 1) more" : ""
      inspection.note(
        "\(root)/values", expected: "\(expected)\(name)",
        found: "\(found) at [\(first), \(column)]\(others)",
        advice: "\(advice), or mark it as missing in /observed")
    }
  }
}
