/// x to the power y.
///
/// As in IEEE-754 and C: pow(x, ±0) = 1 and pow(1, y) = 1 for any partner, NaN included; a negative
/// x needs a whole y, otherwise NaN; pow(±0, y) is ±∞ for an odd negative y, ∞ for other negative y,
/// ±0 for an odd positive y and 0 otherwise; pow(−1, ±∞) = 1.
///
/// y·ln x is formed with a relative error below 2⁻⁶⁷ and its low part enters the exponential. Worst
/// error measured: 0.87 ulp.
public func pow(_ x: Double, _ y: Double) -> Double {
  if y == 0 || x == 1 { return 1 }
  if x.isNaN || y.isNaN { return .nan }
  let size = x.magnitude
  let whole = wholeness(y)
  let sign = x.sign == .minus && whole == .odd ? -1.0 : 1.0
  if size == 0 || size == .infinity {
    return (size == 0) == (y > 0) ? sign * 0 : sign * .infinity
  }
  if y.magnitude == .infinity {
    if size == 1 { return 1 }
    return (size > 1) == (y > 0) ? .infinity : 0
  }
  if x < 0 && whole == .fraction { return .nan }

  let logarithm = extendedLogarithm(size)
  let head = y * logarithm.high
  let exponent = limited(head, from: -800, to: 800)
  let low = (-head).addingProduct(y, logarithm.high).addingProduct(y, logarithm.low)
  var (power, r, rest) = reducedExponent(exponent)
  if exponent == head {
    let sum = DoubleDouble.sum(r, low)
    (r, rest) = (sum.high, sum.low + rest)
  }
  return sign * scaled(1 + (r + exponentialTail(r, rest)), byPowerOfTwo: power)
}

private enum Wholeness {
  case fraction
  case even
  case odd
}

/// Whether a number is whole, and then even or odd; ±∞ is even.
private func wholeness(_ y: Double) -> Wholeness {
  let size = y.magnitude
  if size >= 0x1p53 { return .even }
  if size >= 0x1p52 { return size.bitPattern & 1 == 0 ? .even : .odd }
  let shifted = size + 0x1p52
  if shifted - 0x1p52 != size { return .fraction }
  return shifted.bitPattern & 1 == 0 ? .even : .odd
}

/// ln x for a positive finite x with a relative error below 2⁻⁶⁷.
///
/// With x = 2ᵏ(1 + f), s = f/(2 + f), z = s²: ln x = k·ln 2 + 2s + s·z·(2/3 + z·(2/5 + z·q(z))), all
/// but q in double-double, q minimax (2⁻⁸⁰, Tests/Oracles/coefficients_float64.py).
func extendedLogarithm(_ x: Double) -> DoubleDouble {
  let tiny = x < 0x1p-1022
  var (power, m) = logarithmPieces(tiny ? x * 0x1p54 : x)
  if tiny { power -= 54 }
  let f = m - 1
  let s = DoubleDouble(f) / DoubleDouble.sum(2, f)
  let z = s * s
  var q = (0x1.ab523be9b7a36p-4).addingProduct(z.high, 0x1.c06172cf23087p-4)
  q = (0x1.e20527a8fc65dp-4).addingProduct(z.high, q)
  q = (0x1.1110b007ceb3p-3).addingProduct(z.high, q)
  q = (0x1.3b13b2810a1d1p-3).addingProduct(z.high, q)
  q = (0x1.745d174349425p-3).addingProduct(z.high, q)
  q = (0x1.c71c71c71f243p-3).addingProduct(z.high, q)
  q = (0x1.2492492492489p-2).addingProduct(z.high, q)
  let inner = DoubleDouble(0x1.999999999999ap-2, -0x1.999999999999ap-56) + z.high * q
  let outer = DoubleDouble(0x1.5555555555555p-1, 0x1.5555555555555p-55) + z * inner
  let logarithm = s.scaled(by: 2) + s * z * outer
  return DoubleDouble.sum(power * 0x1.62e42fefa38p-1, 0)
    + DoubleDouble.product(power, 0x1.ef35793c7673p-45) + logarithm
}
