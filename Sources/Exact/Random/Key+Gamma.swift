// Distributions of simulators, in Float64. Samplers that reject read attempt `a` of draw `index` from
// streams of its own (see ``Key/attempt(_:)``), so no draw depends on another one.

extension Key {
  /// An exponential number of mean one: minus the logarithm of ``openUniformDouble(at:)``.
  @inlinable
  public func exponential(at index: Int) -> Double {
    -log(openUniformDouble(at: index))
  }

  /// A gamma number of a given shape and scale 1, so its mean and variance are `shape`.
  ///
  /// A small shape has most of its mass near zero; numbers below the smallest Double come out as 0.
  public func gamma(shape: Double, at index: Int) -> Double {
    exp(logGammaDraw(shape: shape, at: index, stream: 0))
  }

  /// A beta number: `x / (x + y)` for gamma numbers of shapes `alpha` and `beta`.
  ///
  /// Taken from the logarithms of `x` and `y`, so it is good for shapes near zero too, where both
  /// underflow.
  public func beta(_ alpha: Double, _ beta: Double, at index: Int) -> Double {
    let x = logGammaDraw(shape: alpha, at: index, stream: 0)
    let y = logGammaDraw(shape: beta, at: index, stream: 1 << 32)
    return 1 / (1 + exp(y - x))
  }

  /// The logarithm of a gamma number.
  ///
  /// Marsaglia and Tsang, *A Simple Method for Generating Gamma Variables*, 2000, with their section 6 for
  /// shapes below one. Attempt `a` takes a normal number from block `index` of stream `2a`, and from
  /// stream `2a + 1` the uniform number that decides (first) and the one for small shapes (second).
  private func logGammaDraw(shape: Double, at index: Int, stream: UInt64) -> Double {
    require(shape > 0 && shape < .infinity, "a shape is positive and finite")
    let block = UInt64(truncatingIfNeeded: checked(index))
    let d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    var number = stream
    while true {
      let point = attempt(number).longBlock(block)
      let uniforms = attempt(number &+ 1).longBlock(block)
      number &+= 2
      let x = normalPair(point.0, point.1).0
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      let logV = log(v)
      guard log(openUnit(uniforms.0)) < x * x / 2 + d - d * v + d * logV else { continue }
      let result = log(d) + logV
      return shape < 1 ? result + log(openUnit(uniforms.1)) / shape : result
    }
  }
}
