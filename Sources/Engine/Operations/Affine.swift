import Exact

extension Tensor {
  /// activation(x·W + b): the last axis of x times a matrix.
  ///
  /// Shapes: x […, input], weight [input, output], bias [output]; the result […, output].
  ///
  /// Derivatives: of the
  /// weight xᵀ·g, of x g·Wᵀ, of the bias the column sums of g, with g the gradient times the activation's slope.
  public func linear(
    _ weight: Tensor, bias: Tensor? = nil, activation: Activation = .identity
  ) -> Tensor {
    let (input, output) = checkLinear(weight, bias)
    let rows = count / max(1, input)
    let shape = shape.with(output, along: -1)
    let slope = Slope(of: activation, count: shape.count, in: pool)
    let x = self
    let operands = [x, weight] + (bias.map { [$0] } ?? [])
    return Tensor.make(
      shape, from: operands,
      fill: { y in
        let isRecorded = operands.contains { $0.node != nil }
        let isFused = !isRecorded || !slope.isKept
        multiply(
          MatrixView(x.read, rows: rows, columns: input),
          MatrixView(weight.read, rows: input, columns: output),
          into: MutableMatrixView(y, rows: rows, columns: output),
          bias: bias?.read, activation: isFused ? activation : .identity)
        if !isFused { slope.apply(to: y) }
      },
      rule: { y in
        { gradient in
          slope.scale(gradient, result: y) { g in
            weight.node?.receive { target, accumulating in
              multiply(
                MatrixView(x.read, rows: rows, columns: input).transposed,
                MatrixView(g, rows: rows, columns: output),
                into: MutableMatrixView(target, rows: input, columns: output),
                accumulating: accumulating)
            }
            x.node?.receive { target, accumulating in
              multiply(
                MatrixView(g, rows: rows, columns: output),
                MatrixView(weight.read, rows: input, columns: output).transposed,
                into: MutableMatrixView(target, rows: rows, columns: input),
                accumulating: accumulating)
            }
            bias?.node?.receiveColumnSums(of: g, rows: rows, columns: output)
          }
        }
      })
  }

  private func checkLinear(_ weight: Tensor, _ bias: Tensor?) -> (input: Int, output: Int) {
    guard shape.rank >= 1, weight.shape.rank == 2, shape[-1] == weight.shape[0] else {
      fatalError(
        "linear of \(shape) by a weight of \(weight.shape): expected […, input] and [input, output]"
      )
    }
    if let bias, bias.shape != [weight.shape[1]] {
      fatalError("linear with a bias of \(bias.shape): expected [\(weight.shape[1])]")
    }
    return (weight.shape[0], weight.shape[1])
  }
}

extension Node {
  /// Adds the sums of a matrix's columns, worked out in Float64, to the gradient.
  func receiveColumnSums(of matrix: UnsafePointer<Float>, rows: Int, columns: Int) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: columns) { sums in
      guard let sums = sums.baseAddress else { return }
      columnSums(matrix, rows: rows, columns: columns, into: sums)
      receiveEach { Float(sums[$0]) }
    }
  }
}
