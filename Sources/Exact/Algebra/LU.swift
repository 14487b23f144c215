/// The factorisation P·A = L·U of a square matrix by elimination with partial pivoting.
///
/// The pivot is the largest magnitude in the column, the upper row when two are equal. A singular
/// matrix factorises too: its determinant is zero, and only `solve` and `inverse` refuse it.
/// (Golub and Van Loan, Matrix Computations, 4th edition, algorithm 3.4.1.)
public struct LU: Sendable {
  /// L below the diagonal, whose own diagonal of ones is not stored, and U on and above it.
  public let factors: Matrix64
  /// For each row of L·U, the row of A that it equals.
  public let permutation: [Int]
  /// The position of the first pivot that is zero, if one is.
  public let zeroPivot: Int?
  private let swapsAreOdd: Bool

  /// Factorises a square matrix.
  ///
  /// - Throws: `notFinite` for NaN or an infinity.
  public init(_ matrix: Matrix64) throws(AlgebraError) {
    matrix.requireSquare(for: "an LU factorisation")
    _ = try matrix.largestMagnitude()
    let size = matrix.rows
    var elimination = Elimination(size: size)
    var result = matrix
    result.elements.withUnsafeMutableBufferPointer { a in
      guard let a = a.baseAddress else { return }
      elimination.run(a)
    }
    factors = result
    permutation = elimination.permutation
    zeroPivot = elimination.zeroPivot
    swapsAreOdd = elimination.swapsAreOdd
  }

  /// Solves A·X = B for right-hand sides given as columns.
  ///
  /// - Throws: `singular` with the first pivot that is zero.
  public func solve(_ right: Matrix64) throws(AlgebraError) -> Matrix64 {
    factors.requireRightHandSide(rows: right.rows)
    if let zeroPivot { throw .singular(pivot: zeroPivot) }
    var permuted = right
    for i in 0..<right.rows where permutation[i] != i {
      for j in 0..<right.columns { permuted[i, j] = right[permutation[i], j] }
    }
    return factors.substituting(
      .upper, factors.substituting(.lower, unitDiagonal: true, permuted))
  }

  /// Solves A·x = b.
  ///
  /// - Throws: `singular` with the first pivot that is zero.
  public func solve(_ right: [Double]) throws(AlgebraError) -> [Double] {
    try solve(Matrix64(column: right)).elements
  }

  /// The inverse of A.
  ///
  /// - Throws: `singular` with the first pivot that is zero.
  public func inverse() throws(AlgebraError) -> Matrix64 { try solve(.identity(factors.rows)) }

  /// The determinant's sign (−1, 0 or 1) and the natural logarithm of its magnitude.
  ///
  /// A singular matrix gives 0 and minus infinity; a matrix without rows gives 1 and 0.
  public var determinant: (sign: Double, logarithm: Double) {
    var product = ScaledProduct()
    for i in 0..<factors.rows { product.multiply(by: factors[i, i]) }
    return (swapsAreOdd ? 0 - product.sign : product.sign, product.logarithm)
  }
}

/// Gaussian elimination in place, thirty-two columns at a time.
private struct Elimination {
  let size: Int
  var permutation: [Int]
  var zeroPivot: Int?
  var swapsAreOdd = false

  init(size: Int) {
    self.size = size
    permutation = [Int](0..<size)
  }

  mutating func run(_ a: UnsafeMutablePointer<Double>) {
    var left = 0
    while left < size {
      let end = min(left &+ 32, size)
      for j in left..<end { eliminate(a, column: j, until: end) }
      if end < size {
        let whole = MutableMatrixView(a, rows: size, columns: size)
        let (done, rest) = (end &- left, size &- end)
        let above = whole.block(row: left, column: end, rows: done, columns: rest)
        let factors = MatrixView(UnsafePointer(a), rows: size, columns: size)
        substituteForward(
          factors.block(row: left, column: left, rows: done, columns: done), unitDiagonal: true,
          above)
        subtractProduct(
          factors.block(row: end, column: left, rows: rest, columns: done),
          MatrixView(UnsafePointer(above.base), rows: done, columns: rest, stride: size),
          from: whole.block(row: end, column: end, rows: rest, columns: rest))
      }
      left = end
    }
  }

  /// Finds the pivot of one column and clears what is below it, within the columns up to `end`.
  private mutating func eliminate(_ a: UnsafeMutablePointer<Double>, column j: Int, until end: Int)
  {
    var pivotRow = j
    for i in j &+ 1..<max(size, j &+ 1)
    where a[i &* size &+ j].magnitude > a[pivotRow &* size &+ j].magnitude {
      pivotRow = i
    }
    if pivotRow != j {
      let (upper, lower) = (a + j &* size, a + pivotRow &* size)
      for k in 0..<size { (upper[k], lower[k]) = (lower[k], upper[k]) }
      permutation.swapAt(j, pivotRow)
      swapsAreOdd.toggle()
    }
    let row = a + j &* size
    let pivot = row[j]
    if pivot == 0 {
      if zeroPivot == nil { zeroPivot = j }
      return
    }
    for i in j &+ 1..<max(size, j &+ 1) {
      let lower = a + i &* size
      let factor = lower[j] / pivot
      lower[j] = factor
      for k in j &+ 1..<end { lower[k].addProduct(-factor, row[k]) }
    }
  }
}
