import Exact

extension Array where Element == Parameter {
  /// The Euclidean norm of all gradients together: their squares in the lane order in Float64 for each parameter,
  /// and these sums from the first parameter to the last.
  public func gradientNorm() -> Double {
    var squares = 0.0
    for parameter in self {
      parameter.withGradient { _, gradient in
        squares += sumOfSquares(UnsafePointer(gradient), count: parameter.count)
      }
    }
    return squares.squareRoot()
  }

  /// Shrinks all gradients by one factor, so that their norm is at most `limit`; returns the norm that they had.
  ///
  /// The factor is limit/(norm + 10⁻⁶), as in PyTorch (Pascanu, Mikolov and Bengio 2013, algorithm 1). A norm that is
  /// not finite leaves the gradients alone: what comes of it is the caller's to refuse.
  @discardableResult
  public func clipGradients(norm limit: Double) -> Double {
    let norm = gradientNorm()
    let factor = Float(limit / (norm + 1e-6))
    guard norm.isFinite, factor < 1 else { return norm }
    for parameter in self {
      parameter.withGradient { _, gradient in
        for i in 0..<parameter.count { gradient[i] *= factor }
      }
    }
    return norm
  }

  /// Holds every number of every gradient between −limit and limit; NaN stays.
  public func clipGradients(value limit: Float) {
    for parameter in self {
      parameter.withGradient { _, gradient in
        for i in 0..<parameter.count {
          let g = gradient[i]
          gradient[i] = g > limit ? limit : g < -limit ? -limit : g
        }
      }
    }
  }
}
