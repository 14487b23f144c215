/// The integral over 0 ≤ s ≤ `limit` of exp(−exponent(s)), where the exponent is zero at zero, has the
/// given slope there and grows about like slope·s + curvature·s²/2.
///
/// Gauss and Legendre's rule with 32 points up to where the integrand is below e⁻⁵⁰ (DLMF 3.5(v)).
/// Made for tails of densities of many degrees of freedom, nearly normal ones.
@inline(__always)
func tailIntegral(
  slope: Double, curvature: Double, limit: Double, _ exponent: (Double) -> Double
) -> DoubleDouble {
  let cutoff = 60.0
  let square = slope * slope + 2 * cutoff * curvature
  let length = 2 * cutoff / (slope + square * inverseSquareRoot(square))
  let range = length < limit ? length : limit
  var sum = DoubleDouble(0)
  for i in 0..<16 {
    let (point, weight) = quadraturePoint(i)
    sum = sum + weight * exp(-exponent(range * point))
    sum = sum + weight * exp(-exponent(range * (1 - point)))
  }
  return sum * range
}

/// x − ln(1 + x) for x > −1, with full relative accuracy.
func excessOverLogarithm(_ x: Double) -> Double {
  guard x > -0.33 && x < 0.45 else { return x - log1p(x) }
  let s = x / (2 + x)
  let z = s * s
  var sum = 0.0
  for n in stride(from: 27.0, through: 3, by: -2) { sum = (1 / n).addingProduct(z, sum) }
  return s * (x - 2 * z * sum)
}

/// Point and weight of the rule for [0, 1]; the other 16 points lie at one minus these.
private func quadraturePoint(_ index: Int) -> (point: Double, weight: Double) {
  switch index {
  case 0: (0x1.66a18fbf64a0fp-10, 0x1.cbf8bc743cc5cp-9)
  case 1: (0x1.d77b63ad0c91bp-8, 0x1.0aa3c248696c9p-7)
  case 2: (0x1.20aae7fac455ap-6, 0x1.a0060a8531ffap-7)
  case 3: (0x1.0a9fed30405eep-5, 0x1.18c5800a355d9p-6)
  case 4: (0x1.a8ab25d459a36p-5, 0x1.5ee963a335495p-6)
  case 5: (0x1.347ec0a5e57b4p-4, 0x1.a1c6ae961fbfap-6)
  case 6: (0x1.a4e5adf8ed0ebp-4, 0x1.e0bd76c924981p-6)
  case 7: (0x1.123ed9c52d88dp-3, 0x1.0d9b9a62cac1p-5)
  case 8: (0x1.590aec76f00edp-3, 0x1.2854103b35e0cp-5)
  case 9: (0x1.a62dd72d3a6b8p-3, 0x1.40483e126fd14p-5)
  case 10: (0x1.f8ef3af329ac5p-3, 0x1.553ee25ebebc6p-5)
  case 11: (0x1.2844a541c8387p-2, 0x1.6705e18e13ed1p-5)
  case 12: (0x1.5615518d42105p-2, 0x1.7572bdb3f6e51p-5)
  case 13: (0x1.857c20798fdadp-2, 0x1.8062fc0f6fef9p-5)
  case 14: (0x1.b607c563a0372p-2, 0x1.87bc776f8c6d7p-5)
  default: (0x1.e74437b7733b6p-2, 0x1.8b6d9eaec77adp-5)
  }
}
