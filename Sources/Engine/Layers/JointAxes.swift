// Normalisations over several last axes at once see them as one.

extension Tensor {
  /// Hands on the tensor with its last axes, which have to be of these sizes, as one; the result gets them back.
  func joiningLast(
    _ sizes: Shape, for operation: String, _ body: (_ joined: Tensor) -> Tensor
  ) -> Tensor {
    let others = shape.array.dropLast(sizes.rank)
    guard sizes.rank >= 1, Array(others) + sizes.array == shape.array else {
      fatalError("\(operation) of \(shape): expected \(sizes) as the last axes")
    }
    guard sizes.rank > 1 else { return body(self) }
    return body(reshaped(Shape(others + [sizes.count]))).reshaped(shape)
  }
}

extension Parameter {
  /// The parameter as an operand with its axes as one.
  func joined(_ mode: Mode) -> Tensor {
    shape.rank == 1 ? self[mode] : self[mode].reshaped([count])
  }
}
