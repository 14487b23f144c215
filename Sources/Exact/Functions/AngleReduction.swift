/// Whether `x` is finite and needs more of π than two Float64 numbers hold.
@inlinable @inline(__always)
func isLargeAngle(_ x: Float) -> Bool { x.magnitude >= 0x1p28 && x.magnitude < .infinity }

/// `sin(x + quarterTurns π/2)` for |x| below 2^28; infinities and NaN give NaN.
@inlinable @inline(__always)
func smallSine(_ x: Float, quarterTurns: UInt64) -> Float {
  let wide = Double(x)
  let shifted = fused(wide, 0x1.45f306dc9c883p-1, 0x1.8p52)
  let n = shifted - 0x1.8p52
  let r = fused(n, -0x1.1a62633145c07p-54, fused(n, -0x1.921fb54442d18p0, wide))
  return sine(r, quarterTurns: shifted.bitPattern &+ quarterTurns)
}

/// `sin(x + quarterTurns π/2)` for finite |x| of at least 2^28.
@usableFromInline
func largeSine(_ x: Float, quarterTurns: UInt64) -> Float {
  let (n, r) = reduceLarge(x)
  return sine(r, quarterTurns: n &+ quarterTurns)
}

/// `sin(r + quarterTurns π/2)`, rounded to Float32, for r in [-π/4, π/4] and a little beyond.
@inlinable @inline(__always)
func sine(_ r: Double, quarterTurns: UInt64) -> Float {
  let z = r * r
  var s: Double = 0x1.6ccf5eea6e2f5p-19
  s = fused(s, z, -0x1.a00f7463d0b24p-13)
  s = fused(s, z, 0x1.1111085d0cac8p-7)
  s = fused(s, z, -0x1.5555554c5f831p-3)
  var c: Double = -0x1.241cacbf7a4c4p-22
  c = fused(c, z, 0x1.a010d5690585fp-16)
  c = fused(c, z, -0x1.6c16b81bbecdp-10)
  c = fused(c, z, 0x1.5555554ecc18bp-5)
  let sine = r * fused(s, z, 1)
  let cosine = fused(z * z, c, fused(z, -0.5, 1))
  let value = quarterTurns & 1 == 0 ? sine : cosine
  return Float(Double(bitPattern: value.bitPattern ^ ((quarterTurns & 2) &<< 62)))
}

/// The number of quarter turns in `x`, modulo 4, and the rest in radians, for finite |x| ≥ 2^28.
///
/// Payne and Hanek's method (Radian reduction for trigonometric functions, 1983): `x` is an integer
/// of 24 bits times `2^e`; of `2/π` only 128 bits matter to the product modulo 4, those from
/// position `e - 2` on. The product is exact to 2^-104 quarter turns.
func reduceLarge(_ x: Float) -> (quarterTurns: UInt64, rest: Double) {
  let e = Int(x.bitPattern >> 23 & 0xff) &- 150
  let significand = UInt64(x.bitPattern & 0x007f_ffff | 0x0080_0000)

  // The first 256 bits of 2/π.
  let words: (UInt64, UInt64, UInt64, UInt64) = (
    0xa2f9_836e_4e44_1529, 0xfc27_57d1_f534_ddc0, 0xdb62_9599_3c43_9041, 0xfe51_63ab_debb_c561
  )
  let position = e &- 2
  let shift = UInt64(position & 63)
  let (a, b, c) =
    position < 64 ? (words.0, words.1, words.2) : (words.1, words.2, words.3)
  let high = a &<< shift | (b >> 1) >> (63 &- shift)
  let low = b &<< shift | (c >> 1) >> (63 &- shift)

  // significand * (high, low) modulo 2^128, in units of 2^-126 quarter turns.
  let (carry, tail) = significand.multipliedFullWidth(by: low)
  let head = significand &* high &+ carry

  // The nearest number of quarter turns, and the signed rest with its leading 62 and last 64 bits.
  let turns = (head &+ 0x2000_0000_0000_0000) >> 62
  let rest = Int64(bitPattern: head &- turns &<< 62)
  let quarters = fused(Double(rest), 0x1p-62, Double(tail) * 0x1p-126)
  let radians = quarters * 0x1.921fb54442d18p0
  let negative = x < 0
  return (negative ? 0 &- turns : turns, negative ? -radians : radians)
}
