import Exact

/// P(Q > q) for the range Q of independent standard normal numbers, one a group.
///
/// The studentized range with infinitely many degrees of freedom: k ∫ φ(z) [Φ(z)ᵏ⁻¹ − (Φ(z) − Φ(z − q))ᵏ⁻¹] dz
/// over the greatest number z, the difference of powers taken as a product so that small probabilities
/// keep their digits. The trapezoidal rule with steps of ⅛ is exact to rounding for such bells.
/// NaN for fewer than two groups or a NaN; 1 for q ≤ 0.
public func studentizedRangeSurvival(_ q: Double, groups: Int) -> Double {
  guard groups >= 2, !q.isNaN else { return .nan }
  guard q > 0 else { return 1 }
  // Beyond, the probability is below the smallest Double.
  guard q < 80 else { return 0 }
  let (low, step) = (-9.0, 0.125)
  let count = Int((18 + q) / step) + 1
  let integral = laneSum(count) { index in
    let z = low + step * Double(index)
    let below = normalCumulative(z)
    let outside = normalCumulative(z - q)
    let inside = below - outside
    // aᵐ − bᵐ = (a − b)(aᵐ⁻¹ + aᵐ⁻² b + … + bᵐ⁻¹)
    var sum = 1.0
    var power = 1.0
    for _ in 0..<(groups - 2) {
      power *= inside
      sum = sum * below + power
    }
    return exp(-0.5 * z * z) * outside * sum
  }
  return min(1, Double(groups) * 0.3989422804014327 * step * integral)
}

/// The q that the studentized range with infinitely many degrees of freedom exceeds with a probability
/// between 0 and 1.
public func studentizedRangeQuantile(upperTail probability: Double, groups: Int) -> Double {
  guard groups >= 2, probability > 0, probability < 1 else { return .nan }
  func excess(_ q: Double) -> Double {
    studentizedRangeSurvival(q, groups: groups) - probability
  }
  var high = 2.0
  while excess(high) > 0 { high *= 2 }
  return root(between: 0, and: high, of: excess)
}
