import Foundation

extension Array64 {
  /// Attention of queries [batch, m, heads·d] to keys [batch, n, heads·d] and values [batch, n, heads·e].
  ///
  /// - Parameters:
  ///   - sees: whether the query i of a sample sees the key j.
  ///   - mask: what the weights [batch, heads, m, n] are multiplied by.
  func attention(
    keys: Array64, values: Array64, heads: Int, mask: Array64? = nil,
    sees: (_ sample: Int, _ query: Int, _ key: Int) -> Bool = { _, _, _ in true }
  ) -> Array64 {
    let (m, n) = (shape[1], keys.shape[1])
    let (d, e) = (shape[2] / heads, values.shape[2] / heads)
    var result = Array64([shape[0], m, heads * e]) { _ in 0 }
    for b in 0..<shape[0] {
      for h in 0..<heads {
        for i in 0..<m {
          let scores = (0..<n).map { j in
            (0..<d).reduce(0) { $0 + self[b, i, h * d + $1] * keys[b, j, h * d + $1] }
              / Double(d).squareRoot()
          }
          let seen = (0..<n).filter { sees(b, i, $0) }
          let whole = seen.reduce(0) { $0 + Foundation.exp(scores[$1]) }
          for j in seen {
            let weight = Foundation.exp(scores[j]) / whole * (mask?[b, h, i, j] ?? 1)
            for k in 0..<e { result[b, i, h * e + k] += weight * values[b, j, h * e + k] }
          }
        }
      }
    }
    return result
  }
}
