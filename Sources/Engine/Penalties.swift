import Exact

// Terms of a loss that keep something small.

extension Tensor {
  /// The divergence of normal distributions with these means and logarithms of variances, […, features], from the
  /// standard normal: summed over features, averaged over rows: a scalar.
  ///
  /// ½·Σ(exp l + m² − 1 − l) in Float64 (Kingma and Welling 2014, appendix B).
  ///
  /// Derivatives: m and ½·(exp l − 1), over the number of rows.
  public func divergenceFromNormal(logVariances: Tensor) -> Tensor {
    guard shape.rank >= 1, shape == logVariances.shape else {
      fatalError(
        "means \(shape) and logarithms of variances \(logVariances.shape): expected one shape")
    }
    let (means, count) = (self, count)
    let rows = Double(count / max(1, shape[-1]))
    return Tensor.make(
      [], from: [means, logVariances],
      fill: { result in
        let (m, l) = (means.read, logVariances.read)
        let total = laneSum(count) { i in
          let (mean, log) = (Double(m[i]), Double(l[i]))
          return Exact.expm1(log) - log + mean * mean
        }
        result[0] = Float(0.5 * total / rows)
      },
      rule: { _ in
        { gradient in
          let factor = Float(Double(gradient[0]) / rows)
          let (m, l) = (means.read, logVariances.read)
          means.node?.receiveEach { m[$0] * factor }
          logVariances.node?.receiveEach { 0.5 * Exact.expm1(l[$0]) * factor }
        }
      })
  }

  /// The weighted sum of the squares of all elements of all tensors: a scalar.
  ///
  /// For parameters: `Tensor.squarePenalty(of: parameters.map { $0[mode] }, weight: 1e-4)`.
  ///
  /// Derivative: 2·weight·w.
  public static func squarePenalty(of tensors: [Tensor], weight: Float) -> Tensor {
    penalty(of: tensors, weight) { w in
      Double(w) * Double(w)
    } derivative: { w in
      2 * w
    }
  }

  /// The weighted sum of the magnitudes of all elements of all tensors: a scalar.
  ///
  /// Derivative: the weight with the sign of w, 0 at zero.
  public static func absolutePenalty(of tensors: [Tensor], weight: Float) -> Tensor {
    penalty(of: tensors, weight) { w in
      Double(w.magnitude)
    } derivative: { w in
      w > 0 ? 1 : w < 0 ? -1 : 0
    }
  }

  /// A weighted sum over tensors, each in the lane order in Float64, from the first to the last.
  @inline(__always)
  private static func penalty(
    of tensors: [Tensor], _ weight: Float, named name: StaticString = #function,
    _ value: (Float) -> Double, derivative: @escaping (Float) -> Float
  ) -> Tensor {
    guard !tensors.isEmpty else { fatalError("a penalty of no tensors: expected at least one") }
    return Tensor.make(
      [], from: tensors, named: name,
      fill: { result in
        var total = 0.0
        for tensor in tensors {
          let w = tensor.read
          total += laneSum(tensor.count) { value(w[$0]) }
        }
        result[0] = Float(Double(weight) * total)
      },
      rule: { _ in
        { gradient in
          let factor = gradient[0] * weight
          for tensor in tensors {
            let w = tensor.read
            tensor.node?.receiveEach { derivative(w[$0]) * factor }
          }
        }
      })
  }
}
