import TestSupport
import Testing

/// Compares whole tensors: |found − expected| at most `absolute` + `relative`·|expected|, 10⁻⁶ and 2·10⁻⁶ unless told
/// otherwise: some ten roundings of Float32.
func expectClose<Number: BinaryFloatingPoint>(
  _ found: [Float], _ expected: [Number], _ name: String, absolute: Double = 1e-6,
  relative: Double = 2e-6
) {
  guard found.count == expected.count else {
    Issue.record("\(name): \(found.count) numbers, expected \(expected.count)")
    return
  }
  let shares = zip(found, expected).map { found, expected in
    let reference = Double(expected)
    let share = abs(Double(found) - reference) / (absolute + relative * abs(reference))
    return share.isNaN ? .infinity : share
  }
  guard let worst = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[worst] > 1 else {
    return
  }
  let distance = ulps(found[worst], Float(expected[worst]))
  Issue.record(
    "\(name), element \(worst): \(found[worst]), expected \(expected[worst]): \(distance) ulps, \(shares[worst]) times the tolerance"
  )
}
