/// Batch normalisation of each place of the last axis over all others.
///
/// Input and output […, size]; statistics of the batch in training, running ones in evaluation. Parameters
/// `weight` [size], ones, and `bias` [size], zeros; state `runningMean` [size], zeros, and `runningVariance`
/// [size], ones, which move toward each batch's mean and unbiased variance by the share `momentum`.
public struct BatchNorm1d {
  /// The scale, [size].
  public let weight: Parameter
  /// What is added, [size].
  public let bias: Parameter
  /// The running mean, [size].
  public let runningMean: Parameter
  /// The running variance, [size].
  public let runningVariance: Parameter
  private let epsilon: Float
  private let momentum: Float

  /// A layer at a place in a model.
  public init(_ size: Int, epsilon: Float = 1e-5, momentum: Float = 0.1, in scope: Scope) {
    weight = scope.parameter("weight", [size], .constant(1))
    bias = scope.parameter("bias", [size], .constant(0))
    runningMean = scope.state("runningMean", [size], .constant(0))
    runningVariance = scope.state("runningVariance", [size], .constant(1))
    self.epsilon = epsilon
    self.momentum = momentum
  }

  /// The layer's output; in training the running statistics move.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    guard mode.isTraining else {
      return x.batchNorm(
        scale: weight[mode], bias: bias[mode], epsilon: epsilon,
        statistics: (runningMean[mode], runningVariance[mode]))
    }
    return x.batchNorm(scale: weight[mode], bias: bias[mode], epsilon: epsilon) {
      means, variances, rows in
      let share = Double(momentum)
      let correction = Double(rows) / Double(max(1, rows - 1))
      let (mean, variance) = (runningMean.buffer.base, runningVariance.buffer.base)
      for j in 0..<runningMean.count {
        mean[j] = Float((1 - share) * Double(mean[j]) + share * means[j])
        variance[j] = Float(
          (1 - share) * Double(variance[j]) + share * (variances[j] * correction))
      }
    }
  }
}
