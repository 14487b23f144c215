/// `x` to the power `y` in Float32, with the special cases of IEEE 754-2019, section 9.2.1.
///
/// In words: anything to the power ±0 and 1 to any power, NaN included, is 1, as is -1 to the
/// power ±infinity; a negative finite base with a finite `y` that is no integer gives NaN; zeros
/// and infinities follow the limits, and take a sign from a negative base where `y` is an odd
/// integer. Worst error over 2^32 pairs: 0.501 ulp.
///
/// Computed in Float64 as `2^(y log2 |x|)` and rounded once; the logarithm, accurate to 49 bits,
/// comes from the series of the inverse hyperbolic tangent in `s = (m - 1) / (m + 1)`.
@inlinable @inline(__always)
public func pow(_ x: Float, _ y: Float) -> Float {
  let base = Double(x.magnitude)
  let exponent = Double(y)

  let (k, f) = wideParts(base)
  let s = f / (2 + f)
  let z = s * s
  var p: Double = 0x1.01295ba36b308p-2
  p = fused(p, z, 0x1.0ae9d347b06c4p-2)
  p = fused(p, z, 0x1.48570fa9fc198p-2)
  p = fused(p, z, 0x1.a6173741ca528p-2)
  p = fused(p, z, 0x1.2776c5344dc2fp-1)
  p = fused(p, z, 0x1.ec709dc388336p-1)
  p = fused(p, z, 0x1.71547652b8308p+1)
  let finite = fused(s, p, k)
  let logarithm = base == 0 ? -.infinity : (base < .infinity ? finite : base)

  let product = exponent * logarithm
  let low = product < -200 ? -200 : product
  let t = low > 200 ? 200 : low
  let shifted = t + 0x1.8p52
  let r = t - (shifted - 0x1.8p52)
  var q: Double = 0x1.fde403ddef73ep-17
  q = fused(q, r, 0x1.445ddcc2d1bbcp-13)
  q = fused(q, r, 0x1.5d8a8b328d43ap-10)
  q = fused(q, r, 0x1.3b29f2110a579p-7)
  q = fused(q, r, 0x1.c6b08ab82457ep-5)
  q = fused(q, r, 0x1.ebfbe0790941fp-3)
  q = fused(q, r, 0x1.62e42ff0e6b1ep-1)
  let power = Double(bitPattern: (shifted.bitPattern &<< 52) &+ 0x3ff0_0000_0000_0000)
  let size = Float(fused(power * r, q, power))

  // Integers beyond 2^24 are even; below 2^52 the sum shows the last integer bit in its last bit.
  let span = exponent.magnitude > 0x1p30 ? 0x1p30 : exponent.magnitude
  let counted = span + 0x1p52
  let whole = counted - 0x1p52 == span
  let odd = whole && counted.bitPattern & 1 == 1
  let signed = odd ? withSign(of: x, size) : size
  let real = x < 0 && x > -.infinity && !whole ? Float.nan : signed
  let one = x == 1 || y == 0 || (x == -1 && y.magnitude == .infinity)
  return one ? 1 : real
}

/// Writes `pow(x[i], y[i])` to `z[i]` for `count` elements; `z` may be `x` or `y` itself.
public func pow(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, to z: UnsafeMutablePointer<Float>,
  count: Int
) {
  forEachPair(x, y, to: z, count: count) { pow($0, $1) }
}
