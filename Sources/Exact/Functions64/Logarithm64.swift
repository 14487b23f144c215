/// x = 2ᵏ·m with m in [√½, √2), for a positive normal x; k as a `Double`.
///
/// Integer operations only where AVX2 has them; k becomes a `Double` by setting the exponent of 2⁵².
@inlinable
@inline(__always)
func logarithmPieces(_ x: Double) -> (power: Double, fraction: Double) {
  let root: UInt64 = 0x3fe6_a09e_667f_3bcd
  let bits = x.bitPattern &+ (0x3ff0_0000_0000_0000 &- root)
  let power = Double(bitPattern: bits &>> 52 | 0x4330_0000_0000_0000) - (0x1p52 + 1023)
  let fraction = Double(bitPattern: (bits & 0x000f_ffff_ffff_ffff) &+ root)
  return (power, fraction)
}

/// k·ln 2 + ln(1 + f + rest), f in [√½ − 1, √2 − 1], the rest below the last place of f.
///
/// With s = f/(2 + f) and z = s², ln(1 + f) = 2s + s·z·q(z) = f − (f²/2 − s·(f²/2 + z·q(z))), q
/// minimax (relative error 2⁻⁵⁹, Tests/Oracles/coefficients_float64.py); this arrangement, in which
/// only small terms are rounded before the last sum, is that of FDLIBM (Sun Microsystems, 1993).
@inlinable
@inline(__always)
func logarithm(power: Double, fraction f: Double, rest: Double = 0) -> Double {
  let s = f / (2 + f)
  let z = s * s
  let w = z * z
  let q01 = (0x1.5555555555592p-1).addingProduct(z, 0x1.999999997ff07p-2)
  let q23 = (0x1.24924941e30cap-2).addingProduct(z, 0x1.c71c5212743b7p-3)
  let q45 = (0x1.74663d6482232p-3).addingProduct(z, 0x1.39a1dad79e95bp-3)
  let q46 = q45.addingProduct(w, 0x1.2f0458e809b1bp-3)
  let q = z * q01.addingProduct(w, q23.addingProduct(w, q46))
  let square = 0.5 * f * f
  let small =
    square - (rest.addingProduct(power, 0x1.ef35793c7673p-45)).addingProduct(s, square + q)
  return (f - small).addingProduct(power, 0x1.62e42fefa38p-1)
}

/// The natural logarithm.
///
/// log(±0) = −∞, log(∞) = ∞, and NaN below zero. Branch-free. Worst error measured: 0.80
/// ulp.
@inlinable
@inline(__always)
public func log(_ x: Double) -> Double {
  let tiny = x < 0x1p-1022
  let (power, m) = logarithmPieces(tiny ? x * 0x1p54 : x)
  let result = logarithm(power: tiny ? power - 54 : power, fraction: m - 1)
  let upper = x < .infinity ? result : x
  return x > 0 ? upper : (x == 0 ? -.infinity : .nan)
}

/// ln(1 + x), accurate near zero.
///
/// log1p(−1) = −∞, log1p(∞) = ∞, log1p(±0) = ±0, and NaN below −1. Branch-free. Worst error
/// measured: 0.74 ulp.
@inlinable
@inline(__always)
public func log1p(_ x: Double) -> Double {
  let sum = 1 + x
  // What the rounded sum lost; for x > 1 the two change places.
  let lost = x > 1 ? 1 - (sum - x) : x - (sum - 1)
  let (power, m) = logarithmPieces(sum)
  let scaledLost = lost * powerOfTwo(limited(-power, from: -1022, to: 1022))
  let f = (m - 1) + scaledLost
  let rest = scaledLost - (f - (m - 1))
  let result = logarithm(power: power, fraction: f, rest: rest / (1 + f))
  let upper = x < .infinity ? result : x
  let domain = x > -1 ? upper : (x == -1 ? -.infinity : .nan)
  return x * x < 0x1p-110 ? x : domain
}

/// Writes the natural logarithm of each of `count` numbers of `x` to `y`, which may be `x`.
@inlinable
public func log(
  _ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, count: Int
) {
  applyElementwise(x, to: y, count: count) { log($0) }
}

/// Writes ln(1 + x) of each of `count` numbers of `x` to `y`, which may be `x`.
@inlinable
public func log1p(
  _ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, count: Int
) {
  applyElementwise(x, to: y, count: count) { log1p($0) }
}
