import Exact

extension Tensor {
  /// activation(Wᵀ·x + b) + residual: the last axis but one of x times a matrix, as a step that mixes times does.
  ///
  /// Shapes: x […, input, inner], weight [input, output], bias [output]; the result and the residual
  /// […, output, inner]. Nothing is transposed in memory.
  ///
  /// Derivatives, with g the gradient times the activation's slope: of the weight x·gᵀ, of x W·g, of the bias the sums
  /// of g's rows in Float64, of the residual the gradient.
  public func mixed(
    _ weight: Tensor, bias: Tensor? = nil, activation: Activation = .identity,
    adding residual: Tensor? = nil
  ) -> Tensor {
    let pass = MixingPass(self, weight, bias, activation, residual)
    return Tensor.make(
      pass.shape, from: pass.operands, heir: residual?.node,
      fill: { y in pass.forward(into: y) },
      rule: { y in { gradient in pass.backward(gradient, y.base) } })
  }
}

/// What both ways through a mixing of the last axis but one work with.
///
/// Samples of [input, inner] are gathered side by side into matrices of about a hundred columns, [input, width], that
/// stay in the cache until all is done with them; the chains over samples and columns are those of one sample after
/// the other.
private struct MixingPass {
  let shape: Shape
  let operands: [Tensor]
  private let x: Tensor
  private let weight: Tensor
  private let bias: Tensor?
  private let residual: Tensor?
  private let input: Int
  private let output: Int
  private let blocks: ColumnBlocks
  private let slope: Slope

  init(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, _ activation: Activation, _ residual: Tensor?
  ) {
    guard x.shape.rank >= 2, weight.shape.rank == 2, x.shape[-2] == weight.shape[0] else {
      fatalError(
        "mixing of \(x.shape) by a weight of \(weight.shape): expected […, input, inner] and [input, output]"
      )
    }
    input = weight.shape[0]
    output = weight.shape[1]
    shape = x.shape.with(output, along: -2)
    if let bias, bias.shape != [output] {
      fatalError("mixing with a bias of \(bias.shape): expected [\(output)]")
    }
    if let residual, residual.shape != shape {
      fatalError("mixing with a residual of \(residual.shape): expected \(shape)")
    }
    self.x = x
    self.weight = weight
    self.bias = bias
    self.residual = residual
    operands = [x, weight] + [bias, residual].compactMap { $0 }
    blocks = ColumnBlocks(samples: shape.split(at: -2).outer, inner: shape[-1])
    slope = Slope(
      of: activation, count: shape.count,
      isRecorded: [x, weight, bias].contains { $0?.node != nil }, in: x.pool)
  }

  func forward(into y: UnsafeMutablePointer<Float>) {
    let left = MatrixView(weight.read, rows: input, columns: output).transposed
    let columns = x.pool.take(input * blocks.widest)
    let results = x.pool.take(output * blocks.widest)
    blocks.visit { block in
      let width = block.width
      block.gather(x.read, rows: input, to: columns.base)
      multiply(
        left, MatrixView(columns.base, rows: input, columns: width),
        into: MutableMatrixView(results.base, rows: output, columns: width))
      if let bias = bias?.read {
        for i in 0..<output {
          let (row, term) = (results.base + i &* width, bias[i])
          for j in 0..<width { row[j] += term }
        }
      }
      // What the slope keeps lies block by block.
      slope.apply(to: results.base, start: block.first * output, count: output * width)
      if let residual {
        block.scatter(results.base, rows: output, to: y, plus: residual.read)
      } else {
        block.scatter(results.base, rows: output, to: y, isAdded: false)
      }
    }
  }

