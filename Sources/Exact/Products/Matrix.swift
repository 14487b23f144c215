/// A matrix that lies row by row in somebody else's memory, or the transpose of one.
///
/// Shape [rows, columns]. The memory must outlive the view.
public struct MatrixView<Scalar> {
  /// The first stored element.
  public let base: UnsafePointer<Scalar>
  /// Rows as a product sees them.
  public let rows: Int
  /// Columns as a product sees them.
  public let columns: Int
  /// Elements from the start of one stored row to the start of the next.
  public let stride: Int
  /// Whether the stored rows are the columns that a product sees.
  public let isTransposed: Bool

  /// A matrix stored row by row, `stride` elements apart (the number of columns where it is left out).
  public init(_ base: UnsafePointer<Scalar>, rows: Int, columns: Int, stride: Int? = nil) {
    self.init(
      base: base, rows: rows, columns: columns, stride: stride ?? columns, isTransposed: false)
  }

  /// The same memory, read as the transpose.
  public var transposed: MatrixView {
    MatrixView(
      base: base, rows: columns, columns: rows, stride: stride, isTransposed: !isTransposed)
  }

  private init(
    base: UnsafePointer<Scalar>, rows: Int, columns: Int, stride: Int, isTransposed: Bool
  ) {
    checkLayout(
      rows: isTransposed ? columns : rows, columns: isTransposed ? rows : columns, stride: stride)
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride
    self.isTransposed = isTransposed
  }

  /// Elements between vertical neighbours.
  var rowStep: Int { isTransposed ? 1 : stride }

  /// Elements between horizontal neighbours.
  var columnStep: Int { isTransposed ? stride : 1 }

  /// The same view, `count` elements further on.
  public func moved(by count: Int) -> MatrixView {
    MatrixView(
      base: base + count, rows: rows, columns: columns, stride: stride, isTransposed: isTransposed)
  }

  /// The view whose first element is this one's element (row, column), `rows` by `columns` large.
  public func block(row: Int, column: Int, rows: Int, columns: Int) -> MatrixView {
    checkBlock(
      row: row, column: column, rows: rows, columns: columns, of: self.rows, self.columns)
    return MatrixView(
      base: base + (row * rowStep + column * columnStep), rows: rows, columns: columns,
      stride: stride, isTransposed: isTransposed)
  }
}

/// A matrix that lies row by row in somebody else's memory, to be written.
///
/// Shape [rows, columns]. The memory must outlive the view.
public struct MutableMatrixView<Scalar> {
  /// The first element.
  public let base: UnsafeMutablePointer<Scalar>
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// Elements from the start of one row to the start of the next.
  public let stride: Int

  /// A matrix stored row by row, `stride` elements apart (the number of columns where it is left out).
  public init(_ base: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int, stride: Int? = nil) {
    checkLayout(rows: rows, columns: columns, stride: stride ?? columns)
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
  }

  /// The same view, `count` elements further on.
  public func moved(by count: Int) -> MutableMatrixView {
    MutableMatrixView(base + count, rows: rows, columns: columns, stride: stride)
  }

  /// The view whose first element is this one's element (row, column), `rows` by `columns` large.
  public func block(row: Int, column: Int, rows: Int, columns: Int) -> MutableMatrixView {
    checkBlock(
      row: row, column: column, rows: rows, columns: columns, of: self.rows, self.columns)
    return MutableMatrixView(
      base + (row * stride + column), rows: rows, columns: columns, stride: stride)
  }
}

private func checkLayout(rows: Int, columns: Int, stride: Int) {
  guard rows >= 0, columns >= 0 else {
    fatalError("a matrix of shape [\(rows), \(columns)]: sizes cannot be negative")
  }
  guard stride >= columns else {
    fatalError(
      "a matrix of shape [\(rows), \(columns)] cannot have its rows \(stride) elements apart: expected at least \(columns)"
    )
  }
}

private func checkBlock(
  row: Int, column: Int, rows: Int, columns: Int, of allRows: Int, _ allColumns: Int
) {
  guard row >= 0, column >= 0, rows >= 0, columns >= 0, row + rows <= allRows,
    column + columns <= allColumns
  else {
    fatalError(
      "a block of shape [\(rows), \(columns)] at (\(row), \(column)) does not lie inside [\(allRows), \(allColumns)]"
    )
  }
}
