import Exact
import Testing

/// Failures, and matrices at the edge of what counts as one.
struct AlgebraEdgeTests {
  @Test func `an indefinite matrix is refused with its pivot`() throws {
    let a = Matrix64(rows: 3, columns: 3, elements: [4, 0, 0, 2, 1, 0, 0, 0, 5])
    #expect(throws: AlgebraError.notPositiveDefinite(pivot: 1, value: 0)) { try Cholesky(a) }
    var large = Matrix64.identity(100)
    large[77, 77] = -3
    #expect(throws: AlgebraError.notPositiveDefinite(pivot: 77, value: -3)) {
      try Cholesky(large)
    }
    #expect(throws: AlgebraError.notPositiveDefinite(pivot: 0, value: 0)) {
      try Cholesky(Matrix64(rows: 2, columns: 2, repeating: 0))
    }
  }

  @Test func `a singular matrix has determinant zero and no solution`() throws {
    let a = Matrix64(rows: 3, columns: 3, elements: [1, 2, 3, 2, 4, 6, 1, 1, 1])
    let lu = try LU(a)
    #expect(lu.zeroPivot == 2)
    #expect(lu.determinant == (0, -.infinity))
    #expect(throws: AlgebraError.singular(pivot: 2)) { try lu.solve([1, 2, 3]) }
    #expect(throws: AlgebraError.singular(pivot: 2)) { try lu.inverse() }
    var large = Matrix64.identity(90)
    large[40, 40] = 0
    #expect(throws: AlgebraError.singular(pivot: 40)) { try LU(large).solve(Matrix64.identity(90)) }
    #expect(throws: AlgebraError.singular(pivot: 40)) {
      try large.solve(.upper, Matrix64.identity(90))
    }
    #expect(try large.solve(.lower, unitDiagonal: true, Matrix64.identity(90)) == .identity(90))
  }

  @Test func `dependent columns are counted`() throws {
    var stream = Stream(3)
    let thin = stream.matrix(20, 4)
    let a = thin * stream.matrix(4, 7)
    for pivoting in [false, true] {
      let qr = try QR(a, pivoting: pivoting)
      #expect(qr.rank() == 4)
      #expect(throws: AlgebraError.rankDeficient(rank: 4, columns: 7)) {
        try qr.solve([Double](repeating: 1, count: 20))
      }
    }
    #expect(try SVD(a).rank() == 4)
    #expect(try QR(a, pivoting: true).rank(tolerance: 2) == 0)
    // More columns than rows can never be independent.
    #expect(throws: AlgebraError.rankDeficient(rank: 4, columns: 20)) {
      try QR(thin.transposed).solve([1, 2, 3, 4])
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `NaN and infinities are refused at once, with their place`(value: Double) {
    var a = Matrix64.identity(30)
    a[21, 5] = value
    let expected = AlgebraError.notFinite(row: 21, column: 5)
    #expect(throws: expected) { try Cholesky(a) }
    #expect(throws: expected) { try LU(a) }
    #expect(throws: expected) { try QR(a) }
    #expect(throws: expected) { try QR(a, pivoting: true) }
    #expect(throws: expected) { try SymmetricEigen(a) }
    #expect(throws: expected) { try SVD(a) }
    #expect(throws: expected) { try a.solve(.lower, Matrix64.identity(30)) }
    // What a method does not read does not matter.
    #expect(throws: Never.self) { try a.solve(.upper, Matrix64.identity(30)) }
    #expect(throws: Never.self) { try SymmetricEigen(a.transposed) }
  }

  @Test func `matrices without rows or columns have empty factors`() throws {
    let empty = Matrix64.identity(0)
    #expect(try Cholesky(empty).logDeterminant == 0)
    #expect(try Cholesky(empty).inverse == empty)
    #expect(try LU(empty).determinant == (1, 0))
    #expect(try LU(empty).solve([]) == [])
    #expect(try SymmetricEigen(empty).values == [])
    for (rows, columns) in [(0, 0), (0, 4), (4, 0)] {
      let a = Matrix64(rows: rows, columns: columns, repeating: 0)
      for pivoting in [false, true] {
        let qr = try QR(a, pivoting: pivoting)
        #expect((qr.q.rows, qr.q.columns) == (rows, 0))
        #expect((qr.r.rows, qr.r.columns) == (0, columns))
        #expect(qr.permutation == Array(0..<columns))
      }
      let svd = try SVD(a)
      #expect(svd.values.isEmpty && svd.u.rows == rows && svd.v.rows == columns)
      #expect(svd.pseudoInverse() == a.transposed)
      #expect(svd.conditionNumber == 1)
    }
    #expect(try QR(Matrix64(rows: 4, columns: 0, repeating: 0)).solve([1, 2, 3, 4]) == [])
  }

  @Test func `diagonal matrices keep their values exactly`() throws {
    let diagonal = [3, -1e-300, 0, 1e300, 0x1p-1074, 3, -7.5]
    let eigen = try SymmetricEigen(Matrix64(diagonal: diagonal))
    // Next to 1e300, what is 600 orders of magnitude smaller is zero.
    #expect(eigen.values == [-7.5, 0, 0, 0, 3, 3, 1e300])
    #expect(eigen.vectors.lossOfOrthogonality == 0)
    let ordinary = [3, -1e-200, 0, 1e80, 3, -7.5]
    #expect(try SymmetricEigen(Matrix64(diagonal: ordinary)).values == ordinary.sorted())
    let svd = try SVD(Matrix64(diagonal: ordinary))
    #expect(svd.values == [1e80, 7.5, 3, 3, 1e-200, 0])
    #expect(svd.conditionNumber == .infinity)
    // Equal values keep the order in which they were.
    #expect(svd.u.column(2)[0] == 1 && svd.u.column(3)[4] == 1)
  }

  @Test func `a determinant may be far outside the range of numbers`() throws {
    for value in [1e200, 1e-200, 0x1p-1074] {
      let a = Matrix64(diagonal: [Double](repeating: value, count: 60))
      let expected =
        60
        * (value == 1e200
          ? 460.51701859880916 : value == 1e-200 ? -460.51701859880916 : -744.4400719213812)
      #expect((try LU(a).determinant.logarithm / expected - 1).magnitude < 2 * epsilon)
      #expect((try Cholesky(a).logDeterminant / expected - 1).magnitude < 2 * epsilon)
    }
    let swapped = Matrix64(rows: 2, columns: 2, elements: [0, 2, 3, 0])
    #expect(try LU(swapped).determinant.sign == -1)
    #expect((try LU(swapped).determinant.logarithm - 1.791759469228055).magnitude < 2 * epsilon)
  }

  @Test func `equal candidates are taken in the order of the matrix`() throws {
    let signs = Matrix64(
      rows: 4, columns: 4, elements: [1, 1, 1, 1, -1, 1, -1, 1, 1, 1, -1, -1, -1, 1, 1, -1])
    #expect(try LU(signs).permutation.first == 0)
    #expect(try QR(signs, pivoting: true).permutation.first == 0)
    for order in [[3, 1, 0, 2], [2, 3, 1, 0]] {
      let permuted = signs.columns(at: order)
      #expect(try QR(permuted, pivoting: true).permutation.first == 0)
      #expect(
        try QR(Matrix64.identity(4).columns(at: order), pivoting: true).permutation == [0, 1, 2, 3])
      let eigen = try SymmetricEigen(permuted * permuted.transposed)
      #expect(eigen.values == [4, 4, 4, 4])
    }
    // Two components are equally large: the first is made positive.
    let vectors = try SymmetricEigen(Matrix64(rows: 2, columns: 2, elements: [0, 1, 1, 0])).vectors
    #expect(vectors[0, 0] > 0 && vectors[0, 1] > 0)
  }

  @Test(arguments: [(9, 9), (40, 40), (50, 30), (30, 50)])
  func `the same matrix gives the same bits`(rows: Int, columns: Int) throws {
    for k in 0..<10 {
      let (kind, a) = generatedMatrix(k, rows: rows, columns: columns)
      for pivoting in [false, true] {
        let (first, second) = (try QR(a, pivoting: pivoting), try QR(a, pivoting: pivoting))
        #expect(first.r.bits == second.r.bits && first.q.bits == second.q.bits, "\(kind)")
      }
      let (first, second) = (try SVD(a), try SVD(a))
      #expect(first.values == second.values && first.u.bits == second.u.bits, "\(kind)")
      #expect(first.v.bits == second.v.bits, "\(kind)")
    }
  }

  @Test func `scaling by a power of two scales the results and nothing else`() throws {
    var stream = Stream(8)
    let (general, symmetric) = (stream.matrix(13, 11), stream.symmetric(12))
    let (svd, eigen) = (try SVD(general), try SymmetricEigen(symmetric))
    for exponent in [-800, 3, 900] {
      let scaled = try SVD(general.scaled(by: power(exponent)))
      #expect(scaled.values == svd.values.map { $0 * power(exponent) })
      #expect(scaled.u == svd.u && scaled.v == svd.v)
      let other = try SymmetricEigen(symmetric.scaled(by: power(exponent)))
      #expect(other.values == eigen.values.map { $0 * power(exponent) })
      #expect(other.vectors == eigen.vectors)
    }
  }

  /// A block whose elements differ by a hundred orders of magnitude, where shifts reach nothing.
  @Test func `zero diagonals between far apart elements converge`() throws {
    let diagonal = [5.2e-193, 0, 0, -2.6e-142, 0, 2.6e-127, -2.6e-127, 0, 0]
    let links = [0, 1.94, 0, 3.5e-230, 2.2e-262, 1.4e-21, -1.3e-127, 1.7e-30]
    var a = Matrix64(diagonal: diagonal)
    for (i, link) in links.enumerated() { (a[i + 1, i], a[i, i + 1]) = (link, link) }
    let eigen = try SymmetricEigen(a)
    let product = worst(
      eigen.vectors * Matrix64(diagonal: eigen.values) * eigen.vectors.transposed, a)
    #expect(product.error <= 4 * epsilon, "\(product)")
    #expect(eigen.vectors.lossOfOrthogonality <= 4 * epsilon)
  }

  @Test func `bands of all magnitudes converge`() throws {
    for k in 0..<3000 {
      var stream = Stream(k)
      let size = 2 + k % 12
      let spread = stream.next() * 400
      var a = Matrix64(rows: size, columns: size, repeating: 0)
      for i in 0..<size {
        for j in i..<min(i + 2, size) where stream.next() > -0.4 {
          a[i, j] = stream.next() * power(Int(stream.next() * spread))
        }
      }
      a = a.scaled(by: 1 / max(1, a.largest))
      let bound = 20 * epsilon * Double(size) * a.largest
      let svd = try SVD(a)
      let product = worst(svd.u * Matrix64(diagonal: svd.values) * svd.v.transposed, a)
      #expect(product.error <= bound, "SVD, matrix \(k): \(product)")
      for i in 0..<size { for j in 0..<i { a[i, j] = a[j, i] } }
      let eigen = try SymmetricEigen(a)
      let back = worst(
        eigen.vectors * Matrix64(diagonal: eigen.values) * eigen.vectors.transposed, a)
      #expect(back.error <= bound, "eigenvalues, matrix \(k): \(back)")
    }
  }

  @Test func `errors say what is wrong and where`() {
    let texts = [
      AlgebraError.notPositiveDefinite(pivot: 3, value: -0.5), .singular(pivot: 7),
      .rankDeficient(rank: 2, columns: 5), .notConverged(index: 4, iterations: 90),
      .notFinite(row: 1, column: 6),
    ].map(\.description)
    #expect(
      texts == [
        "the matrix is not positive definite: pivot 3 is -0.5, expected above 0",
        "the matrix is singular: pivot 7 is 0",
        "the matrix has numerical rank 2, expected 5, its number of columns",
        "value 4 did not converge in 90 sweeps",
        "the element in row 1, column 6 is NaN or infinite, expected a finite number",
      ])
  }

  @Test func `shapes that do not fit stop the program with both in words`() async {
    let product = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Matrix64.identity(2) * Matrix64(rows: 3, columns: 4, repeating: 0)
    }
    let text = String(decoding: product?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("got [2, 2] times [3, 4]"), "\(text)")
    let solution = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = try LU(Matrix64.identity(3)).solve([1, 2])
    }
    let other = String(decoding: solution?.standardErrorContent ?? [], as: UTF8.self)
    #expect(other.contains("[3, 3] needs right-hand sides with 3 rows, got 2"), "\(other)")
  }
}
