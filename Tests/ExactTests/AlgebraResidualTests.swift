import Exact
import Testing

/// What must hold of a factorisation whatever the matrix, on generated matrices of many kinds.
///
/// Residuals are bounded by a small multiple of n·ε·‖A‖. Matrices near the ends of the range are
/// factorised as they are, and their factors multiplied after scaling by a power of two.
struct AlgebraResidualTests {
  static let shapes = [
    (1, 1), (2, 2), (3, 3), (2, 7), (7, 2), (5, 5), (16, 16), (17, 17), (17, 16), (16, 17),
    (33, 20), (20, 33), (64, 64), (65, 65), (31, 70), (70, 31), (1, 9), (9, 1), (48, 32),
  ]

  /// 190 matrices: every kind in every shape.
  static let generated = 0..<10 * shapes.count

  /// Matrix k, the power of two that brings it near one, and a bound for residuals there.
  private func example(
    _ k: Int
  ) -> (label: String, matrix: Matrix64, power: Double, bound: Double) {
    let (rows, columns) = Self.shapes[k / 10]
    let (kind, matrix) = generatedMatrix(k, rows: rows, columns: columns)
    let power = kind == "huge" ? power(-1010) : kind == "tiny" ? power(1000) : 1
    let largest = matrix.scaled(by: power).largest
    // A subnormal number has fewer digits: what comes back may be off by its last one.
    let bound = Double(rows + columns) * (2 * epsilon * largest + 0x1p-1074)
    return ("matrix \(k), \(kind), [\(rows), \(columns)]", matrix, power, bound)
  }

  @Test(arguments: generated, [false, true])
  func `QR gives the matrix back with orthonormal columns`(k: Int, pivoting: Bool) throws {
    let (label, a, power, bound) = example(k)
    let qr = try QR(a, pivoting: pivoting)
    let product = worst(
      qr.q * qr.r.scaled(by: power), a.scaled(by: power).columns(at: qr.permutation))
    #expect(product.error <= bound, "\(label): \(product)")
    #expect(qr.q.lossOfOrthogonality <= 4 * epsilon * Double(a.rows).squareRoot(), "\(label)")
    for i in 0..<qr.r.rows { for j in 0..<i { #expect(qr.r[i, j] == 0, "\(label)") } }
    guard pivoting else { return }
    for k in 1..<max(1, qr.r.rows) {
      let (before, after) = (qr.r[k - 1, k - 1].magnitude, qr.r[k, k].magnitude)
      #expect(after <= before * (1 + 1e-7) + bound, "\(label): R's diagonal grows at \(k)")
    }
  }

  @Test(arguments: generated)
  func `SVD gives the matrix back with orthonormal columns`(k: Int) throws {
    let (label, a, power, bound) = example(k)
    let svd = try SVD(a)
    let middle = Matrix64(diagonal: svd.values.map { $0 * power })
    let product = worst(svd.u * middle * svd.v.transposed, a.scaled(by: power))
    #expect(product.error <= bound, "\(label): \(product)")
    #expect(svd.u.lossOfOrthogonality <= 2 * orthogonality(a), "\(label)")
    #expect(svd.v.lossOfOrthogonality <= 2 * orthogonality(a), "\(label)")
    #expect(zip(svd.values, svd.values.dropFirst()).allSatisfy { $0 >= $1 }, "\(label)")
    #expect(svd.values.allSatisfy { $0 >= 0 }, "\(label)")
    for j in 0..<svd.u.columns { expectDominantPositive(svd.u.column(j), label) }
  }

  @Test(arguments: generated)
  func `eigenvalues and vectors give the matrix back`(k: Int) throws {
    var (label, a, power, bound) = example(k)
    guard a.rows == a.columns else { return }
    for i in 0..<a.rows { for j in 0..<i { a[j, i] = a[i, j] } }
    let eigen = try SymmetricEigen(a)
    let middle = Matrix64(diagonal: eigen.values.map { $0 * power })
    let product = worst(
      eigen.vectors * middle * eigen.vectors.transposed, a.scaled(by: power))
    #expect(product.error <= bound, "\(label): \(product)")
    #expect(eigen.vectors.lossOfOrthogonality <= 2 * orthogonality(a), "\(label)")
    #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 <= $1 }, "\(label)")
    for j in 0..<a.rows { expectDominantPositive(eigen.vectors.column(j), label) }
  }

  @Test(arguments: [1, 2, 3, 8, 17, 63, 64, 65, 130])
  func `Cholesky, LU and triangles solve what they are given`(size: Int) throws {
    var stream = Stream(size)
    let (general, definite) = (stream.matrix(size, size), stream.definite(size))
    let right = stream.matrix(size, 5)
    let bound = 20 * Double(size) * epsilon
    let cholesky = try Cholesky(definite)
    let product = worst(cholesky.factor * cholesky.factor.transposed, definite)
    #expect(product.error <= bound * definite.largest, "\(product)")
    #expect(cholesky.inverse == cholesky.inverse.transposed)

    let lu = try LU(general)
    var (lower, upper) = (Matrix64.identity(size), lu.factors)
    for i in 0..<size {
      for j in 0..<i { (lower[i, j], upper[i, j]) = (lu.factors[i, j], 0) }
    }
    let permuted = general.transposed.columns(at: lu.permutation).transposed
    let factors = worst(lower * upper, permuted)
    #expect(factors.error <= bound, "\(factors)")
    #expect(lower.largest == 1)
    let solved = try lu.solve(right)
    let residual = worst(general * solved, right)
    #expect(residual.error <= bound * max(1, solved.largest), "\(residual)")

    let triangle = cholesky.factor
    for (side, matrix) in [(Triangle.lower, triangle), (.upper, triangle.transposed)] {
      for transposed in [false, true] {
        let x = try matrix.solve(side, transposed: transposed, right)
        let back = worst((transposed ? matrix.transposed : matrix) * x, right)
        #expect(back.error <= bound * triangle.largest * max(1, x.largest), "\(side): \(back)")
      }
    }
  }

  @Test(arguments: [0, 1, 4])
  func `the pseudo-inverse meets Penrose's conditions`(k: Int) throws {
    for (rows, columns) in [(4, 4), (9, 5), (5, 9)] {
      let (kind, a) = generatedMatrix(k, rows: rows, columns: columns)
      let svd = try SVD(a)
      let inverse = svd.pseudoInverse()
      let bound = 100 * epsilon * max(1, inverse.largest * a.largest)
      let label = "\(kind), [\(rows), \(columns)], rank \(svd.rank())"
      #expect(svd.rank() == (kind == "rank three" ? 3 : min(rows, columns)), "\(label)")
      #expect(worst(a * inverse * a, a).error <= bound * a.largest, "\(label)")
      #expect(
        worst(inverse * a * inverse, inverse).error <= bound * inverse.largest, "\(label)")
      #expect(worst(a * inverse, (a * inverse).transposed).error <= bound, "\(label)")
      #expect(worst(inverse * a, (inverse * a).transposed).error <= bound, "\(label)")
    }
  }

  private func orthogonality(_ a: Matrix64) -> Double { 2 * epsilon * Double(a.rows + a.columns) }

  private func expectDominantPositive(_ vector: [Double], _ label: String) {
    var dominant = 0.0
    for value in vector where value.magnitude > dominant.magnitude { dominant = value }
    #expect(dominant > 0, "\(label): the largest component of a vector is \(dominant)")
  }
}
