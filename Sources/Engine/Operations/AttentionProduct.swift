import Exact

extension Tensor {
  /// Scaled dot-product attention: softmax(q·kᵀ/√d)·v for each head, and the weights.
  ///
  /// Shapes: the tensor (queries) [batch, m, heads·d], keys [batch, n, heads·d], values [batch, n, heads·e]; the
  /// result [batch, m, heads·e], the weights [batch, heads, m, n], before dropout and without gradient.
  /// Causal: query i sees keys 0...i. Padding [batch, n]: keys whose number is 0 are not seen. A query that sees
  /// no key has weights and result zero. Dropout acts on the weights in training, with the mask drawn from the
  /// mode's key by the name. Vaswani and others 2017, section 3.2.1.
  ///
  /// Derivatives, with w the weights and s = w·(g·vᵀ − Σ w·(g·vᵀ))/√d in each row: of values wᵀ·g, of queries s·k,
  /// of keys sᵀ·q.
  public func attention(
    keys: Tensor, values: Tensor, heads: Int = 1, isCausal: Bool = false, padding: Tensor? = nil,
    dropout: (rate: Float, mode: Mode, name: String)? = nil
  ) -> (result: Tensor, weights: Tensor) {
    let q = self
    let heads = Heads(shape, keys.shape, values.shape, padding?.shape, heads: heads)
    let weights = Tensor(shape: heads.weights, buffer: pool.take(heads.weights.count))
    heads.weigh(q.read, keys.read, padding?.read, isCausal: isCausal, into: weights.base)
    var mask: Tensor?
    if let dropout, dropout.mode.isTraining {
      let ones = Tensor(repeating: 1, shape: heads.weights, in: pool)
      mask = ones.dropout(dropout.rate, dropout.mode, name: dropout.name)
    }
    let kept = mask.map { weights * $0 } ?? weights
    let result = Tensor.make(
      shape.with(values.shape[2], along: 2), from: [q, keys, values],
      fill: { y in heads.apply(kept.read, values.read, into: y) },
      rule: { _ in
        { gradient in
          values.node?.receive { target, accumulating in
            heads.applyTransposed(
              kept.read, gradient, size: heads.valueSize, into: target, accumulating: accumulating)
          }
          guard q.node != nil || keys.node != nil else { return }
          let slope = q.pool.take(weights.count)
          heads.slope(gradient, values.read, weights.read, mask?.read, into: slope.base)
          q.node?.receive { target, accumulating in
            heads.apply(
              slope.base, keys.read, size: heads.keySize, into: target, accumulating: accumulating)
          }
          keys.node?.receive { target, accumulating in
            heads.applyTransposed(
              slope.base, q.read, size: heads.keySize, into: target, accumulating: accumulating)
          }
          withExtendedLifetime(slope) {}
        }
      })
    return (result, weights)
  }
}

/// The sizes of an attention, and its products: heads lie side by side in the last axis.
private struct Heads {
  let weights: Shape
  let keySize: Int
  let valueSize: Int
  private let batch: Int
  private let heads: Int
  private let queries: Int
  private let keys: Int

  init(_ q: Shape, _ k: Shape, _ v: Shape, _ padding: Shape?, heads: Int) {
    guard q.rank == 3, k.rank == 3, v.rank == 3, q[0] == k[0], q[0] == v[0], q[2] == k[2],
      k[1] == v[1], heads >= 1, q[2] % heads == 0, v[2] % heads == 0
    else {
      fatalError(
        "attention of \(q), \(k) and \(v) with \(heads) heads: expected [batch, m, heads·d], [batch, n, heads·d] and [batch, n, heads·e]"
      )
    }
    if let padding, padding != [k[0], k[1]] {
      fatalError("attention with a padding of \(padding): expected [\(k[0]), \(k[1])]")
    }
    self.heads = heads
    batch = q[0]
    queries = q[1]
    keys = k[1]
    keySize = q[2] / heads
    valueSize = v[2] / heads
    weights = [batch, heads, queries, keys]
  }

  private var scale: Float { Float(1 / Double(max(1, keySize)).squareRoot()) }

