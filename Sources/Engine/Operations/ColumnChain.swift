import Exact

/// A chain of affine maps along the last axis but one, both ways.
///
/// Samples of [input, inner] are gathered side by side into matrices of about a hundred columns, [input, width], that
/// stay in the cache until all is done with them; the chains over samples and columns are those of one sample after
/// the other. What steps keep for the way back lies block by block.
struct ColumnChain {
  private let chain: AffineChain
  private let x: Tensor
  private let residual: Tensor?
  private let blocks: ColumnBlocks

  var shape: Shape { chain.shape }
  var operands: [Tensor] { chain.operands }

  init(_ x: Tensor, _ steps: [AffineStep], _ residual: Tensor?) {
    guard steps.allSatisfy({ $0.dropout == nil }) else {
      fatalError("mixing with dropout: expected steps that drop nothing out")
    }
    guard x.shape.rank >= 2 else {
      fatalError("mixing of \(x.shape): expected […, input, inner]")
    }
    self.x = x
    self.residual = residual
    blocks = ColumnBlocks(samples: x.shape.split(at: -2).outer, inner: x.shape[-1])
    chain = AffineChain(
      x, along: -2, steps, adding: residual, rows: blocks.columns, block: blocks.widest)
  }

  /// A step's result [output, width] in a block.
  private func result(_ step: Int, _ block: ColumnBlocks.Block) -> UnsafeMutablePointer<Float> {
    chain.hidden[step].base + (chain.isRecorded ? block.first * chain.widths[step + 1] : 0)
  }

  func forward(into y: UnsafeMutablePointer<Float>) {
    let columns = x.pool.take(chain.widths[0] * blocks.widest)
    let results = x.pool.take(chain.widths[chain.steps.count] * blocks.widest)
    blocks.visit { block in
      let width = block.width
      block.gather(x.read, rows: chain.widths[0], to: columns.base)
      var source = columns.base
      for (k, step) in chain.steps.enumerated() {
        let (input, output) = (step.input, step.output)
        let target = k == chain.last ? results.base : result(k, block)
        multiply(
          MatrixView(step.weight.read, rows: input, columns: output).transposed,
          MatrixView(source, rows: input, columns: width),
          into: MutableMatrixView(target, rows: output, columns: width))
        if let bias = step.bias?.read {
          for i in 0..<output {
            let (row, term) = (target + i &* width, bias[i])
            for j in 0..<width { row[j] += term }
          }
        }
        chain.slopes[k].apply(to: target, start: block.first * output, count: output * width)
        source = target
      }
      if let residual {
        block.scatter(
          results.base, rows: chain.widths[chain.steps.count], to: y, plus: residual.read)
      } else {
        block.scatter(
          results.base, rows: chain.widths[chain.steps.count], to: y, isAdded: false)
      }
    }
  }

  func backward(_ gradient: UnsafePointer<Float>, _ y: UnsafePointer<Float>) {
    guard chain.isRecorded else { return }
    let sums = chain.gradients(over: blocks.columns)
    let columns = x.pool.take(chain.widths[0] * blocks.widest)
    let rooms = chain.steps.map { x.pool.take($0.output * blocks.widest) }
    let output = chain.widths[chain.steps.count]
    let slope = chain.slopes[chain.last]
    let results = slope.needsResult ? x.pool.take(output * blocks.widest) : nil
    receive(x) { inputs, accumulating in
      blocks.visit { block in
        let width = block.width
        block.gather(gradient, rows: output, to: rooms[chain.last].base)
        if let results { block.gather(y, rows: output, to: results.base) }
        slope.scale(
          rooms[chain.last].base, result: results.map { UnsafePointer($0.base) },
          start: block.first * output, count: output * width)
        for (k, step) in chain.steps.enumerated().reversed() {
          let (input, output) = (step.input, step.output)
          let right = MatrixView(rooms[k].base, rows: output, columns: width)
          let left = MatrixView(step.weight.read, rows: input, columns: output)
          if k == 0 { block.gather(x.read, rows: input, to: columns.base) }
          let before = k == 0 ? columns.base : result(k - 1, block)
          sums[k].addProduct(
            MatrixView(before, rows: input, columns: width), right.transposed,
            isFirst: block.first == 0)
          sums[k].addRowSums(rooms[k].base, width: width)
          if k > 0 {
            multiply(
              left, right,
              into: MutableMatrixView(rooms[k - 1].base, rows: input, columns: width))
            chain.slopes[k - 1].scale(
              rooms[k - 1].base, result: before, start: block.first * input, count: input * width)
          } else if let inputs {
            multiply(
              left, right, into: MutableMatrixView(columns.base, rows: input, columns: width))
            block.scatter(columns.base, rows: input, to: inputs, isAdded: accumulating)
          }
        }
      }
    }
    for sum in sums.reversed() { sum.pass() }
  }
}
