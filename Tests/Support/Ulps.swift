/// The number of steps between neighbouring `Float` values that lead from `a` to `b`.
///
/// Infinity is one step beyond the greatest finite value. Two NaNs are 0 apart, a NaN and a number
/// `Int.max`. The two zeros are 0 apart, unless `signedZeros` makes them neighbours, 1 apart.
public func ulps(_ a: Float, _ b: Float, signedZeros: Bool = false) -> Int {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? 0 : Int.max }
  return distance(
    rank(Int(a.bitPattern & 0x7fff_ffff), a.sign, signedZeros),
    rank(Int(b.bitPattern & 0x7fff_ffff), b.sign, signedZeros))
}

/// The number of steps between neighbouring `Double` values that lead from `a` to `b`.
///
/// Infinity is one step beyond the greatest finite value. Two NaNs are 0 apart, a NaN and a number
/// `Int.max`. The two zeros are 0 apart, unless `signedZeros` makes them neighbours, 1 apart.
public func ulps(_ a: Double, _ b: Double, signedZeros: Bool = false) -> Int {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? 0 : Int.max }
  return distance(
    rank(Int(a.bitPattern & 0x7fff_ffff_ffff_ffff), a.sign, signedZeros),
    rank(Int(b.bitPattern & 0x7fff_ffff_ffff_ffff), b.sign, signedZeros))
}

/// The place of a value among all values in order: negative ones below zero, in steps of one.
private func rank(_ magnitude: Int, _ sign: FloatingPointSign, _ signedZeros: Bool) -> Int {
  switch sign {
  case .plus: magnitude
  case .minus: signedZeros ? -1 - magnitude : -magnitude
  }
}

/// The distance of two ranks, `Int.max` where it is greater still.
private func distance(_ a: Int, _ b: Int) -> Int {
  let (difference, overflow) = a.subtractingReportingOverflow(b)
  return overflow || difference == Int.min ? Int.max : abs(difference)
}
