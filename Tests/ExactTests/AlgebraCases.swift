import Exact
import TestSupport

/// The spacing of Float64 numbers just above one.
let epsilon = 0x1p-52

/// A stream of numbers for test matrices, the same in every run.
struct Stream {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

  /// The next number, from −1 to 1.
  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let mixed = (state ^ state >> 29) &* 0xbf58_476d_1ce4_e5b9
    return Double(Int64(bitPattern: mixed ^ mixed >> 32) >> 10) * 0x1p-53
  }

  mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix64 {
    Matrix64(
      rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in next() })
  }

  mutating func symmetric(_ size: Int) -> Matrix64 {
    var result = matrix(size, size)
    for i in 0..<size { for j in 0..<i { result[j, i] = result[i, j] } }
    return result
  }

  /// A matrix with eigenvalues well above zero.
  mutating func definite(_ size: Int) -> Matrix64 {
    let half = matrix(size, size + 3)
    var result = half * half.transposed
    for i in 0..<size { result[i, i] += 0.1 }
    return result
  }
}

/// A test matrix: number k of a sequence of all shapes and kinds.
func generatedMatrix(_ k: Int, rows: Int, columns: Int) -> (kind: String, matrix: Matrix64) {
  var stream = Stream(k)
  var matrix = stream.matrix(rows, columns)
  let kinds = [
    "dense", "graded columns", "graded rows", "small whole numbers", "rank three", "huge", "tiny",
    "sparse", "subnormal", "zero",
  ]
  let kind = kinds[k % kinds.count]
  for i in 0..<rows {
    for j in 0..<columns {
      let value = matrix[i, j]
      switch kind {
      case "graded columns": matrix[i, j] = value * power(-4 * j)
      case "graded rows": matrix[i, j] = value * power(-4 * i)
      case "small whole numbers": matrix[i, j] = (value * 2).rounded(.toNearestOrEven)
      case "huge": matrix[i, j] = value * power(1010)
      case "tiny": matrix[i, j] = value * power(-1000)
      case "sparse": matrix[i, j] = value.magnitude < 0.8 ? 0 : value
      case "subnormal": matrix[i, j] = value * power(-1060)
      case "zero": matrix[i, j] = 0
      default: break
      }
    }
  }
  if kind == "rank three" {
    matrix = stream.matrix(rows, 3) * stream.matrix(3, columns)
  }
  return (kind, matrix)
}

/// 2ᵏ, zero where that is too small.
func power(_ k: Int) -> Double { Double(sign: .plus, exponent: k, significand: 1) }

extension Matrix64 {
  /// The largest magnitude of an element.
  var largest: Double { elements.reduce(0) { max($0, $1.magnitude) } }

  /// Every element times a number.
  func scaled(by factor: Double) -> Matrix64 {
    Matrix64(rows: rows, columns: columns, elements: elements.map { $0 * factor })
  }

  /// The columns at these places, in this order.
  func columns(at places: [Int]) -> Matrix64 {
    var result = Matrix64(rows: rows, columns: places.count, repeating: 0)
    for i in 0..<rows { for (k, j) in places.enumerated() { result[i, k] = self[i, j] } }
    return result
  }

  /// How far the columns are from being orthonormal: the largest element of QᵀQ − I.
  var lossOfOrthogonality: Double { worst(transposed * self, .identity(columns)).error }

  var bits: [UInt64] { elements.map(\.bitPattern) }
}

/// The place where two matrices differ most, and by how much.
struct Worst: CustomStringConvertible {
  var error = 0.0
  var place = (row: 0, column: 0)
  var found = 0.0
  var expected = 0.0

  var description: String {
    "worst at \(place): found \(found), expected \(expected), apart by \(error), "
      + "\(ulps(found, expected)) ulps"
  }
}

/// Where two matrices of one shape differ most; a NaN counts as infinitely far.
func worst(_ found: Matrix64, _ expected: Matrix64) -> Worst {
  guard found.rows == expected.rows, found.columns == expected.columns else {
    return Worst(error: .infinity, place: (found.rows, found.columns))
  }
  var result = Worst()
  for i in 0..<found.rows {
    for j in 0..<found.columns {
      let difference = (found[i, j] - expected[i, j]).magnitude
      let error = difference.isNaN ? .infinity : difference
      if error > result.error {
        result = Worst(
          error: error, place: (i, j), found: found[i, j], expected: expected[i, j])
      }
    }
  }
  return result
}

/// Where two lists differ most.
func worst(_ found: [Double], _ expected: [Double]) -> Worst {
  worst(
    Matrix64(rows: found.count, columns: 1, elements: found),
    Matrix64(rows: expected.count, columns: 1, elements: expected))
}

extension Oracle {
  /// The matrix at `path`; a list counts as one column.
  func matrix(_ path: String) throws -> Matrix64 {
    let shape = try shape(path)
    return Matrix64(
      rows: shape[0], columns: shape.count > 1 ? shape[1] : 1, elements: try doubles(path))
  }
}
