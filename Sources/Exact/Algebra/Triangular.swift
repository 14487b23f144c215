/// The half of a square matrix that a triangular system reads.
public enum Triangle: Sendable {
  /// The diagonal and what is below it.
  case lower
  /// The diagonal and what is above it.
  case upper
}

extension Matrix64 {
  /// Solves a triangular system T·X = B, or Tᵀ·X = B.
  ///
  /// Only the named triangle of this square matrix is read. Each unknown is one `fma` chain over
  /// those known before it, in the order in which they became known, and one division: a column
  /// comes out the same alone or beside others.
  ///
  /// - Parameters:
  ///   - triangle: The half to read.
  ///   - transposed: Whether to solve with the transposed triangle.
  ///   - unitDiagonal: Whether to take ones for the diagonal without reading it.
  ///   - right: The right-hand sides as columns, with as many rows as this matrix.
  /// - Throws: `singular` at the first zero on the diagonal, `notFinite` for NaN or an infinity
  ///   in the triangle.
  public func solve(
    _ triangle: Triangle, transposed: Bool = false, unitDiagonal: Bool = false,
    _ right: Matrix64
  ) throws(AlgebraError) -> Matrix64 {
    requireSquare(for: "a triangular system")
    requireRightHandSide(rows: right.rows)
    for i in 0..<rows {
      for j in triangle == .lower ? 0..<i &+ 1 : i..<rows {
        if unitDiagonal && i == j { continue }
        let value = elements[i &* columns &+ j]
        if !value.isFinite { throw .notFinite(row: i, column: j) }
        if i == j && value == 0 { throw .singular(pivot: i) }
      }
    }
    return substituting(triangle, transposed: transposed, unitDiagonal: unitDiagonal, right)
  }

  /// Solves a triangular system with one right-hand side.
  public func solve(
    _ triangle: Triangle, transposed: Bool = false, unitDiagonal: Bool = false,
    _ right: [Double]
  ) throws(AlgebraError) -> [Double] {
    try solve(
      triangle, transposed: transposed, unitDiagonal: unitDiagonal, Matrix64(column: right)
    ).elements
  }

  /// Solves a triangular system whose elements are known to be finite, its diagonal not zero.
  func substituting(
    _ triangle: Triangle, transposed: Bool = false, unitDiagonal: Bool = false,
    _ right: Matrix64
  ) -> Matrix64 {
    var result = right
    let size = rows
    elements.withUnsafeBufferPointer { a in
      result.elements.withUnsafeMutableBufferPointer { x in
        guard let a = a.baseAddress, let x = x.baseAddress else { return }
        let forward = StridedMatrix(a, rowStride: size)
        let oriented = transposed ? forward.transposed : forward
        if (triangle == .lower) != transposed {
          substituteForward(
            oriented, size: size, unitDiagonal: unitDiagonal, x, rowStride: right.columns,
            columns: right.columns)
        } else {
          // Read from its last row and column, an upper triangle is a lower one.
          let backward = StridedMatrix(
            oriented.start + (size &* size &- 1), rowStride: -oriented.rowStride,
            columnStride: -oriented.columnStride)
          substituteForward(
            backward, size: size, unitDiagonal: unitDiagonal, x + (size &- 1) &* right.columns,
            rowStride: -right.columns, columns: right.columns)
        }
      }
    }
    return result
  }

  /// A matrix of one column.
  init(column values: [Double]) {
    self.init(rows: values.count, columns: 1, elements: values)
  }

  /// Stops the program unless right-hand sides fit this matrix.
  func requireRightHandSide(rows found: Int) {
    requireShape(
      found == rows,
      "a system of shape [\(rows), \(columns)] needs right-hand sides with \(rows) rows, "
        + "got \(found)")
  }
}

/// Solves L·X = B in place for a lower triangle, sixty-four unknowns at a time.
func substituteForward(
  _ triangle: StridedMatrix, size: Int, unitDiagonal: Bool, _ x: UnsafeMutablePointer<Double>,
  rowStride: Int, columns: Int
) {
  if columns < 4 {
    substituteNarrow(
      triangle, size: size, unitDiagonal: unitDiagonal, x, rowStride: rowStride, columns: columns)
    return
  }
  var top = 0
  while top < size {
    let end = min(top &+ 64, size)
    addProduct(
      triangle.from(top, 0), StridedMatrix(x, rowStride: rowStride), negated: true,
      to: x + top &* rowStride, rowStride: rowStride, rows: end &- top, columns: columns,
      depth: top)
    for i in top..<end {
      let row = x + i &* rowStride
      for k in top..<i {
        let (factor, known) = (-triangle[i, k], x + k &* rowStride)
        for j in 0..<columns { row[j].addProduct(factor, known[j]) }
      }
      if !unitDiagonal {
        let pivot = triangle[i, i]
        for j in 0..<columns { row[j] /= pivot }
      }
    }
    top = end
  }
}

/// Solves L·X = B in place for a few columns, walking the triangle along its contiguous direction.
private func substituteNarrow(
  _ triangle: StridedMatrix, size: Int, unitDiagonal: Bool, _ x: UnsafeMutablePointer<Double>,
  rowStride: Int, columns: Int
) {
  let alongRows = triangle.columnStride.magnitude == 1
  for j in 0..<columns {
    let unknown = x + j
    for i in 0..<size {
      if alongRows {
        var sum = unknown[i &* rowStride]
        for k in 0..<i { sum.addProduct(-triangle[i, k], unknown[k &* rowStride]) }
        unknown[i &* rowStride] = sum
      }
      if !unitDiagonal { unknown[i &* rowStride] /= triangle[i, i] }
      if !alongRows {
        let factor = -unknown[i &* rowStride]
        for k in i &+ 1..<max(size, i &+ 1) {
          unknown[k &* rowStride].addProduct(triangle[k, i], factor)
        }
      }
    }
  }
}
