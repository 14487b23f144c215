// Float64 cores of the Float32 functions: accurate to about 33 bits, so that the one rounding to
// Float32 at the end is nearly the whole error, and with no special cases of their own.

/// `exp(t)` as `power * (1 + tail)` for |t| up to 700.
///
/// `power` is a power of two and `tail` lies in [-0.3, 0.42]; near zero `power` is 1 and `tail`
/// keeps its relative accuracy, so `power * tail + (power - 1)` is `exp(t) - 1`.
@inlinable @inline(__always)
func wideExponential(_ t: Double) -> (power: Double, tail: Double) {
  let shifted = fused(t, 0x1.71547652b82fep0, 0x1.8p52)
  let r = fused(shifted - 0x1.8p52, -0x1.62e42fefa39efp-1, t)
  var q: Double = 0x1.9f080c05347d3p-13
  q = fused(q, r, 0x1.6d8db0edb3a05p-10)
  q = fused(q, r, 0x1.111271f9f7f6fp-7)
  q = fused(q, r, 0x1.55548d0f87291p-5)
  q = fused(q, r, 0x1.55555441c6189p-3)
  q = fused(q, r, 0x1.0000003a726d4p-1)
  let power = Double(bitPattern: (shifted.bitPattern &<< 52) &+ 0x3ff0_0000_0000_0000)
  return (power, fused(r * r, q, r))
}

/// A positive normal number as `2^exponent * (1 + fraction)` with `fraction` in [-1/3, 1/3).
@inlinable @inline(__always)
func wideParts(_ u: Double) -> (exponent: Double, fraction: Double) {
  let above = u.bitPattern &- 0x3fe5_5555_5555_5555
  let fraction = Double(bitPattern: u.bitPattern &- (above & 0xfff0_0000_0000_0000)) - 1
  let biased = (above &+ 0x4000_0000_0000_0000) >> 52
  return (Double(bitPattern: biased | 0x4330_0000_0000_0000) - (0x1p52 + 1024), fraction)
}

/// `log(1 + f)` for `f` in [-1/3, 1/3], relatively accurate at zero.
@inlinable @inline(__always)
func wideLogarithm(onePlus f: Double) -> Double {
  var p: Double = -0x1.d499fea00512dp-4
  p = fused(p, f, 0x1.f16c9e80f7615p-4)
  p = fused(p, f, -0x1.873a7260705bcp-4)
  p = fused(p, f, 0x1.b6e8bd1189fdcp-4)
  p = fused(p, f, -0x1.009bfe771e7fcp-3)
  p = fused(p, f, 0x1.2508986e83952p-3)
  p = fused(p, f, -0x1.555077a0766abp-3)
  p = fused(p, f, 0x1.9996b085a001fp-3)
  p = fused(p, f, -0x1.000007e7a9015p-2)
  p = fused(p, f, 0x1.5555584acd61fp-2)
  p = fused(p, f, -0x1.fffffff9b955ep-2)
  return f * fused(p, f, 1)
}
