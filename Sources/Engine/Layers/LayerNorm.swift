/// Layer normalisation along the last axis, or over several last axes jointly.
///
/// Input and output […, size]. Parameters `weight` [size], ones, and `bias` [size], zeros. Over joint axes [size] stands
/// for all their sizes.
public struct LayerNorm: Layer {
  /// The scale, [size].
  public let weight: Parameter
  /// What is added, [size].
  public let bias: Parameter
  private let epsilon: Float

  /// A layer at a place in a model.
  public init(_ size: Int, epsilon: Float = 1e-5, in scope: Scope) {
    self.init([size], epsilon: epsilon, in: scope)
  }

  /// A layer at a place in a model, in which the last axes, of these sizes, are normalised together.
  public init(_ sizes: Shape, epsilon: Float = 1e-5, in scope: Scope) {
    weight = scope.parameter("weight", sizes, .constant(1))
    bias = scope.parameter("bias", sizes, .constant(0))
    self.epsilon = epsilon
  }

  /// The layer's output.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    x.joiningLast(weight.shape, for: "layer normalisation") { x in
      x.layerNorm(scale: weight.joined(mode), bias: bias.joined(mode), epsilon: epsilon)
    }
  }
}

/// Normalisation by the root of the mean square along the last axis.
///
/// Input and output […, size]. Parameter `weight` [size], ones.
public struct RMSNorm: Layer {
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
