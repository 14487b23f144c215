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
  /// Only the named triangle of this square matrix counts. Each unknown is one `fma` chain over
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
  ///
  /// Read from its last element to its first, an upper triangle is a lower one.
  func substituting(
    _ triangle: Triangle, transposed: Bool = false, unitDiagonal: Bool = false,
    _ right: Matrix64
  ) -> Matrix64 {
    let isForward = (triangle == .lower) != transposed
    if right.columns < narrow {
      return substitutingNarrow(
        forward: isForward, transposed: transposed, unitDiagonal: unitDiagonal, right)
    }
    var result = right
    if !isForward { result.elements = backwards(result.elements) }
    let size = rows
    (isForward ? elements : backwards(elements)).withUnsafeBufferPointer { a in
      result.elements.withUnsafeMutableBufferPointer { x in
        guard let a = a.baseAddress, let x = x.baseAddress else { return }
        let stored = MatrixView(a, rows: size, columns: size)
        substituteForward(
          transposed ? stored.transposed : stored, unitDiagonal: unitDiagonal,
          MutableMatrixView(x, rows: size, columns: right.columns))
      }
    }
    if !isForward { result.elements = backwards(result.elements) }
    return result
  }

  /// The same for a few columns, without a copy of the triangle.
  private func substitutingNarrow(
    forward: Bool, transposed: Bool, unitDiagonal: Bool, _ right: Matrix64
  ) -> Matrix64 {
    var result = right
    let (size, columns, sign) = (rows, right.columns, forward ? 1 : -1)
    elements.withUnsafeBufferPointer { a in
      result.elements.withUnsafeMutableBufferPointer { x in
        guard let a = a.baseAddress, let x = x.baseAddress else { return }
        substituteNarrow(
          forward ? a : a + (size &* size &- 1), rowStep: sign &* (transposed ? 1 : size),
          columnStep: sign &* (transposed ? size : 1), size: size, unitDiagonal: unitDiagonal,
          forward ? x : x + (size &- 1) &* columns, step: sign &* columns, columns: columns)
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
    require(
      found == rows,
      "a system of shape [\(rows), \(columns)] needs right-hand sides with \(rows) rows, "
        + "got \(found)")
  }
}

/// Solves L·X = B in place for a lower triangle, sixty-four unknowns at a time.
func substituteForward(
  _ triangle: MatrixView<Double>, unitDiagonal: Bool, _ x: MutableMatrixView<Double>
) {
  let (size, columns) = (x.rows, x.columns)
  let (rowStep, columnStep) = (triangle.rowStep, triangle.columnStep)
  if columns < narrow {
    substituteNarrow(
      triangle.base, rowStep: rowStep, columnStep: columnStep, size: size,
      unitDiagonal: unitDiagonal, x.base, step: x.stride, columns: columns)
    return
  }
  var top = 0
  while top < size {
    let end = min(top &+ 64, size)
    subtractProduct(
      triangle.block(row: top, column: 0, rows: end &- top, columns: top),
      MatrixView(UnsafePointer(x.base), rows: top, columns: columns, stride: x.stride),
      from: x.block(row: top, column: 0, rows: end &- top, columns: columns))
    for i in top..<end {
      let row = x.base + i &* x.stride
      let factors = triangle.base + i &* rowStep
      for k in top..<i {
        let (factor, known) = (-factors[k &* columnStep], x.base + k &* x.stride)
        for j in 0..<columns { row[j].addProduct(factor, known[j]) }
      }
      if !unitDiagonal {
        let pivot = factors[i &* columnStep]
        for j in 0..<columns { row[j] /= pivot }
      }
    }
    top = end
  }
}

/// Solves L·X = B in place for a few columns, walking the triangle the way it is stored.
///
/// Steps may be negative, for a triangle and columns that are read from their ends.
private func substituteNarrow(
  _ triangle: UnsafePointer<Double>, rowStep: Int, columnStep: Int, size: Int, unitDiagonal: Bool,
  _ x: UnsafeMutablePointer<Double>, step: Int, columns: Int
) {
  let alongRows = columnStep.magnitude == 1
  for j in 0..<columns {
    let unknown = x + j
    for i in 0..<size {
      if alongRows {
        let row = triangle + i &* rowStep
        var sum = unknown[i &* step]
        for k in 0..<i { sum.addProduct(-row[k &* columnStep], unknown[k &* step]) }
        unknown[i &* step] = sum
      }
      let column = triangle + i &* columnStep
      if !unitDiagonal { unknown[i &* step] /= column[i &* rowStep] }
      if !alongRows {
        let factor = -unknown[i &* step]
        for k in i &+ 1..<max(size, i &+ 1) {
          unknown[k &* step].addProduct(column[k &* rowStep], factor)
        }
      }
    }
  }
}

/// Right-hand sides with fewer columns than this are solved one by one.
private let narrow = 4

/// The values from the last to the first.
private func backwards(_ values: [Double]) -> [Double] {
  values.withUnsafeBufferPointer { source in
    [Double](unsafeUninitializedCapacity: source.count) { target, count in
      count = source.count
      for i in 0..<count { target[i] = source[count &- 1 &- i] }
    }
  }
}
