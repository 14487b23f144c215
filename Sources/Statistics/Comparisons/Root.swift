import Exact

/// Where a function that has different signs at two places crosses zero, to 2⁻⁵⁰ of the place.
///
/// Inverse quadratic interpolation where it is safe, else halving: Chandrupatla, *A New Hybrid
/// Quadratic/Bisection Algorithm for Finding the Zero of a Nonlinear Function*, 1997.
func root(between low: Double, and high: Double, of function: (Double) -> Double) -> Double {
  var (x1, x2, x3) = (low, high, low)
  var (f1, f2) = (function(low), function(high))
  var f3 = f1
  var share = 0.5
  for _ in 0..<200 {
    let x = x1 + share * (x2 - x1)
    let f = function(x)
    if (f < 0) == (f1 < 0) {
      (x3, f3) = (x1, f1)
    } else {
      (x3, f3, x2, f2) = (x2, f2, x1, f1)
    }
    (x1, f1) = (x, f)
    let nearest = f1.magnitude < f2.magnitude ? x1 : x2
    let width = (x2 - x1).magnitude
    let tolerance = max(nearest.magnitude * 0x1p-50, .leastNormalMagnitude)
    if f1 == 0 || width <= 2 * tolerance { return nearest }
    let place = (x1 - x2) / (x3 - x2)
    let height = (f1 - f2) / (f3 - f2)
    if 1 - (1 - place).squareRoot() < height, height < place.squareRoot() {
      share =
        f1 / (f2 - f1) * (f3 / (f2 - f3))
        + (x3 - x1) / (x2 - x1) * (f1 / (f3 - f1)) * (f2 / (f3 - f2))
    } else {
      share = 0.5
    }
    share = min(max(share, tolerance / width), 1 - tolerance / width)
  }
  return x1
}

/// The t that Student's t distribution exceeds with a probability of at most ½.
func studentTQuantile(upperTail probability: Double, degreesOfFreedom: Double) -> Double {
  func excess(_ t: Double) -> Double {
    studentTSurvival(t, degreesOfFreedom: degreesOfFreedom) - probability
  }
  var high = 2.0
  while excess(high) > 0 { high *= 2 }
  return root(between: 0, and: high, of: excess)
}
