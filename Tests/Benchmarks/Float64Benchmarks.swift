import Exact
import Foundation

extension Bench {
  /// Functions in Float64, on arrays where there is an array form, against the C library's scalar
  /// calls in a loop; the distribution functions have no peer.
  mutating func float64Functions() {
    array("exp f64", -700...700, { Exact.exp($0, to: $1, count: $2) }, { Foundation.exp($0) })
    array("expm1 f64", -20...20, { Exact.expm1($0, to: $1, count: $2) }, { Foundation.expm1($0) })
    array("log f64", 1e-3...1e3, { Exact.log($0, to: $1, count: $2) }, { Foundation.log($0) })
    array("log1p f64", -0.9...1e3, { Exact.log1p($0, to: $1, count: $2) }, { Foundation.log1p($0) })
    array("tanh f64", -6...6, { Exact.tanh($0, to: $1, count: $2) }, { Foundation.tanh($0) })
    array(
      "sigmoid f64", -12...12, { Exact.sigmoid($0, to: $1, count: $2) },
      { 1 / (1 + Foundation.exp(-$0)) })
    array("erf f64", -4...4, { Exact.erf($0, to: $1, count: $2) }, { Foundation.erf($0) })
    scalar("sin f64", -100...100, { Exact.sin($0) }, { Foundation.sin($0) })
    scalar("cos f64", -100...100, { Exact.cos($0) }, { Foundation.cos($0) })
    scalar("sin f64 huge", 1e290...1e300, { Exact.sin($0) }, { Foundation.sin($0) })
    scalar("pow f64", 1e-3...1e3, { Exact.pow($0, 3.3) }, { Foundation.pow($0, 3.3) })
    scalar("erfc f64", -3...10, { Exact.erfc($0) }, { Foundation.erfc($0) })
    scalar("lgamma f64", 0.1...50, { Exact.logGamma($0) }, { lgamma($0) })
    scalar("digamma f64", 0.1...50, { Exact.digamma($0) })
    scalar("normal quantile f64", 1e-6...0.999, { Exact.normalQuantile($0) })
    scalar("t survival f64", -5...5, { Exact.studentTSurvival($0, degreesOfFreedom: 29) })
    scalar("chi-square survival f64", 0...60, { Exact.chiSquareSurvival($0, degreesOfFreedom: 20) })
    scalar("chi-square survival f64, 10^10", 0.99e10...1.01e10) {
      Exact.chiSquareSurvival($0, degreesOfFreedom: 1e10)
    }
    scalar("F survival f64", 0...6) {
      Exact.fSurvival($0, numeratorDegreesOfFreedom: 9, denominatorDegreesOfFreedom: 40)
    }
  }

  /// Numbers over a range, not in order.
  private func numbers(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
    let width = range.upperBound - range.lowerBound
    return (0..<count).map {
      range.lowerBound + width * Double($0 * 1237 % count) / Double(count)
    }
  }

  @inline(__always)
  private mutating func array(
    _ name: String, _ range: ClosedRange<Double>,
    _ ours: (UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void,
    _ peer: @escaping (Double) -> Double
  ) {
    let x = numbers(range, 4096)
    var y = x
    var z = x
    compare(
      name, unit: .nanoseconds, amount: 4096, ours: { ours(x, &y, x.count) },
      peer: { for i in x.indices { z[i] = peer(x[i]) } })
  }

  @inline(__always)
  private mutating func scalar(
    _ name: String, _ range: ClosedRange<Double>, _ ours: @escaping (Double) -> Double,
    _ peer: ((Double) -> Double)? = nil
  ) {
    let x = numbers(range, 512)
    var y = x
    var z = x
    compare(
      name, unit: .nanoseconds, amount: 512, ours: { for i in x.indices { y[i] = ours(x[i]) } },
      peer: peer.map { peer in { for i in x.indices { z[i] = peer(x[i]) } } })
  }
}
