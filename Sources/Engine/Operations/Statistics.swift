import Exact

// Reductions beside sum, mean and the greatest element.

extension Tensor {
  /// The least element along an axis, which is dropped, or kept with size one.
  ///
  /// A NaN counts as less than every number.
  ///
  /// Derivative: 1 for the first of the least elements.
  public func minimum(along axis: Int, keepingAxis: Bool = false) -> Tensor {
    -((-self).maximum(along: axis, keepingAxis: keepingAxis))
  }

  /// The variance along an axis, which is dropped, or kept with size one: Σ(x − mean)²/(n − correction).
  ///
  /// A correction of 0 gives the variance of a population, 1 the unbiased estimate from a sample. In two passes in
  /// Float64, rounded once; along the last axis terms are added in the lane order, along others from the first to
  /// the last.
  ///
  /// Derivative: 2·(x − mean)/(n − correction).
  public func variance(
    along axis: Int, keepingAxis: Bool = false, correction: Int = 0
  ) -> Tensor {
    let x = self
    let (outer, size, inner) = shape.split(at: axis)
    guard size > correction, correction >= 0 else {
      fatalError(
        "the variance along axis \(axis) of \(shape) with a correction of \(correction): expected more elements than that"
      )
    }
    let divisor = Double(size - correction)
    let means = pool.take(outer * inner)
    return Tensor.make(
      keepingAxis ? shape.with(1, along: axis) : shape.without(axis), from: [x],
      fill: { y in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * inner) { moments in
          guard let mean = moments.baseAddress else { return }
          let variance = mean + inner
          for i in 0..<outer {
            let start = x.read + i * size * inner
            if inner == 1 {
              mean[0] = Exact.mean(start, count: size)
              variance[0] = Exact.variance(start, count: size, mean: mean[0])
            } else {
              columnMoments(start, rows: size, columns: inner, means: mean, variances: variance)
            }
            for q in 0..<inner {
              means.base[i &* inner &+ q] = Float(mean[q])
              y[i &* inner &+ q] = Float(variance[q] * Double(size) / divisor)
            }
          }
        }
      },
      rule: { _ in
        { gradient in
          let factor = Float(2 / divisor)
          x.node?.receive { target, accumulating in
            for i in 0..<outer {
              let (mean, g) = (means.base + i &* inner, gradient + i &* inner)
              for j in 0..<size {
                let start = (i &* size &+ j) &* inner
                let (row, result) = (x.read + start, target + start)
                for q in 0..<inner {
                  let term = g[q] * factor * (row[q] - mean[q])
                  result[q] = accumulating ? result[q] + term : term
                }
              }
            }
          }
        }
      })
  }
}
