extension Array64 {
  static func + (a: Array64, b: Array64) -> Array64 { combined(a, b, +) }
  static func - (a: Array64, b: Array64) -> Array64 { combined(a, b, -) }
  static func * (a: Array64, b: Array64) -> Array64 { combined(a, b, *) }
  static func / (a: Array64, b: Array64) -> Array64 { combined(a, b, /) }

  /// Every pair of elements: axes are matched from the last, and those of size one or missing repeated.
  private static func combined(
    _ a: Array64, _ b: Array64, _ function: (Double, Double) -> Double
  ) -> Array64 {
    let rank = max(a.shape.count, b.shape.count)
    func padded(_ shape: [Int]) -> [Int] {
      Array(repeating: 1, count: rank - shape.count) + shape
    }
    let result = zip(padded(a.shape), padded(b.shape)).map { max($0, $1) }
    return Array64(result) { place in
      func element(of operand: Array64) -> Double {
        operand[zip(place.suffix(operand.shape.count), operand.shape).map { $1 == 1 ? 0 : $0 }]
      }
      return function(element(of: a), element(of: b))
    }
  }

  /// The product of matrices in the last two axes; an operand of two axes serves every one.
  func matmul(_ right: Array64, transposingRight: Bool = false) -> Array64 {
    let outer = shape.count > 2 ? shape.dropLast(2) : right.shape.dropLast(2)
    let (m, k) = (shape[shape.count - 2], shape[shape.count - 1])
    let n = right.shape[right.shape.count - (transposingRight ? 2 : 1)]
    return Array64(outer + [m, n]) { place in
      let (i, j) = (place[place.count - 2], place[place.count - 1])
      let batch = Array(place.dropLast(2))
      return (0..<k).reduce(0) { sum, l in
        let a = self[(shape.count > 2 ? batch : []) + [i, l]]
        let b = right[
          (right.shape.count > 2 ? batch : []) + (transposingRight ? [j, l] : [l, j])]
        return sum + a * b
      }
    }
  }

  /// The last axis times a matrix [input, output], plus a bias [output].
  func linear(_ weight: Array64, bias: Array64? = nil) -> Array64 {
    along(-1) { row in
      (0..<weight.shape[1]).map { j in
        row.indices.reduce(bias?[j] ?? 0) { $0 + row[$1] * weight[$1, j] }
      }
    }
  }
}