  /// The weights of every query.
  func weigh(
    _ q: UnsafePointer<Float>, _ k: UnsafePointer<Float>, _ padding: UnsafePointer<Float>?,
    isCausal: Bool, into w: UnsafeMutablePointer<Float>
  ) {
    for i in 0..<batch {
      multiplyBatch(
        heads, side(q, i, queries, keySize), step: keySize,
        side(k, i, keys, keySize).transposed, step: keySize, into: square(w, i),
        step: queries * keys)
    }
    for i in 0..<batch {
      for row in 0..<heads * queries {
        let scores = w + (i * heads * queries + row) * keys
        for j in 0..<keys { scores[j] *= scale }
        if isCausal {
          for j in min(keys, row % queries + 1)..<keys { scores[j] = -.infinity }
        }
        if let padding {
          for j in 0..<keys where padding[i &* keys &+ j] == 0 { scores[j] = -.infinity }
        }
        if keys > 0, maximum(scores, count: keys) == -.infinity {
          scores.update(repeating: 0, count: keys)
        } else {
          softmax(scores, to: scores, rows: 1, columns: keys)
        }
      }
    }
  }

  /// Weights times values.
  func apply(
    _ w: UnsafePointer<Float>, _ v: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>
  ) {
    apply(w, v, size: valueSize, into: y, accumulating: false)
  }

  /// [m, n] of each head times [n, size].
  func apply(
    _ w: UnsafePointer<Float>, _ v: UnsafePointer<Float>, size: Int,
    into y: UnsafeMutablePointer<Float>, accumulating: Bool
  ) {
    for i in 0..<batch {
      multiplyBatch(
        heads, square(w, i), step: queries * keys, side(v, i, keys, size), step: size,
        into: side(y, i, queries, size), step: size, accumulating: accumulating)
    }
  }

  /// [m, n] of each head, transposed, times [m, size].
  func applyTransposed(
    _ w: UnsafePointer<Float>, _ g: UnsafePointer<Float>, size: Int,
    into y: UnsafeMutablePointer<Float>, accumulating: Bool
  ) {
    for i in 0..<batch {
      multiplyBatch(
        heads, square(w, i).transposed, step: queries * keys, side(g, i, queries, size), step: size,
        into: side(y, i, keys, size), step: size, accumulating: accumulating)
    }
  }

  /// The derivative with respect to the products of queries and keys.
  func slope(
    _ gradient: UnsafePointer<Float>, _ v: UnsafePointer<Float>, _ w: UnsafePointer<Float>,
    _ mask: UnsafePointer<Float>?, into slope: UnsafeMutablePointer<Float>
  ) {
    for i in 0..<batch {
      multiplyBatch(
        heads, side(gradient, i, queries, valueSize), step: valueSize,
        side(v, i, keys, valueSize).transposed, step: valueSize, into: square(slope, i),
        step: queries * keys)
    }
    if let mask {
      for i in 0..<weights.count { slope[i] *= mask[i] }
    }
    for row in 0..<batch * heads * queries {
      let start = row * keys
      softmaxSlope(slope + start, w + start, to: slope + start, columns: keys, accumulating: false)
      for j in 0..<keys { slope[start &+ j] *= scale }
    }
  }

  private func side(_ base: UnsafePointer<Float>, _ i: Int, _ rows: Int, _ size: Int)
    -> MatrixView<Float>
  {
    MatrixView(base + i * rows * heads * size, rows: rows, columns: size, stride: heads * size)
  }

  private func side(_ base: UnsafeMutablePointer<Float>, _ i: Int, _ rows: Int, _ size: Int)
    -> MutableMatrixView<Float>
  {
    MutableMatrixView(
      base + i * rows * heads * size, rows: rows, columns: size, stride: heads * size)
  }

  private func square(_ base: UnsafePointer<Float>, _ i: Int) -> MatrixView<Float> {
    MatrixView(base + i * heads * queries * keys, rows: queries, columns: keys)
  }

  private func square(_ base: UnsafeMutablePointer<Float>, _ i: Int) -> MutableMatrixView<Float> {
    MutableMatrixView(base + i * heads * queries * keys, rows: queries, columns: keys)
  }
}
