import Exact
import Foundation

/// A Float32 function of one argument: both its forms, its reference in Float64, and its bound.
struct Float32Case: Sendable, CustomStringConvertible {
  let name: String
  let scalar: @Sendable (Float) -> Float
  let array: @Sendable (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
  let truth: @Sendable (Double) -> Double
  /// The largest error allowed, in units in the last place of the truth.
  var bound = 1.0
  /// Magnitudes where the algorithm changes its course.
  var switches: [Float] = []

  var description: String { name }
}

let float32Cases: [Float32Case] = [
  Float32Case(
    name: "exp", scalar: { Exact.exp($0) }, array: { Exact.exp($0, to: $1, count: $2) },
    truth: { Foundation.exp($0) },
    switches: [0.3465736, 1.0397208, 87.33655, 88.72284, 89, 103.27893, 103.97208, 104]),
  Float32Case(
    name: "expm1", scalar: { Exact.expm1($0) }, array: { Exact.expm1($0, to: $1, count: $2) },
    truth: { Foundation.expm1($0) },
    switches: [0.3465736, 1.0397208, 17.328680, 40, 88.72284, 89]),
  Float32Case(
    name: "log", scalar: { Exact.log($0) }, array: { Exact.log($0, to: $1, count: $2) },
    truth: { Foundation.log($0) },
    switches: [0x1p-126, 2.0 / 3, 1, 4.0 / 3, 8.0 / 3]),
  Float32Case(
    name: "log1p", scalar: { Exact.log1p($0) }, array: { Exact.log1p($0, to: $1, count: $2) },
    truth: { Foundation.log1p($0) },
    switches: [1.0 / 3, 1, 5.0 / 3, 2.0 / 3]),
  Float32Case(
    name: "tanh", scalar: { Exact.tanh($0) }, array: { Exact.tanh($0, to: $1, count: $2) },
    truth: { Foundation.tanh($0) },
    switches: [0.1732868, 0.5198604, 9.010914, 10]),
  Float32Case(
    name: "sigmoid", scalar: { Exact.sigmoid($0) },
    array: { Exact.sigmoid($0, to: $1, count: $2) }, truth: Float32Truth.sigmoid,
    switches: [0.3465736, 17.32868, 87.33655, 103.97208, 110]),
  Float32Case(
    name: "silu", scalar: { Exact.silu($0) }, array: { Exact.silu($0, to: $1, count: $2) },
    truth: Float32Truth.silu,
    switches: [0.3465736, 17.32868, 92, 108.6, 110]),
  Float32Case(
    name: "softplus", scalar: { Exact.softplus($0) },
    array: { Exact.softplus($0, to: $1, count: $2) }, truth: Float32Truth.softplus, bound: 2,
    switches: [0.3465736, 17.32868, 87.33655, 103.97208, 110]),
  Float32Case(
    name: "erf", scalar: { Exact.erf($0) }, array: { Exact.erf($0, to: $1, count: $2) },
    truth: { Foundation.erf($0) }, switches: [0.27, 3.832507, 3.919206, 4]),
  Float32Case(
    name: "gelu", scalar: { Exact.gelu($0) }, array: { Exact.gelu($0, to: $1, count: $2) },
    truth: Float32Truth.gelu, bound: 2,
    switches: [0.8325546, 2.3947, 3.5, 5.6, 13.1, 14.1, 15]),
  Float32Case(
    name: "sin", scalar: { Exact.sin($0) }, array: { Exact.sin($0, to: $1, count: $2) },
    truth: { Foundation.sin($0) },
    switches: [0.7853982, 1.5707964, 3.1415927, 0x1p28, 0x1p68, 0x1p69]),
  Float32Case(
    name: "cos", scalar: { Exact.cos($0) }, array: { Exact.cos($0, to: $1, count: $2) },
    truth: { Foundation.cos($0) },
    switches: [0.7853982, 1.5707964, 3.1415927, 0x1p28, 0x1p68, 0x1p69]),
]

/// Float64 references for what the C library does not name, with limits at the infinities.
enum Float32Truth {
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

let float32Specials: [Float] = {
  let positive: [Float] = [
    0, .leastNonzeroMagnitude, .leastNormalMagnitude.nextDown, .leastNormalMagnitude,
    .ulpOfOne, 0.5, Float(1).nextDown, 1, Float(1).nextUp, 2, 3, 10, 100, 0x1p23, 0x1p24, 0x1p30,
    .greatestFiniteMagnitude, .infinity, .nan,
  ]
  return positive + positive.map { -$0 }
}()

/// One input out of every 1,024 neighbours, over all bit patterns, in ascending order of the bits.
func stratifiedFloats() -> [Float] {
  (0..<1 << 22).map { (stratum: Int) in
    Float(bitPattern: UInt32(stratum << 10) | UInt32(scramble(UInt64(stratum)) & 0x3ff))
  }
}

/// The 2,048 neighbours of `x` and of `-x`.
func neighbours(_ x: Float) -> [Float] {
  let bits = Int(x.bitPattern)
  return (bits - 1024..<bits + 1024).flatMap { bits -> [Float] in
    let neighbour = Float(bitPattern: UInt32(bits))
    return [neighbour, -neighbour]
  }
}

/// Bits for draw number `index` (the finaliser of SplitMix64).
func scramble(_ index: UInt64) -> UInt64 {
  var z = (index &+ 1) &* 0x9e37_79b9_7f4a_7c15
  z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
  z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
  return z ^ (z >> 31)
}

/// The distance of `y` from `truth` in units in the last place of the truth as a Float32; infinity
/// for a wrong NaN or a wrong sign.
func distanceInUlps(_ y: Float, from truth: Double) -> Double {
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
