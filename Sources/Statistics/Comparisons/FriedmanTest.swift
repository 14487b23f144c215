import Exact

/// Friedman's test: whether several methods rank alike over datasets.
///
/// Friedman, *The Use of Ranks to Avoid the Assumption of Normality*, 1937, with the correction for ties;
/// the sharper F statistic is Iman and Davenport's (*Approximations of the Critical Region of the Friedman
/// Statistic*, 1980). For comparing learners: Demšar, *Statistical Comparisons of Classifiers over Multiple
/// Data Sets*, 2006.
public struct FriedmanTest: Sendable, Equatable {
  /// Something a reader of the p-values should know.
  public enum Note: Sendable, Equatable {
    /// Every dataset rates all methods equal: statistics 0, p-values 1.
    case allTied
    /// Every dataset ranks the methods alike: the F statistic is infinite, its p-value 0.
    case perfectAgreement
  }

  /// How many datasets, rows of scores, there are: N.
  public let datasets: Int
  /// How many methods, columns of scores, there are: k.
  public let methods: Int
  /// The mean rank of each method, 1 for the best.
  public let meanRanks: [Double]
  /// Held against the chi-square distribution with k − 1 degrees of freedom.
  public let chiSquare: Double
  /// The probability of a χ² as great where all methods are alike.
  public let chiSquarePValue: Double
  /// (N − 1) χ² / (N (k − 1) − χ²), held against F with k − 1 and (k − 1)(N − 1) degrees of freedom.
  public let imanDavenport: Double
  /// The probability of an F as great where all methods are alike.
  public let imanDavenportPValue: Double
  /// What is special about the ranks, if anything.
  public let note: Note?

  /// Tests scores in rows of datasets and columns of methods, at least two of each.
  ///
  /// Errors: fewer rows or columns, rows of different length, an unusable number.
  public init(_ scores: [[Double]], better: Better) throws(StatisticsError) {
    try checkTable(scores, rows: 2, columns: 2, "the Friedman test")
    datasets = scores.count
    methods = scores[0].count
    var sums = [Double](repeating: 0, count: methods)
    var squares = 0.0
    for row in scores {
      for (method, rank) in try ranks(row, better: better).enumerated() {
        sums[method] += rank
        squares += rank * rank
      }
    }
    let (rows, columns) = (Double(datasets), Double(methods))
    meanRanks = sums.map { $0 / rows }

    // Ranks are multiples of ½, so these sums and differences are exact and 0 means 0. Without ties,
    // (k − 1) between / within is 12/(N k (k + 1)) Σ Sⱼ² − 3 N (k + 1) (Conover, Practical Nonparametric
    // Statistics, 1999, section 5.8).
    let centre = 0.25 * rows * columns * (columns + 1) * (columns + 1)
    let squaredSums = sums.reduce(0) { $0 + $1 * $1 }
    let between = squaredSums - rows * centre
    let within = squares - centre
    let rest = rows * squares - squaredSums
    if within == 0 {
      (chiSquare, chiSquarePValue, imanDavenport, imanDavenportPValue) = (0, 1, 0, 1)
      note = .allTied
      return
    }
    chiSquare = (columns - 1) * between / within
    chiSquarePValue = chiSquareSurvival(chiSquare, degreesOfFreedom: columns - 1)
    if rest == 0 {
      (imanDavenport, imanDavenportPValue) = (.infinity, 0)
      note = .perfectAgreement
    } else {
      imanDavenport = (rows - 1) * between / rest
      imanDavenportPValue = fSurvival(
        imanDavenport, numeratorDegreesOfFreedom: columns - 1,
        denominatorDegreesOfFreedom: (columns - 1) * (rows - 1))
      note = nil
    }
  }

  /// Nemenyi's comparison of all pairs of methods, to follow a test that found a difference.
  ///
  /// Errors: a level that is not between 0 and 1.
  public func nemenyi(significance: Double = 0.05) throws(StatisticsError) -> Nemenyi {
    try checkProbability(significance, "Nemenyi's significance")
    return Nemenyi(self, significance)
  }
}

/// Which methods differ in mean rank by more than chance (Nemenyi, *Distribution-Free Multiple
/// Comparisons*, 1963).
public struct Nemenyi: Sendable, Equatable {
  /// The level that the critical difference belongs to.
  public let significance: Double
  /// Mean ranks this far apart differ: q √(k (k + 1) / (6 N)), q the quantile of the studentized range
  /// over √2.
  public let criticalDifference: Double
  /// The p-value of each pair of methods [first][second]; 1 on the diagonal.
  public let pValues: [[Double]]
  /// The largest groups of methods closer than the critical difference: the bars of the diagram.
  ///
  /// Each in the order of mean ranks, the groups by their best members.
  public let cliques: [[Int]]

  init(_ test: FriedmanTest, _ significance: Double) {
    let (rows, columns) = (Double(test.datasets), Double(test.methods))
    let error = (columns * (columns + 1) / (12 * rows)).squareRoot()
    let groups = test.methods
    let critical =
      error * studentizedRangeQuantile(upperTail: significance, groups: groups)
    let meanRanks = test.meanRanks
    self.significance = significance
    criticalDifference = critical
    pValues = meanRanks.map { first in
      meanRanks.map { second in
        studentizedRangeSurvival((first - second).magnitude / error, groups: groups)
      }
    }
    cliques = Statistics.cliques(meanRanks: meanRanks) { first, second in
      (meanRanks[first] - meanRanks[second]).magnitude >= critical
    }
  }
}
