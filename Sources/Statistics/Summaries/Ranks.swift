/// Which scores are the better ones: the lower for errors, the higher for shares of right answers.
public enum Better: Sendable, Equatable {
  case lower, higher
}

/// The ranks of scores, 1 for the best; equal scores share the mean of their places.
///
/// Infinite scores have their place; a NaN is an error.
public func ranks(
  _ scores: [Double], better: Better = .lower
) throws(StatisticsError) -> [Double] {
  for index in scores.indices where scores[index].isNaN {
    throw .unusable(what: "the ranks", index: index, found: "nan")
  }
  return averageRanks(better == .lower ? scores : scores.map { -$0 }).ranks
}

/// Where a score stands among others, as a table shows it.
public struct Standing: Sendable, Equatable {
  /// 1 for the best; equal scores share the mean of their places.
  public let rank: Double
  /// No other score is better; several may be best.
  public let isBest: Bool
  /// Better than all but the best ones; several may be second.
  public let isSecond: Bool
}

/// The standing of each score among all of them; a NaN is an error.
public func standings(
  _ scores: [Double], better: Better = .lower
) throws(StatisticsError) -> [Standing] {
  let ranks = try ranks(scores, better: better)
  let best = ranks.min()
  let second = ranks.filter { $0 != best }.min()
  return ranks.map { Standing(rank: $0, isBest: $0 == best, isSecond: $0 == second) }
}

/// Ranks from the least number on, ties sharing the mean of their places, and whether there are ties.
///
/// No number is NaN.
func averageRanks(_ numbers: [Double]) -> (ranks: [Double], hasTies: Bool) {
  let order = numbers.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
  var ranks = [Double](repeating: 0, count: numbers.count)
  var hasTies = false
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
    for place in start..<end { ranks[order[place]] = 0.5 * Double(start + 1 + end) }
    hasTies = hasTies || end - start > 1
    start = end
  }
  return (ranks, hasTies)
}
