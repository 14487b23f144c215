/// Multiplies two matrices of Float32: c = a·b, or c += a·b when accumulating.
///
/// Every element of the result is one chain of fused multiply–adds in ascending order of the shared size,
/// started from zero or from what `c` holds. Shapes: a [m, k], b [k, n], c [m, n]; any of them may be
/// a strided part of a larger matrix, a and b may be transposes. `c` must not overlap `a` or `b`.
/// A shared size of zero gives zeros (or leaves `c` when accumulating).
///
/// - Parameters:
///   - a: the left factor.
///   - b: the right factor.
///   - c: the result.
///   - accumulating: whether the chains start from what `c` holds.
public func multiply(
  _ a: MatrixView<Float>, _ b: MatrixView<Float>, into c: MutableMatrixView<Float>,
  accumulating: Bool = false
) {
  checkShapes(a, b, c)
  if c.rows == 1, b.isTransposed, a.columnStep == 1 {
    MatrixVector.multiply(
      b.base, rows: b.columns, columns: b.rows, step: b.stride, by: a.base, into: c.base,
      accumulating: accumulating)
  } else {
    Kernel<SIMD8<Float>>.multiply(a, b, into: c, accumulating: accumulating, finish: nil)
  }
}

/// Multiplies two matrices of Float64: c = a·b, or c += a·b when accumulating.
///
/// The same chains, shapes and rules as in Float32; meant for statistics.
public func multiply(
  _ a: MatrixView<Double>, _ b: MatrixView<Double>, into c: MutableMatrixView<Double>,
  accumulating: Bool = false
) {
  checkShapes(a, b, c)
  Kernel<SIMD4<Double>>.multiply(a, b, into: c, accumulating: accumulating, finish: nil)
}

func checkShapes<Scalar>(
  _ a: MatrixView<Scalar>, _ b: MatrixView<Scalar>, _ c: MutableMatrixView<Scalar>
) {
  guard a.columns == b.rows else {
    fatalError(
      "product of [\(a.rows), \(a.columns)] and [\(b.rows), \(b.columns)]: the inner sizes differ")
  }
  guard c.rows == a.rows, c.columns == b.columns else {
    fatalError(
      "product of [\(a.rows), \(a.columns)] and [\(b.rows), \(b.columns)]: expected a result of shape [\(a.rows), \(b.columns)], got [\(c.rows), \(c.columns)]"
    )
  }
}
