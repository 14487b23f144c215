import Exact

/// A chain of affine maps along the last axis, both ways.
///
/// Rows are taken in blocks that stay in the cache until all is done with them: products, biases, activations and
/// residual on the way forward, slopes and shares of all gradients on the way back.
struct RowChain {
  private let chain: AffineChain
  private let x: Tensor
  private let residual: Tensor?
  private let rows: Int
  /// Rows of a block: all where a matrix is large, for a product may pack it.
  private let rowsPerBlock: Int

  var shape: Shape { chain.shape }
  var operands: [Tensor] { chain.operands }

  init(_ x: Tensor, _ steps: [AffineStep], _ residual: Tensor?) {
    let rows = x.shape.rank == 0 ? 1 : x.shape.split(at: -1).outer
    let widest = steps.reduce(1) { max($0, $1.input, $1.output) }
    let isSmall = steps.allSatisfy { $0.weight.count <= 1 << 14 }
    self.x = x
    self.residual = residual
    self.rows = rows
    rowsPerBlock = isSmall ? min(rows, max(4, 768 / widest) * 12) : rows
    chain = AffineChain(
      x, along: -1, steps, adding: residual, rows: rows, block: rowsPerBlock)
  }

  private func forEachBlock(_ body: (_ first: Int, _ rows: Int) -> Void) {
    var first = 0
    while first < rows {
      body(first, min(rowsPerBlock, rows - first))
      first += rowsPerBlock
    }
  }

  /// A step's result from row `first` on.
  private func result(_ step: Int, from first: Int) -> UnsafeMutablePointer<Float> {
    chain.hidden[step].base + (chain.isRecorded ? first * chain.widths[step + 1] : 0)
  }

  func forward(into y: UnsafeMutablePointer<Float>) {
    forEachBlock { first, rows in
      var source = x.read + first * chain.widths[0]
      for (k, step) in chain.steps.enumerated() {
        let (input, output) = (step.input, step.output)
        let target = k == chain.last ? y + first * output : result(k, from: first)
        multiply(
          MatrixView(source, rows: rows, columns: input),
          MatrixView(step.weight.read, rows: input, columns: output),
          into: MutableMatrixView(target, rows: rows, columns: output), bias: step.bias?.read)
        chain.slopes[k].apply(to: target, start: first * output, count: rows * output)
        source = UnsafePointer(target)
      }
      if let residual {
        let width = chain.widths[chain.steps.count]
        let (target, term) = (y + first * width, residual.read + first * width)
        for i in 0..<rows * width { target[i] += term[i] }
      }
    }
  }

  func backward(_ gradient: UnsafePointer<Float>, _ y: UnsafePointer<Float>) {
    guard chain.isRecorded else { return }
    let sums = chain.gradients(over: rows)
    let rooms = chain.steps.indices.map { k in
      k == chain.last && chain.slopes[k].isOne
        ? nil : x.pool.take(rowsPerBlock * chain.widths[k + 1])
    }
    receive(x) { inputs, accumulating in
      forEachBlock { first, rows in
        let width = chain.widths[chain.steps.count]
        var g = chain.slopes[chain.last].scaled(
          gradient, y, start: first * width, count: rows * width, in: rooms[chain.last])
        for (k, step) in chain.steps.enumerated().reversed() {
          let (input, output) = (step.input, step.output)
          let right = MatrixView(g, rows: rows, columns: output)
          let before = k == 0 ? x.read + first * input : UnsafePointer(result(k - 1, from: first))
          sums[k].addProduct(
            MatrixView(before, rows: rows, columns: input).transposed, right, isFirst: first == 0)
          sums[k].addRows(g, count: rows)
          let matrix = MatrixView(step.weight.read, rows: input, columns: output).transposed
          if k > 0, let room = rooms[k - 1] {
            multiply(right, matrix, into: MutableMatrixView(room.base, rows: rows, columns: input))
            chain.slopes[k - 1].scale(
              room.base, result: before, start: first * input, count: rows * input)
            g = UnsafePointer(room.base)
          } else if let inputs {
            multiply(
              right, matrix,
              into: MutableMatrixView(inputs + first * input, rows: rows, columns: input),
              accumulating: accumulating)
          }
        }
      }
    }
    for sum in sums.reversed() { sum.pass() }
  }
}
