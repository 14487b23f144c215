import Exact

/// activation(x·W + b) along the last axis.
///
/// Input […, input], output […, output]. Parameters `weight` [input, output] and `bias` [output], both drawn as
/// PyTorch draws them unless told otherwise.
public struct Linear: Layer {
  /// The matrix, [input, output].
  public let weight: Parameter
  /// What is added, [output]; nil for none.
  public let bias: Parameter?
  /// What is done to the sum.
  public let activation: Activation

  /// A layer at a place in a model.
  public init(
    _ input: Int, _ output: Int, bias hasBias: Bool = true, activation: Activation = .identity,
    initialiser: Initialiser = .fanIn, in scope: Scope
  ) {
    weight = scope.parameter("weight", [input, output], initialiser)
    bias =
      hasBias
      ? scope.parameter("bias", [output], .uniform(bound: 1 / Float(max(1, input)).squareRoot()))
      : nil
    self.activation = activation
  }

  /// The layer's output.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    x.perceptron([step(mode)])
  }

  /// The layer's output, dropped out, plus a residual of its shape.
  public func callAsFunction(
    _ x: Tensor, _ mode: Mode, dropout: DropoutMask? = nil, adding residual: Tensor? = nil
  ) -> Tensor {
    x.perceptron([step(mode, dropout: dropout)], adding: residual)
  }

  /// The layer along the last axis but one: [batch…, input, inner] to [batch…, output, inner], plus a residual of its
  /// shape where one is given.
  public func mixed(_ x: Tensor, _ mode: Mode, adding residual: Tensor? = nil) -> Tensor {
    x.mixedPerceptron([step(mode)], adding: residual)
  }

  /// The layer as a step of a chain that one operation works out.
  public func step(_ mode: Mode, dropout: DropoutMask? = nil) -> AffineStep {
    AffineStep(weight[mode], bias: bias?[mode], activation: activation, dropout: dropout)
  }
}
