/// The factorisation A·P = Q·R by Householder reflections, with column pivoting or without.
///
/// Q has orthonormal columns, R is upper triangular (its diagonal may be negative), and P reorders
/// columns, which only pivoting does: at each step the column with the largest norm left comes
/// next, the one further left when two are equal.
/// (Golub and Van Loan, Matrix Computations, 4th edition, algorithms 5.2.1 and 5.4.1; norms are
/// updated as in Drmač and Bujanović, ACM TOMS 35 (2008).)
public struct QR: Sendable {
  /// The upper triangular or trapezoidal factor, of shape [min(m, n), n].
  public let r: Matrix64
  /// For each column of Q·R, the column of A that it equals.
  public let permutation: [Int]
  /// Whether columns were pivoted.
  public let pivoted: Bool
  /// The number of rows of the factorised matrix.
  public let rows: Int
  private let reflectors: Reflectors
  private let columnNorms: [Double]

  /// Factorises a matrix of any shape.
  ///
  /// Where a column's norm is beyond the largest number, an element of R is infinite.
  ///
  /// - Parameters:
  ///   - matrix: The matrix, of shape [m, n].
  ///   - pivoting: Whether to reorder columns so that R's diagonal shrinks and shows the rank.
  /// - Throws: `notFinite` for NaN or an infinity.
  public init(_ matrix: Matrix64, pivoting: Bool = false) throws(AlgebraError) {
    let largest = try matrix.largestMagnitude()
    // Far from the ends of the range nothing can overflow, and no scaling is needed.
    let safe = largest == 0 || (largest > 0x1p-900 && largest < 0x1p900)
    let power = safe ? 1 : balancingPower(largest)
    var triangularisation = Triangularisation(ColumnPanels(matrix, scaledBy: power))
    if pivoting {
      triangularisation.runWithPivoting()
    } else {
      triangularisation.run()
    }
    r = triangularisation.factor(scaledBy: power)
    permutation = triangularisation.permutation
    pivoted = pivoting
    rows = matrix.rows
    reflectors = triangularisation.reflectors
    columnNorms = triangularisation.norms.map { $0 / power }
  }

  /// The orthonormal columns Q, of shape [m, min(m, n)].
  public var q: Matrix64 { reflectors.product(columns: r.rows).matrix(rows: rows) }

  /// How many columns are independent of those before them, numerically.
  ///
  /// With pivoting: diagonal elements of R above `tolerance` times the first. Without: those above
  /// `tolerance` times the norm of their own column, whatever the units of the columns.
  ///
  /// - Parameter tolerance: The fraction that counts as zero; by default max(m, n)·2⁻⁵².
  public func rank(tolerance: Double? = nil) -> Int {
    let fraction = tolerance ?? Double(max(rows, r.columns)) * 0x1p-52
    var independent = 0
    for k in 0..<r.rows {
      let reference = pivoted ? r[0, 0].magnitude : columnNorms[k]
      if r[k, k].magnitude > fraction * reference { independent += 1 }
    }
    return independent
  }

  /// The least-squares solution: the X for which ‖A·X − B‖ is smallest, column by column.
  ///
  /// - Parameters:
  ///   - right: The right-hand sides as columns, with as many rows as A.
  ///   - tolerance: The fraction that counts as zero for the rank; by default max(m, n)·2⁻⁵².
  /// - Returns: The coefficients, of shape [n, columns of B], in the order of A's columns.
  /// - Throws: `rankDeficient` unless all columns of A are independent.
  public func solve(
    _ right: Matrix64, tolerance: Double? = nil
  ) throws(AlgebraError) -> Matrix64 {
    require(
      right.rows == rows,
      "least squares of shape [\(rows), \(r.columns)] needs right-hand sides with \(rows) rows, "
        + "got \(right.rows)")
    let independent = rank(tolerance: tolerance)
    if independent < r.columns {
      throw .rankDeficient(rank: independent, columns: r.columns)
    }
    let size = r.columns
    let turned = applyingTranspose(to: right).matrix(rows: size)
    let solution = r.substituting(.upper, turned)
    var result = solution
    for k in 0..<size where permutation[k] != k {
      for j in 0..<right.columns { result[permutation[k], j] = solution[k, j] }
    }
    return result
  }

  /// The least-squares solution for one right-hand side.
  ///
  /// - Throws: `rankDeficient` unless all columns of A are independent.
  public func solve(_ right: [Double], tolerance: Double? = nil) throws(AlgebraError) -> [Double] {
    try solve(Matrix64(column: right), tolerance: tolerance).elements
  }

  /// The full orthogonal factor, transposed, times a matrix with as many rows as A.
  func applyingTranspose(to matrix: Matrix64) -> ColumnPanels {
    var panels = ColumnPanels(matrix)
    if reflectors.count > 0 {
      reflectors.apply(from: 0, through: reflectors.count - 1, to: &panels)
    }
    return panels
  }

  /// The full orthogonal factor times a matrix with as many rows as A.
  func applying(to panels: inout ColumnPanels) {
    if reflectors.count > 0 {
      reflectors.apply(from: reflectors.count - 1, through: 0, to: &panels)
    }
  }
}
