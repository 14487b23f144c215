import Exact

extension Tensor {
  /// The mean of squared differences from a target of the same shape: a scalar.
  ///
  /// Differences in Float32, squares and their sum in Float64.
  ///
  /// Derivative: 2·(x − t)/n.
  public func meanSquaredError(_ target: Tensor) -> Tensor {
    meanLoss(target) { difference in
      Double(difference) * Double(difference)
    } derivative: { difference in
      2 * difference
    }
  }

  /// The mean of absolute differences from a target of the same shape: a scalar.
  ///
  /// Derivative: the sign over n.
  public func meanAbsoluteError(_ target: Tensor) -> Tensor {
    meanLoss(target) { difference in
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
    meanLoss(target) { difference in
      let size = Double(difference.magnitude)
      let bound = Double(delta)
      return size <= bound ? 0.5 * size * size : bound * (size - 0.5 * bound)
    } derivative: { difference in
      min(max(difference, -delta), delta)
    }
  }

  /// The mean over all elements of a function of the difference, summed in the lane order in Float64.
  private func meanLoss(
    _ target: Tensor, _ value: (Float) -> Double, derivative: @escaping (Float) -> Float
  ) -> Tensor {
    guard shape == target.shape else {
      fatalError("a loss between \(shape) and a target of \(target.shape): expected equal shapes")
    }
    let x = self
    let count = count
    return Tensor.make(
      [], from: [x],
      fill: { result in
        let (a, b) = (x.read, target.read)
        result[0] = Float(laneSum(count) { value(a[$0] - b[$0]) } / Double(count))
      },
      rule: { _ in
        { gradient in
          let factor = gradient[0] / Float(count)
          let (a, b) = (x.read, target.read)
          x.node?.receiveEach { derivative(a[$0] - b[$0]) * factor }
        }
      })
  }
}
