/// The elements of a matrix, read at any stride: also transposed or backwards.
struct StridedMatrix {
  let start: UnsafePointer<Double>
  let rowStride: Int
  let columnStride: Int

  init(_ start: UnsafePointer<Double>, rowStride: Int, columnStride: Int = 1) {
    self.start = start
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  @inline(__always)
  subscript(row: Int, column: Int) -> Double {
    start[row &* rowStride &+ column &* columnStride]
  }

  /// The part that begins at this element.
  func from(_ row: Int, _ column: Int) -> StridedMatrix {
    StridedMatrix(
      start + (row &* rowStride &+ column &* columnStride), rowStride: rowStride,
      columnStride: columnStride)
  }

  /// The same elements with rows and columns exchanged.
  var transposed: StridedMatrix {
    StridedMatrix(start, rowStride: columnStride, columnStride: rowStride)
  }
}

/// Adds a product to a matrix, or takes it away: C ← C ± A·B.
///
/// Every output is one `fma` chain that starts from C and runs over ascending k: blocking leaves it
/// alone. C has `rows` × `columns` elements with neighbours in a row next to each other; A is
/// `rows` × `depth`, B `depth` × `columns`.
func addProduct(
  _ a: StridedMatrix, _ b: StridedMatrix, negated: Bool = false,
  to c: UnsafeMutablePointer<Double>, rowStride: Int, rows: Int, columns: Int, depth: Int
) {
  if rows == 0 || columns == 0 || depth == 0 { return }
  let (tile, deep, wide) = (6, min(depth, 256), min(columns, 512))
  let packedColumns = (wide &+ 7) & ~7
  let packedB = UnsafeMutablePointer<Double>.allocate(capacity: deep &* packedColumns)
  let packedA = UnsafeMutablePointer<Double>.allocate(capacity: deep &* tile)
  defer {
    packedB.deallocate()
    packedA.deallocate()
  }
  var left = 0
  while left < columns {
    let width = min(wide, columns &- left)
    var k = 0
    while k < depth {
      let count = min(deep, depth &- k)
      pack(b.from(k, left), depth: count, columns: width, to: packedB)
      var top = 0
      while top < rows {
        let height = min(tile, rows &- top)
        pack(a.from(top, k), rows: height, depth: count, negated: negated, to: packedA)
        var j = 0
        while j < width {
          addTile(
            packedA, packedB + j &* count, depth: count, to: c + (top &* rowStride &+ left &+ j),
            rowStride: rowStride, rows: height, columns: min(8, width &- j))
          j &+= 8
        }
        top &+= tile
      }
      k &+= count
    }
    left &+= width
  }
}

/// Copies B as strips of eight columns, one step of k after the other, filled up with zeros.
private func pack(
  _ b: StridedMatrix, depth: Int, columns: Int, to packed: UnsafeMutablePointer<Double>
) {
  var target = packed
  var left = 0
  while left < columns {
    let width = min(8, columns &- left)
    for k in 0..<depth {
      let source = b.start + (k &* b.rowStride &+ left &* b.columnStride)
      for j in 0..<width { target[j] = source[j &* b.columnStride] }
      for j in width..<8 { target[j] = 0 }
      target += 8
    }
    left &+= 8
  }
}

/// Copies six rows of A, one step of k after the other, filled up with zeros.
private func pack(
  _ a: StridedMatrix, rows: Int, depth: Int, negated: Bool, to packed: UnsafeMutablePointer<Double>
) {
  for i in 0..<6 {
    let source = a.start + min(i, rows &- 1) &* a.rowStride
    if i >= rows {
      for k in 0..<depth { packed[k &* 6 &+ i] = 0 }
    } else if negated {
      for k in 0..<depth { packed[k &* 6 &+ i] = -source[k &* a.columnStride] }
    } else {
      for k in 0..<depth { packed[k &* 6 &+ i] = source[k &* a.columnStride] }
    }
  }
}

/// Adds the product of six packed rows and eight packed columns to a tile of C.
@inline(__always)
private func addTile(
  _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, depth: Int,
  to c: UnsafeMutablePointer<Double>, rowStride: Int, rows: Int, columns: Int
) {
  if rows == 6 && columns == 8 {
    addFullTile(a, b, depth: depth, to: c, rowStride: rowStride)
    return
  }
  withUnsafeTemporaryAllocation(of: Double.self, capacity: 48) { buffer in
    guard let tile = buffer.baseAddress else { return }
    for i in 0..<48 { tile[i] = 0 }
    for i in 0..<rows {
      for j in 0..<columns { tile[i &* 8 &+ j] = c[i &* rowStride &+ j] }
    }
    addFullTile(a, b, depth: depth, to: tile, rowStride: 8)
    for i in 0..<rows {
      for j in 0..<columns { c[i &* rowStride &+ j] = tile[i &* 8 &+ j] }
    }
  }
}

@inline(never)
private func addFullTile(
  _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, depth: Int,
  to c: UnsafeMutablePointer<Double>, rowStride: Int
) {
  var row0 = lanes8(c)
  var row1 = lanes8(c + rowStride)
  var row2 = lanes8(c + 2 &* rowStride)
  var row3 = lanes8(c + 3 &* rowStride)
  var row4 = lanes8(c + 4 &* rowStride)
  var row5 = lanes8(c + 5 &* rowStride)
  var (a, b) = (a, b)
  for _ in 0..<depth {
    let right = lanes8(b)
    row0.addProduct(right, Lanes(repeating: a[0]))
    row1.addProduct(right, Lanes(repeating: a[1]))
    row2.addProduct(right, Lanes(repeating: a[2]))
    row3.addProduct(right, Lanes(repeating: a[3]))
    row4.addProduct(right, Lanes(repeating: a[4]))
    row5.addProduct(right, Lanes(repeating: a[5]))
    a += 6
    b += 8
  }
  store(row0, to: c)
  store(row1, to: c + rowStride)
  store(row2, to: c + 2 &* rowStride)
  store(row3, to: c + 3 &* rowStride)
  store(row4, to: c + 4 &* rowStride)
  store(row5, to: c + 5 &* rowStride)
}
