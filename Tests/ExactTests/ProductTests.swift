// swift-format-ignore-file: NeverForceUnwrap

import Exact
import Testing

/// The specification of a product: one chain of fused multiply–adds for each element, ascending.
func specifiedProduct<Scalar: BinaryFloatingPoint>(
  _ m: Int, _ n: Int, _ k: Int, _ a: (Int, Int) -> Scalar, _ b: (Int, Int) -> Scalar,
  _ c: (Int, Int) -> Scalar
) -> [Scalar] {
  var result: [Scalar] = []
  for i in 0..<m {
    for j in 0..<n {
      var sum = c(i, j)
      for q in 0..<k { sum = sum.addingProduct(a(i, q), b(q, j)) }
      result.append(sum)
    }
  }
  return result
}

/// One product to check: its shape, which factors are stored transposed, and the layout's padding.
struct ProductCase: CustomTestStringConvertible, Sendable {
  var m: Int
  var n: Int
  var k: Int
  var left = false
  var right = false
  var accumulating = false
  /// Elements between the rows of each matrix beyond those that belong to it.
  var padding = 0

  var testDescription: String {
    "[\(m), \(k)]\(left ? "ᵀ" : "") · [\(k), \(n)]\(right ? "ᵀ" : "")"
      + (accumulating ? " added" : "") + (padding > 0 ? " rows \(padding) apart" : "")
  }

  /// Elements that hold any of the three matrices.
  var room: Int { [m * k, k * n, m * n].max()! + padding * max(m, n, k) }

  /// All four transpose forms, plain and accumulating, tight and strided.
  static func forms(_ m: Int, _ n: Int, _ k: Int) -> [ProductCase] {
    [false, true].flatMap { left in
      [false, true].flatMap { right in
        [false, true].map { accumulating in
          ProductCase(
            m: m, n: n, k: k, left: left, right: right, accumulating: accumulating,
            padding: accumulating == left ? 3 : 0)
        }
      }
    }
  }

  /// Shapes at and around every size at which the kernel changes its way of working.
  static let all: [ProductCase] =
    [
      (0, 3, 4), (3, 0, 4), (3, 4, 0), (1, 1, 1), (1, 2, 3), (2, 1, 5), (3, 3, 3), (1, 7, 11),
      (1, 8, 16), (1, 64, 5), (1, 131, 37), (2, 33, 9), (2, 70, 13), (3, 31, 8), (3, 97, 20),
      (4, 16, 6), (5, 17, 7), (6, 16, 16), (7, 15, 31), (8, 24, 3), (13, 9, 5), (16, 16, 16),
      (17, 1, 19), (40, 1, 23), (37, 2, 29), (41, 3, 7), (33, 4, 12), (19, 5, 21), (29, 6, 1),
      (32, 7, 64), (25, 8, 10), (11, 23, 47), (24, 31, 53), (30, 32, 33), (48, 48, 48),
      (67, 61, 59), (5, 3, 300), (9, 20, 385), (20, 17, 513), (7, 40, 770), (26, 530, 260),
      (25, 1030, 140),
    ].flatMap { forms($0.0, $0.1, $0.2) }
}

/// Deterministic numbers that look like anything: half of them with all their bits in use.
func scatter<Scalar: BinaryFloatingPoint>(_ count: Int, seed: UInt64) -> [Scalar] {
  var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Scalar(Double(state >> 11) * 0x1p-53) - Scalar(0.5)
  }
}

/// Where two lists first differ in a bit, in words; nil where they do not, every NaN counting as one.
func firstDifference<Scalar: BinaryFloatingPoint>(_ found: [Scalar], _ expected: [Scalar])
  -> String?
{
  if found.count != expected.count { return "\(found.count) numbers, expected \(expected.count)" }
  for (index, (x, y)) in zip(found, expected).enumerated() {
    let isSame = x.isNaN ? y.isNaN : x == y && x.sign == y.sign
    if !isSame { return "at \(index): \(x), expected \(y)" }
  }
  return nil
}

