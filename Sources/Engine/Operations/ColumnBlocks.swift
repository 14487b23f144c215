/// Columns of samples [rows, inner], counted through all samples, in blocks of about a hundred.
struct ColumnBlocks {
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
