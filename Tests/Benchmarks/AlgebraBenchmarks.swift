import Exact

extension Bench {
  /// Float64 factorisations, in milliseconds a call.
  mutating func algebra() {
    for size in [128, 512] {
      var state: UInt64 = 1
      var general = Matrix64(rows: size, columns: size, repeating: 0)
      for i in 0..<size {
        for j in 0..<size {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          general[i, j] = Double(Int64(bitPattern: state) >> 11) * 0x1p-52
        }
      }
      var definite = general * general.transposed
      for i in 0..<size { definite[i, i] += Double(size) }
      time("product64 \(size)") { _ = general * definite }
      time("cholesky \(size)") { _ = try? Cholesky(definite) }
      time("lu \(size)") { _ = try? LU(general) }
      time("qr \(size)") { _ = try? QR(general).q }
      time("qr pivoted \(size)") { _ = try? QR(general, pivoting: true) }
      time("eigen \(size)") { _ = try? SymmetricEigen(definite) }
      time("svd \(size)") { _ = try? SVD(general) }
    }
  }

  private mutating func time(_ name: String, _ work: () -> Void) {
    compare(name, unit: .milliseconds, amount: 1, ours: work)
  }
}
