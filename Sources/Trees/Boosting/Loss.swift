/// What a booster minimises: where its outputs start, and the derivatives of the loss by them.
///
/// Scores are [output, row] in Float64, derivatives [output, row] in Float32, as in the original.
protocol Loss: Sendable {
  /// Trees of one iteration.
  var outputs: Int { get }
  /// The objective as a model's text names it.
  var name: ObjectiveName { get }
  /// The output that minimises the loss if it is the same for all rows.
  func start(of output: Int) -> Double
  /// Whether trees of an output are grown at all.
  func learns(_ output: Int) -> Bool
  /// The quantile of the residuals that a leaf's output is set to after growing; nil where the output stays.
  var renewedQuantile: Double? { get }
  /// Pieces of work whose derivatives do not depend on each other: rows, or queries.
  var pieces: Int { get }
  /// The derivatives of some pieces.
  func derive(
    _ scores: UnsafePointer<Double>, _ pieces: Range<Int>,
    to derivatives: UnsafeMutablePointer<Derivatives>)
}

extension Loss {
  var outputs: Int { 1 }
  var renewedQuantile: Double? { nil }
  func learns(_ output: Int) -> Bool { true }
}

extension TrainingSet {
  /// The loss that settings ask for.
  func loss(_ settings: BoosterSettings) throws(TreesError) -> any Loss {
    switch settings.objective {
    case .regression, .l1, .huber, .quantile, .poisson:
      return try RegressionLoss(self, settings)
    case .binary: return try BinaryLoss(self, settings)
    case .multiclass: return try SoftmaxLoss(self, settings)
    case .lambdarank: return try LambdaRankLoss(self, settings)
    }
  }

  /// The mean of the target, by weight, summed from the first row to the last.
  func weightedMean(_ value: (Float) -> Float = { $0 }) -> Double {
    var sum = 0.0
    guard let weights else {
      for y in target { sum += Double(value(y)) }
      return sum / Double(target.count)
    }
    var total = 0.0
    for (y, weight) in zip(target, weights) {
      sum += Double(value(y)) * Double(weight)
      total += Double(weight)
    }
    return sum / total
  }
}
