/// Wilcoxon tests of all pairs of methods over datasets, corrected by Holm's method.
///
/// Unlike Nemenyi's test, what it says of two methods does not depend on which others are compared: Benavoli,
/// Corani and Mangili, *Should We Really Use Post-Hoc Tests Based on Mean-Ranks?*, 2016.
public struct PairwiseWilcoxon: Sendable, Equatable {
  /// Two methods and the test of their scores.
  public struct Comparison: Sendable, Equatable {
    /// The method whose scores come first in the test.
    public let first: Int
    /// The other method.
    public let second: Int
    /// Of the first's scores against the second's.
    public let test: WilcoxonTest
    /// Holm's correction of the test's p-value.
    public let correctedPValue: Double
  }

  /// The pairs (0, 1), (0, 2) … (1, 2) ….
  public let comparisons: [Comparison]
  /// The mean rank of each method, 1 for the best.
  public let meanRanks: [Double]
  /// The level that corrected p-values are held against.
  public let significance: Double
  /// The largest groups of methods of which no two differ: the bars of the diagram.
  ///
  /// Each in the order of mean ranks, the groups by their best members. Methods between two that do not
  /// differ need not belong to their group.
  public let cliques: [[Int]]
  /// Set where the datasets are so few that not even the clearest pair can be significant after the
  /// correction.
  public let warning: Unreachable?

  /// Tests scores in rows of datasets and columns of methods, at least two methods.
  ///
  /// Errors: no rows or too few columns, rows of different length, an unusable number, a level that is not
  /// between 0 and 1.
  public init(
    _ scores: [[Double]], better: Better, zeros: WilcoxonTest.Zeros = .wilcox,
    method: WilcoxonTest.Method = .automatic, significance: Double = 0.05
  ) throws(StatisticsError) {
    try checkTable(scores, rows: 1, columns: 2, "the pairwise Wilcoxon tests")
    let methods = scores[0].count
    var sums = [Double](repeating: 0, count: methods)
    for row in scores {
      for (place, rank) in try ranks(row, better: better).enumerated() { sums[place] += rank }
    }
    let meanRanks = sums.map { $0 / Double(scores.count) }

    var tests: [(first: Int, second: Int, test: WilcoxonTest)] = []
    for first in 0..<methods {
      for second in (first + 1)..<methods {
        let test = try WilcoxonTest(
          scores.map { $0[first] }, scores.map { $0[second] }, zeros: zeros, method: method,
          significance: significance)
        tests.append((first, second, test))
      }
    }
    let corrected = try holmCorrected(tests.map { $0.test.pValue })
    var differ = [[Bool]](
      repeating: [Bool](repeating: false, count: methods), count: methods)
    for (pair, pValue) in zip(tests, corrected) where pValue <= significance {
      differ[pair.first][pair.second] = true
      differ[pair.second][pair.first] = true
    }
    comparisons = zip(tests, corrected).map {
      Comparison(
        first: $0.first, second: $0.second, test: $0.test, correctedPValue: $1)
    }
    self.meanRanks = meanRanks
    self.significance = significance
    cliques = Statistics.cliques(meanRanks: meanRanks) { differ[$0][$1] }
    warning = Unreachable(
      pairs: tests.map { $0.test.pairs }.max() ?? 0, significance: significance,
      comparisons: tests.count)
  }
}
