import Exact

extension Tensor {
  /// The sum along an axis, in Float64 and rounded once.
  ///
  /// Derivative: 1.
  ///
  /// The axis is dropped, or kept with size one. Along the last axis terms are added in the lane order, along
  /// others from the first to the last.
  public func sum(along axis: Int, keepingAxis: Bool = false) -> Tensor {
    reduced(along: axis, keepingAxis: keepingAxis, scale: 1)
  }

  /// The mean along an axis, in Float64 and rounded once.
  ///
  /// Derivative: 1/n.
  public func mean(along axis: Int, keepingAxis: Bool = false) -> Tensor {
    reduced(along: axis, keepingAxis: keepingAxis, scale: 1 / Double(shape[axis]))
  }

  /// The sum of all elements, in the lane order in Float64 and rounded once: a scalar.
  ///
  /// Derivative: 1.
  public func sum() -> Tensor { reshaped([count]).sum(along: 0) }

  /// The mean of all elements, in the lane order in Float64 and rounded once: a scalar.
  ///
  /// Derivative: 1/n.
  public func mean() -> Tensor { reshaped([count]).mean(along: 0) }

  private func reduced(along axis: Int, keepingAxis: Bool, scale: Double) -> Tensor {
    let x = self
    let (outer, size, inner) = shape.split(at: axis)
    return Tensor.make(
      keepingAxis ? shape.with(1, along: axis) : shape.without(axis), from: [x],
      fill: { y in
        if inner == 1 {
          for i in 0..<outer {
            y[i] = Float(Exact.sum(x.read + i * size, count: size) * scale)
          }
        } else {
          withUnsafeTemporaryAllocation(of: Double.self, capacity: inner) { sums in
            guard let sums = sums.baseAddress else { return }
            for i in 0..<outer {
              columnSums(x.read + i * size * inner, rows: size, columns: inner, into: sums)
              for j in 0..<inner { y[i &* inner &+ j] = Float(sums[j] * scale) }
            }
          }
        }
      },
      rule: { _ in
        { gradient in
          let factor = Float(scale)
          x.node?.receive { target, accumulating in
            for i in 0..<outer {
              for j in 0..<size {
                let row = target + (i &* size &+ j) &* inner
                let source = gradient + i &* inner
                for q in 0..<inner {
                  row[q] = accumulating ? row[q] + source[q] * factor : source[q] * factor
                }
              }
            }
          }
        }
      })
  }
}
