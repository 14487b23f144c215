/// The share of all pairings of runs in which the first model is better, ties counting half.
///
/// 1 where every run of the first beats every run of the second, ½ where there is nothing between them;
/// the Mann–Whitney statistic over the number of pairings. For runs that are not paired.
/// Source: Agarwal et al., *Deep Reinforcement Learning at the Edge of the Statistical Precipice*, 2021.
/// Errors: an empty list or an unusable number.
public func probabilityOfImprovement(
  of first: [Double], over second: [Double], better: Better
) throws(StatisticsError) -> Double {
  try check(first, "the probability of improvement, first list")
  try check(second, "the probability of improvement, second list")
  return better == .higher ? superiority(first, second) : superiority(second, first)
}

/// P(x > y) + ½ P(x = y) for x from `greater` and y from `lesser`, from the ranks of all numbers.
func superiority(_ greater: [Double], _ lesser: [Double]) -> Double {
  let ranks = averageRanks(greater + lesser).ranks
  let (m, n) = (Double(greater.count), Double(lesser.count))
  let sum = ranks[..<greater.count].reduce(0, +)
  return (sum - 0.5 * m * (m + 1)) / (m * n)
}
