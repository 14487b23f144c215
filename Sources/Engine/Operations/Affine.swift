import Exact

extension Tensor {
  /// activation(x·W + b) + residual: the last axis of x times a matrix.
  ///
  /// Shapes: x […, input], weight [input, output], bias [output]; the result and the residual […, output].
  ///
  /// Derivatives, with g the gradient times the activation's slope: of the weight xᵀ·g, of x g·Wᵀ, of the bias the
  /// column sums of g in Float64, of the residual the gradient.
  public func linear(
    _ weight: Tensor, bias: Tensor? = nil, activation: Activation = .identity,
    adding residual: Tensor? = nil
  ) -> Tensor {
    let pass = LinearPass(self, weight, bias, activation, residual)
    return Tensor.make(
      pass.shape, from: pass.operands, heir: residual?.node,
      fill: { y in pass.forward(into: y) },
      rule: { y in { gradient in pass.backward(gradient, y.base) } })
  }
}

/// What both ways through a linear map work with.
///
/// Rows are taken in blocks that stay in the cache until all is done with them: a block's product, bias, activation and
/// residual on the way forward, its slope and its shares of all gradients on the way back.
private struct LinearPass {
  let shape: Shape
  let operands: [Tensor]
  private let x: Tensor
  private let weight: Tensor
  private let bias: Tensor?
  private let residual: Tensor?
  private let rows: Int
  private let input: Int
  private let output: Int
  private let slope: Slope

  init(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, _ activation: Activation, _ residual: Tensor?
  ) {
    guard x.shape.rank >= 1, weight.shape.rank == 2, x.shape[-1] == weight.shape[0] else {
      fatalError(
        "linear of \(x.shape) by a weight of \(weight.shape): expected […, input] and [input, output]"
      )
    }
    input = weight.shape[0]
    output = weight.shape[1]
    shape = x.shape.with(output, along: -1)
    if let bias, bias.shape != [output] {
      fatalError("linear with a bias of \(bias.shape): expected [\(output)]")
    }
    if let residual, residual.shape != shape {
      fatalError("linear with a residual of \(residual.shape): expected \(shape)")
    }
    self.x = x
    self.weight = weight
    self.bias = bias
    self.residual = residual
    operands = [x, weight] + [bias, residual].compactMap { $0 }
    rows = x.shape.split(at: -1).outer
    slope = Slope(
      of: activation, count: shape.count,
      isRecorded: [x, weight, bias].contains { $0?.node != nil }, in: x.pool)
  }

  /// Rows of a block: more where the matrix is large, for a product may pack it.
  private var rowsPerBlock: Int {
    min(rows, weight.count <= 1 << 14 ? max(4, 384 / max(input, output, 1)) * 12 : rows)
  }

  private func forEachBlock(_ body: (_ first: Int, _ rows: Int) -> Void) {
    var first = 0
    while first < rows {
      body(first, min(rowsPerBlock, rows - first))
      first += rowsPerBlock
    }
  }

  func forward(into y: UnsafeMutablePointer<Float>) {
    let right = MatrixView(weight.read, rows: input, columns: output)
    forEachBlock { first, rows in
      let (target, count) = (y + first * output, rows * output)
      multiply(
        MatrixView(x.read + first * input, rows: rows, columns: input), right,
        into: MutableMatrixView(target, rows: rows, columns: output), bias: bias?.read)
      slope.apply(to: target, start: first * output, count: count)
      if let residual = residual.map({ $0.read + first * output }) {
        for i in 0..<count { target[i] += residual[i] }
      }
    }
  }

  func backward(_ gradient: UnsafePointer<Float>, _ y: UnsafePointer<Float>) {
    guard x.node != nil || weight.node != nil || bias?.node != nil else { return }
    let sums = AffineGradients(weight: weight, bias: bias, rows: rows)
    let left = MatrixView(weight.read, rows: input, columns: output).transposed
    let room = slope.isOne ? nil : x.pool.take(rowsPerBlock * output)
    receive(x) { inputs, accumulating in
      forEachBlock { first, rows in
        let g = slope.scaled(
          gradient, y, start: first * output, count: rows * output, in: room)
        let right = MatrixView(g, rows: rows, columns: output)
        sums.addProduct(
          MatrixView(x.read + first * input, rows: rows, columns: input).transposed, right,
          isFirst: first == 0)
        sums.addRows(g, count: rows)
        if let inputs {
          multiply(
            right, left,
            into: MutableMatrixView(inputs + first * input, rows: rows, columns: input),
            accumulating: accumulating)
        }
      }
    }
    sums.pass()
  }
}
