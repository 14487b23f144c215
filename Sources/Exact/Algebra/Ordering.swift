/// Positions of values in the order that `precedes` asks for; equal values keep theirs.
func stableOrder(_ values: [Double], _ precedes: (Double, Double) -> Bool) -> [Int] {
  var order = [Int](0..<values.count)
  var other = order
  var width = 1
  while width < order.count {
    for left in stride(from: 0, to: order.count, by: 2 * width) {
      let middle = min(left + width, order.count)
      let end = min(left + 2 * width, order.count)
      var (a, b) = (left, middle)
      for k in left..<end {
        let takesRight = a == middle || (b < end && precedes(values[order[b]], values[order[a]]))
        other[k] = order[takesRight ? b : a]
        if takesRight { b += 1 } else { a += 1 }
      }
    }
    swap(&order, &other)
    width *= 2
  }
  return order
}

extension ColumnPanels {
  /// The chosen rows as the columns of a matrix, each with its sign set.
  ///
  /// Without `signs`, a row's component of largest magnitude becomes positive, the first of them
  /// where several are equally large.
  func rowsAsColumns(_ chosen: [Int], signs: [Double]?) -> Matrix64 {
    let signs = signs ?? dominantSigns()
    var result = Matrix64(rows: columns, columns: chosen.count, repeating: 0)
    result.elements.withUnsafeMutableBufferPointer { target in
      storage.withUnsafeBufferPointer { source in
        for k in 0..<chosen.count {
          let sign = signs[chosen[k]]
          for i in 0..<columns {
            target[i &* chosen.count &+ k] =
              sign * source[(i / 16 &* rows &+ chosen[k]) &* 16 &+ i % 16]
          }
        }
      }
    }
    return result
  }

  /// For each row, the sign that makes its first component of largest magnitude positive.
  func dominantSigns() -> [Double] {
    var signs = [Double](repeating: 1, count: rows)
    storage.withUnsafeBufferPointer { source in
      for row in 0..<rows {
        var largest = 0.0
        for i in 0..<columns {
          let value = source[(i / 16 &* rows &+ row) &* 16 &+ i % 16]
          if value.magnitude > largest {
            largest = value.magnitude
            signs[row] = value < 0 ? -1 : 1
          }
        }
      }
    }
    return signs
  }
}
