/// A matrix of stored rows times a vector, in Float32.
///
/// Each result is a chain along a row, and rows lie apart in memory: blocks of eight rows by four columns are
/// transposed in registers, so that eight chains advance by one vector operation.
enum MatrixVector {
  /// y[i] = chain over q of a[i, q]·x[q], for `rows` rows that lie `step` apart; started from y when
  /// accumulating.
  static func multiply(
    _ a: UnsafePointer<Float>, rows: Int, columns: Int, step: Int, by x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, accumulating: Bool
  ) {
    let even = columns & ~3
    var i = 0
    while i &+ 32 <= rows {
      let rows = a + i &* step
      var s0 = start(y + i, accumulating)
      var s1 = start(y + (i &+ 8), accumulating)
      var s2 = start(y + (i &+ 16), accumulating)
      var s3 = start(y + (i &+ 24), accumulating)
      var q = 0
      while q < even {
        advance(&s0, rows + q, step, x + q)
        advance(&s1, rows + (8 &* step &+ q), step, x + q)
        advance(&s2, rows + (16 &* step &+ q), step, x + q)
        advance(&s3, rows + (24 &* step &+ q), step, x + q)
        q &+= 4
      }
      store(s0, to: y + i)
      store(s1, to: y + (i &+ 8))
      store(s2, to: y + (i &+ 16))
      store(s3, to: y + (i &+ 24))
      i &+= 32
    }
    while i &+ 8 <= rows {
      var sums = start(y + i, accumulating)
      var q = 0
      while q < even {
        advance(&sums, a + (i &* step &+ q), step, x + q)
        q &+= 4
      }
      store(sums, to: y + i)
      i &+= 8
    }
    finish(
      a, rows: i, columns: even..<columns, step: step, by: x, into: y, accumulating: true)
    if i < rows {
      finish(
        a + i &* step, rows: rows &- i, columns: 0..<columns, step: step, by: x, into: y + i,
        accumulating: accumulating)
    }
  }

  /// What eight chains start from.
  @inline(__always)
  private static func start(_ y: UnsafeMutablePointer<Float>, _ accumulating: Bool) -> SIMD8<Float>
  {
    accumulating ? load(UnsafePointer(y), as: SIMD8<Float>.self) : SIMD8()
  }

  /// Takes eight chains four steps further.
  @inline(__always)
  private static func advance(
    _ sums: inout SIMD8<Float>, _ rows: UnsafePointer<Float>, _ step: Int, _ x: UnsafePointer<Float>
  ) {
    let block = Block8x4(UnsafeRawPointer(rows), step: 4 &* step)
    for i in 0..<4 { sums = sums.addingProduct(block.columns[i], SIMD8(repeating: x[i])) }
  }

  /// The columns and rows that fill no block, one chain after the other.
  private static func finish(
    _ a: UnsafePointer<Float>, rows: Int, columns: Range<Int>, step: Int,
    by x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, accumulating: Bool
  ) {
    guard !columns.isEmpty || !accumulating else { return }
    for i in 0..<rows {
      let row = a + i &* step
      var sum = accumulating ? y[i] : 0
      for q in columns { sum = sum.addingProduct(row[q], x[q]) }
      y[i] = sum
    }
  }
}
