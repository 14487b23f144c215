/// The logistic function `1 / (1 + exp(-x))` in Float32.
///
/// `sigmoid(-inf)` is 0, `sigmoid(inf)` is 1, NaN gives NaN. Worst error over all inputs: 0.909 ulp.
///
/// Below -87 it is the exponential: adding it to 1 changes nothing.
@inlinable @inline(__always)
public func sigmoid(_ x: Float) -> Float {
  x < -87 ? exp(x) : normalSigmoid(atMost(87, x))
}

/// `sigmoid` between -87 and 87, where the exponential of `-x` is a normal number.
///
/// The exponential and the sum keep what their roundings lose (for the sum Knuth's two-sum), and one
/// Newton step puts it into the quotient.
@inlinable @inline(__always)
func normalSigmoid(_ x: Float) -> Float {
  let (growth, exponent) = reducedGrowth(-x)
  let scale = powerOfTwo(exponent)
  let e = fused(scale, growth, scale)
  let eLost = fused(scale, growth, scale - e)
  let sum = 1 + e
  let added = sum - 1
  let sumLost = (1 - (sum - added)) + (e - added) + eLost
  let quotient = 1 / sum
  let rest = fused(-quotient, sumLost, fused(-quotient, sum, 1))
  return fused(rest, quotient, quotient)
}

/// `x sigmoid(x)` in Float32, the sigmoid linear unit (also called swish).
///
/// `silu(±0)` is ±0, `silu(inf)` is infinity, `silu(-inf)` is its limit -0, NaN gives NaN. Worst
/// error over all inputs: 0.501 ulp. Computed in Float64 and rounded once.
@inlinable @inline(__always)
public func silu(_ x: Float) -> Float {
  let above = atLeast(-110, x)
  let (power, tail) = wideExponential(-Double(atMost(110, above)))
  return Float(Double(above) / fused(power, tail, 1 + power))
}

/// `log(1 + exp(x))` in Float32.
///
/// `softplus(-inf)` is 0, `softplus(inf)` is infinity, NaN gives NaN. Worst error over all inputs:
/// 0.503 ulp. Computed in Float64 as `max(x, 0) + e p(e)` with `e = exp(-|x|)` and `p` the
/// minimax polynomial of `log(1 + e) / e` on [0, 1], rounded once.
@inlinable @inline(__always)
public func softplus(_ x: Float) -> Float {
  let (power, tail) = wideExponential(-Double(atMost(110, x.magnitude)))
  let e = fused(power, tail, power)
  var p: Double = -0x1.4fb17a4cbe589p-10
  p = fused(p, e, 0x1.298f25cf73481p-7)
  p = fused(p, e, -0x1.ee56f6d88e1c1p-6)
  p = fused(p, e, 0x1.062c7a1f7c73bp-4)
  p = fused(p, e, -0x1.9eb13e8703defp-4)
  p = fused(p, e, 0x1.12f9a241e82b5p-3)
  p = fused(p, e, -0x1.50f46780f7b5p-3)
  p = fused(p, e, 0x1.98e3add89dc05p-3)
  p = fused(p, e, -0x1.ffee3e3824076p-3)
  p = fused(p, e, 0x1.5554e12926b2bp-2)
  p = fused(p, e, -0x1.fffffda6b9598p-2)
  p = fused(p, e, 0x1.fffffffefc6cep-1)
  return Float(fused(e, p, Double(x > 0 ? x : 0)))
}

/// Writes `sigmoid(x[i])` to `y[i]` for `count` elements; `y` may be `x` itself.
public func sigmoid(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
  forEachBlock(
    x, to: y, count: count, where: 0...0x42ae_0000, mask: 0x7fff_ffff,
    ordinary: { normalSigmoid($0) }, general: { sigmoid($0) })
}

/// Writes `silu(x[i])` to `y[i]` for `count` elements; `y` may be `x` itself.
public func silu(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
  forEachElement(x, to: y, count: count) { silu($0) }
}

/// Writes `softplus(x[i])` to `y[i]` for `count` elements; `y` may be `x` itself.
public func softplus(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
  forEachElement(x, to: y, count: count) { softplus($0) }
}
