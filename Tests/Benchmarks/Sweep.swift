import Dispatch
import Exact
import Foundation

/// Runs the Float32 functions named (all where none is) over their whole domain and prints, for each,
/// the worst error against Float64 references from the C library; false for an unknown name.
///
/// Functions of one argument meet all 2^32 inputs; functions of two, 2^32 pairs.
func sweep(_ names: [String]) -> Bool {
  let known = sweeps.map(\.name)
  if let stranger = names.first(where: { !known.contains($0) }) {
    refuse("no function '\(stranger)' to sweep; there are: \(known.joined(separator: ", "))")
  }
  for (name, run) in sweeps where names.isEmpty || names.contains(name) {
    print(name, run().summary)
  }
  return true
}

private let sweeps: [(name: String, run: @Sendable () -> SweepReport)] = [
  ("exp", { sweepAll({ Exact.exp($0, to: $1, count: $2) }, { Foundation.exp($0) }) }),
  ("expm1", { sweepAll({ Exact.expm1($0, to: $1, count: $2) }, { Foundation.expm1($0) }) }),
  ("log", { sweepAll({ Exact.log($0, to: $1, count: $2) }, { Foundation.log($0) }) }),
  ("log1p", { sweepAll({ Exact.log1p($0, to: $1, count: $2) }, { Foundation.log1p($0) }) }),
  ("tanh", { sweepAll({ Exact.tanh($0, to: $1, count: $2) }, { Foundation.tanh($0) }) }),
  ("sigmoid", { sweepAll({ Exact.sigmoid($0, to: $1, count: $2) }, Reference.sigmoid) }),
  ("silu", { sweepAll({ Exact.silu($0, to: $1, count: $2) }, Reference.silu) }),
  ("softplus", { sweepAll({ Exact.softplus($0, to: $1, count: $2) }, Reference.softplus) }),
  ("erf", { sweepAll({ Exact.erf($0, to: $1, count: $2) }, { Foundation.erf($0) }) }),
  ("gelu", { sweepAll({ Exact.gelu($0, to: $1, count: $2) }, Reference.gelu) }),
  (
    "gelu-derivative",
    {
      sweepAll(
        { x, y, count in
          let value = UnsafeMutablePointer<Float>.allocate(capacity: count)
          defer { value.deallocate() }
          Exact.geluWithDerivative(x, to: value, derivative: y, count: count)
        }, Reference.geluDerivative, absolute: true)
    }
  ),
  ("sin", { sweepAll({ Exact.sin($0, to: $1, count: $2) }, { Foundation.sin($0) }) }),
  ("cos", { sweepAll({ Exact.cos($0, to: $1, count: $2) }, { Foundation.cos($0) }) }),
  (
    "pow",
    { sweepPairs({ Exact.pow($0, $1, to: $2, count: $3) }, { Foundation.pow($0, $1) }, powPair) }
  ),
  (
    "atan2",
    {
      sweepPairs(
        { Exact.atan2($0, $1, to: $2, count: $3) }, { Foundation.atan2($0, $1) }, anglePair)
    }
  ),
]

/// Float64 references for what the C library does not name, with limits at the infinities.
private enum Reference {
  static func sigmoid(_ x: Double) -> Double { 1 / (1 + Foundation.exp(-x)) }

  static func silu(_ x: Double) -> Double {
    x == -.infinity ? -0.0 : x / (1 + Foundation.exp(-x))
  }

  static func softplus(_ x: Double) -> Double {
    x.isNaN ? x : max(x, 0) + Foundation.log1p(Foundation.exp(-x.magnitude))
  }

  static func gelu(_ x: Double) -> Double {
    x == -.infinity ? -0.0 : 0.5 * x * Foundation.erfc(-x * 0.5.squareRoot())
  }

  static func geluDerivative(_ x: Double) -> Double {
    if x.isInfinite { return x > 0 ? 1 : 0 }
    let density = Foundation.exp(-0.5 * x * x) / (2 * Double.pi).squareRoot()
    return 0.5 * Foundation.erfc(-x * 0.5.squareRoot()) + x * density
  }
}

/// What a sweep met.
private struct SweepReport: Sendable {
  /// In units in the last place of the truth; infinity for a wrong NaN, infinity or sign.
  var worst = -1.0
  var input = ""
  var misrounded = 0
  var tried = 0
  var unit = "ulp"

  var summary: String {
    let share = String(format: "%.4f", 100 * Double(misrounded) / Double(tried))
    return "worst \(worst) \(unit) at \(input); \(share) % of \(tried) not correctly rounded"
  }

  mutating func note(_ error: Double, misrounded wrong: Bool, at input: @autoclosure () -> String) {
    tried += 1
    if wrong { misrounded += 1 }
    if error > worst { (worst, self.input) = (error, input()) }
  }

  mutating func merge(_ other: SweepReport) {
    if other.worst > worst { (worst, input) = (other.worst, other.input) }
    misrounded += other.misrounded
    tried += other.tried
  }
}

/// The distance of `y` from `truth` in units in the last place of the truth as a Float32.
@inline(__always)
private func distance(_ y: Float, from truth: Double) -> Double {
  if truth.isNaN || y.isNaN { return truth.isNaN && y.isNaN ? 0 : .infinity }
  if y.sign != truth.sign { return .infinity }
  let overflow = 0x1.ffffffp127
  if truth.magnitude >= overflow {
    return y.isInfinite ? 0 : (overflow - Double(y.magnitude)) * 0x1p-104
  }
  let exponent = max(Int((truth.bitPattern >> 52) & 0x7ff) - 1023, -126)
  let perUnit = Double(bitPattern: UInt64(1023 + 23 - exponent) << 52)
  let value = y.isInfinite ? 0x1p128 : Double(y.magnitude)
  return (value - truth.magnitude).magnitude * perUnit
}

