/// The gradient of an operation's second result, kept for the rule of its first one.
final class LateGradient {
  /// The gradient, between the two rules; nil where none arrived.
  var buffer: Buffer?

  /// The second result of an operation as a tensor of its own: its gradient waits here until that of the first one is
  /// complete.
  func second(_ numbers: Buffer, shape: Shape, of first: Tensor) -> Tensor {
    guard let node = first.node else { return Tensor(shape: shape, buffer: numbers) }
    let passed = Node(shape: shape, pool: first.pool, inputs: [node], late: self) { _ in
      node.isAwaited = true
    }
    return Tensor(shape: shape, buffer: numbers, node: passed)
  }
}
