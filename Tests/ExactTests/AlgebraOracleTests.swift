import Exact
import TestSupport
import Testing

/// Results against mpmath's, computed with 150 digits from the same Float64 matrices.
///
/// A backward stable method returns the exact result of a matrix that is off by a few n·ε of its
/// norm, so results may be off by that times their condition; the constants leave a factor of about
/// ten to the worst case seen.
struct AlgebraOracleTests {
  let oracle: Oracle

  init() throws { oracle = try Oracle("algebra") }

  static func cases(_ group: String) -> [String] {
    (try? Oracle("algebra").names(group)) ?? ["missing fixture"]
  }

  @Test(arguments: cases("symmetric"))
  func `eigenvalues are those of the exact matrix`(name: String) throws {
    let a = try oracle.matrix("symmetric/\(name)/a")
    let expected = try oracle.doubles("symmetric/\(name)/values")
    let eigen = try SymmetricEigen(a)
    let norm = expected.reduce(0) { max($0, $1.magnitude) }
    let values = worst(eigen.values, expected)
    let bound = 4 * epsilon * Double(a.rows).squareRoot()
    #expect(values.error <= bound * norm, "\(name): \(values)")
    guard let vectors = try? oracle.matrix("symmetric/\(name)/vectors") else { return }
    // A vector turns by at most the error of the matrix over the gap to the next eigenvalue.
    for j in 0..<a.rows {
      var gap = Double.infinity
      for k in 0..<a.rows where k != j { gap = min(gap, (expected[k] - expected[j]).magnitude) }
      let vector = worst(eigen.vectors.column(j), vectors.column(j))
      #expect(
        vector.error <= 20 * epsilon * (1 + norm / gap), "\(name), vector \(j): \(vector)")
    }
  }

  @Test(arguments: cases("singular"))
  func `singular values are those of the exact matrix`(name: String) throws {
    let a = try oracle.matrix("singular/\(name)/a")
    let expected = try oracle.doubles("singular/\(name)/values")
    let svd = try SVD(a)
    let values = worst(svd.values, expected)
    let bound = 4 * epsilon * Double(expected.count).squareRoot()
    #expect(values.error <= bound * expected[0], "\(name): \(values)")
  }

  /// Demmel and Kahan's iteration keeps every digit of a bidiagonal matrix, however graded.
  @Test func `small singular values of a bidiagonal matrix are accurate to themselves`() throws {
    let name = "singular/graded bidiagonal 12"
    let expected = try oracle.doubles("\(name)/values")
    let found = try SVD(oracle.matrix("\(name)/a")).values
    let ratios = worst(zip(found, expected).map { $0 / $1 }, expected.map { _ in 1 })
    #expect(expected[11] < 1e-50)
    #expect(ratios.error <= 20 * epsilon, "\(ratios)")
  }

  @Test(arguments: cases("definite"))
  func `Cholesky factors, solves and inverts`(name: String) throws {
    let a = try oracle.matrix("definite/\(name)/a")
    let condition = try oracle.doubles("definite/\(name)/condition")[0]
    let cholesky = try Cholesky(a)
    let n = Double(a.rows)
    // The graded matrix is a scaled version of a good one, which Cholesky does not notice.
    let bound = 2 * n * epsilon * (name.hasPrefix("graded") ? 10 : condition)

    let factor = try oracle.matrix("definite/\(name)/factor")
    for i in 0..<a.rows {
      let length = a[i, i].squareRoot()
      let row = worst(cholesky.factor.row(i), factor.row(i))
      #expect(row.error <= bound * length, "\(name), row \(i): \(row)")
    }
    let b = try oracle.matrix("definite/\(name)/b")
    let expected = try oracle.matrix("definite/\(name)/x")
    let solution = worst(cholesky.solve(b), expected)
    #expect(solution.error <= bound * expected.largest, "\(name): \(solution)")
    let inverse = try oracle.matrix("definite/\(name)/inverse")
    let difference = worst(cholesky.inverse, inverse)
    #expect(difference.error <= bound * inverse.largest, "\(name): \(difference)")
    let logarithm = try oracle.doubles("definite/\(name)/logarithm")[0]
    let error = (cholesky.logDeterminant - logarithm).magnitude
    #expect(
      error <= n * bound + 4 * epsilon * logarithm.magnitude,
      "\(name): log-determinant \(cholesky.logDeterminant), expected \(logarithm)")
  }

  @Test(arguments: cases("general"))
  func `LU solves and gives the determinant`(name: String) throws {
    let a = try oracle.matrix("general/\(name)/a")
    let condition = try oracle.doubles("general/\(name)/condition")[0]
    let lu = try LU(a)
    let bound = 2 * Double(a.rows) * epsilon * condition
    let expected = try oracle.matrix("general/\(name)/x")
    let solution = worst(try lu.solve(oracle.matrix("general/\(name)/b")), expected)
    #expect(solution.error <= bound * expected.largest, "\(name): \(solution)")
    let sign = try oracle.doubles("general/\(name)/sign")[0]
    let logarithm = try oracle.doubles("general/\(name)/logarithm")[0]
    #expect(lu.determinant.sign == sign, "\(name): sign")
    let error = (lu.determinant.logarithm - logarithm).magnitude
    #expect(
      error <= bound + 4 * epsilon * logarithm.magnitude,
      "\(name): log-determinant \(lu.determinant.logarithm), expected \(logarithm)")
  }

  /// The error of a solution grows with the condition κ of the columns, brought to one length, and
  /// with κ² times the part of the right-hand side that they cannot reach (Wedin's bound).
  @Test(arguments: cases("least squares"), [false, true])
  func `least squares agrees with certified coefficients`(name: String, pivoting: Bool) throws {
    let path = "least squares/\(name)"
    let condition = try oracle.doubles("\(path)/condition")[0]
    let residual = try oracle.doubles("\(path)/residual")[0]
    let lengths = try oracle.doubles("\(path)/lengths")
    let expected = zip(try oracle.doubles("\(path)/x"), lengths).map { $0 * $1 }
    let a = try oracle.matrix("\(path)/a")
    let qr = try QR(a, pivoting: pivoting)
    // A pivoted rank compares columns with each other, and would take those in small units for zero.
    let solution = try qr.solve(oracle.doubles("\(path)/b"), tolerance: pivoting ? 0 : nil)
    let found = zip(solution, lengths).map { $0 * $1 }
    let size = expected.reduce(0) { max($0, $1.magnitude) }
    let difference = worst(found, expected)
    #expect(
      difference.error <= 5 * epsilon * condition * (1 + condition * residual) * size,
      "\(name), columns of one length: \(difference)")
  }

  /// What NIST's certificates are compared by: the digits that agree.
  @Test func `Longley's coefficients have eight digits and more`() throws {
    let expected = try oracle.doubles("least squares/Longley/x")
    let qr = try QR(oracle.matrix("least squares/Longley/a"))
    let found = try qr.solve(oracle.doubles("least squares/Longley/b"))
    for (value, certified) in zip(found, expected) {
      #expect((value / certified - 1).magnitude < 1e-9, "found \(value), certified \(certified)")
    }
  }
}
