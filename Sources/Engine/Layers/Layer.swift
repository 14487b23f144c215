/// What makes one tensor of one tensor.
public protocol Layer {
  /// The layer's output.
  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor
}
