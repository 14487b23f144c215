/// The regularised lower incomplete gamma function P(a, x) = γ(a, x)/Γ(a).
///
/// NaN unless a > 0 and x ≥ 0; P(a, 0) = 0, P(a, ∞) = 1. Measured at shapes
/// from 0.025 to 10¹²: correctly rounded up to a shape of 300, beyond at most 2 ulps from it.
public func regularizedLowerGamma(_ shape: Double, _ x: Double) -> Double {
  guard shape > 0 && shape < .infinity && x >= 0 else { return .nan }
  return incompleteGamma(shape, DoubleDouble(x)).lower.rounded
}

/// The regularised upper incomplete gamma function Q(a, x) = Γ(a, x)/Γ(a), accurate in its tail.
///
/// NaN unless a > 0 and x ≥ 0; Q(a, 0) = 1, Q(a, ∞) = 0. Measured at shapes
/// from 0.025 to 10¹²: correctly rounded up to a shape of 300, beyond at most 2 ulps from it.
public func regularizedUpperGamma(_ shape: Double, _ x: Double) -> Double {
  guard shape > 0 && shape < .infinity && x >= 0 else { return .nan }
  return incompleteGamma(shape, DoubleDouble(x)).upper.rounded
}

/// P(a, x) and Q(a, x) for a > 0 and x ≥ 0.
///
/// Up to a = 300 the power series (DLMF 8.7.1) and the continued fraction (DLMF 8.9.2), which need at
/// most some hundred terms; beyond, quadrature of the density.
func incompleteGamma(_ a: Double, _ x: DoubleDouble) -> (lower: ScaledDouble, upper: ScaledDouble) {
  let (zero, one) = (ScaledDouble(DoubleDouble(0)), ScaledDouble(DoubleDouble(1)))
  if x.high == 0 { return (zero, one) }
  if x.high == .infinity { return (one, zero) }
  if a < 0.1 && x.high < 2 {
    let lower = lowerGammaOfSmallShape(a, x)
    return lower
  }
  let front = gammaDensity(a, x)
  if a > 300 {
    let tail = front * (gammaTail(a, x) / x)
    return x.high > a ? (tail.complement, tail) : (tail, tail.complement)
  }
  if x.high < a + 1 || x.high < 2 {
    let lower = front * lowerGammaSeries(a, x)
    return (lower, lower.complement)
  }
  let upper = front * upperGammaFraction(a, x)
  return (upper.complement, upper)
}

/// xᵃe⁻ˣ/Γ(a).
private func gammaDensity(_ a: Double, _ x: DoubleDouble) -> ScaledDouble {
  let shape = DoubleDouble(a)
  if a < 16 { return (x.logarithm * a - x - logGamma(shape)).exponential }
  let deviance = DoubleDouble.deviance(ratio: x / a, minusOne: (x - a) / a)
  let scale = (shape / (DoubleDouble.pi.scaled(by: 2))).squareRoot()
  return (-(deviance * a) - stirlingError(shape)).exponential * scale
}

/// Σ xⁿ/(a(a + 1)…(a + n)).
private func lowerGammaSeries(_ a: Double, _ x: DoubleDouble) -> DoubleDouble {
  var term = DoubleDouble(1) / a
  var sum = term
  var n = 0.0
  while term.high > sum.high * 0x1p-70 {
    n += 1
    term = term * x / DoubleDouble.sum(a, n)
    sum = sum + term
  }
  return sum
}

/// Q(a, x)·Γ(a)/(xᵃe⁻ˣ) = 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − 2(2 − a)/(x + 5 − a − …))).
///
/// Lentz's algorithm in `Double` finds the depth; the fraction is then evaluated from its end.
private func upperGammaFraction(_ a: Double, _ x: DoubleDouble) -> DoubleDouble {
  var b = x.high + 1 - a
  var (c, d) = (1e300, 1 / b)
  var depth = 0
  while depth < 1000 {
    depth += 1
    let numerator = -Double(depth) * (Double(depth) - a)
    b += 2
    d = 1 / b.addingProduct(numerator, d)
    c = b + numerator / c
    if (c * d - 1).magnitude < 0x1p-50 { break }
  }
  depth = depth * 8 / 5 + 4
  let offset = x - a
  var value = offset + Double(2 * depth + 1)
  for n in stride(from: depth, through: 1, by: -1) {
    let numerator = DoubleDouble.sum(Double(n), -a) * Double(n)
    value = offset + Double(2 * n - 1) - numerator / value
  }
  return DoubleDouble(1) / value
}

/// Both functions where the upper one may be far below 1 − P in digits: with P(a, x) =
/// e^w·(1 + a·Σₙ₌₁ (−x)ⁿ/(n!(a + n))), w = a ln x − ln Γ(1 + a) (DLMF 8.7.3).
private func lowerGammaOfSmallShape(
  _ a: Double, _ x: DoubleDouble
) -> (lower: ScaledDouble, upper: ScaledDouble) {
  var power = DoubleDouble(1)
  var sum = DoubleDouble(0)
  for n in 1...40 {
    power = power * -x / Double(n)
    sum = sum + power / DoubleDouble.sum(a, Double(n))
  }
  let factor = sum * a
  let w = x.logarithm * a - logGamma(DoubleDouble.sum(1, a))
  guard w.high > -0.3 else {
    let lower = w.exponential * (factor + 1)
    return (lower, lower.complement)
  }
  let e = w.smallExponentialMinusOne
  let upper = -e - (e + 1) * factor
  return (ScaledDouble(-upper + 1), ScaledDouble(upper))
}

/// The integral from x outwards, away from the mode, of the density over its value at x.
private func gammaTail(_ a: Double, _ x: DoubleDouble) -> DoubleDouble {
  let (inverse, power) = (1 / x.high, a - 1)
  let slope = ((x - power) / x).high
  if x.high > a {
    return tailIntegral(slope: slope, curvature: power * inverse * inverse, limit: .infinity) { s in
      (slope * s).addingProduct(power, excessOverLogarithm(s * inverse))
    }
  }
  return tailIntegral(
    slope: -slope, curvature: power * inverse * inverse, limit: x.high
  ) { s in
    (-slope * s).addingProduct(power, excessOverLogarithm(-s * inverse))
  }
}
