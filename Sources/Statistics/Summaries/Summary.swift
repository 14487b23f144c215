/// What a table says about the scores of repeated runs.
public struct Summary: Sendable, Equatable {
  /// How many scores there are.
  public let count: Int
  /// The mean of the scores.
  public let mean: Double
  /// With n − 1 in the denominator; `nil` for a single score.
  public let standardDeviation: Double?
  /// The median of the scores.
  public let median: Double
  /// The mean of the middle half, see ``Statistic/interquartileMean``.
  public let interquartileMean: Double
  /// Around the mean, by bootstrap; `nil` for a single score.
  public let interval: Interval?

  /// Summarises at least one score.
  ///
  /// Errors: no score, an unusable one, a setting of the bootstrap out of range.
  public init(_ scores: [Double], bootstrap: Bootstrap) throws(StatisticsError) {
    try check(scores, "the summary")
    count = scores.count
    mean = Statistic.mean.value(of: scores)
    standardDeviation = Statistics.standardDeviation(scores)
    median = Statistic.median.value(of: scores)
    interquartileMean = Statistic.interquartileMean.value(of: scores)
    interval = count > 1 ? try bootstrap.interval(of: .mean, scores) : nil
  }
}