/// Runs `part` for the numbers 0 through 1023, on two threads, and merges what it returns.
private func inParts(_ part: @Sendable (Int) -> SweepReport) -> SweepReport {
  let merged = Merged()
  DispatchQueue.concurrentPerform(iterations: 2) { thread in
    for number in stride(from: thread, to: 1024, by: 2) { merged.add(part(number)) }
  }
  return merged.report
}

private final class Merged: @unchecked Sendable {
  // Guarded by the lock.
  private var total = SweepReport()
  private let lock = NSLock()

  func add(_ other: SweepReport) { lock.withLock { total.merge(other) } }
  var report: SweepReport { lock.withLock { total } }
}

@inline(__always)
private func sweepAll(
  _ ours: @Sendable (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void,
  _ truth: @Sendable (Double) -> Double, absolute: Bool = false
) -> SweepReport {
  let block = 1 << 12
  var report = inParts { part in
    var found = SweepReport()
    var x = [Float](repeating: 0, count: block)
    var y = x
    let span = 1 << 22
    for start in stride(from: part * span, to: (part + 1) * span, by: block) {
      for i in 0..<block { x[i] = Float(bitPattern: UInt32(start + i)) }
      ours(x, &y, block)
      for i in 0..<block {
        let t = truth(Double(x[i]))
        let d = absolute && !t.isNaN ? (Double(y[i]) - t).magnitude : distance(y[i], from: t)
        found.note(
          d, misrounded: y[i] != Float(t) && !t.isNaN,
          at: "\(x[i]) (gives \(y[i]), truth \(t))")
      }
    }
    return found
  }
  if absolute { report.unit = "absolute" }
  return report
}

@inline(__always)
private func sweepPairs(
  _ ours:
    @Sendable (
      UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int
    ) -> Void,
  _ truth: @Sendable (Double, Double) -> Double,
  _ pair: @Sendable (UInt64) -> (Float, Float)
) -> SweepReport {
  let block = 1 << 12
  return inParts { part in
    var found = SweepReport()
    var x = [Float](repeating: 0, count: block)
    var y = x
    var z = x
    let span = 1 << 22
    for start in stride(from: part * span, to: (part + 1) * span, by: block) {
      for i in 0..<block { (x[i], y[i]) = pair(UInt64(start + i)) }
      ours(x, y, &z, block)
      for i in 0..<block {
        let t = truth(Double(x[i]), Double(y[i]))
        found.note(
          distance(z[i], from: t), misrounded: z[i] != Float(t) && !t.isNaN,
          at: "\(x[i]), \(y[i]) (gives \(z[i]), truth \(t))")
      }
    }
    return found
  }
}

/// The bits of draw number `index`: a bijection of 64 bits (the finaliser of SplitMix64).
private func draw(_ index: UInt64) -> UInt64 {
  var z = (index &+ 1) &* 0x9e37_79b9_7f4a_7c15
  z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
  z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
  return z ^ (z >> 31)
}

private let landmarks: [Float] = [
  0, 1, 2, 3, 0.5, 0x1p-149, 0x1p-126, 0x1.fffffep127, .infinity, .nan,
  0x1.fffffep-1, 0x1.000002p0, 0x1p23, 0x1.000002p23, 0x1p24, 0x1.fffffep23, 0x1p30, 1.0 / 3, 10,
]

/// Landmarks of both signs, or any bits, one pair in eight with a landmark in it.
private func anyPair(_ bits: UInt64) -> (Float, Float) {
  let x = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
  let y = Float(bitPattern: UInt32(truncatingIfNeeded: bits >> 32))
  func landmark(_ seed: UInt64) -> Float {
    let value = landmarks[Int((seed >> 1) % UInt64(landmarks.count))]
    return seed & 1 == 1 ? -value : value
  }
  let choice = draw(bits)
  return (
    choice & 7 == 0 ? landmark(choice >> 16 & 0xffff) : x,
    choice & 56 == 0 ? landmark(choice >> 32 & 0xffff) : y
  )
}

/// Pairs for `pow`: three of four keep the result finite, one in four of those near base 1.
private func powPair(_ index: UInt64) -> (Float, Float) {
  let bits = draw(index)
  if index & 3 == 0 { return anyPair(bits) }
  let near = index & 12 == 0
  let spread = UInt32(truncatingIfNeeded: bits) & (near ? 0x000f_ffff : 0x7fff_ffff)
  let x = Float(bitPattern: near ? 0x3f78_0000 + spread : spread % 0x7f80_0000)
  let fraction = Double(bits >> 33) * 0x1p-31
  let exponent = -150 + 279 * fraction
  let y = Float(exponent / Foundation.log2(Double(x)))
  return (x, y.isNaN ? 0 : y)
}

/// Pairs for `atan2`: three of four have magnitudes within 2^32 of one another.
private func anglePair(_ index: UInt64) -> (Float, Float) {
  let bits = draw(index)
  let (y, x) = anyPair(bits)
  if index & 3 == 0 { return (y, x) }
  let scale = UInt32(draw(bits) >> 40) & 0x1fff_ffff
  let base = y.bitPattern & 0x7fff_ffff
  let moved = min(max(Int(base) + Int(scale) - 0x1000_0000, 0), 0x7f7f_ffff)
  return (y, Float(bitPattern: UInt32(moved) | x.bitPattern & 0x8000_0000))
}
