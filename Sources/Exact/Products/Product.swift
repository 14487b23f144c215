/// Multiplies two matrices of Float32: c = a·b, or c += a·b when accumulating, then bias and activation.
///
/// Every element of the product is one chain of fused multiply–adds in ascending order of the shared size,
/// started from zero or from what `c` holds. Shapes: a [m, k], b [k, n], c [m, n], bias [n]; any matrix may be
/// a strided part of a larger one, a and b may be transposes. `c` must not overlap `a` or `b`.
/// A shared size of zero gives zeros (or leaves `c` when accumulating). Bias and activation are applied to
/// each piece of a row as it is completed, while it is in the cache.
///
/// - Parameters:
///   - a: the left factor.
///   - b: the right factor.
///   - c: the result.
///   - accumulating: whether the chains start from what `c` holds.
///   - bias: `n` numbers added to every row of the complete product.
///   - activation: applied last.
public func multiply(
  _ a: MatrixView<Float>, _ b: MatrixView<Float>, into c: MutableMatrixView<Float>,
  accumulating: Bool = false, bias: UnsafePointer<Float>? = nil, activation: Activation = .identity
) {
  checkShapes(a, b, c)
  if bias == nil, activation == .identity {
    multiplyUnfinished(a, b, into: c, accumulating: accumulating, finish: nil)
  } else {
    multiplyUnfinished(a, b, into: c, accumulating: accumulating) { row, column, count in
      if let bias {
        for j in 0..<count { row[j] += bias[column &+ j] }
      }
      activation.apply(to: row, count: count)
    }
  }
}

/// Chooses between the ways of a product: another library's, by the vector along stored rows, by tiles.
private func multiplyUnfinished(
  _ a: MatrixView<Float>, _ b: MatrixView<Float>, into c: MutableMatrixView<Float>,
  accumulating: Bool, finish: Kernel<SIMD8<Float>>.Finish?
) {
  if let other = MatrixSeam.other {
    other(a, b, c, accumulating)
    if let finish {
      for i in 0..<c.rows { finish(c.base + i * c.stride, 0, c.columns) }
    }
  } else if c.rows == 1, b.isTransposed, a.columnStep == 1 {
    MatrixVector.multiply(
      b.base, rows: b.columns, columns: b.rows, step: b.stride, by: a.base, into: c.base,
      accumulating: accumulating)
    finish?(c.base, 0, c.columns)
  } else if c.columns == 1, c.stride == 1, !a.isTransposed, b.rowStep == 1 {
    MatrixVector.multiply(
      a.base, rows: a.rows, columns: a.columns, step: a.stride, by: b.base, into: c.base,
      accumulating: accumulating)
    if let finish {
      for i in 0..<c.rows { finish(c.base + i, 0, 1) }
    }
  } else {
    Kernel<SIMD8<Float>>.multiply(a, b, into: c, accumulating: accumulating, finish: finish)
  }
}

/// Multiplies `count` pairs of matrices that lie a fixed number of elements apart.
///
/// The views are those of the first pair; pair i lies `i` times the steps further on. A step of 0 gives every
/// product the same factor.
public func multiplyBatch(
  _ count: Int, _ a: MatrixView<Float>, step aStep: Int, _ b: MatrixView<Float>, step bStep: Int,
  into c: MutableMatrixView<Float>, step cStep: Int, accumulating: Bool = false
) {
  checkShapes(a, b, c)
  for i in 0..<count {
    multiplyUnfinished(
      a.moved(by: i * aStep), b.moved(by: i * bStep), into: c.moved(by: i * cStep),
      accumulating: accumulating, finish: nil)
  }
}

/// The product of two vectors of Float32: one chain of fused multiply–adds in ascending order, from zero.
public func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int) -> Float {
  var sum: Float = 0
  for i in 0..<count { sum = sum.addingProduct(x[i], y[i]) }
  return sum
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
