import Exact

/// How far predicted numbers lie from true ones.
public struct RegressionScores: Sendable, Equatable {
  /// Mean squared error.
  public let mse: Double
  /// Mean absolute error.
  public let mae: Double
  /// 1 − Σ(ŷ − y)² / Σ(y − ȳ)², the share of the variance that is explained; `nil` where the truth does
  /// not vary.
  public let rSquared: Double?

  /// Root of the mean squared error.
  public var rmse: Double { mse.squareRoot() }

  /// Compares at least one prediction with the truth.
  ///
  /// Errors: no numbers, lists of different length, an unusable number.
  public init(_ predicted: [Double], _ truth: [Double]) throws(StatisticsError) {
    let errors = try checkedDifferences(predicted, truth, "the regression scores")
    let count = errors.count
    let squares = sumOfSquares(errors, count: count)
    mse = squares / Double(count)
    mae = sumOfMagnitudes(errors, count: count) / Double(count)
    let mean = Statistic.mean.value(of: truth)
    let spread = laneSum(count) { (truth[$0] - mean) * (truth[$0] - mean) }
    rSquared = spread > 0 ? 1 - squares / spread : nil
  }
}

/// The share of labels that are predicted right.
///
/// Errors: no labels, lists of different length.
public func accuracy(_ predicted: [Int], _ truth: [Int]) throws(StatisticsError) -> Double {
  guard !predicted.isEmpty else { throw .tooFew(what: "the accuracy", expected: 1, found: 0) }
  guard predicted.count == truth.count else {
    throw .unequalCounts(
      what: "the accuracy, truth", expected: predicted.count, found: truth.count)
  }
  return Double(zip(predicted, truth).count { $0 == $1 }) / Double(predicted.count)
}

/// The area under the receiver operating characteristic: the probability that a positive's score is above a
/// negative's, ties counting half; `nil` where one of the classes is empty.
///
/// Hanley and McNeil, *The Meaning and Use of the Area under a Receiver Operating Characteristic (ROC)
/// Curve*, 1982. Errors: lists of different length, an unusable score.
public func areaUnderROC(
  _ scores: [Double], positive: [Bool]
) throws(StatisticsError) -> Double? {
  let what = "the area under the ROC"
  try check(scores, atLeast: 0, what)
  guard positive.count == scores.count else {
    throw .unequalCounts(
      what: "\(what), labels", expected: scores.count, found: positive.count)
  }
  let positives = zip(scores, positive).filter { $0.1 }.map { $0.0 }
  let negatives = zip(scores, positive).filter { !$0.1 }.map { $0.0 }
  guard !positives.isEmpty, !negatives.isEmpty else { return nil }
  return superiority(positives, negatives)
}
