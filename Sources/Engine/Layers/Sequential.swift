import Exact

/// Layers one after another; a layer itself.
///
/// ```swift
/// let network = Sequential {
///   Linear(8, 32, activation: .gelu, in: scope["hidden"])
///   Dropout(0.1, in: scope["dropout"])
///   Linear(32, 1, in: scope["output"])
/// }
/// ```
public struct Sequential: Layer {
  /// One step of the sequence.
  public typealias Step = (_ x: Tensor, _ mode: Mode) -> Tensor

  private let steps: [Step]

  /// A sequence of layers and activations, written one below the other.
  public init(@SequenceBuilder _ steps: () -> [Step]) { self.steps = steps() }

  /// The last layer's output.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    steps.reduce(x) { x, step in step(x, mode) }
  }
}

/// A function as a layer: what a `Sequential` does between its layers, `Apply { x, _ in x.transposed(1, 2) }`.
public struct Apply: Layer {
  private let step: Sequential.Step

  /// A layer that does what a function does.
  public init(_ step: @escaping Sequential.Step) { self.step = step }

  /// The function's result.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor { step(x, mode) }
}

/// Gathers the layers of a `Sequential`; loops and conditions may be among them.
@resultBuilder
public enum SequenceBuilder {
  /// A layer.
  public static func buildExpression<L: Layer>(_ layer: L) -> [Sequential.Step] {
    [{ x, mode in layer(x, mode) }]
  }

  /// An activation of every element.
  public static func buildExpression(_ activation: Activation) -> [Sequential.Step] {
    [{ x, _ in x.activated(activation) }]
  }

  /// Lines one after another.
  public static func buildBlock(_ parts: [Sequential.Step]...) -> [Sequential.Step] {
    parts.flatMap { $0 }
  }

  /// A loop.
  public static func buildArray(_ parts: [[Sequential.Step]]) -> [Sequential.Step] {
    parts.flatMap { $0 }
  }

  /// A condition without an alternative.
  public static func buildOptional(_ part: [Sequential.Step]?) -> [Sequential.Step] { part ?? [] }

  /// The first of two alternatives.
  public static func buildEither(first part: [Sequential.Step]) -> [Sequential.Step] { part }

  /// The second of two alternatives.
  public static func buildEither(second part: [Sequential.Step]) -> [Sequential.Step] { part }
}
