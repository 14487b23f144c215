/// The natural logarithm in Float32.
///
/// `log(±0)` is -infinity, `log(inf)` is infinity; negative numbers and NaN give NaN. Worst
/// error over all inputs: 0.938 ulp.
///
/// Method: `x = 2^k m` with `m` in [2/3, 4/3), found by integer arithmetic on the bits, and
/// `log(m) = f + f² p(f)` with `f = m - 1` exact and a minimax `p`. The sum of `k ln 2` and `f`
/// keeps what its rounding loses (Dekker's fast two-sum).
@inlinable @inline(__always)
public func log(_ x: Float) -> Float {
  let tiny = x < 0x1p-126
  let ordinary = normalLogarithm(tiny ? x * 0x1p23 : x, scaledBy: tiny ? -23 : 0)
  let special: Float = x == 0 ? -.infinity : (x < 0 ? .nan : x)
  return x > 0 && x < .infinity ? ordinary : special
}

/// `log(2^power x)` for a positive normal `x`.
@inlinable @inline(__always)
func normalLogarithm(_ x: Float, scaledBy power: Float) -> Float {
  let bits = Int32(bitPattern: x.bitPattern)
  let exponent = (bits &- 0x3f2a_aaab) & ~0x007f_ffff
  let f = Float(bitPattern: UInt32(bitPattern: bits &- exponent)) - 1
  let k = Float(exponent >> 23) + power
  var p: Float = -0x1.07d54ap-3
  p = fused(p, f, 0x1.1e6bp-3)
  p = fused(p, f, -0x1.f32c5ep-4)
  p = fused(p, f, 0x1.1ed5cep-3)
  p = fused(p, f, -0x1.559c8cp-3)
  p = fused(p, f, 0x1.99d04ap-3)
  p = fused(p, f, -0x1.fffefap-3)
  p = fused(p, f, 0x1.555506p-2)
  p = fused(p, f, -0.5)

  let whole = k * 0x1.62e4p-1
  let head = whole + f
  let lost = (whole - head) + f
  return head + (lost + fused(k, 0x1.7f7d1cp-20, f * f * p))
}

/// `log(1 + x)` in Float32, relatively accurate near zero.
///
/// `log1p(±0)` is ±0, `log1p(-1)` is -infinity, `log1p(inf)` is infinity; NaN and numbers below -1
/// give NaN. Worst error over all inputs: 0.502 ulp. Computed in Float64 and rounded once.
@inlinable @inline(__always)
public func log1p(_ x: Float) -> Float {
  let wide = Double(x)
  let (k, fraction) = wideParts(1 + wide)
  let f = k == 0 ? wide : fraction
  let ordinary = withSign(of: x, Float(fused(k, 0x1.62e42fefa39efp-1, wideLogarithm(onePlus: f))))
  let special: Float = x == -1 ? -.infinity : (x < -1 ? .nan : x)
  return x > -1 && x < .infinity ? ordinary : special
}

/// Writes `log(x[i])` to `y[i]` for `count` elements; `y` may be `x` itself.
public func log(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
  forEachBlock(
    x, to: y, count: count, where: 0x0080_0000...0x7f7f_ffff, mask: 0xffff_ffff,
    ordinary: { normalLogarithm($0, scaledBy: 0) }, general: { log($0) })
}

/// Writes `log1p(x[i])` to `y[i]` for `count` elements; `y` may be `x` itself.
public func log1p(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
  forEachElement(x, to: y, count: count) { log1p($0) }
}
