import Exact

/// Factorisations of small matrices of fixed numbers, some of them graded or singular.
func computeAlgebra(_ fingerprint: inout Fingerprint) {
  var state: UInt64 = 1
  func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(Int64(bitPattern: state) >> 11) * 0x1p-52
  }
  for (rows, columns) in [(1, 1), (3, 3), (20, 20), (37, 21), (9, 33), (70, 70)] {
    var matrix = Matrix64(rows: rows, columns: columns, repeating: 0)
    for i in 0..<rows { for j in 0..<columns { matrix[i, j] = next() * Double(1 + i % 7 * j) } }
    if rows > 5 { for j in 0..<columns { matrix[3, j] = matrix[1, j] } }
    let square = matrix * matrix.transposed
    fingerprint.add(square.elements)
    do throws(AlgebraError) {
      for pivoting in [false, true] {
        let qr = try QR(matrix, pivoting: pivoting)
        fingerprint.add(qr.r.elements)
        fingerprint.add(qr.q.elements)
      }
      let svd = try SVD(matrix)
      fingerprint.add(svd.values)
      fingerprint.add(svd.u.elements)
      fingerprint.add(svd.pseudoInverse().elements)
      let eigen = try SymmetricEigen(square)
      fingerprint.add(eigen.values)
      fingerprint.add(eigen.vectors.elements)
      var definite = square
      for i in 0..<rows { definite[i, i] += 1 }
      let cholesky = try Cholesky(definite)
      fingerprint.add(cholesky.inverse.elements)
      fingerprint.add(cholesky.logDeterminant)
      let lu = try LU(definite)
      fingerprint.add(try lu.solve(matrix).elements)
      fingerprint.add(lu.determinant.logarithm)
      fingerprint.add(try LU(square).solve(matrix).elements)
    } catch {
      fingerprint.add(UInt64(error.description.utf8.count))
    }
  }
}
