/// The Cholesky factorisation A = L·Lᵀ of a symmetric positive definite matrix.
///
/// Element (i, j) of L is the element of A, one `fma` chain over ascending k < j, and one division
/// or square root (Golub and Van Loan, Matrix Computations, 4th edition, algorithm 4.2.1).
public struct Cholesky: Sendable {
  /// The lower triangular factor L, with zeros above its diagonal.
  public let factor: Matrix64

  /// Factorises a symmetric matrix, reading only its diagonal and what is below it.
  ///
  /// - Throws: `notPositiveDefinite` with the first pivot that is not above zero, `notFinite` for
  ///   NaN or an infinity.
  public init(_ matrix: Matrix64) throws(AlgebraError) {
    matrix.requireSquare(for: "a Cholesky factorisation")
    _ = try matrix.largestMagnitude(lower: true)
    let size = matrix.rows
    var result = matrix
    let failed = result.elements.withUnsafeMutableBufferPointer { a -> Int? in
      guard let a = a.baseAddress else { return nil }
      for i in 0..<size { for j in i &+ 1..<max(size, i &+ 1) { a[i &* size &+ j] = 0 } }
      return factorise(a, size: size)
    }
    if let failed {
      throw .notPositiveDefinite(pivot: failed, value: result[failed, failed])
    }
    factor = result
  }

  /// Solves A·X = B for right-hand sides given as columns.
  public func solve(_ right: Matrix64) -> Matrix64 {
    factor.requireRightHandSide(rows: right.rows)
    return factor.substituting(
      .lower, transposed: true, factor.substituting(.lower, right))
  }

  /// Solves A·x = b.
  public func solve(_ right: [Double]) -> [Double] { solve(Matrix64(column: right)).elements }

  /// The natural logarithm of the determinant.
  public var logDeterminant: Double {
    var product = ScaledProduct()
    for i in 0..<factor.rows { product.multiply(by: factor[i, i]) }
    return 2 * product.logarithm
  }

  /// The inverse of A, exactly symmetric.
  public var inverse: Matrix64 {
    var result = solve(.identity(factor.rows))
    for i in 0..<result.rows { for j in 0..<i { result[j, i] = result[i, j] } }
    return result
  }
}

/// Replaces the lower triangle by its factor; returns the first bad pivot, left in its place.
///
/// Works on sixty-four columns at a time: the product with all columns before them, then row by row
/// within them.
private func factorise(_ a: UnsafeMutablePointer<Double>, size: Int) -> Int? {
  let block = 64
  // Row k of this square is column k of the diagonal block's factor.
  let turned = UnsafeMutablePointer<Double>.allocate(capacity: block &* block)
  defer { turned.deallocate() }
  var left = 0
  while left < size {
    let width = min(block, size &- left)
    let end = left &+ width
    let rows = MatrixView(
      UnsafePointer(a + left &* size), rows: width, columns: left, stride: size)
    let below = MatrixView(
      UnsafePointer(a + end &* size), rows: size &- end, columns: left, stride: size)
    let triangle = MutableMatrixView(a + left, rows: size, columns: width, stride: size)
    subtractProduct(
      rows, rows.transposed, from: triangle.block(row: left, column: 0, rows: width, columns: width)
    )
    subtractProduct(
      below, rows.transposed,
      from: triangle.block(row: end, column: 0, rows: size &- end, columns: width))
    for i in left..<size {
      let row = a + (i &* size &+ left)
      let own = i &- left
      for k in 0..<min(own, width) {
        let value = row[k] / turned[k &* block &+ k]
        row[k] = value
        if own < width { turned[k &* block &+ own] = value }
        let column = turned + k &* block
        for j in k &+ 1..<max(min(own &+ 1, width), k &+ 1) { row[j].addProduct(-value, column[j]) }
      }
      if own < width {
        let pivot = row[own]
        if !(pivot > 0 && pivot.isFinite) { return i }
        row[own] = pivot.squareRoot()
        turned[own &* block &+ own] = row[own]
        for j in own &+ 1..<max(width, own &+ 1) { row[j] = 0 }
      }
    }
    left &+= width
  }
  return nil
}
