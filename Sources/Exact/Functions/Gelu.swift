/// The Gaussian error linear unit `x Φ(x)` in Float32, Φ the standard normal distribution function.
///
/// `gelu(±0)` is ±0, `gelu(inf)` is infinity, `gelu(-inf)` is its limit -0, NaN gives NaN. Worst
/// error over all inputs: 1.58 ulp.
///
/// The definition of Hendrycks and Gimpel (Gaussian Error Linear Units, 2016), not the tanh
/// approximation to it. Method: see `GaussianTail`.
@inlinable @inline(__always)
public func gelu(_ x: Float) -> Float {
  let tail = GaussianTail(beyond: x.magnitude)
  return reluKeepingSign(x) - tail.scaledMoment
}

/// `x Φ(x)` and its derivative `Φ(x) + x φ(x)` from one evaluation, in Float32.
///
/// The value is that of `gelu`, bit for bit; the derivative, 1 at infinity and 0 at -infinity, is
/// within 1.8e-7 of the truth over all inputs.
@inlinable @inline(__always)
public func geluWithDerivative(_ x: Float) -> (value: Float, derivative: Float) {
  let tail = GaussianTail(beyond: x.magnitude)
  let (probability, density) = tail.probabilityAndDensity
  let distribution = x > 0 ? 1 - probability : probability
  let clamped = atMost(15, atLeast(-15, x))
  return (
    reluKeepingSign(x) - tail.scaledMoment, fused(clamped, density, distribution)
  )
}

/// `x` where it is positive, otherwise a zero of its sign.
@inlinable @inline(__always)
func reluKeepingSign(_ x: Float) -> Float {
  Float(bitPattern: x.bitPattern & (x > 0 ? 0xffff_ffff : 0x8000_0000))
}

/// What lies beyond `a` standard deviations of the normal distribution, for `a ≥ 0`.
///
/// With `v = a / (a + k)`, k = 3.5, the tail is `a Φ(-a) = v S(v) exp(-a²/2)`, where
/// `S(v) = (a + k) Φ(-a) exp(a²/2)` varies slowly between 1.9 and 0.5: a minimax polynomial around
/// v = 13/32. The roundings that matter (of a², a + k, v, and of the last steps of both polynomials)
/// are kept and added at the end.
@usableFromInline
struct GaussianTail {
  /// `exp(-a²/2) = 2^exponent (1 + growth)`.
  @usableFromInline let exponent: Int32
  @usableFromInline let growth: Float
  /// `v S(v)` and the part of it that rounding lost.
  @usableFromInline let moment: Float
  @usableFromInline let lost: Float
  /// `Φ(-a) exp(a²/2)`.
  @usableFromInline let ratio: Float

  @inlinable @inline(__always)
  init(beyond distance: Float) {
    let a = atMost(15, distance)

    let sum = a + 3.5
    let v = a / sum
    let remainder = fused(-v, a - (sum - 3.5), fused(-v, sum, a))
    let w = 1 - v
    let t = v - 0.40625
    var q: Float = 0x1.eded14p-5
    q = fused(q, t, 0x1.f198d2p-5)
    q = fused(q, t, -0x1.0574a8p-3)
    q = fused(q, t, -0x1.1cf644p-3)
    q = fused(q, t, 0x1.3974bcp-2)
    q = fused(q, t, 0x1.40e4ep-3)
    q = fused(q, t, -0x1.02efb2p+0)
    q = fused(q, t, 0x1.891b1ap+0)
    q = fused(q, t, -0x1.649bbcp+0)
    let s = fused(q, t, 0x1.b983b4p-1)
    let sLost = fused(q, t, 0x1.b983b4p-1 - s)
    moment = v * s
    let correction = remainder * (0.5 * (w * w) * (w * w))
    lost = fused(v, s, -moment) + fused(v, sLost, correction)
    ratio = s * w * (1 / 3.5)

    let square = a * a
    let squareLost = fused(a, a, -square)
    let shifted = fused(square, -0x1.715476p-1, 0x1.8p23)
    let n = shifted - 0x1.8p23
    let head = fused(n, -0x1.62e4p-1, -0.5 * square)
    let late = fused(squareLost, -0.5, n * -0x1.7f7d1cp-20)
    let r = head + late
    var e: Float = 0x1.6a48dp-10
    e = fused(e, r, 0x1.12399ap-7)
    e = fused(e, r, 0x1.5558b4p-5)
    e = fused(e, r, 0x1.555492p-3)
    e = fused(e, r, 0x1.fffffcp-2)
    growth = head + fused(r * r, e, late)
    exponent = Int32(bitPattern: shifted.bitPattern) &- 0x4b40_0000
  }

  /// `a Φ(-a)`.
  @inlinable @inline(__always)
  var scaledMoment: Float {
    let half = exponent >> 1
    let sum = moment + fused(moment, growth, fused(lost, growth, lost))
    return sum * powerOfTwo(half) * powerOfTwo(exponent &- half)
  }

  /// `Φ(-a)` and the density `φ(a)`, to a few units in the last place.
  @inlinable @inline(__always)
  var probabilityAndDensity: (probability: Float, density: Float) {
    let half = exponent >> 1
    let e = (1 + growth) * powerOfTwo(half) * powerOfTwo(exponent &- half)
    return (ratio * e, 0x1.988454p-2 * e)
  }
}

/// Writes `gelu(x[i])` to `y[i]` for `count` elements; `y` may be `x` itself.
public func gelu(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
  forEachElement(x, to: y, count: count) { gelu($0) }
}

/// Writes `gelu(x[i])` to `y[i]` and its derivative to `derivative[i]` for `count` elements.
///
/// Either output may be `x` itself, not both.
public func geluWithDerivative(
  _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>,
  derivative: UnsafeMutablePointer<Float>, count: Int
) {
  require(count >= 0, "expected a count of at least 0, got \(count)")
  if x == UnsafePointer(y) {
    for i in 0..<count { (y[i], derivative[i]) = geluWithDerivative(y[i]) }
  } else {
    for i in 0..<count { (y[i], derivative[i]) = geluWithDerivative(x[i]) }
  }
}