/// Runs one case and compares the whole of the result's memory, so that a write outside it shows.
func expectSpecified<Scalar: BinaryFloatingPoint & Sendable>(
  _ product: ProductCase, _ a: [Scalar], _ b: [Scalar], _ before: [Scalar],
  multiply: (MatrixView<Scalar>, MatrixView<Scalar>, MutableMatrixView<Scalar>, Bool) -> Void
) {
  let (m, n, k) = (product.m, product.n, product.k)
  let aStride = (product.left ? m : k) + product.padding
  let bStride = (product.right ? k : n) + product.padding
  let cStride = n + product.padding
  var after = before
  a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      after.withUnsafeMutableBufferPointer { c in
        let left =
          product.left
          ? MatrixView(a.baseAddress!, rows: k, columns: m, stride: aStride).transposed
          : MatrixView(a.baseAddress!, rows: m, columns: k, stride: aStride)
        let right =
          product.right
          ? MatrixView(b.baseAddress!, rows: n, columns: k, stride: bStride).transposed
          : MatrixView(b.baseAddress!, rows: k, columns: n, stride: bStride)
        multiply(
          left, right, MutableMatrixView(c.baseAddress!, rows: m, columns: n, stride: cStride),
          product.accumulating)
      }
    }
  }
  let result = specifiedProduct(
    m, n, k, { product.left ? a[$1 * aStride + $0] : a[$0 * aStride + $1] },
    { product.right ? b[$1 * bStride + $0] : b[$0 * bStride + $1] },
    { product.accumulating ? before[$0 * cStride + $1] : 0 })
  var expected = before
  for i in 0..<m { for j in 0..<n { expected[i * cStride + j] = result[i * n + j] } }
  let difference = firstDifference(after, expected)
  #expect(difference == nil, "\(product.testDescription)")
}

@Suite struct `Products` {
  @Test(arguments: ProductCase.all)
  func `in Float32 are chains of fused multiply-adds`(_ product: ProductCase) {
    expectSpecified(
      product, scatter(product.room, seed: 1) as [Float], scatter(product.room, seed: 2),
      scatter(product.room, seed: 3)
    ) { multiply($0, $1, into: $2, accumulating: $3) }
  }

  @Test(arguments: ProductCase.all)
  func `in Float64 are chains of fused multiply-adds`(_ product: ProductCase) {
    expectSpecified(
      product, scatter(product.room, seed: 4) as [Double], scatter(product.room, seed: 5),
      scatter(product.room, seed: 6)
    ) { multiply($0, $1, into: $2, accumulating: $3) }
  }

  /// Infinities, NaN, signed zeros, subnormals and numbers whose products overflow or vanish.
  @Test(arguments: [(9, 21, 18), (32, 7, 64), (1, 40, 9), (30, 2, 11), (24, 33, 400)])
  func `carry special numbers as the specification does`(_ shape: (Int, Int, Int)) {
    let special: [Float] = [
      0, -0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
      -.leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 1e-30, -1e30, 0.1,
    ]
    for product in ProductCase.forms(shape.0, shape.1, shape.2) {
      func numbers(_ seed: UInt64) -> [Float] {
        (scatter(product.room, seed: seed) as [Double]).map { draw in
          let index = Int((draw + 0.5) * 200)
          return index < special.count ? special[index] : Float(draw)
        }
      }
      expectSpecified(product, numbers(7), numbers(8), numbers(9)) {
        multiply($0, $1, into: $2, accumulating: $3)
      }
    }
  }

  @Test func `with unequal inner sizes name both shapes`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let numbers = UnsafeMutablePointer<Float>.allocate(capacity: 64)
      multiply(
        MatrixView(numbers, rows: 3, columns: 4), MatrixView(numbers, rows: 5, columns: 2),
        into: MutableMatrixView(numbers, rows: 3, columns: 2))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("product of [3, 4] and [5, 2]: the inner sizes differ"))
  }

  @Test func `into a result of the wrong shape name the shape expected`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let numbers = UnsafeMutablePointer<Float>.allocate(capacity: 64)
      multiply(
        MatrixView(numbers, rows: 3, columns: 4), MatrixView(numbers, rows: 4, columns: 2),
        into: MutableMatrixView(numbers, rows: 2, columns: 3))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("expected a result of shape [3, 2], got [2, 3]"))
  }
}
