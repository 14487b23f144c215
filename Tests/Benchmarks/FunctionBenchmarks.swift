import Exact
import Foundation

extension Bench {
  /// Elementary functions in Float32 on arrays, against calls of the C library in a loop.
  mutating func functions() {
    unary("exp", -20...20, { Exact.exp($0, to: $1, count: $2) }) { expf($0) }
    unary("expm1", -20...20, { Exact.expm1($0, to: $1, count: $2) }) { expm1f($0) }
    unary("log", 1e-3...1e3, { Exact.log($0, to: $1, count: $2) }) { logf($0) }
    unary("log1p", -0.9...1e3, { Exact.log1p($0, to: $1, count: $2) }) { log1pf($0) }
    unary("tanh", -6...6, { Exact.tanh($0, to: $1, count: $2) }) { tanhf($0) }
    unary("sigmoid", -12...12, { Exact.sigmoid($0, to: $1, count: $2) }) { 1 / (1 + expf(-$0)) }
    unary("silu", -12...12, { Exact.silu($0, to: $1, count: $2) }) { $0 / (1 + expf(-$0)) }
    unary("softplus", -12...12, { Exact.softplus($0, to: $1, count: $2) }) { log1pf(expf($0)) }
    unary("erf", -4...4, { Exact.erf($0, to: $1, count: $2) }) { erff($0) }
    unary("gelu", -6...6, { Exact.gelu($0, to: $1, count: $2) }) {
      0.5 * $0 * (1 + erff($0 * 0.70710678))
    }
    var slope = [Float](repeating: 0, count: elements)
    unary(
      "gelu with derivative", -6...6,
      { Exact.geluWithDerivative($0, to: $1, derivative: &slope, count: $2) }
    ) {
      let distribution = 0.5 * (1 + erff($0 * 0.70710678))
      return $0 * distribution + (distribution + $0 * expf(-0.5 * $0 * $0) * 0.3989423)
    }
    unary("sin", -100...100, { Exact.sin($0, to: $1, count: $2) }) { sinf($0) }
    unary("cos", -100...100, { Exact.cos($0, to: $1, count: $2) }) { cosf($0) }
    binary("pow", 1e-2...1e2, -5...5, { Exact.pow($0, $1, to: $2, count: $3) }) { powf($0, $1) }
    binary("atan2", -10...10, -10...10, { Exact.atan2($0, $1, to: $2, count: $3) }) {
      atan2f($0, $1)
    }
  }

  private var elements: Int { 4096 }

  private func spread(_ range: ClosedRange<Float>, stride: Int) -> [Float] {
    let width = range.upperBound - range.lowerBound
    return (0..<elements).map {
      range.lowerBound + width * Float($0 * stride % elements) / Float(elements)
    }
  }

  @inline(__always)
  private mutating func unary(
    _ name: String, _ range: ClosedRange<Float>,
    _ ours: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void,
    _ peer: @escaping (Float) -> Float
  ) {
    let count = elements
    let x = spread(range, stride: 1237)
    var y = x
    var z = x
    compare(
      name, unit: .nanoseconds, amount: Double(count), ours: { ours(x, &y, count) },
      peer: { for i in 0..<count { z[i] = peer(x[i]) } })
  }

  @inline(__always)
  private mutating func binary(
    _ name: String, _ first: ClosedRange<Float>, _ second: ClosedRange<Float>,
    _ ours: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void,
    _ peer: @escaping (Float, Float) -> Float
  ) {
    let count = elements
    let x = spread(first, stride: 811)
    let y = spread(second, stride: 1237)
    var z = x
    var w = x
    compare(
      name, unit: .nanoseconds, amount: Double(count), ours: { ours(x, y, &z, count) },
      peer: { for i in 0..<count { w[i] = peer(x[i], y[i]) } })
  }
}
