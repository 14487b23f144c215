// swift-format-ignore-file: NeverForceUnwrap

import COpenBLAS
import Exact
import Glibc
import Testing

/// Numbers that end where readable memory ends: reading one element too many stops the test.
private final class Walled {
  let base: UnsafeMutablePointer<Float>
  let count: Int
  private let pages: UnsafeMutableRawPointer
  private let size: Int

  init(_ numbers: [Float]) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let bytes = numbers.count * 4
    let data = (bytes + page - 1) / page * page
    count = numbers.count
    size = data + page
    pages = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
    precondition(mprotect(pages + data, page, PROT_NONE) == 0)
    base = (pages + (data - bytes)).assumingMemoryBound(to: Float.self)
    base.initialize(from: numbers, count: numbers.count)
  }

  deinit { munmap(pages, size) }

  var numbers: [Float] { (0..<count).map { base[$0] } }
}

/// Factors and result of one product, the right factor as it is or stored as its transpose.
private struct Product {
  let m: Int
  let n: Int
  let k: Int
  let a: Walled
  let b: Walled
  let c: Walled

  init(_ shape: (Int, Int, Int), seed: UInt64) {
    (m, n, k) = shape
    a = Walled(scatter(m * k, seed: seed))
    b = Walled(scatter(k * n, seed: seed + 1))
    c = Walled([Float](repeating: 9, count: m * n))
  }

  /// Runs `multiply` on views of the memory, which stays until it is done; returns the result.
  func result(
    leftTransposed: Bool = false, rightTransposed: Bool = false,
    _ multiply: (MatrixView<Float>, MatrixView<Float>, MutableMatrixView<Float>) -> Void
  ) -> [Float] {
    withExtendedLifetime((a, b, c)) {
      multiply(
        leftTransposed
          ? MatrixView(a.base, rows: k, columns: m).transposed
          : MatrixView(a.base, rows: m, columns: k),
        rightTransposed
          ? MatrixView(b.base, rows: n, columns: k).transposed
          : MatrixView(b.base, rows: k, columns: n),
        MutableMatrixView(c.base, rows: m, columns: n))
    }
    return c.numbers
  }
}

@Suite struct `Finished products` {
  static let shapes = [
    (1, 1, 1), (1, 5, 3), (2, 7, 9), (5, 3, 17), (9, 1, 12), (32, 7, 64), (13, 21, 34),
    (64, 40, 33), (1, 64, 20), (3, 70, 300), (12, 31, 5), (40, 2, 64), (6, 16, 16), (50, 9, 70),
  ]

  @Test(
    arguments: shapes,
    [Activation.identity, .relu, .gelu, .silu, .sigmoid, .tanh, .softplus])
  func `equal product, then bias, then activation`(
    _ shape: (Int, Int, Int), _ activation: Activation
  ) {
    let product = Product(shape, seed: 21)
    let bias: [Float] = scatter(product.n, seed: 23)
    for isTransposed in [false, true] {
      let fused = product.result(rightTransposed: isTransposed) {
        multiply($0, $1, into: $2, bias: bias, activation: activation)
      }
      var expected = product.result(rightTransposed: isTransposed) { multiply($0, $1, into: $2) }
      for index in expected.indices { expected[index] += bias[index % product.n] }
      activation.apply(to: &expected, count: expected.count)
      let difference = firstDifference(fused, expected)
      #expect(difference == nil)
    }
  }

  @Test func `of no depth are the bias alone`() {
    let product = Product((2, 2, 0), seed: 24)
    let result = product.result {
      multiply($0, $1, into: $2, bias: [-1, 2], activation: .relu)
    }
    #expect(result == [0, 2, 0, 2])
  }

  @Test(arguments: shapes)
  func `in a batch equal single ones`(_ shape: (Int, Int, Int)) {
    let (m, n, k) = shape
    let product = Product((3 * m, n, k), seed: 25)
    let together = product.result { a, b, c in
      multiplyBatch(
        3, a.block(row: 0, column: 0, rows: m, columns: k), step: m * k, b, step: 0,
        into: c.block(row: 0, column: 0, rows: m, columns: n), step: m * n)
    }
    let difference = firstDifference(together, product.result { multiply($0, $1, into: $2) })
    #expect(difference == nil)
  }

  @Test func `of two vectors are one chain`() {
    let x: [Float] = scatter(101, seed: 26)
    let y: [Float] = scatter(101, seed: 27)
    let expected = zip(x, y).reduce(0 as Float) { $0.addingProduct($1.0, $1.1) }
    #expect(dot(x, y, count: 101) == expected)
    #expect(dot(x, y, count: 0) == 0)
  }

  /// Two orders of k products and sums differ by at most 2·k·2⁻²⁴ of the sum of their magnitudes.
  @Test(arguments: shapes, [false, true])
  func `agree with OpenBLAS`(_ shape: (Int, Int, Int), _ isTransposed: Bool) {
    let product = Product(shape, seed: 28)
    let ours = product.result(rightTransposed: isTransposed) { multiply($0, $1, into: $2) }
    let theirs = product.result(rightTransposed: isTransposed) { a, b, c in
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, isTransposed ? CblasTrans : CblasNoTrans, Int32(c.rows),
        Int32(c.columns), Int32(a.columns), 1, a.base, Int32(a.stride), b.base, Int32(b.stride), 0,
        c.base, Int32(c.stride))
    }
    let depth = Float(product.k)
    let bound = 2 * depth * 0x1p-24 * depth / 4
    let worst = zip(ours, theirs).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst <= bound)
  }

  @Test(arguments: shapes)
  func `read and write nothing beyond their matrices`(_ shape: (Int, Int, Int)) {
    let product = Product(shape, seed: 30)
    for form in 0..<8 {
      let result = product.result(leftTransposed: form & 1 != 0, rightTransposed: form & 2 != 0) {
        multiply($0, $1, into: $2, accumulating: form & 4 != 0)
      }
      #expect(result.allSatisfy { $0.isFinite })
    }
  }
}
