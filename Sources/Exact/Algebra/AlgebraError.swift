/// Why a matrix could not be factorised or a system not be solved.
///
/// Rows, columns and pivots count from zero in the order of the matrix that was passed in, except
/// where a factorisation reorders rows or columns: there a pivot is the position after reordering.
public enum AlgebraError: Error, Equatable, Sendable {
  /// The Cholesky pivot at this position is not above zero, so the matrix is not positive definite.
  case notPositiveDefinite(pivot: Int, value: Double)
  /// The pivot at this position is zero, so the system has no unique solution.
  case singular(pivot: Int)
  /// Fewer columns are independent, within the tolerance, than least squares needs.
  case rankDeficient(rank: Int, columns: Int)
  /// The iteration for the value at this position did not settle in the allowed number of sweeps.
  case notConverged(index: Int, iterations: Int)
  /// The element at this place is NaN or infinite.
  case notFinite(row: Int, column: Int)
}

extension AlgebraError: CustomStringConvertible {
  /// What went wrong and where, as a sentence.
  public var description: String {
    switch self {
    case .notPositiveDefinite(let pivot, let value):
      return "the matrix is not positive definite: pivot \(pivot) is \(value), expected above 0"
    case .singular(let pivot):
      return "the matrix is singular: pivot \(pivot) is 0"
    case .rankDeficient(let rank, let columns):
      return "the matrix has numerical rank \(rank), expected \(columns), its number of columns"
    case .notConverged(let index, let iterations):
      return "value \(index) did not converge in \(iterations) sweeps"
    case .notFinite(let row, let column):
      return
        "the element in row \(row), column \(column) is NaN or infinite, expected a finite number"
    }
  }
}
