/// The product of two matrices in one element type, cut into tiles that fit the registers.
///
/// `V` is the vector of one register: eight Floats or four Doubles. How a product is cut changes its speed
/// and nothing else: whatever the blocks, an element's chain runs over ascending depth.
enum Kernel<V: SIMD> where V.Scalar: BinaryFloatingPoint & SIMDScalar {
  typealias Scalar = V.Scalar

  /// What is done to a finished piece of a row: its elements, the first one's column, their number.
  typealias Finish = (UnsafeMutablePointer<Scalar>, Int, Int) -> Void

  /// Depth of a block: a strip of the left factor and a panel of the right one stay in the first cache.
  private static var blockDepth: Int { 256 }

  /// Columns of a packed block: with `blockDepth` rows, half of the second cache.
  private static var blockColumns: Int { 2048 / MemoryLayout<Scalar>.stride }

  /// c = a·b or c += a·b, for shapes that have been checked.
  static func multiply(
    _ a: MatrixView<Scalar>, _ b: MatrixView<Scalar>, into c: MutableMatrixView<Scalar>,
    accumulating: Bool, finish: Finish?
  ) {
    guard c.rows > 0, c.columns > 0 else { return }
    guard a.columns > 0 else {
      for i in 0..<c.rows {
        let row = c.base + i * c.stride
        if !accumulating { row.update(repeating: 0, count: c.columns) }
        finish?(row, 0, c.columns)
      }
      return
    }
    if c.columns < 4 && c.rows > c.columns {
      multiplyNarrow(a, b, into: c, accumulating: accumulating, finish: finish)
    } else {
      multiplyBlocks(a, b, into: c, accumulating: accumulating, finish: finish)
    }
  }

  /// A result of at most three columns: its transpose has rows long enough for vectors.
  private static func multiplyNarrow(
    _ a: MatrixView<Scalar>, _ b: MatrixView<Scalar>, into c: MutableMatrixView<Scalar>,
    accumulating: Bool, finish: Finish?
  ) {
    let rows = c.rows
    let columns = c.columns
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: rows * columns) { buffer in
      guard let wide = buffer.baseAddress else { return }
      if accumulating {
        for i in 0..<rows {
          for j in 0..<columns { wide[j &* rows &+ i] = c.base[i &* c.stride &+ j] }
        }
      }
      multiplyBlocks(
        b.transposed, a.transposed, into: MutableMatrixView(wide, rows: columns, columns: rows),
        accumulating: accumulating, finish: nil)
      for i in 0..<rows {
        let row = c.base + i &* c.stride
        for j in 0..<columns { row[j] = wide[j &* rows &+ i] }
        finish?(row, 0, columns)
      }
    }
  }

  private static func multiplyBlocks(
    _ a: MatrixView<Scalar>, _ b: MatrixView<Scalar>, into c: MutableMatrixView<Scalar>,
    accumulating: Bool, finish: Finish?
  ) {
    let cut = Cut<V>(rows: c.rows, columns: c.columns)
    let isPacked = cut.packs(b, rows: c.rows)
    let depths = Blocks(a.columns, atMost: blockDepth, slack: blockDepth / 2)
    let spans = Blocks(
      c.columns, atMost: isPacked ? blockColumns : c.columns, multipleOf: cut.width)
    let panels = isPacked ? depths.size * (spans.size + cut.width) : 0
    // Rows narrower than a vector that follow each other without a gap, at least half a vector long.
    let overruns =
      c.columns < V.scalarCount && 2 * c.columns >= V.scalarCount && c.stride == c.columns
      && depths.count == 1 && !accumulating
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: panels + Cut<V>.edge) { buffer in
      guard let edge = buffer.baseAddress else { return }
      let packed = edge + Cut<V>.edge
      for depth in 0..<depths.count {
        let q = depths.start(depth)
        let length = depths.start(depth + 1) - q
        let continues = accumulating || depth > 0
        let isLast = depth + 1 == depths.count
        for span in 0..<spans.count {
          let j = spans.start(span)
          let columns = spans.start(span + 1) - j
          let block = b.block(row: q, column: j, rows: length, columns: columns)
          let right = isPacked ? pack(block, into: packed, width: cut.width) : direct(block, cut)
          for strip in 0..<cut.strips.count {
            let i = cut.strips.start(strip)
            let rows = cut.strips.start(strip + 1) - i
            let left = Strip(
              base: a.base + (i * a.rowStep + q * a.columnStep), rowStep: a.rowStep,
              depthStep: a.columnStep)
            let target = c.base + (i * c.stride + j)
            multiplyStrip(
              rows: rows, vectors: cut.vectors, depth: length, a: left, b: right,
              columns: columns, c: target, cStep: c.stride, accumulating: continues, edge: edge,
              mayOverrun: overruns && strip + 1 < cut.strips.count)
            if isLast, let finish {
              for r in 0..<rows { finish(target + r &* c.stride, j, columns) }
            }
          }
        }
      }
    }
  }

  private static func pack(
    _ b: MatrixView<Scalar>, into panels: UnsafeMutablePointer<Scalar>, width: Int
  ) -> Panels<Scalar> {
    if b.isTransposed {
      Packing<V>.transposed(
        b.base, step: b.stride, depth: b.rows, columns: b.columns, width: width, into: panels)
    } else {
      Packing<V>.rows(
        b.base, step: b.stride, depth: b.rows, columns: b.columns, width: width, into: panels)
    }
    return Panels(
      base: UnsafePointer(panels), rowStep: width, panelStep: width * b.rows, isPacked: true)
  }

  private static func direct(_ b: MatrixView<Scalar>, _ cut: Cut<V>) -> Panels<Scalar> {
    Panels(base: b.base, rowStep: b.stride, panelStep: cut.width, isPacked: false)
  }

  /// Hands a strip to the tile of its size; each case is a piece of code of its own.
  private static func multiplyStrip(
    rows: Int, vectors: Int, depth: Int, a: Strip<Scalar>, b: Panels<Scalar>, columns: Int,
    c: UnsafeMutablePointer<Scalar>, cStep: Int, accumulating: Bool,
    edge: UnsafeMutablePointer<Scalar>, mayOverrun: Bool
  ) {
    let strip = StripArguments(
      depth: depth, a: a, b: b, columns: columns, c: c, cStep: cStep, accumulating: accumulating,
      edge: edge, mayOverrun: mayOverrun)
    switch (vectors, rows) {
    case (8, _): StripProduct<V, 1, 8>.run(strip)
    case (4, 2): StripProduct<V, 2, 4>.run(strip)
    case (4, _): StripProduct<V, 3, 4>.run(strip)
    case (2, 6): StripProduct<V, 6, 2>.run(strip)
    case (2, 5): StripProduct<V, 5, 2>.run(strip)
    case (2, 4): StripProduct<V, 4, 2>.run(strip)
    case (2, _): StripProduct<V, 3, 2>.run(strip)
    case (_, 8): StripProduct<V, 8, 1>.run(strip)
    case (_, 7): StripProduct<V, 7, 1>.run(strip)
    case (_, 6): StripProduct<V, 6, 1>.run(strip)
    case (_, 5): StripProduct<V, 5, 1>.run(strip)
    case (_, 4): StripProduct<V, 4, 1>.run(strip)
    case (_, 3): StripProduct<V, 3, 1>.run(strip)
    case (_, 2): StripProduct<V, 2, 1>.run(strip)
    default: StripProduct<V, 1, 1>.run(strip)
    }
  }
}
