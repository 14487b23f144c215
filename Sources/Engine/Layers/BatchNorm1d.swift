/// Batch normalisation of each place of the last axis, or of several last axes jointly, over all others.
///
/// Input and output […, size]; statistics of the batch in training, running ones in evaluation. Parameters
/// `weight` [size], ones, and `bias` [size], zeros; state `runningMean` [size], zeros, and `runningVariance`
/// [size], ones, which move toward each batch's mean and unbiased variance by the share `momentum`. Over joint
/// axes [size] stands for all their sizes.
public struct BatchNorm1d: Layer {
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
    self.init([size], epsilon: epsilon, momentum: momentum, in: scope)
  }

  /// A layer at a place in a model, in which each place of the last axes, of these sizes, has its own statistics.
  public init(_ sizes: Shape, epsilon: Float = 1e-5, momentum: Float = 0.1, in scope: Scope) {
    weight = scope.parameter("weight", sizes, .constant(1))
    bias = scope.parameter("bias", sizes, .constant(0))
    runningMean = scope.state("runningMean", sizes, .constant(0))
    runningVariance = scope.state("runningVariance", sizes, .constant(1))
    self.epsilon = epsilon
    self.momentum = momentum
  }

  /// The layer's output; in training the running statistics move.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    x.joiningLast(weight.shape, for: "batch normalisation") { x in
      let (scale, bias) = (weight.joined(mode), bias.joined(mode))
      guard mode.isTraining else {
        return x.batchNorm(
          scale: scale, bias: bias, epsilon: epsilon,
          statistics: (runningMean.joined(mode), runningVariance.joined(mode)))
      }
      return x.batchNorm(scale: scale, bias: bias, epsilon: epsilon, observe: observe)
    }
  }

  /// Moves the running statistics toward those of a batch.
  private func observe(
    _ means: UnsafePointer<Double>, _ variances: UnsafePointer<Double>, rows: Int
  ) {
    let share = Double(momentum)
    let correction = Double(rows) / Double(max(1, rows - 1))
    let (mean, variance) = (runningMean.buffer.base, runningVariance.buffer.base)
    for j in 0..<runningMean.count {
      mean[j] = Float((1 - share) * Double(mean[j]) + share * means[j])
      variance[j] = Float((1 - share) * Double(variance[j]) + share * (variances[j] * correction))
    }
  }
}
