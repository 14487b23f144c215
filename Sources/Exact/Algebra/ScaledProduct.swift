/// A product of many numbers that neither overflows nor underflows.
///
/// It keeps a significand of magnitude from 1 to 2 and a power of two, so that one logarithm at the
/// end replaces one for every factor.
struct ScaledProduct {
  private(set) var significand = 1.0
  private(set) var exponent = 0

  /// Multiplies by a finite number; zero stays zero for good.
  mutating func multiply(by factor: Double) {
    significand *= factor.isZero ? 0 : (factor < 0 ? -factor.significand : factor.significand)
    if significand == 0 { return }
    exponent += factor.exponent + significand.exponent
    significand = significand < 0 ? -significand.significand : significand.significand
  }

  /// −1, 0 or 1.
  var sign: Double { significand == 0 ? 0 : (significand < 0 ? -1 : 1) }

  /// The natural logarithm of the magnitude, minus infinity for zero.
  var logarithm: Double {
    if significand == 0 { return -.infinity }
    // ln 2 in two parts: the first has eleven trailing zero bits, so its product is exact.
    let (high, low) = (0x1.62e42fefa3800p-1, 0x1.ef35793c76730p-45)
    let power = Double(exponent)
    return power * high + (log(significand.magnitude) + power * low)
  }
}
