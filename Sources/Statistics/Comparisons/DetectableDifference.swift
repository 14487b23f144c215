import Exact

/// The least mean difference that a two-sided paired t-test of so many runs would likely notice.
///
/// `deviation` is the standard deviation of the paired differences, `power` the probability of a
/// significant result where the difference is as great as the one returned; smaller differences stay
/// undetected more often. 0 where the deviation is. Errors: fewer than two runs, a deviation that is
/// negative or unusable, a significance or power that is not between 0 and 1, a power that is not above
/// the significance.
public func detectableDifference(
  deviation: Double, runs: Int, significance: Double = 0.05, power: Double = 0.8
) throws(StatisticsError) -> Double {
  guard runs >= 2 else {
    throw .tooFew(what: "the detectable difference, runs", expected: 2, found: runs)
  }
  guard deviation >= 0, deviation <= greatestMagnitude else {
    throw .setting(
      what: "the detectable difference's deviation", expected: "a finite number from 0 on",
      found: canonical(deviation))
  }
  try checkProbability(significance, "the detectable difference's significance")
  try checkProbability(power, "the detectable difference's power")
  guard power > significance else {
    throw .setting(
      what: "the detectable difference's power",
      expected: "more than the significance of \(canonical(significance))",
      found: canonical(power))
  }
  let freedom = Double(runs - 1)
  let critical = studentTQuantile(upperTail: 0.5 * significance, degreesOfFreedom: freedom)
  func excess(_ shift: Double) -> Double {
    noncentralTails(beyond: critical, shift: shift, degreesOfFreedom: freedom) - power
  }
  var high = 4.0
  while excess(high) < 0 { high *= 2 }
  let shift = root(between: 0, and: high, of: excess)
  return shift * deviation / Double(runs).squareRoot()
}

/// P(|T| > t) of the noncentral t distribution, T = (Z + shift)/W for a standard normal Z and W² a
/// chi-square number over its degrees of freedom ν.
///
/// By the trapezoidal rule, which is exact to rounding for bells, over the variable whose bell is the
/// narrower one: W, of relative width 1/√(2ν), or Z + shift, of relative width 1/shift.
func noncentralTails(beyond t: Double, shift: Double, degreesOfFreedom: Double) -> Double {
  let sharpness = max(3, (2 * degreesOfFreedom).squareRoot())
  if shift > max(18, sharpness) {
    return tailOverNormal(beyond: t, shift: shift, degreesOfFreedom)
  }
  let step = 1 / (3 * max(sharpness, shift))
  return tailsOverChi(beyond: t, shift: shift, degreesOfFreedom, step: step)
}

/// The mean of P(|Z + shift| > t W) over log W, of density exp(ν (log W − W²/2)) but for a factor that the
/// same rule gives.
private func tailsOverChi(
  beyond t: Double, shift: Double, _ freedom: Double, step: Double
) -> Double {
  var (weights, tails) = (0.0, 0.0)
  func add(at logarithm: Double) -> Bool {
    // The factor makes the weight 1 at its greatest, W = 1.
    let weight = exp(freedom * (logarithm - 0.5 * expm1(2 * logarithm)))
    let w = exp(logarithm)
    weights += weight
    tails += weight * (normalSurvival(t * w - shift) + normalSurvival(t * w + shift))
    return weight > 0x1p-60
  }
  var place = 0.0
  while add(at: step * place) { place += 1 }
  place = -1
  while add(at: step * place) { place -= 1 }
  return tails / weights
}

/// The mean of P(W < (Z + shift)/t) over Z, for shifts beyond what −Z and so the other tail may reach.
private func tailOverNormal(beyond t: Double, shift: Double, _ freedom: Double) -> Double {
  let step = 0.25
  let total = laneSum(73) { index in
    let z = -9 + step * Double(index)
    let w = (z + shift) / t
    return exp(-0.5 * z * z) * chiSquareCumulative(freedom * w * w, degreesOfFreedom: freedom)
  }
  return 0.3989422804014327 * step * total
}
