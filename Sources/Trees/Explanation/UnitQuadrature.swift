import Exact

/// Gauss and Legendre's points and weights on [0, 1]: n of them integrate polynomials of degree below 2n exactly.
///
/// The weight of a coalition of s among d players, s! (d − 1 − s)! / d!, is the integral of yˢ (1 − y)ᵈ⁻¹⁻ˢ over [0, 1].
/// So a sum over all coalitions of a product over the players is the integral of one product of sums: a polynomial of degree
/// d − 1, for which d / 2 points are enough.
struct UnitQuadrature {
  let points: [Double]
  let weights: [Double]

  /// The rule with `count` points, ascending.
  ///
  /// Roots of the Legendre polynomial by Newton's steps; they lie symmetrically.
  init(count: Int) {
    var points = [Double](repeating: 0.5, count: count)
    var weights = [Double](repeating: 0, count: count)
    for index in 0..<(count + 1) / 2 {
      let isMiddle = 2 * index + 1 == count
      var x = isMiddle ? 0 : Exact.cos(.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
      var slope = 0.0
      // From this start the error is squared by every step; six are more than enough.
      for _ in 0..<6 {
        let (value, derivative) = Self.legendre(count, x)
        slope = derivative
        if !isMiddle { x -= value / derivative }
      }
      let weight = 1 / ((1 - x * x) * slope * slope)
      (points[index], weights[index]) = ((1 - x) / 2, weight)
      (points[count - 1 - index], weights[count - 1 - index]) = ((1 + x) / 2, weight)
    }
    (self.points, self.weights) = (points, weights)
  }

  /// The Legendre polynomial of that degree at x, and its derivative; x is not ±1.
  private static func legendre(_ degree: Int, _ x: Double) -> (Double, Double) {
    var (value, before) = (1.0, 0.0)
    for k in 0..<degree {
      let next = (Double(2 * k + 1) * x * value - Double(k) * before) / Double(k + 1)
      (before, value) = (value, next)
    }
    return (value, Double(degree) * (x * value - before) / (x * x - 1))
  }
}

/// The rules that paths of up to so many columns need, by the number of columns.
struct UnitQuadratures {
  private let rules: [UnitQuadrature]

  init(upTo columns: Int) {
    rules = (0...(columns + 1) / 2).map { UnitQuadrature(count: $0) }
  }

  /// The rule for a path of `columns` columns.
  subscript(columns: Int) -> UnitQuadrature { rules[(columns + 1) / 2] }
}
