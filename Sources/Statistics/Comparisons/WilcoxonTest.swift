import Exact

/// Wilcoxon's signed-rank test: whether the differences of pairs lie around zero.
///
/// Wilcoxon, *Individual Comparisons by Ranking Methods*, 1945. Differences that are equal but for
/// rounding are not tied: round the scores first where that matters.
public struct WilcoxonTest: Sendable, Equatable {
  /// What happens to pairs that do not differ.
  public enum Zeros: Sendable, Equatable {
    /// They are dropped before ranking.
    case wilcox
    /// They are ranked, then their ranks are dropped (Pratt, *Remarks on Zeros and Ties in the Wilcoxon
    /// Signed Rank Procedures*, 1959).
    case pratt
  }

  /// Where the p-value comes from.
  public enum Method: Sendable, Equatable {
    /// Exact for at most 25 pairs that differ, all by different amounts; else normal.
    case automatic
    /// The distribution over all patterns of signs, given the ranks, whatever ties there are; for at
    /// most 500 pairs that differ.
    case exact
    /// The normal distribution, variance corrected for ties, the statistic for continuity by ½.
    case normal
  }

  /// The sum of the ranks of positive differences, first minus second.
  public let positiveRankSum: Double
  /// The sum of the ranks of negative differences.
  public let negativeRankSum: Double
  /// Pairs that differ.
  public let pairs: Int
  /// Pairs that do not.
  public let zeros: Int
  /// Whether some pairs differ by the same amount.
  public let hasTies: Bool
  /// The method taken: `exact` or `normal`.
  public let method: Method
  /// The corrected distance of the positive rank sum from its mean, in standard deviations, where the
  /// method is normal.
  public let z: Double?
  /// 1 where no pair differs.
  public let pValue: Double
  /// Set where so few pairs differ that significance is out of reach, whatever the normal distribution
  /// says of tied ones.
  public let warning: Unreachable?

  /// The lesser of the two rank sums.
  public var statistic: Double { min(positiveRankSum, negativeRankSum) }

  /// Tests pairs `first[i]`, `second[i]`.
  ///
  /// Errors: no pair, lists of different length, an unusable number, exact p-values of too many pairs.
  public init(
    _ first: [Double], _ second: [Double], zeros treatment: Zeros = .wilcox,
    alternative: Alternative = .twoSided, method wanted: Method = .automatic,
    significance: Double = 0.05
  ) throws(StatisticsError) {
    let differences = try checkedDifferences(first, second, "the Wilcoxon test")
    try checkProbability(significance, "the Wilcoxon test's significance")

    let ranked = treatment == .wilcox ? differences.filter { $0 != 0 } : differences
    let allRanks = averageRanks(ranked.map { $0.magnitude }).ranks
    let signed = zip(ranked, allRanks).filter { $0.0 != 0 }
    let ranks = signed.map { $0.1 }
    positiveRankSum = signed.reduce(0) { $1.0 > 0 ? $0 + $1.1 : $0 }
    negativeRankSum = signed.reduce(0) { $1.0 < 0 ? $0 + $1.1 : $0 }
    pairs = ranks.count
    zeros = differences.count - ranks.count
    hasTies = averageRanks(ranks).hasTies

    switch wanted {
    case .automatic: method = ranks.count <= 25 && !hasTies ? .exact : .normal
    case .exact, .normal: method = wanted
    }
    guard method == .normal || ranks.count <= 500 else {
      throw .setting(
        what: "the Wilcoxon test's exact p-value", expected: "at most 500 pairs that differ",
        found: "\(ranks.count)")
    }
    warning = Unreachable(
      pairs: ranks.count, significance: significance, alternative: alternative)

    if ranks.isEmpty {
      (z, pValue) = (nil, 1)
    } else if method == .exact {
      // The distribution is symmetric: a great positive sum is as likely as a small negative one.
      let extreme =
        switch alternative {
        case .twoSided: min(positiveRankSum, negativeRankSum)
        case .greater: negativeRankSum
        case .less: positiveRankSum
        }
      let tail = signedRankCumulative(extreme, ranks: ranks)
      (z, pValue) = (nil, alternative == .twoSided ? min(1, 2 * tail) : tail)
    } else {
      // Half of each rank on average, a quarter of its square in variance: the tie correction is in it.
      let deviation = 0.5 * (positiveRankSum - negativeRankSum)
      let spread = 0.5 * ranks.reduce(0) { $0 + $1 * $1 }.squareRoot()
      switch alternative {
      case .twoSided:
        let correction = deviation == 0 ? 0 : deviation > 0 ? 0.5 : -0.5
        let score = (deviation - correction) / spread
        (z, pValue) = (score, 2 * normalSurvival(score.magnitude))
      case .greater:
        let score = (deviation - 0.5) / spread
        (z, pValue) = (score, normalSurvival(score))
      case .less:
        let score = (deviation + 0.5) / spread
        (z, pValue) = (score, normalCumulative(score))
      }
    }
  }
}

/// P(W ≤ sum) for the sum W of the ranks whose fair coin shows heads.
///
/// Ranks are multiples of ½. Each rank halves and shifts the distribution of those before it; up to 53
/// ranks every probability is exact.
func signedRankCumulative(_ sum: Double, ranks: [Double]) -> Double {
  let limit = Int(2 * sum)
  var probabilities = [Double](repeating: 0, count: limit + 1)
  probabilities[0] = 1
  for rank in ranks {
    let step = Int(2 * rank)
    for place in stride(from: limit, through: 0, by: -1) {
      let shifted = place >= step ? probabilities[place - step] : 0
      probabilities[place] = 0.5 * (probabilities[place] + shifted)
    }
  }
  return probabilities.reduce(0, +)
}
