import Exact

/// Drawing samples again from a sample, to see how far a statistic may move.
///
/// Resample r of n numbers takes as its i-th the number with the index that draw r·n + i of the key
/// gives, below n: the intervals depend on key, numbers and settings alone.
public struct Bootstrap: Sendable {
  /// Where the draws come from: one key for each list of numbers.
  public var key: Key
  /// How many samples are drawn.
  public var resamples: Int
  /// The share of repetitions in which an interval is to hold the true value.
  public var level: Double
  /// How the bounds are read off.
  public var method: Interval.Method

  /// A bootstrap that draws from a key.
  public init(
    _ key: Key, resamples: Int = 10_000, level: Double = 0.95,
    method: Interval.Method = .accelerated
  ) {
    (self.key, self.resamples, self.level, self.method) = (key, resamples, level, method)
  }

  /// The interval of a statistic of at least two numbers.
  ///
  /// Errors: fewer numbers, an unusable one, a level or number of resamples out of range.
  public func interval(
    of statistic: Statistic, _ numbers: [Double]
  ) throws(StatisticsError) -> Interval {
    try check(numbers, atLeast: 2, "the bootstrap")
    return interval(of: statistic, numbers, from: try distribution(of: statistic, numbers))
  }

  /// The percentile interval of a statistic over several lists at once, drawn again within each list.
  ///
  /// For runs over several datasets: the list of each is drawn from by a key of its own, `key[place]`.
  public func interval(
    of statistic: Statistic, strata: [[Double]]
  ) throws(StatisticsError) -> Interval {
    let sorted = try distribution(of: statistic, strata: strata).sorted()
    return percentiles(of: sorted, fallback: nil)
  }

  /// The statistic of each resample, in the order of drawing.
  public func distribution(
    of statistic: Statistic, _ numbers: [Double]
  ) throws(StatisticsError) -> [Double] {
    try checkSettings()
    try check(numbers, "the bootstrap")
    return draw(statistic, [numbers], [key])
  }

  /// The statistic of each resample of several lists, in the order of drawing.
  public func distribution(
    of statistic: Statistic, strata: [[Double]]
  ) throws(StatisticsError) -> [Double] {
    try checkSettings()
    guard !strata.isEmpty else {
      throw .tooFew(what: "the bootstrap, lists", expected: 1, found: 0)
    }
    for place in strata.indices { try check(strata[place], "the bootstrap, list \(place)") }
    return draw(statistic, strata, strata.indices.map { key[$0] })
  }

  private func checkSettings() throws(StatisticsError) {
    try checkProbability(level, "the level of the bootstrap")
    guard (1...10_000_000).contains(resamples) else {
      throw .setting(
        what: "the bootstrap's resamples", expected: "1 to 10000000", found: "\(resamples)")
    }
  }

  private func draw(_ statistic: Statistic, _ strata: [[Double]], _ keys: [Key]) -> [Double] {
    let total = strata.reduce(0) { $0 + $1.count }
    var sample = [Double](repeating: 0, count: total)
    var places = [Int](repeating: 0, count: total)
    var statistics = [Double](repeating: 0, count: resamples)
    for resample in 0..<resamples {
      var start = 0
      for (numbers, key) in zip(strata, keys) {
        let count = numbers.count
        key.fillIntegers(&places, count: count, below: count, from: resample * count)
        for i in 0..<count { sample[start + i] = numbers[places[i]] }
        start += count
      }
      statistics[resample] = sample.withUnsafeMutableBufferPointer {
        statistic.value(reordering: $0)
      }
    }
    return statistics
  }
}

// MARK: - Bounds

extension Bootstrap {
  /// The interval that resampled statistics give, BCa where asked for and possible.
  package func interval(
    of statistic: Statistic, _ numbers: [Double], from distribution: [Double]
  ) -> Interval {
    let sorted = distribution.sorted()
    guard method == .accelerated else { return percentiles(of: sorted, fallback: nil) }
    switch acceleratedLevels(of: statistic, numbers, sorted) {
    case .found(let lower, let upper):
      return Interval(
        lower: quantile(lower, ofSorted: sorted), upper: quantile(upper, ofSorted: sorted),
        level: level, method: .accelerated, fallback: nil)
    case .none(let reason):
      return percentiles(of: sorted, fallback: reason)
    }
  }

  /// The probabilities at which BCa reads its bounds, or why there are none.
  private enum Levels {
    case found(lower: Double, upper: Double)
    case none(Interval.Fallback)
  }

  private func percentiles(of sorted: [Double], fallback: Interval.Fallback?) -> Interval {
    let tail = 0.5 * (1 - level)
    return Interval(
      lower: quantile(tail, ofSorted: sorted), upper: quantile(1 - tail, ofSorted: sorted),
      level: level, method: .percentile, fallback: fallback)
  }

  /// Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993, equations 14.9 to 14.15.
  private func acceleratedLevels(
    of statistic: Statistic, _ numbers: [Double], _ sorted: [Double]
  ) -> Levels {
    if numbers.allSatisfy({ $0 == numbers[0] }) { return .none(.constant) }
    if numbers.count < 10 { return .none(.fewNumbers(numbers.count)) }

    // The bias: where the statistic lies among the resampled ones, ties counting half.
    let value = statistic.value(of: numbers)
    let below = sorted.count { $0 < value }
    let notAbove = sorted.count { $0 <= value }
    let bias = normalQuantile(Double(below + notAbove) / Double(2 * sorted.count))
    guard bias.isFinite else { return .none(.oneSided) }

    let left = jackknife(statistic, numbers)
    let mean = correctedMean(left, left.count)
    let squares = laneSum(left.count) { (mean - left[$0]) * (mean - left[$0]) }
    let cubes = laneSum(left.count) {
      (mean - left[$0]) * (mean - left[$0]) * (mean - left[$0])
    }
    guard squares > 0 else { return .none(.flatJackknife) }
    let acceleration = cubes / (6 * squares * squares.squareRoot())

    let tail = normalQuantile(0.5 * (1 - level))
    let (low, high) = (bias + tail, bias - tail)
    guard 1 - acceleration * low > 0, 1 - acceleration * high > 0 else {
      return .none(.unstable)
    }
    return .found(
      lower: normalCumulative(bias + low / (1 - acceleration * low)),
      upper: normalCumulative(bias + high / (1 - acceleration * high)))
  }

  /// The statistics of the numbers without the first, without the second, and so on.
  private func jackknife(_ statistic: Statistic, _ numbers: [Double]) -> [Double] {
    numbers.indices.map { leftOut in
      var others = numbers
      others.remove(at: leftOut)
      return statistic.value(of: others)
    }
  }
}
