import Exact

extension Tensor {
  /// The product of matrices in the last two axes.
  ///
  /// Shapes: [batch…, m, k] by [batch…, k, n], or by [batch…, n, k] with `transposingRight`; the result
  /// [batch…, m, n]. The axes before are equal, or one side has none and serves every product.
  ///
  /// Derivatives: g·bᵀ and aᵀ·g; that of a factor that serves every product is added from the first to the last.
  public func matmul(_ right: Tensor, transposingRight: Bool = false) -> Tensor {
    let a = self
    let b = right
    let batch = Batch(a.shape, b.shape, isRightTransposed: transposingRight)
    return Tensor.make(
      batch.shape, from: [a, b],
      fill: { y in batch.multiply(a.read, b.read, into: y) },
      rule: { _ in
        { gradient in
          a.node?.receive { target, accumulating in
            batch.addLeft(gradient, b.read, to: target, accumulating: accumulating)
          }
          b.node?.receive { target, accumulating in
            batch.addRight(gradient, a.read, to: target, accumulating: accumulating)
          }
        }
      })
  }
}

/// The sizes of a batch of matrix products.
private struct Batch {
  let shape: Shape
  private let count: Int
  private let rows: Int
  private let inner: Int
  private let columns: Int
  private let isRightTransposed: Bool
  /// Elements from one pair's left and right factor to the next's; 0 where one serves all.
  private let leftStep: Int
  private let rightStep: Int

  init(_ a: Shape, _ b: Shape, isRightTransposed: Bool) {
    guard a.rank >= 2, b.rank >= 2, a[-1] == b[isRightTransposed ? -1 : -2],
      a.rank == 2 || b.rank == 2 || a.array.dropLast(2) == b.array.dropLast(2)
    else {
      fatalError(
        "matmul of \(a) by \(b)\(isRightTransposed ? " transposed" : ""): expected […, m, k] and "
          + (isRightTransposed ? "[…, n, k]" : "[…, k, n]") + ", with equal axes before or none")
    }
    rows = a[-2]
    inner = a[-1]
    columns = b[isRightTransposed ? -2 : -1]
    let outer = a.rank > 2 ? a : b
    count = outer.array.dropLast(2).reduce(1, *)
    shape = outer.with(rows, along: -2).with(columns, along: -1)
    leftStep = a.rank > 2 ? rows * inner : 0
    rightStep = b.rank > 2 ? inner * columns : 0
    self.isRightTransposed = isRightTransposed
  }

  func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>
  ) {
    multiplyBatch(
      count, MatrixView(a, rows: rows, columns: inner), step: leftStep, rightView(b),
      step: rightStep, into: MutableMatrixView(y, rows: rows, columns: columns),
      step: rows * columns)
  }

  func addLeft(
    _ gradient: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>, accumulating: Bool
  ) {
    add(
      MatrixView(gradient, rows: rows, columns: columns), step: rows * columns,
      rightView(b).transposed, step: rightStep,
      to: MutableMatrixView(target, rows: rows, columns: inner), step: leftStep,
      accumulating: accumulating)
  }

  func addRight(
    _ gradient: UnsafePointer<Float>, _ a: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>, accumulating: Bool
  ) {
    let g = MatrixView(gradient, rows: rows, columns: columns)
    let left = MatrixView(a, rows: rows, columns: inner)
    if isRightTransposed {
      add(
        g.transposed, step: rows * columns, left, step: leftStep,
        to: MutableMatrixView(target, rows: columns, columns: inner), step: rightStep,
        accumulating: accumulating)
    } else {
      add(
        left.transposed, step: leftStep, g, step: rows * columns,
        to: MutableMatrixView(target, rows: inner, columns: columns), step: rightStep,
        accumulating: accumulating)
    }
  }

  private func rightView(_ b: UnsafePointer<Float>) -> MatrixView<Float> {
    isRightTransposed
      ? MatrixView(b, rows: columns, columns: inner).transposed
      : MatrixView(b, rows: inner, columns: columns)
  }

  /// Adds every pair's product to a gradient; where that is shared, only the first may overwrite it.
  private func add(
    _ a: MatrixView<Float>, step aStep: Int, _ b: MatrixView<Float>, step bStep: Int,
    to c: MutableMatrixView<Float>, step cStep: Int, accumulating: Bool
  ) {
    if cStep == 0, count > 1, !accumulating {
      multiplyBatch(1, a, step: 0, b, step: 0, into: c, step: 0)
      multiplyBatch(
        count - 1, a.moved(by: aStep), step: aStep, b.moved(by: bStep), step: bStep, into: c,
        step: 0, accumulating: true)
    } else if cStep == 0, count == 0, !accumulating {
      c.base.update(repeating: 0, count: c.rows * c.columns)
    } else {
      multiplyBatch(
        count, a, step: aStep, b, step: bStep, into: c, step: cStep, accumulating: accumulating)
    }
  }
}
