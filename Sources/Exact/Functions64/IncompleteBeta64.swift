/// The regularised incomplete beta function Iₓ(a, b).
///
/// NaN unless a > 0, b > 0 and 0 ≤ x ≤ 1. Its complement is I₁₋ₓ(b, a). Measured at a and b from
/// 0.05 to 10¹²: correctly rounded unless both exceed 300, then at most 2 ulps from it. Parameters
/// below about 10⁻¹² leave fewer digits to the smaller of the two tails.
public func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  guard a > 0 && b > 0 && a < .infinity && b < .infinity && x >= 0 && x <= 1 else { return .nan }
  return incompleteBeta(DoubleDouble(x), DoubleDouble.sum(1, -x), a, b).lower.rounded
}

/// The complement 1 − Iₓ(a, b), accurate in its tail.
///
/// NaN unless a > 0, b > 0 and 0 ≤ x ≤ 1. As accurate as `regularizedBeta`.
public func regularizedBetaComplement(_ x: Double, _ a: Double, _ b: Double) -> Double {
  guard a > 0 && b > 0 && a < .infinity && b < .infinity && x >= 0 && x <= 1 else { return .nan }
  return incompleteBeta(DoubleDouble(x), DoubleDouble.sum(1, -x), a, b).upper.rounded
}

/// Iₓ(a, b) and its complement for a, b > 0, 0 ≤ x ≤ 1 and y = 1 − x.
///
/// Unless both a and b exceed 300 the continued fraction (DLMF 8.17.22), which needs at most some
/// hundred terms; otherwise quadrature of the density.
func incompleteBeta(
  _ x: DoubleDouble, _ y: DoubleDouble, _ a: Double, _ b: Double
) -> (lower: ScaledDouble, upper: ScaledDouble) {
  let (zero, one) = (ScaledDouble(DoubleDouble(0)), ScaledDouble(DoubleDouble(1)))
  if x.high == 0 { return (zero, one) }
  if y.high == 0 { return (one, zero) }
  // a·y − b·x, by which x is below the mean.
  let below = y * a - x * b
  let direct = a > 300 && b > 300 ? below.high > 0 : below.high > x.high - y.high
  guard direct else {
    let (lower, upper) = lowerBeta(y, x, b, a, -below)
    return (upper, lower)
  }
  return lowerBeta(x, y, a, b, below)
}

/// Iₓ(a, b) where x is so small that it is xᵃ/(a·B(a, b)) to all digits, from ln x.
func lowerBetaOfTiny(logarithm: DoubleDouble, _ a: Double, _ b: Double) -> ScaledDouble {
  let (first, second) = (DoubleDouble(a), DoubleDouble(b))
  let beta = logGamma(first) + logGamma(second) - logGamma(DoubleDouble.sum(a, b))
  return (logarithm * a - beta - first.logarithm).exponential
}

/// The same for x below the mean (or nearly), where the lower function is the smaller one.
private func lowerBeta(
  _ x: DoubleDouble, _ y: DoubleDouble, _ a: Double, _ b: Double, _ below: DoubleDouble
) -> (lower: ScaledDouble, upper: ScaledDouble) {
  if x.high < 0x1p-900 {
    let lower = lowerBetaOfTiny(logarithm: x.logarithm, a, b)
    return (lower, lower.complement)
  }
  let sum = DoubleDouble.sum(a, b)
  let deviance =
    DoubleDouble.deviance(ratio: x * sum / a, minusOne: -below / a) * a
    + DoubleDouble.deviance(ratio: y * sum / b, minusOne: below / b) * b
  let errors =
    stirlingError(sum) - stirlingError(DoubleDouble(a)) - stirlingError(DoubleDouble(b))
  let scale = (DoubleDouble(a) / sum * b / DoubleDouble.pi.scaled(by: 2)).squareRoot()
  // xᵃyᵇ/B(a, b)
  let front = (errors - deviance).exponential * scale
  let factor =
    a > 300 && b > 300
    ? betaTail(x, y, a, b, below) / (x * y) : betaFraction(x, y, a, b, below)
  let lower = front * factor
  return (lower, lower.complement)
}

/// Iₓ(a, b)·B(a, b)/(xᵃyᵇ) as a continued fraction.
///
/// 1/(β₁ + α₂/(β₂ + α₃/(β₃ + …))) is the even part of DLMF 8.17.22 in the form of DiDonato and Morris,
/// ACM TOMS 18 (1992), function BFRAC, in which nothing cancels for x near 1.
/// Lentz's algorithm in `Double` finds the depth; the fraction is then evaluated from its end.
private func betaFraction(
  _ x: DoubleDouble, _ y: DoubleDouble, _ a: Double, _ b: Double, _ below: DoubleDouble
) -> DoubleDouble {
  let lambda = below.high
  var (c, d) = (1e300, 1 / (a / (a + 1) * (lambda + 1)))
  var depth = 0
  while depth < 1000 {
    depth += 1
    let n = Double(depth)
    let before = a + 2 * n - 1
    let alpha = (a + n - 1) / before * ((a + b + n - 1) / before) * n * (b - n) * x.high * x.high
    let beta =
      n + n * (b - n) * x.high / before + (a + n) / (before + 2) * (lambda + 1 + n * (1 + y.high))
    d = 1 / (beta + alpha * d)
    c = beta + alpha / c
    if (c * d - 1).magnitude < 0x1p-50 { break }
  }
  depth = depth * 8 / 5 + 4
  let sum = DoubleDouble.sum(a, b)
  let first = below + 1
  let second = y + 1
  func denominator(_ n: Double, _ product: DoubleDouble, _ before: DoubleDouble) -> DoubleDouble {
    product / before + n + DoubleDouble.sum(a, n) * (second * n + first) / (before + 2)
  }
  var value = DoubleDouble(1)
  for index in stride(from: depth, through: 1, by: -1) {
    let n = Double(index)
    let before = DoubleDouble.sum(a, 2 * n - 1)
    let product = DoubleDouble.sum(b, -n) * n * x
    let beta = denominator(n, product, before)
    value = index == depth ? beta : beta + value
    // α of this depth over what follows, for the level above.
    value = DoubleDouble.sum(a, n - 1) * (sum + (n - 1)) * product * x / (before * before * value)
  }
  return DoubleDouble(1) / (first * a / DoubleDouble.sum(a, 1) + value)
}

/// The integral from x down to 0 of the density over its value at x, for x below the mean.
private func betaTail(
  _ x: DoubleDouble, _ y: DoubleDouble, _ a: Double, _ b: Double, _ below: DoubleDouble
) -> DoubleDouble {
  let (left, right) = (1 / x.high, 1 / y.high)
  let (leftPower, rightPower) = (a - 1, b - 1)
  // (a − 1)/x − (b − 1)/y = (below − y + x)/(x·y)
  let slope = ((below - y + x) / (x * y)).high
  return tailIntegral(
    slope: slope, curvature: leftPower * left * left + rightPower * right * right, limit: x.high
  ) { s in
    (slope * s)
      .addingProduct(leftPower, excessOverLogarithm(-s * left))
      .addingProduct(rightPower, excessOverLogarithm(s * right))
  }
}
