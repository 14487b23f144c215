import Exact
import Foundation

extension Array64 {
  func softmax() -> Array64 { logSoftmax().exp() }

  func logSoftmax() -> Array64 {
    along(-1) { row in
      let whole = Foundation.log(row.reduce(0) { $0 + Foundation.exp($1) })
      return row.map { $0 - whole }
    }
  }

  func layerNorm(epsilon: Double = 1e-5) -> Array64 {
    along(-1) { row in
      let deviation = (row.squaredDeviations / Double(row.count) + epsilon).squareRoot()
      return row.map { ($0 - row.mean) / deviation }
    }
  }

  func rmsNorm(epsilon: Double = 1e-5) -> Array64 {
    along(-1) { row in
      let square = row.reduce(0) { $0 + $1 * $1 } / Double(row.count)
      return row.map { $0 / (square + epsilon).squareRoot() }
    }
  }

  func batchNorm(
    statistics: (means: [Double], variances: [Double])? = nil, epsilon: Double = 1e-5
  ) -> Array64 {
    let columns = shape[shape.count - 1]
    let rows = reshaped([count / columns, columns])
    let means = statistics.map { Array64($0.means, [columns]) } ?? rows.mean(along: 0)
    let variances = statistics.map { Array64($0.variances, [columns]) } ?? rows.variance(along: 0)
    return ((rows - means) / variances.map { ($0 + epsilon).squareRoot() }).reshaped(shape)
  }

  /// Dropout by the decisions of a key, one an element.
  func dropout(_ rate: Double, _ key: Key) -> Array64 {
    self * Array64.dropoutMask(shape, rate, key)
  }

  /// 0 where a key decides to drop, else what makes up for the dropped ones.
  static func dropoutMask(_ shape: [Int], _ rate: Double, _ key: Key) -> Array64 {
    let count = shape.reduce(1, *)
    return Array64((0..<count).map { key.bernoulli(rate, at: $0) ? 0 : 1 / (1 - rate) }, shape)
  }
}
