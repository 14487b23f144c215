import Exact

/// The Float64 functions over their ranges, huge and subnormal arguments and far tails included.
func computeFloat64(_ fingerprint: inout Fingerprint) {
  for i in -200...200 {
    let x = Double(i) * 3.77
    let small = Double(i) * 0.0101
    let huge = Double(bitPattern: UInt64(i + 200) &* 0x0012_3456_789a_bcde)
    fingerprint.add(Exact.exp(x))
    fingerprint.add(Exact.expm1(small))
    fingerprint.add(Exact.log(huge))
    fingerprint.add(Exact.log1p(small))
    fingerprint.add(Exact.tanh(small))
    fingerprint.add(Exact.sigmoid(x))
    fingerprint.add(Exact.erf(small))
    fingerprint.add(Exact.sin(huge))
    fingerprint.add(Exact.cos(huge))
    fingerprint.add(Exact.sin(x))
    fingerprint.add(Exact.cos(x))
    fingerprint.add(Exact.pow(huge, small))
  }
  for i in -30...30 {
    let x = Double(i) * 0.937
    fingerprint.add(Exact.erfc(x))
    fingerprint.add(Exact.logGamma(x))
    fingerprint.add(Exact.digamma(x))
    fingerprint.add(Exact.normalSurvival(x))
    fingerprint.add(Exact.normalQuantile(Exact.sigmoid(20 * x)))
    fingerprint.add(Exact.studentTSurvival(x, degreesOfFreedom: 7.5))
  }
  for i in 1...12 {
    let (parameter, x) = (Exact.exp(Double(i) * 1.9), Double(i) * 0.11)
    fingerprint.add(Exact.chiSquareCumulative(parameter * x, degreesOfFreedom: parameter))
    fingerprint.add(Exact.chiSquareSurvival(parameter * x, degreesOfFreedom: parameter))
    for other in [0.5, 40, 3e6] {
      fingerprint.add(
        Exact.fSurvival(
          x, numeratorDegreesOfFreedom: parameter, denominatorDegreesOfFreedom: other))
    }
  }
}
