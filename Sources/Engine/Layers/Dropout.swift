import Exact

/// Dropout with a mask of its own, drawn by the layer's path from the key of the step.
///
/// Input and output of any shape. Applied twice in one step, it drops the same places twice.
public struct Dropout: Layer {
  private let rate: Float
  private let name: String

  /// A layer at a place in a model; `rate` is the probability of dropping.
  public init(_ rate: Float, in scope: Scope) {
    self.rate = rate
    name = scope.path
  }

  /// The layer's output.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    x.dropout(rate, mode, name: name)
  }

  /// The mask of a training step, for an operation that drops its own result; nil where nothing is dropped.
  public func mask(_ mode: Mode) -> DropoutMask? {
    guard let key = mode.key, rate > 0 else { return nil }
    return DropoutMask(key: key[name], rate: rate)
  }
}
