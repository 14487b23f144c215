/// An unevaluated sum of two `Double`, the second at most half a unit in the last place of the
/// first: about 106 significant bits.
///
/// The special functions are computed in it and rounded once. Sums and products after T. J. Dekker,
/// "A floating-point technique for extending the available precision", Numer. Math. 18 (1971), with
/// the error of a product taken from `fma`; the relative error of + * / is a few 2⁻¹⁰⁴.
/// The exponent range is that of `Double`, and below about 2⁻⁹⁶⁰ the low part runs out of bits.
struct DoubleDouble {
  var high: Double
  var low: Double

  @inline(__always)
  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// The exact sum of any two numbers.
  @inline(__always)
  static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
    let high = a + b
    let part = high - a
    return DoubleDouble(high, (a - (high - part)) + (b - part))
  }

  /// The exact sum of two numbers when |a| ≥ |b| or a is zero.
  @inline(__always)
  static func orderedSum(_ a: Double, _ b: Double) -> DoubleDouble {
    let high = a + b
    return DoubleDouble(high, b - (high - a))
  }

  /// The exact product of two numbers.
  @inline(__always)
  static func product(_ a: Double, _ b: Double) -> DoubleDouble {
    let high = a * b
    return DoubleDouble(high, (-high).addingProduct(a, b))
  }

  /// The nearest `Double`.
  @inline(__always)
  var rounded: Double { high + low }

  /// The number times a power of two (or any factor whose products are exact).
  @inline(__always)
  func scaled(by power: Double) -> DoubleDouble { DoubleDouble(high * power, low * power) }
}

extension DoubleDouble {
  @inline(__always)
  static prefix func - (a: DoubleDouble) -> DoubleDouble { DoubleDouble(-a.high, -a.low) }

  @inline(__always)
  static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let high = sum(a.high, b.high)
    let low = sum(a.low, b.low)
    let first = orderedSum(high.high, high.low + low.high)
    return orderedSum(first.high, first.low + low.low)
  }

  @inline(__always)
  static func + (a: DoubleDouble, b: Double) -> DoubleDouble {
    let high = sum(a.high, b)
    return orderedSum(high.high, high.low + a.low)
  }

  @inline(__always)
  static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + -b }

  @inline(__always)
  static func - (a: DoubleDouble, b: Double) -> DoubleDouble { a + -b }

  @inline(__always)
  static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let head = product(a.high, b.high)
    return orderedSum(
      head.high, head.low + (a.high * b.low).addingProduct(a.low, b.high))
  }

  @inline(__always)
  static func * (a: DoubleDouble, b: Double) -> DoubleDouble {
    let head = product(a.high, b)
    return orderedSum(head.high, head.low.addingProduct(a.low, b))
  }

  @inline(__always)
  static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let first = a.high / b.high
    let back = product(first, b.high)
    let rest = ((a.high - back.high) - back.low + a.low).addingProduct(-first, b.low)
    return orderedSum(first, rest / b.high)
  }

  @inline(__always)
  static func / (a: DoubleDouble, b: Double) -> DoubleDouble { a / DoubleDouble(b) }
}
