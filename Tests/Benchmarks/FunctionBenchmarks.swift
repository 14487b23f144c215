import Exact
import Foundation

extension Bench {
  /// Elementary functions in Float32 on arrays, against calls of the C library in a loop.
  mutating func functions() {
    arrays("exp", -20...20, Exact.exp) { each($0, $1, $2) { expf($0) } }
    arrays("expm1", -20...20, Exact.expm1) { each($0, $1, $2) { expm1f($0) } }
    arrays("log", 1e-3...1e3, Exact.log) { each($0, $1, $2) { logf($0) } }
    arrays("log1p", -0.9...1e3, Exact.log1p) { each($0, $1, $2) { log1pf($0) } }
    arrays("tanh", -6...6, Exact.tanh) { each($0, $1, $2) { tanhf($0) } }
    arrays("sigmoid", -12...12, Exact.sigmoid) { each($0, $1, $2) { 1 / (1 + expf(-$0)) } }
    arrays("silu", -12...12, Exact.silu) { each($0, $1, $2) { $0 / (1 + expf(-$0)) } }
    arrays("softplus", -12...12, Exact.softplus) { each($0, $1, $2) { log1pf(expf($0)) } }
    arrays("erf", -4...4, Exact.erf) { each($0, $1, $2) { erff($0) } }
    arrays("gelu", -6...6, Exact.gelu) {
      each($0, $1, $2) { 0.5 * $0 * (1 + erff($0 * 0.70710678)) }
    }
    let slope = Memory<Float>(elements) { _ in 0 }
    arrays(
      "gelu with derivative", -6...6,
      { Exact.geluWithDerivative($0, to: $1, derivative: slope.write, count: $2) },
      { x, y, count in
        for i in 0..<count {
          let distribution = 0.5 * (1 + erff(x[i] * 0.70710678))
          y[i] = x[i] * distribution
          slope.write[i] = distribution + x[i] * expf(-0.5 * x[i] * x[i]) * 0.3989423
        }
      })
    arrays("sin", -100...100, Exact.sin) { each($0, $1, $2) { sinf($0) } }
    arrays("cos", -100...100, Exact.cos) { each($0, $1, $2) { cosf($0) } }
    let exponents = Memory(elements) { 10 * Float($0 * 811 % elements) / Float(elements) - 5 }
    arrays(
      "pow", 1e-2...1e2, { Exact.pow($0, exponents.read, to: $1, count: $2) },
      {
        x, y, count in
        for i in 0..<count { y[i] = powf(x[i], exponents.read[i]) }
      })
    arrays(
      "atan2", -10...10, { Exact.atan2($0, exponents.read, to: $1, count: $2) },
      {
        x, y, count in
        for i in 0..<count { y[i] = atan2f(x[i], exponents.read[i]) }
      })
  }

  private var elements: Int { 4096 }

  /// Times two ways of filling an array from numbers over a range, not in order.
  private mutating func arrays(
    _ name: String, _ range: ClosedRange<Float>,
    _ ours: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void,
    _ peer: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
  ) {
    let count = elements
    let width = range.upperBound - range.lowerBound
    let x = Memory(count) { range.lowerBound + width * Float($0 * 1237 % count) / Float(count) }
    let y = Memory<Float>(count) { _ in 0 }
    withoutActuallyEscaping(peer) { peer in
      compare(name, unit: .nanoseconds, amount: Double(count)) {
        ours(x.read, y.write, count)
      } peer: {
        peer(x.read, y.write, count)
      }
    }
  }
}

/// A loop around a scalar call, inlined together with it.
@inline(__always)
private func each(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int,
  _ function: (Float) -> Float
) {
  for i in 0..<count { y[i] = function(x[i]) }
}
