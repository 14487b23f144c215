import Exact

// Losses that are a mean over all elements: values in Float64, summed in the lane order, one derivative.

extension Tensor {
  /// The mean of squared differences from a target of the same shape: a scalar.
  ///
  /// Differences in Float32, squares and their sum in Float64.
  ///
  /// Derivative: 2·(x − t)/n.
  public func meanSquaredError(_ target: Tensor) -> Tensor {
    meanOfDifferences(target) { difference in
      Double(difference) * Double(difference)
    } derivative: { difference in
      2 * difference
    }
  }

  /// The mean of absolute differences from a target of the same shape: a scalar.
  ///
  /// Derivative: the sign over n.
  public func meanAbsoluteError(_ target: Tensor) -> Tensor {
    meanOfDifferences(target) { difference in
      Double(difference.magnitude)
    } derivative: { difference in
      difference > 0 ? 1 : difference < 0 ? -1 : 0
    }
  }

  /// The mean of Huber's loss: half the square up to `delta`, then delta·(|d| − delta/2): a scalar.
  ///
  /// Huber 1964.
  ///
  /// Derivative: the difference held between −delta and delta, over n.
  public func huberLoss(_ target: Tensor, delta: Float = 1) -> Tensor {
    meanOfDifferences(target) { difference in
      let size = Double(difference.magnitude)
      let bound = Double(delta)
      return size <= bound ? 0.5 * size * size : bound * (size - 0.5 * bound)
    } derivative: { difference in
      min(max(difference, -delta), delta)
    }
  }

  /// The mean of log cosh d, d the difference from a target of the same shape: a scalar.
  ///
  /// With e = exp|d| − 1, cosh d − 1 = e²/(2(1 + e)): no digits are lost near 0. Beyond 20 it is |d| − log 2.
  ///
  /// Derivative: tanh d over n.
  public func logCoshLoss(_ target: Tensor) -> Tensor {
    meanOfDifferences(target) { difference in
      let size = Double(difference.magnitude)
      guard size <= 20 else { return size - 0x1.62e42fefa39efp-1 }
      let growth = Exact.expm1(size)
      return Exact.log1p(growth * growth / (2 * (1 + growth)))
    } derivative: { difference in
      Exact.tanh(difference)
    }
  }

  /// The mean quantile (pinball) loss: level·(t − x) where x is below the target, (1 − level)·(x − t) above: a scalar.
  ///
  /// Koenker and Bassett 1978. Its least expectation is at the quantile of that level.
  ///
  /// Derivative: −level below, 1 − level above, 0 on the target, over n.
  public func quantileLoss(_ target: Tensor, level: Float) -> Tensor {
    guard level >= 0, level <= 1 else { fatalError("the level of a quantile: expected 0 to 1") }
    return meanOfDifferences(target) { difference in
      Double(difference) * (difference > 0 ? 1 - Double(level) : -Double(level))
    } derivative: { difference in
      difference > 0 ? 1 - level : difference < 0 ? -level : 0
    }
  }

  /// The mean of max(0, margin − (x − y)): how far x fails to be above y by the margin: a scalar.
  ///
  /// Derivatives: where it fails −1/n at x and 1/n at y.
  public func marginRankingLoss(above lower: Tensor, margin: Float = 0) -> Tensor {
    meanOfDifferences(lower) { difference in
      max(0, Double(margin) - Double(difference))
    } derivative: { difference in
      margin - difference > 0 ? -1 : 0
    }
  }

  /// Bayesian personalised ranking: the mean of −log σ(x − y), x the scores of chosen items, y of others: a scalar.
  ///
  /// Rendle et al. 2009, section 4.1, without the penalty.
  ///
  /// Derivatives: −σ(y − x)/n at x and its opposite at y.
  public func bayesianRankingLoss(above lower: Tensor) -> Tensor {
    meanOfDifferences(lower) { difference in
      Double(Exact.softplus(-difference))
    } derivative: { difference in
      -Exact.sigmoid(-difference)
    }
  }

  /// The mean binary cross-entropy of logits and targets between 0 and 1, of the same shape: a scalar.
  ///
  /// (1 − t)·log(1 + exp x) + weight·t·log(1 + exp −x): `positiveWeight` makes up for rare ones.
  ///
  /// Derivative: ((1 − t)·σ(x) − weight·t·σ(−x))/n. None flows to the target.
  public func binaryCrossEntropy(_ target: Tensor, positiveWeight: Float = 1) -> Tensor {
    let (x, target) = (self, target.detached)
    return x.meanLoss(target) { x, t in
      let tail = Double(Exact.softplus(-x.magnitude))
      let (above, below) = (Double(max(x, 0)) + tail, Double(max(-x, 0)) + tail)
      return (1 - Double(t)) * above + Double(positiveWeight) * Double(t) * below
    } derivative: { x, t in
      (1 - t) * Exact.sigmoid(x) - positiveWeight * t * Exact.sigmoid(-x)
    }
  }

  /// The mean over all elements of a function of the difference; what it asks of x it asks of the target the other way.
  @inline(__always)
  private func meanOfDifferences(
    _ target: Tensor, named name: StaticString = #function, _ value: (Float) -> Double,
    derivative: @escaping (Float) -> Float
  ) -> Tensor {
    meanLoss(target, named: name) { x, t in
      value(x - t)
    } derivative: { x, t in
      derivative(x - t)
    }
  }

  /// The mean over all elements of a function of x and target, summed in the lane order in Float64; where the target
  /// is tracked it gets the opposite of x's gradient.
  @inline(__always)
  private func meanLoss(
    _ target: Tensor, named name: StaticString = #function, _ value: (Float, Float) -> Double,
    derivative: @escaping (Float, Float) -> Float
  ) -> Tensor {
    guard shape == target.shape else {
      fatalError("a loss between \(shape) and a target of \(target.shape): expected equal shapes")
    }
    let x = self
    let count = count
    return Tensor.make(
      [], from: [x, target], named: name,
      fill: { result in
        let (a, b) = (x.read, target.read)
        result[0] = Float(laneSum(count) { value(a[$0], b[$0]) } / Double(count))
      },
      rule: { _ in
        { gradient in
          let factor = gradient[0] / Float(count)
          let (a, b) = (x.read, target.read)
          x.node?.receiveEach { derivative(a[$0], b[$0]) * factor }
          target.node?.receiveEach { -(derivative(a[$0], b[$0]) * factor) }
        }
      })
  }
}
