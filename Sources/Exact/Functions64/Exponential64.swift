/// x = n·ln 2 + head + rest with |head| ≤ ln 2 / 2, n a whole number, rest below the last place of
/// head; needs |x| < 2000.
///
/// After Cody and Waite: the first part of ln 2 has 42 bits, so that its product with n is exact.
@inlinable
@inline(__always)
func reducedExponent(_ x: Double) -> (power: Double, head: Double, rest: Double) {
  let power = (0x1.8p52).addingProduct(x, 0x1.71547652b82fep0) - 0x1.8p52
  let exact = x.addingProduct(-power, 0x1.62e42fefa38p-1)
  let head = exact.addingProduct(-power, 0x1.ef35793c7673p-45)
  return (power, head, (exact - head).addingProduct(-power, 0x1.ef35793c7673p-45))
}

/// The small term in e^(r + rest) = 1 + r + (rest + r²q(r)), for |r| ≤ ln 2 / 2.
///
/// The polynomial q is minimax (relative error 2⁻⁶³, Tests/Oracles/coefficients_float64.py).
@inlinable
@inline(__always)
func exponentialTail(_ r: Double, _ rest: Double) -> Double {
  let r2 = r * r
  let r4 = r2 * r2
  let q01 = (0x1.0p-1).addingProduct(r, 0x1.555555555555dp-3)
  let q23 = (0x1.555555555556cp-5).addingProduct(r, 0x1.111111110e545p-7)
  let q45 = (0x1.6c16c16c0a36p-10).addingProduct(r, 0x1.a01a01b5f8001p-13)
  let q67 = (0x1.a01a01e939778p-16).addingProduct(r, 0x1.71ddea9fb3a94p-19)
  let q89 = (0x1.27e4487121479p-22).addingProduct(r, 0x1.af74658ffbfabp-26)
  let q03 = q01.addingProduct(r2, q23)
  let q47 = q45.addingProduct(r2, q67)
  let q810 = q89.addingProduct(r2, 0x1.205517f4ab2bep-29)
  return rest.addingProduct(r2, q03.addingProduct(r4, q47.addingProduct(r4, q810)))
}

/// 2ⁿ for a whole number n from -1022 to 1023, by its bits.
@inlinable
@inline(__always)
func powerOfTwo(_ n: Double) -> Double {
  Double(bitPattern: (n + 0x1.8p52).bitPattern &<< 52 &+ 0x3ff0_0000_0000_0000)
}

/// x·2ⁿ for a whole number n from -2044 to 2046, rounded once unless x itself is subnormal.
@inlinable
@inline(__always)
func scaled(_ x: Double, byPowerOfTwo n: Double) -> Double {
  let half = (0x1.8p52).addingProduct(n, 0.5) - 0x1.8p52
  return x * powerOfTwo(half) * powerOfTwo(n - half)
}

/// `x`, or the bound that it passed; NaN stays NaN.
@inlinable
@inline(__always)
func limited(_ x: Double, from low: Double, to high: Double) -> Double {
  let below = x > high ? high : x
  return below < low ? low : below
}

/// eˣ, the exponential function.
///
/// exp(−∞) = 0, exp(∞) = ∞; results below the normal range are rounded to a subnormal number.
/// Branch-free. Worst error measured: 0.82 ulp.
@inlinable
@inline(__always)
public func exp(_ x: Double) -> Double {
  let (power, head, rest) = reducedExponent(limited(x, from: -746, to: 710))
  return scaled(1 + (head + exponentialTail(head, rest)), byPowerOfTwo: power)
}

/// eˣ − 1, accurate near zero.
///
/// expm1(−∞) = −1, expm1(∞) = ∞, expm1(±0) = ±0. Branch-free. Worst error measured:
/// 0.95 ulp.
@inlinable
@inline(__always)
public func expm1(_ x: Double) -> Double {
  let (power, head, reduced) = reducedExponent(limited(x, from: -45, to: 710))
  let tail = exponentialTail(head, reduced)
  let sum = head + tail
  let rest = tail - (sum - head)
  // Half of the result, so that 2¹⁰²⁴ is not needed: (2ⁿ − 1)/2 + 2ⁿ⁻¹(sum + rest).
  let scale = powerOfTwo(power - 1)
  let whole = scale - 0.5
  let part = scale * sum
  let high = whole + part
  let added = high - whole
  let low = (whole - (high - added)) + (part - added)
  let result = 2 * (high + low.addingProduct(scale, rest))
  return x * x < 0x1p-120 ? x : result
}

/// Writes eˣ of each of `count` numbers of `x` to `y`, which may be `x`.
@inlinable
public func exp(
  _ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, count: Int
) {
  applyElementwise(x, to: y, count: count) { exp($0) }
}

/// Writes eˣ − 1 of each of `count` numbers of `x` to `y`, which may be `x`.
@inlinable
public func expm1(
  _ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, count: Int
) {
  applyElementwise(x, to: y, count: count) { expm1($0) }
}
