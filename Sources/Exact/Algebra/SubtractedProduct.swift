/// Takes a product away from a matrix: C ← C − A·B.
///
/// Every element continues its `fma` chain over ascending k from what C holds. The smaller factor is
/// copied with its signs changed, which rounds nothing.
func subtractProduct(
  _ a: MatrixView<Double>, _ b: MatrixView<Double>, from c: MutableMatrixView<Double>
) {
  if c.rows == 0 || c.columns == 0 || a.columns == 0 { return }
  let copiesLeft = c.rows <= c.columns
  let factor = copiesLeft ? a : b
  let (rows, columns) = (
    factor.isTransposed ? factor.columns : factor.rows,
    factor.isTransposed ? factor.rows : factor.columns
  )
  withUnsafeTemporaryAllocation(of: Double.self, capacity: rows &* columns) { buffer in
    guard let copy = buffer.baseAddress else { return }
    for i in 0..<rows {
      let (source, target) = (factor.base + i &* factor.stride, copy + i &* columns)
      for j in 0..<columns { target[j] = -source[j] }
    }
    let stored = MatrixView(UnsafePointer(copy), rows: rows, columns: columns)
    let negated = factor.isTransposed ? stored.transposed : stored
    multiply(copiesLeft ? negated : a, copiesLeft ? b : negated, into: c, accumulating: true)
  }
}
