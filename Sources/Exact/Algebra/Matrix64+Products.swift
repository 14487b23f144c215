extension Matrix64 {
  /// The matrix product; every element is one `fma` chain over ascending k that starts from zero.
  ///
  /// - Parameters:
  ///   - left: The left factor, of shape [m, k].
  ///   - right: The right factor, of shape [k, n].
  public static func * (left: Matrix64, right: Matrix64) -> Matrix64 {
    require(
      left.columns == right.rows,
      "a product needs as many columns on the left as rows on the right, "
        + "got [\(left.rows), \(left.columns)] times [\(right.rows), \(right.columns)]")
    var result = Matrix64(rows: left.rows, columns: right.columns, repeating: 0)
    left.elements.withUnsafeBufferPointer { a in
      right.elements.withUnsafeBufferPointer { b in
        result.elements.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          multiply(
            MatrixView(a, rows: left.rows, columns: left.columns),
            MatrixView(b, rows: right.rows, columns: right.columns),
            into: MutableMatrixView(c, rows: left.rows, columns: right.columns))
        }
      }
    }
    return result
  }

  /// The product with a column vector, the same bits as with a matrix of one column.
  public static func * (left: Matrix64, right: [Double]) -> [Double] {
    require(
      left.columns == right.count,
      "a matrix of shape [\(left.rows), \(left.columns)] needs a vector of \(left.columns) "
        + "elements, got \(right.count)")
    var result: [Double] = []
    result.reserveCapacity(left.rows)
    left.elements.withUnsafeBufferPointer { a in
      right.withUnsafeBufferPointer { x in
        for i in 0..<left.rows {
          var sum = 0.0
          for k in 0..<left.columns { sum.addProduct(a[i &* left.columns &+ k], x[k]) }
          result.append(sum)
        }
      }
    }
    return result
  }
}
