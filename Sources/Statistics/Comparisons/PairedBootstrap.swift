/// The mean difference of pairs, such as the runs of two models from the same seeds, with the interval and
/// the p-value that a bootstrap of the pairs gives.
public struct PairedBootstrap: Sendable, Equatable {
  /// The mean of first minus second.
  public let difference: Double
  /// Around the mean difference; its ``Interval/fallback`` says where it is not BCa, and why.
  public let interval: Interval
  /// Two-sided: twice the share of resampled means on the rarer side of zero, zero itself on both, the
  /// sample counted as one of them: at least 2/(resamples + 1).
  ///
  /// Davison and Hinkley, *Bootstrap Methods and Their Application*, 1997, section 4.4 on counting the
  /// sample.
  public let pValue: Double
  /// Set where the pairs are so few that an exact test could not reach the level; the bootstrap's p-value
  /// is then too small to be trusted.
  public let warning: Unreachable?

  /// Compares at least two pairs `first[i]`, `second[i]`.
  ///
  /// Errors: fewer pairs, lists of different length, an unusable number, a setting out of range.
  public init(
    _ first: [Double], _ second: [Double], bootstrap: Bootstrap, significance: Double = 0.05
  ) throws(StatisticsError) {
    let differences = try checkedDifferences(
      first, second, atLeast: 2, "the paired bootstrap")
    try checkProbability(significance, "the paired bootstrap's significance")
    let means = try bootstrap.distribution(of: .mean, differences)
    difference = Statistic.mean.value(of: differences)
    interval = bootstrap.interval(of: .mean, differences, from: means)
    let rarer = min(means.count { $0 <= 0 }, means.count { $0 >= 0 })
    pValue = min(1, 2 * Double(1 + rarer) / Double(1 + means.count))
    warning = Unreachable(
      pairs: differences.count { $0 != 0 }, significance: significance)
  }
}
