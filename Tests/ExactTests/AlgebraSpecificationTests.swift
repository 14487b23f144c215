import Exact
import Testing

/// Blocked and packed code against plain loops, bit for bit.
struct AlgebraSpecificationTests {
  static let sizes = [0, 1, 2, 5, 8, 13, 31, 32, 33, 63, 64, 65, 97, 130]

  @Test(arguments: [
    (0, 3, 2), (3, 0, 2), (3, 2, 0), (1, 1, 1), (6, 8, 4), (7, 9, 300), (13, 520, 5), (61, 33, 257),
  ])
  func `a product is one chain for every element`(rows: Int, columns: Int, depth: Int) {
    var stream = Stream(rows + columns)
    var (a, b) = (stream.matrix(rows, depth), stream.matrix(depth, columns))
    if rows > 6 && columns > 6 && depth > 3 {
      (a[1, 2], a[2, 1], b[3, 4], b[0, 6]) = (.infinity, -0.0, .nan, 0x1p-1070)
    }
    var expected = Matrix64(rows: rows, columns: columns, repeating: 0)
    for i in 0..<rows {
      for j in 0..<columns {
        for k in 0..<depth { expected[i, j].addProduct(a[i, k], b[k, j]) }
      }
    }
    let found = a * b
    for (value, wanted) in zip(found.elements, expected.elements) {
      #expect(value.bitPattern == wanted.bitPattern || (value.isNaN && wanted.isNaN))
    }
    for j in 0..<min(columns, 9) {
      for (value, wanted) in zip(a * b.column(j), found.column(j)) {
        #expect(value.bitPattern == wanted.bitPattern || (value.isNaN && wanted.isNaN))
      }
    }
  }

  @Test(arguments: sizes)
  func `Cholesky is the textbook's loop`(size: Int) throws {
    var stream = Stream(size)
    let a = stream.definite(size)
    var l = Matrix64(rows: size, columns: size, repeating: 0)
    for i in 0..<size {
      for j in 0...i {
        var value = a[i, j]
        for k in 0..<j { value.addProduct(-l[i, k], l[j, k]) }
        l[i, j] = i == j ? value.squareRoot() : value / l[j, j]
      }
    }
    #expect(try Cholesky(a).factor.bits == l.bits, "size \(size)")
  }

  @Test(arguments: sizes)
  func `LU is the textbook's loop`(size: Int) throws {
    var stream = Stream(size + 1)
    let a = stream.matrix(size, size)
    var u = a
    var order = Array(0..<size)
    for j in 0..<size {
      var pivot = j
      for i in j..<size where u[i, j].magnitude > u[pivot, j].magnitude { pivot = i }
      order.swapAt(j, pivot)
      for k in 0..<size { (u[j, k], u[pivot, k]) = (u[pivot, k], u[j, k]) }
      for i in (j + 1)..<max(size, j + 1) {
        u[i, j] /= u[j, j]
        for k in (j + 1)..<max(size, j + 1) { u[i, k].addProduct(-u[i, j], u[j, k]) }
      }
    }
    let lu = try LU(a)
    #expect(lu.factors.bits == u.bits, "size \(size)")
    #expect(lu.permutation == order)
  }

  @Test(arguments: sizes)
  func `a column comes out the same alone or beside others`(size: Int) throws {
    var stream = Stream(size + 2)
    let definite = stream.definite(size)
    let right = stream.matrix(size, 21)
    let cholesky = try Cholesky(definite)
    let lu = try LU(definite)
    let tall = try QR(stream.matrix(size + 3, size))
    let more = stream.matrix(size + 3, 21)
    for j in [0, 7, 20] {
      #expect(cholesky.solve(right).column(j) == cholesky.solve(right.column(j)))
      #expect(try lu.solve(right).column(j) == lu.solve(right.column(j)))
      #expect(try tall.solve(more).column(j) == tall.solve(more.column(j)))
      for side in [Triangle.lower, .upper] {
        for transposed in [false, true] {
          let together = try definite.solve(side, transposed: transposed, right).column(j)
          #expect(try together == definite.solve(side, transposed: transposed, right.column(j)))
        }
      }
    }
  }

  @Test(arguments: [(1, 1), (5, 3), (3, 5), (16, 16), (20, 17), (17, 40), (70, 33)])
  func `QR reflects one column after the other`(rows: Int, columns: Int) throws {
    var stream = Stream(rows)
    let a = stream.matrix(rows, columns)
    var r = a
    for k in 0..<min(rows, columns) {
      var v = (k..<rows).map { r[$0, k] }
      let head = v[0]
      v[0] = 0
      let largest = v.reduce(0) { max($0, $1.magnitude) }
      guard largest > 0 else { continue }
      let scale = power(-max(largest, head.magnitude).exponent)
      v = v.map { $0 * scale }
      let norm = laneSquares(v).addingProduct(head * scale, head * scale).squareRoot()
      let value = head > 0 ? -norm : norm
      v = v.map { $0 / (head * scale - value) }
      v[0] = 1
      let tau = (value - head * scale) / value
      for j in (k + 1)..<max(columns, k + 1) {
        var dot = 0.0
        for i in k..<rows { dot.addProduct(v[i - k], r[i, j]) }
        for i in k..<rows { r[i, j].addProduct(-v[i - k], tau * dot) }
      }
      r[k, k] = value / scale
      for i in (k + 1)..<max(rows, k + 1) { r[i, k] = 0 }
    }
    let found = try QR(a).r
    #expect(
      found.elements == Array(r.elements.prefix(found.elements.count)), "[\(rows), \(columns)]")
  }

  /// The contract's sum of squares: eight lanes and their tree.
  private func laneSquares(_ v: [Double]) -> Double {
    var lanes = [Double](repeating: 0, count: 8)
    for (i, x) in v.enumerated() { lanes[i % 8].addProduct(x, x) }
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
      + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
  }
}
