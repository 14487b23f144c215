import Exact

/// A number with so many decimals, for people to read: the exact value rounded, halves to the even digit.
///
/// Numbers of 2⁵³ or more, infinities and NaN are in their shortest text. At most 9 decimals.
public func decimal(_ number: Double, _ decimals: Int) -> String {
  guard (0...9).contains(decimals) else {
    fatalError("a number with \(decimals) decimals: expected 0 to 9")
  }
  guard number.isFinite, number.magnitude < 9_007_199_254_740_992 else { return canonical(number) }
  // The number is significand · 2^exponent; times 10^decimals that is below 2^83.
  var scale: UInt128 = 1
  for _ in 0..<decimals { scale *= 10 }
  let magnitude = number.magnitude
  let exponent = magnitude.isZero ? 0 : Int(magnitude.exponent) - 52
  let significand = magnitude.isZero ? 0 : UInt128(magnitude.significandBitPattern | 1 << 52)
  let isSubnormal = magnitude.isSubnormal
  let product = isSubnormal ? 0 : significand * scale
  let rounded: UInt128
  if exponent >= 0 {
    rounded = product << UInt128(exponent)
  } else if -exponent > 100 {
    rounded = 0
  } else {
    let shift = UInt128(-exponent)
    let half: UInt128 = 1 << (shift - 1)
    let (whole, rest) = (product >> shift, product & (half << 1 - 1))
    rounded = rest > half || (rest == half && whole & 1 == 1) ? whole + 1 : whole
  }
  let (whole, fraction) = rounded.quotientAndRemainder(dividingBy: scale)
  let sign = number.sign == .minus && rounded > 0 ? "-" : ""
  guard decimals > 0 else { return sign + "\(whole)" }
  let digits = "\(fraction)"
  return sign + "\(whole)." + String(repeating: "0", count: decimals - digits.count) + digits
}
