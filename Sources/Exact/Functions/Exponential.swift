/// The exponential function in Float32.
///
/// Every input is covered: `exp(-inf)` is 0, `exp(inf)` is infinity, NaN gives NaN, and results in
/// the subnormal range are rounded once.
///
/// Method: `x = n ln 2 + r` with `n` the nearest integer and `r` exact to a few units in the last
/// place (Cody and Waite's two-part constant), `exp(r) = 1 + r + r² q(r)` with a minimax `q` of
/// degree 4, and the power of two applied in two exact steps.
@inlinable @inline(__always)
public func exp(_ x: Float) -> Float {
  let low = x < -104 ? -104 : x
  let clamped = low > 89 ? 89 : low
  let shifted = (0x1.8p23 as Float).addingProduct(clamped, 0x1.715476p0)
  let n = shifted - 0x1.8p23
  let head = clamped.addingProduct(n, -0x1.62e400p-1)
  let r = head.addingProduct(n, -0x1.7f7d1cp-20)

  var q: Float = 0x1.6a5232p-10
  q = (0x1.12396cp-7 as Float).addingProduct(q, r)
  q = (0x1.5558aap-5 as Float).addingProduct(q, r)
  q = (0x1.555492p-3 as Float).addingProduct(q, r)
  q = (0x1.fffffcp-2 as Float).addingProduct(q, r)
  let tail = (r * r * q).addingProduct(n, -0x1.7f7d1cp-20)
  let p = 1 + (head + tail)

  let exponent = Int32(bitPattern: shifted.bitPattern) &- 0x4b40_0000
  let half = exponent >> 1
  return p * powerOfTwo(half) * powerOfTwo(exponent &- half)
}

/// Two to the `exponent`, which must lie in the range of normal numbers, -126 through 127.
@inlinable @inline(__always)
func powerOfTwo(_ exponent: Int32) -> Float {
  Float(bitPattern: UInt32(bitPattern: (exponent &+ 127) &<< 23))
}

/// Writes `exp(x[i])` to `y[i]` for `count` elements; `y` may be `x` itself.
public func exp(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
  forEachElement(x, to: y, count: count) { exp($0) }
}
