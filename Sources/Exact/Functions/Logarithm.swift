/// The natural logarithm in Float32.
///
/// `log(±0)` is -infinity, `log(inf)` is infinity, and negative numbers and NaN give NaN.
///
/// Method: `x = 2^k m` with `m` in [2/3, 4/3), found by integer arithmetic on the bits, and
/// `log(m) = f + f² p(f)` with `f = m - 1` exact and a minimax `p` of degree 8.
@inlinable @inline(__always)
public func log(_ x: Float) -> Float {
  let tiny = x < 0x1p-126
  let scaled = tiny ? x * 0x1p23 : x
  let bits = Int32(bitPattern: scaled.bitPattern)
  let exponent = (bits &- 0x3f2a_aaab) & ~0x007f_ffff
  let f = Float(bitPattern: UInt32(bitPattern: bits &- exponent)) - 1
  let k = Float(exponent >> 23) + (tiny ? -23 : 0)

  var p: Float = -0x1.07c872p-3
  p = (0x1.1e678cp-3 as Float).addingProduct(p, f)
  p = (-0x1.f33300p-4 as Float).addingProduct(p, f)
  p = (0x1.1ed662p-3 as Float).addingProduct(p, f)
  p = (-0x1.559c44p-3 as Float).addingProduct(p, f)
  p = (0x1.99d044p-3 as Float).addingProduct(p, f)
  p = (-0x1.fffefcp-3 as Float).addingProduct(p, f)
  p = (0x1.555506p-2 as Float).addingProduct(p, f)
  p = (-0.5 as Float).addingProduct(p, f)

  let whole = k * 0x1.62e400p-1
  let head = whole + f
  let lost = (whole - head) + f
  let ordinary = head + (lost + (f * f * p).addingProduct(k, 0x1.7f7d1cp-20))

  let special: Float = x == 0 ? -.infinity : (x < 0 ? .nan : x)
  return x > 0 && x < .infinity ? ordinary : special
}

/// Writes `log(x[i])` to `y[i]` for `count` elements; `y` may be `x` itself.
public func log(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
  forEachElement(x, to: y, count: count) { log($0) }
}
