import Exact
import Foundation

extension Bench {
  /// Functions in Float64, on arrays where there is an array form, against the C library's scalar
  /// calls in a loop; the distribution functions have no peer.
  mutating func float64Functions() {
    arrays("exp f64", -700...700, Exact.exp) { each($0, $1, $2) { Foundation.exp($0) } }
    arrays("expm1 f64", -20...20, Exact.expm1) { each($0, $1, $2) { Foundation.expm1($0) } }
    arrays("log f64", 1e-3...1e3, Exact.log) { each($0, $1, $2) { Foundation.log($0) } }
    arrays("log1p f64", -0.9...1e3, Exact.log1p) { each($0, $1, $2) { Foundation.log1p($0) } }
    arrays("tanh f64", -6...6, Exact.tanh) { each($0, $1, $2) { Foundation.tanh($0) } }
    arrays("sigmoid f64", -12...12, Exact.sigmoid) {
      each($0, $1, $2) { 1 / (1 + Foundation.exp(-$0)) }
    }
    arrays("erf f64", -4...4, Exact.erf) { each($0, $1, $2) { Foundation.erf($0) } }
    arrays(
      "sin f64", -100...100, { each($0, $1, $2) { Exact.sin($0) } },
      {
        each($0, $1, $2) { Foundation.sin($0) }
      })
    arrays(
      "cos f64", -100...100, { each($0, $1, $2) { Exact.cos($0) } },
      {
        each($0, $1, $2) { Foundation.cos($0) }
      })
    arrays(
      "sin f64, huge", 1e290...1e300, { each($0, $1, $2) { Exact.sin($0) } },
      {
        each($0, $1, $2) { Foundation.sin($0) }
      })
    arrays(
      "pow f64", 1e-3...1e3, { each($0, $1, $2) { Exact.pow($0, 3.3) } },
      {
        each($0, $1, $2) { Foundation.pow($0, 3.3) }
      })
    arrays(
      "erfc f64", -3...10, { each($0, $1, $2) { Exact.erfc($0) } },
      {
        each($0, $1, $2) { Foundation.erfc($0) }
      })
    arrays(
      "lgamma f64", 0.1...50, { each($0, $1, $2) { Exact.logGamma($0) } },
      {
        each($0, $1, $2) { lgamma($0) }
      })
    arrays("digamma f64", 0.1...50, { each($0, $1, $2) { Exact.digamma($0) } })
    arrays("normal quantile f64", 1e-6...0.999, { each($0, $1, $2) { Exact.normalQuantile($0) } })
    arrays(
      "t survival f64", -5...5,
      { each($0, $1, $2) { Exact.studentTSurvival($0, degreesOfFreedom: 29) } })
    arrays(
      "chi-square survival f64", 0...60,
      { each($0, $1, $2) { Exact.chiSquareSurvival($0, degreesOfFreedom: 20) } })
    arrays(
      "chi-square survival f64, 10^10", 0.99e10...1.01e10,
      { each($0, $1, $2) { Exact.chiSquareSurvival($0, degreesOfFreedom: 1e10) } })
    arrays(
      "F survival f64", 0...6,
      {
        each($0, $1, $2) {
          Exact.fSurvival($0, numeratorDegreesOfFreedom: 9, denominatorDegreesOfFreedom: 40)
        }
      })
  }

  private typealias Filling = (UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void

  /// Times two ways of filling an array from numbers over a range, not in order.
  private mutating func arrays(
    _ name: String, _ range: ClosedRange<Double>, _ ours: Filling, _ peer: Filling? = nil
  ) {
    let count = 2048
    let width = range.upperBound - range.lowerBound
    let x = Memory(count) { range.lowerBound + width * Double($0 * 1237 % count) / Double(count) }
    let y = Memory(count) { _ in 0.0 }
    compare(
      name, unit: .nanoseconds, amount: Double(count), ours: { ours(x.read, y.write, count) },
      peer: peer.map { peer in { peer(x.read, y.write, count) } })
  }
}

/// A loop around a scalar call, inlined together with it.
@inline(__always)
private func each(
  _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int,
  _ function: (Double) -> Double
) {
  for i in 0..<count { y[i] = function(x[i]) }
}
