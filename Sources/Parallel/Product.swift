import Exact

/// Multiplies two matrices on up to `threads` threads: the bits of `multiply` on one.
///
/// The result is cut into blocks of rows, or of columns where there are more of those; every element's chain
/// stays whole. Small products are not worth a second thread and run on one.
public func multiply(
  _ a: MatrixView<Float>, _ b: MatrixView<Float>, into c: MutableMatrixView<Float>,
  accumulating: Bool = false, bias: UnsafePointer<Float>? = nil,
  activation: Activation = .identity, threads: Int
) {
  let isSmall = c.rows * c.columns * a.columns < smallestSharedProduct
  guard threads > 1, !isSmall, a.columns == b.rows, c.rows == a.rows, c.columns == b.columns else {
    Exact.multiply(
      a, b, into: c, accumulating: accumulating, bias: bias, activation: activation)
    return
  }
  // Twelve rows are two strips of a tile, sixteen columns one panel.
  if c.columns > c.rows {
    concurrentRanges(c.columns, threads: threads, multipleOf: 16) { range in
      let columns = range.count
      Exact.multiply(
        a, b.block(row: 0, column: range.lowerBound, rows: b.rows, columns: columns),
        into: c.block(row: 0, column: range.lowerBound, rows: c.rows, columns: columns),
        accumulating: accumulating, bias: bias.map { $0 + range.lowerBound },
        activation: activation)
    }
  } else {
    concurrentRanges(c.rows, threads: threads, multipleOf: 12) { range in
      let rows = range.count
      Exact.multiply(
        a.block(row: range.lowerBound, column: 0, rows: rows, columns: a.columns), b,
        into: c.block(row: range.lowerBound, column: 0, rows: rows, columns: c.columns),
        accumulating: accumulating, bias: bias, activation: activation)
    }
  }
}

/// Multiply–adds below which waking a second thread costs more than it saves: some 20 µs of work.
private let smallestSharedProduct = 1_000_000
