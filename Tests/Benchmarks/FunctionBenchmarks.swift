import Exact
import Foundation

extension Bench {
  mutating func functions() {
    let n = 4096
    var x = (0..<n).map { Float($0) / 4096 * 20 - 10 }
    var y = x
    var z = x
    compare(
      "exp", unit: .nanoseconds, amount: Double(n), ours: { Exact.exp(&x, to: &y, count: n) },
      peer: { for i in 0..<n { z[i] = expf(x[i]) } })
    compare(
      "log", unit: .nanoseconds, amount: Double(n), ours: { Exact.log(&x, to: &y, count: n) },
      peer: { for i in 0..<n { z[i] = logf(x[i]) } })
  }
}
