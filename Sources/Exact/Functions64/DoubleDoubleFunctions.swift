/// 1/√x of a positive normal number to about 15 digits, by Newton steps from halved exponent bits.
///
/// `squareRoot()` of the standard library can reach the C library's function (for its `errno`).
func inverseSquareRoot(_ x: Double) -> Double {
  var y = Double(bitPattern: 0x5fe6_eb50_c7b5_37a9 &- x.bitPattern >> 1)
  for _ in 0..<5 { y *= 1.5 - 0.5 * x * y * y }
  return y
}

/// A `DoubleDouble` times 2^power, so that tails far below the range of `Double` keep their digits.
struct ScaledDouble {
  var fraction: DoubleDouble
  var power: Double

  init(_ fraction: DoubleDouble, power: Double = 0) {
    self.fraction = fraction
    self.power = power
  }

  /// The nearest `Double`; a subnormal one may be rounded twice.
  var rounded: Double {
    scaled(fraction.rounded, byPowerOfTwo: limited(power, from: -1200, to: 1100))
  }

  /// The number without scale; what is below 2⁻⁵⁰⁰ becomes zero.
  var unscaled: DoubleDouble {
    power < -500 ? DoubleDouble(0) : fraction.scaled(by: powerOfTwo(power))
  }

  /// One minus the number, at least zero.
  var complement: ScaledDouble {
    let rest = -unscaled + 1
    return ScaledDouble(rest.high > 0 ? rest : DoubleDouble(0))
  }

  static func * (a: ScaledDouble, b: DoubleDouble) -> ScaledDouble {
    ScaledDouble(a.fraction * b, power: a.power)
  }

  static func * (a: ScaledDouble, b: Double) -> ScaledDouble {
    ScaledDouble(a.fraction * b, power: a.power)
  }
}

extension DoubleDouble {
  /// π.
  static var pi: DoubleDouble { DoubleDouble(0x1.921fb54442d18p1, 0x1.1a62633145c07p-53) }

  /// The square root of a positive number.
  func squareRoot() -> DoubleDouble {
    let root = high * inverseSquareRoot(high)
    let rest = self - DoubleDouble.product(root, root)
    return DoubleDouble.orderedSum(root, rest.high / (2 * root))
  }

  /// eˣ − 1 for |x| < 0.4.
  ///
  /// The Taylor series at x/8, then three times (1 + u)² − 1 = u(2 + u).
  var smallExponentialMinusOne: DoubleDouble {
    let x = scaled(by: 0.125)
    var term = x
    var sum = x
    for n in 2...15 {
      term = term * x / Double(n)
      sum = sum + term
    }
    for _ in 0..<3 { sum = sum * (sum + 2) }
    return sum
  }

  /// eˣ; 0 below about −2000 and not to be asked for above that.
  var exponential: ScaledDouble {
    guard high > -2000 else { return ScaledDouble(DoubleDouble(0)) }
    let power = (0x1.8p52).addingProduct(high, 0x1.71547652b82fep0) - 0x1.8p52
    let reduced =
      self - DoubleDouble.product(power, 0x1.62e42fefa39efp-1)
      - DoubleDouble.product(power, 0x1.abc9e3b39803fp-56)
    return ScaledDouble(reduced.smallExponentialMinusOne + 1, power: power)
  }

  /// 1/3 + z/5 + z²/7 + … for 0 ≤ z < 0.035, by which 2 artanh s = 2s + 2s³·(this at z = s²).
  private static func artanhSeries(_ z: DoubleDouble) -> DoubleDouble {
    var tail = 0.0
    for n in stride(from: 41.0, through: 21, by: -2) { tail = (1 / n).addingProduct(z.high, tail) }
    var sum = DoubleDouble(tail)
    for n in stride(from: 19.0, through: 3, by: -2) { sum = sum * z + DoubleDouble(1) / n }
    return sum
  }

  /// ln(1 + x) for −0.29 < x < 0.42.
  var smallLogarithmOfOnePlus: DoubleDouble {
    let s = self / (self + 2)
    let z = s * s
    return (s + s * z * DoubleDouble.artanhSeries(z)).scaled(by: 2)
  }

  /// The natural logarithm of a positive number.
  var logarithm: DoubleDouble {
    if high < 0x1p-900 {
      let shift = DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56) * 600
      return scaled(by: 0x1p600).logarithm - shift
    }
    let (power, m) = logarithmPieces(high)
    let small = DoubleDouble(m, low * (m / high)) - 1
    return DoubleDouble.product(power, 0x1.62e42fefa39efp-1)
      + DoubleDouble.product(power, 0x1.abc9e3b39803fp-56) + small.smallLogarithmOfOnePlus
  }

  /// ρ − 1 − ln ρ for a ratio ρ > 0, from ρ − 1 where that is small, with full relative accuracy.
  ///
  /// The exponent of gamma and beta densities: C. Loader, "Fast and accurate computation of binomial
  /// probabilities" (2000), whose D₀ it is.
  static func deviance(ratio: DoubleDouble, minusOne x: DoubleDouble) -> DoubleDouble {
    guard x.high > -0.29 && x.high < 0.42 else { return x - ratio.logarithm }
    let s = x / (x + 2)
    let z = s * s
    return s * (x - z.scaled(by: 2) * DoubleDouble.artanhSeries(z))
  }

  /// sin πt and cos πt for |t| ≤ ½.
  static func sineAndCosineOfPi(times t: Double) -> (sine: DoubleDouble, cosine: DoubleDouble) {
    guard t.magnitude <= 0.25 else {
      let other = sineAndCosineOfPi(times: 0.5 - t.magnitude)
      return (t < 0 ? -other.cosine : other.cosine, other.sine)
    }
    let angle = DoubleDouble.pi * t
    let square = -(angle * angle)
    var (sineTerm, cosineTerm) = (angle, DoubleDouble(1))
    var (sine, cosine) = (sineTerm, cosineTerm)
    for n in 1...14 {
      cosineTerm = cosineTerm * square / Double((2 * n - 1) * 2 * n)
      sineTerm = sineTerm * square / Double(2 * n * (2 * n + 1))
      cosine = cosine + cosineTerm
      sine = sine + sineTerm
    }
    return (sine, cosine)
  }
}