  func backward(_ gradient: UnsafePointer<Float>, _ y: UnsafePointer<Float>) {
    guard x.node != nil || weight.node != nil || bias?.node != nil else { return }
    let sums = AffineGradients(weight: weight, bias: bias, rows: blocks.columns)
    let left = MatrixView(weight.read, rows: input, columns: output)
    let columns = x.pool.take(input * blocks.widest)
    let arriving = x.pool.take(output * blocks.widest)
    let results = slope.needsResult ? x.pool.take(output * blocks.widest) : nil
    receive(x) { inputs, accumulating in
      blocks.visit { block in
        let width = block.width
        block.gather(gradient, rows: output, to: arriving.base)
        if let results { block.gather(y, rows: output, to: results.base) }
        slope.scale(
          arriving.base, result: results?.base, start: block.first * output,
          count: output * width)
        let right = MatrixView(arriving.base, rows: output, columns: width)
        block.gather(x.read, rows: input, to: columns.base)
        sums.addProduct(
          MatrixView(columns.base, rows: input, columns: width), right.transposed,
          isFirst: block.first == 0)
        sums.addRowSums(arriving.base, width: width)
        if let inputs {
          multiply(
            left, right, into: MutableMatrixView(columns.base, rows: input, columns: width))
          block.scatter(columns.base, rows: input, to: inputs, isAdded: accumulating)
        }
      }
    }
    sums.pass()
  }
}

/// Columns of samples [rows, inner], counted through all samples, in blocks of about a hundred.
private struct ColumnBlocks {
  private let samples: Int
  private let inner: Int
  /// Samples of a block, or columns of one sample where it has many.
  private let samplesPerBlock: Int
  private let columnsPerBlock: Int

  init(samples: Int, inner: Int) {
    self.samples = samples
    self.inner = inner
    samplesPerBlock = max(1, min(samples, 96 / max(1, inner)))
    columnsPerBlock = min(inner, max(96, inner / max(1, inner / 96)))
  }

  var columns: Int { samples * inner }
  var widest: Int { samplesPerBlock * columnsPerBlock }

  /// Calls `body` for every block, in the order of the columns.
  func visit(_ body: (Block) -> Void) {
    var sample = 0
    while sample < samples, inner > 0 {
      let count = min(samplesPerBlock, samples - sample)
      var column = 0
      while column < inner {
        let width = min(columnsPerBlock, inner - column)
        body(
          Block(inner: inner, sample: sample, samples: count, column: column, columns: width))
        column += width
      }
      sample += count
    }
  }

  struct Block {
    let inner: Int
    let sample: Int
    let samples: Int
    let column: Int
    let columns: Int

    var width: Int { samples * columns }
    /// Columns before the block.
    var first: Int { sample * inner + samples * column }

    /// Calls `body` for every run of columns: where it starts in a tensor of samples, and in the block's matrix.
    @inline(__always)
    private func forEachRun(rows: Int, _ body: (_ outside: Int, _ inside: Int) -> Void) {
      for s in 0..<samples {
        var outside = (sample &+ s) &* rows &* inner &+ column
        var inside = s &* columns
        for _ in 0..<rows {
          body(outside, inside)
          outside &+= inner
          inside &+= width
        }
      }
    }

    func gather(
      _ source: UnsafePointer<Float>, rows: Int, to matrix: UnsafeMutablePointer<Float>
    ) {
      forEachRun(rows: rows) { outside, inside in
        forEachVector(columns) { q, lanes in
          (matrix + (inside &+ q)).set((source + (outside &+ q)).vector(lanes), lanes)
        }
      }
    }

    func scatter(
      _ matrix: UnsafePointer<Float>, rows: Int, to target: UnsafeMutablePointer<Float>,
      isAdded: Bool
    ) {
      forEachRun(rows: rows) { outside, inside in
        forEachVector(columns) { q, lanes in
          let (place, value) = (target + (outside &+ q), (matrix + (inside &+ q)).vector(lanes))
          place.set(isAdded ? place.vector(lanes) + value : value, lanes)
        }
      }
    }

    func scatter(
      _ matrix: UnsafePointer<Float>, rows: Int, to target: UnsafeMutablePointer<Float>,
      plus residual: UnsafePointer<Float>
    ) {
      forEachRun(rows: rows) { outside, inside in
        forEachVector(columns) { q, lanes in
          (target + (outside &+ q)).set(
            (matrix + (inside &+ q)).vector(lanes) + (residual + (outside &+ q)).vector(lanes),
            lanes)
        }
      }
    }
  }
}
