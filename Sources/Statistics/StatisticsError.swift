import Exact

/// Why numbers or settings do not make a statistic.
public enum StatisticsError: Error, Equatable, Sendable {
  /// Fewer numbers than the statistic needs.
  case tooFew(what: String, expected: Int, found: Int)
  /// Two lists that belong together have different lengths.
  case unequalCounts(what: String, expected: Int, found: Int)
  /// A number is NaN, infinite, or so large that sums of its square leave the range of Float64.
  case unusable(what: String, index: Int, found: String)
  /// A setting is outside of its range.
  case setting(what: String, expected: String, found: String)
  /// Windows are missing from a score.
  case windowsMissing(expected: Int, found: Int)
  /// Forecasts or truths of one step and channel hold a NaN or an infinity.
  case forecastNotFinite(step: Int, channel: Int)
}

extension StatisticsError: CustomStringConvertible {
  /// One line: what, where, expected, found, and what to do.
  public var description: String {
    switch self {
    case .tooFew(let what, let expected, let found):
      "\(what): expected at least \(expected), found \(found); add runs or leave the statistic out"
    case .unequalCounts(let what, let expected, let found):
      "\(what): expected \(expected) numbers, as many as in the first list, found \(found); "
        + "keep pairs that both lists have"
    case .unusable(let what, let index, let found):
      "\(what): expected a finite number of at most 2^500 at index \(index), found \(found); "
        + "mend the run it came from or leave it out"
    case .setting(let what, let expected, let found):
      "\(what): expected \(expected), found \(found); choose another value"
    case .windowsMissing(let expected, let found):
      "the forecast errors: expected \(expected) windows, found \(found); "
        + "add every window once, the last incomplete batch too"
    case .forecastNotFinite(let step, let channel):
      "the forecast errors: expected finite numbers at step \(step), channel \(channel), "
        + "found a NaN or an infinity in the forecast or the truth; mend the run or the data"
    }
  }
}

/// Magnitudes up to here leave room for sums of squares in Float64.
let greatestMagnitude = 0x1p500

/// Refuses lists that are too short or hold what no statistic can use.
func check(
  _ values: [Double], atLeast least: Int = 1, _ what: String
) throws(StatisticsError) {
  guard values.count >= least else {
    throw .tooFew(what: what, expected: least, found: values.count)
  }
  for index in values.indices where !(values[index].magnitude <= greatestMagnitude) {
    throw .unusable(what: what, index: index, found: canonical(values[index]))
  }
}

/// The differences of pairs, first minus second, of lists that can be used and go together.
func checkedDifferences(
  _ first: [Double], _ second: [Double], atLeast least: Int = 1, _ what: String
) throws(StatisticsError) -> [Double] {
  try check(first, atLeast: least, "\(what), first list")
  guard second.count == first.count else {
    throw .unequalCounts(
      what: "\(what), second list", expected: first.count, found: second.count)
  }
  try check(second, "\(what), second list")
  return first.indices.map { first[$0] - second[$0] }
}

/// Refuses rows that are too few, too short, unequally long or hold what no statistic can use.
func checkTable(
  _ rows: [[Double]], rows leastRows: Int, columns leastColumns: Int, _ what: String
) throws(StatisticsError) {
  guard rows.count >= leastRows else {
    throw .tooFew(what: "\(what), rows", expected: leastRows, found: rows.count)
  }
  for index in rows.indices {
    try check(rows[index], atLeast: leastColumns, "\(what), row \(index)")
    guard rows[index].count == rows[0].count else {
      throw .unequalCounts(
        what: "\(what), row \(index)", expected: rows[0].count, found: rows[index].count)
    }
  }
}

/// Refuses what is no probability, or too close to 0 or 1 for a level.
func checkProbability(_ probability: Double, _ what: String) throws(StatisticsError) {
  guard probability >= 1e-12, probability <= 1 - 1e-12 else {
    throw .setting(
      what: what, expected: "a number between 0 and 1, 1e-12 or more away from both",
      found: canonical(probability))
  }
}
