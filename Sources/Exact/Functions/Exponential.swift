/// The exponential function in Float32.
///
/// `exp(-inf)` is 0, `exp(inf)` is infinity, NaN gives NaN; results in the subnormal range are
/// rounded once. Worst error over all inputs: 0.906 ulp.
///
/// Method: `x = n ln 2 + r` with `n` the nearest integer and `ln 2` in two parts (Cody and Waite,
/// Software Manual for the Elementary Functions, chapter 6), `exp(r) = 1 + r + r² q(r)` with a
/// minimax `q`, the second part of `r` added late, and the power of two applied in two steps of
/// which only the last can round.
@inlinable @inline(__always)
public func exp(_ x: Float) -> Float {
  let (growth, exponent) = reducedGrowth(atMost(89, atLeast(-104, x)))
  let half = exponent >> 1
  return (1 + growth) * powerOfTwo(half) * powerOfTwo(exponent &- half)
}

/// `exp(x)` between -104 and 89 as `2^exponent (1 + growth)`.
@inlinable @inline(__always)
func reducedGrowth(_ x: Float) -> (growth: Float, exponent: Int32) {
  let shifted = fused(x, 0x1.715476p0, 0x1.8p23)
  let n = shifted - 0x1.8p23
  let head = fused(n, -0x1.62e4p-1, x)
  let r = fused(n, -0x1.7f7d1cp-20, head)
  // Pairs of terms, so that the additions wait for each other less.
  let r2 = r * r
  let low = fused(r, 0x1.555492p-3, 0x1.fffffcp-2)
  let high = fused(r2, 0x1.6a48dp-10, fused(r, 0x1.12399ap-7, 0x1.5558b4p-5))
  let tail = fused(n, -0x1.7f7d1cp-20, r2 * fused(r2, high, low))
  return (head + tail, Int32(bitPattern: shifted.bitPattern) &- 0x4b40_0000)
}

/// `exp(x) - 1` in Float32, relatively accurate near zero.
///
/// `expm1(±0)` is ±0, `expm1(-inf)` is -1, `expm1(inf)` is infinity, NaN gives NaN. Worst error
/// over all inputs: 0.507 ulp. Computed in Float64 and rounded once.
@inlinable @inline(__always)
public func expm1(_ x: Float) -> Float {
  let (power, tail) = wideExponential(Double(atMost(89, atLeast(-40, x))))
  return withSign(of: x, Float(fused(power, tail, power - 1)))
}

/// `exp` between -87 and 87, where neither result nor scale leaves the normal numbers: the same bits
/// with fewer steps.
@inline(__always)
func normalExponential(_ x: Float) -> Float {
  let (growth, exponent) = reducedGrowth(x)
  return (1 + growth) * powerOfTwo(exponent)
}

/// Writes `exp(x[i])` to `y[i]` for `count` elements; `y` may be `x` itself.
public func exp(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
  forEachBlock(
    x, to: y, count: count, where: 0...0x42ae_0000, mask: 0x7fff_ffff,
    ordinary: { normalExponential($0) }, general: { exp($0) })
}

/// Writes `expm1(x[i])` to `y[i]` for `count` elements; `y` may be `x` itself.
public func expm1(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
  forEachElement(x, to: y, count: count) { expm1($0) }
}
