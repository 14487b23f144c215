/// Layer normalisation along the last axis.
///
/// Input and output […, size]. Parameters `weight` [size], ones, and `bias` [size], zeros.
public struct LayerNorm {
  /// The scale, [size].
  public let weight: Parameter
  /// What is added, [size].
  public let bias: Parameter
  private let epsilon: Float

  /// A layer at a place in a model.
  public init(_ size: Int, epsilon: Float = 1e-5, in scope: Scope) {
    weight = scope.parameter("weight", [size], .constant(1))
    bias = scope.parameter("bias", [size], .constant(0))
    self.epsilon = epsilon
  }

  /// The layer's output.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    x.layerNorm(scale: weight[mode], bias: bias[mode], epsilon: epsilon)
  }
}

/// Normalisation by the root of the mean square along the last axis.
///
/// Input and output […, size]. Parameter `weight` [size], ones.
public struct RMSNorm {
  /// The scale, [size].
  public let weight: Parameter
  private let epsilon: Float

  /// A layer at a place in a model.
  public init(_ size: Int, epsilon: Float = 1e-5, in scope: Scope) {
    weight = scope.parameter("weight", [size], .constant(1))
    self.epsilon = epsilon
  }

  /// The layer's output.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    x.rmsNorm(scale: weight[mode], epsilon: epsilon)
  }
}
