import Exact

// Losses that choose one of several along the last axis.

extension Tensor {
  /// The cross-entropy of logits […, classes] and one label a row, as PyTorch weighs it: a scalar.
  ///
  /// With p the softmax of a row, y its label, c the classes' weights (1 unless given), s the smoothing over C classes:
  /// Σ[(1 − s)·c_y·(−log p_y) + s/C·Σⱼ cⱼ·(−log pⱼ)] / Σ c_y (Szegedy et al. 2016, section 7). In Float64, rows from
  /// first to last. A label outside of 0 ..< classes ends the program.
  ///
  /// Derivative: [(1 − s)·c_y·(p − 1_y) + s/C·(p·Σc − c)] / Σ c_y.
  public func crossEntropy(
    _ labels: [Int32], smoothing: Float = 0, classWeights: [Float]? = nil
  ) -> Tensor {
    guard shape.rank >= 1, shape[-1] > 0 else {
      fatalError("the cross-entropy of logits \(shape): expected […, classes]")
    }
    let x = self
    let classes = shape[-1]
    let rows = count / classes
    guard labels.count == rows else {
      fatalError(
        "the cross-entropy of logits \(shape) and \(labels.count) labels: expected \(rows)")
    }
    let weights = classWeights ?? Array(repeating: 1, count: classes)
    guard weights.count == classes else {
      fatalError("\(weights.count) weights of classes for logits \(shape): expected \(classes)")
    }
    for label in labels where label < 0 || Int(label) >= classes {
      fatalError("the label \(label) for logits \(shape): expected 0 to \(classes - 1)")
    }
    let total = labels.reduce(0.0) { $0 + Double(weights[Int($1)]) }
    let spread = Double(smoothing) / Double(classes)
    return Tensor.make(
      [], from: [x],
      fill: { result in
        var loss = 0.0
        for i in 0..<rows {
          let row = x.read + i * classes
          let whole = logSumExp(row, count: classes)
          let label = Int(labels[i])
          loss += (1 - Double(smoothing)) * Double(weights[label]) * (whole - Double(row[label]))
          if smoothing != 0 {
            loss += spread * laneSum(classes) { Double(weights[$0]) * (whole - Double(row[$0])) }
          }
        }
        result[0] = Float(loss / total)
      },
      rule: { _ in
        { gradient in
          let scale = Double(gradient[0]) / total
          let all = weights.reduce(0.0) { $0 + Double($1) } * spread
          let kept = x.pool.take(x.count)
          Exact.softmax(x.read, to: kept.base, rows: rows, columns: classes)
          let p = kept.base
          for i in 0..<rows {
            let row = p + i * classes
            let own = (1 - Double(smoothing)) * Double(weights[Int(labels[i])])
            let share = Float(scale * (own + all))
            for j in 0..<classes { row[j] *= share }
            if smoothing != 0 {
              let even = Float(scale * spread)
              for j in 0..<classes { row[j] -= even * weights[j] }
            }
            row[Int(labels[i])] -= Float(scale * own)
          }
          x.node?.receiveEach { p[$0] }
          withExtendedLifetime(kept) {}
        }
      })
  }

  /// InfoNCE: every query [n, features] has to find its key [n, features] among all of them: a scalar.
  ///
  /// The cross-entropy of the products q·kᵀ/temperature with the diagonal as labels (van den Oord et al. 2018,
  /// equation 4, with the other rows of the batch as negatives). Rows of length one make the products cosines.
  public func contrastiveLoss(_ keys: Tensor, temperature: Float = 0.1) -> Tensor {
    guard shape.rank == 2, shape == keys.shape else {
      fatalError("queries \(shape) and keys \(keys.shape): expected two matrices of one shape")
    }
    let scores = linear(keys.transposed(0, 1)) * (1 / temperature)
    return scores.crossEntropy((0..<shape[0]).map { Int32($0) })
  }

  /// The sampled softmax: the score of what was chosen [n] against the scores of samples [n, samples]: a scalar.
  ///
  /// The cross-entropy with the chosen one as the label. Where samples are not drawn evenly, take the logarithm of
  /// their expected counts from all scores first (Jean et al. 2015, section 3).
  public func sampledSoftmaxLoss(_ samples: Tensor) -> Tensor {
    guard shape.rank == 1, samples.shape.rank == 2, samples.shape[0] == count else {
      fatalError(
        "scores \(shape) and samples' scores \(samples.shape): expected [n] and [n, samples]")
    }
    let scores = Tensor.concatenated([reshaped([count, 1]), samples], along: 1)
    return scores.crossEntropy(Array(repeating: 0, count: count))
  }
}
