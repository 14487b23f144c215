/// The thin singular value decomposition A = U·Σ·Vᵀ.
///
/// Householder bidiagonalisation, after a QR factorisation where the matrix is much longer one way,
/// then implicit QR. The matrix is scaled by a power of two first, so it may be as large or small
/// as numbers go; elements less than 2⁻¹⁰⁷⁴ of the largest count as zero.
/// (Golub and Van Loan, Matrix Computations, 4th edition, section 8.6.)
public struct SVD: Sendable {
  /// The left singular vectors as orthonormal columns, of shape [m, min(m, n)].
  ///
  /// In each the component of largest magnitude is positive, the first of them where several are
  /// equally large; the right singular vector goes with it.
  public let u: Matrix64
  /// The singular values, descending.
  public let values: [Double]
  /// The right singular vectors as orthonormal columns, of shape [n, min(m, n)].
  public let v: Matrix64

  /// Decomposes a matrix of any shape.
  ///
  /// - Throws: `notFinite` for NaN or an infinity; `notConverged` should the iteration
  ///   not settle, for which no matrix is known.
  public init(_ matrix: Matrix64) throws(AlgebraError) {
    let power = balancingPower(try matrix.largestMagnitude())
    let wide = matrix.rows < matrix.columns
    var tall = wide ? matrix.transposed : matrix
    tall.scale(by: power)
    // Beyond this shape, clearing the rows first costs less than dragging them along.
    let compressed = 2 * tall.rows > 3 * tall.columns ? try QR(tall) : nil
    let bidiagonal = Bidiagonal(compressed?.r ?? tall)
    var basis = bidiagonal.left.product(columns: tall.columns)
    if let compressed {
      var longer = ColumnPanels(basis, rows: tall.rows)
      compressed.applying(to: &longer)
      basis = longer
    }
    var iteration = BidiagonalIteration(
      diagonal: bidiagonal.diagonal, links: bidiagonal.links, left: basis.transposed,
      right: bidiagonal.right.product(columns: tall.columns).transposed)
    try iteration.run()
    let unsorted = iteration.diagonal
    let order = stableOrder(unsorted) { $0.magnitude > $1.magnitude }
    let (left, right) = (iteration.left.panels, iteration.right.panels)
    let signs = (wide ? right : left).dominantSigns()
    var otherSigns = signs
    for i in 0..<signs.count where unsorted[i] < 0 { otherSigns[i] = -signs[i] }
    values = order.map { unsorted[$0].magnitude / power }
    u = (wide ? right : left).rowsAsColumns(order, signs: signs)
    v = (wide ? left : right).rowsAsColumns(order, signs: otherSigns)
  }

  /// How many singular values are above a fraction of the largest.
  ///
  /// - Parameter tolerance: The fraction that counts as zero; by default max(m, n)·2⁻⁵².
  public func rank(tolerance: Double? = nil) -> Int {
    let fraction = tolerance ?? Double(max(u.rows, v.rows)) * 0x1p-52
    let largest = values.first ?? 0
    var count = 0
    for value in values where value > fraction * largest { count += 1 }
    return count
  }

  /// The ratio of the largest singular value to the smallest: infinity where that is zero.
  ///
  /// A matrix without rows or columns counts as perfectly conditioned: 1.
  public var conditionNumber: Double {
    guard let largest = values.first, let smallest = values.last else { return 1 }
    return smallest == 0 ? .infinity : largest / smallest
  }

  /// The Moore–Penrose inverse, of shape [n, m].
  ///
  /// - Parameter tolerance: Singular values up to this fraction of the largest count as zero; by
  ///   default max(m, n)·2⁻⁵².
  public func pseudoInverse(tolerance: Double? = nil) -> Matrix64 {
    let rank = rank(tolerance: tolerance)
    var scaled = Matrix64(rows: v.rows, columns: rank, repeating: 0)
    var kept = Matrix64(rows: rank, columns: u.rows, repeating: 0)
    for k in 0..<rank {
      for i in 0..<v.rows { scaled[i, k] = v[i, k] / values[k] }
      for i in 0..<u.rows { kept[k, i] = u[i, k] }
    }
    return scaled * kept
  }
}
