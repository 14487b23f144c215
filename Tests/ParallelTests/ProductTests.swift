// swift-format-ignore-file: NeverForceUnwrap

import Exact
import Parallel
import Testing

@Suite struct `Products on several threads` {
  /// Shapes above the size from which threads are used, odd and prime, tall and wide.
  @Test(
    arguments: [(211, 101, 67), (1009, 13, 97), (5, 2003, 131), (64, 300, 64), (97, 97, 1201)],
    [2, 3, 7])
  func `have the bits of one thread`(_ shape: (Int, Int, Int), _ threads: Int) {
    let (m, n, k) = shape
    let a = (0..<m * k).map { Float($0 % 97) / 48 - 1 }
    let b = (0..<k * n).map { Float($0 % 89) / 44 - 1 }
    let bias = (0..<n).map { Float($0) / 16 }
    for (left, right, accumulating) in [
      (false, false, false), (true, false, true), (false, true, true),
    ] {
      let start = (0..<m * n).map { Float($0 % 5) }
      var one = start
      var many = start
      for threads in [1, threads] {
        var c = start
        c.withUnsafeMutableBufferPointer { c in
          a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
              bias.withUnsafeBufferPointer { bias in
                multiply(
                  left
                    ? MatrixView(a.baseAddress!, rows: k, columns: m).transposed
                    : MatrixView(a.baseAddress!, rows: m, columns: k),
                  right
                    ? MatrixView(b.baseAddress!, rows: n, columns: k).transposed
                    : MatrixView(b.baseAddress!, rows: k, columns: n),
                  into: MutableMatrixView(c.baseAddress!, rows: m, columns: n),
                  accumulating: accumulating, bias: bias.baseAddress!, activation: .gelu,
                  threads: threads)
              }
            }
          }
        }
        if threads == 1 { one = c } else { many = c }
      }
      #expect(one.map(\.bitPattern) == many.map(\.bitPattern))
      #expect(one != start)
    }
  }

  @Test(arguments: [0, 1, 5, 12, 13, 100], [1, 2, 3, 7])
  func `cover every row once`(_ length: Int, _ threads: Int) {
    let seen = UnsafeMutablePointer<Int32>.allocate(capacity: length + 1)
    seen.initialize(repeating: 0, count: length + 1)
    defer { seen.deallocate() }
    concurrentRanges(length, threads: threads, multipleOf: 12) { range in
      for i in range { seen[i] += 1 }
    }
    #expect((0..<length).allSatisfy { seen[$0] == 1 })
    #expect(seen[length] == 0)
  }
}
