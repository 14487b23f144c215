import COpenBLAS
import Exact
import Parallel

extension Bench {
  /// Matrix products against OpenBLAS's own best kernel for this processor.
  mutating func products() {
    openblas_set_num_threads(1)
    let shapes = [
      (64, 64, 64), (128, 128, 128), (224, 96, 96), (2688, 16, 96), (3584, 32, 16),
      (4096, 64, 64), (128, 96, 512), (32, 7, 64), (1, 256, 256), (64, 256, 69),
    ]
    let cubes = [(256, 256, 256), (512, 512, 512), (1024, 1024, 1024)]
    for (m, n, k) in cubes { product(m, n, k) }
    for (m, n, k) in shapes { product(m, n, k) }
    twoThreads()
    mean("gemm, mean of ten shapes", of: shapes.map { "gemm \($0)x\($1)x\($2)" })
    for (m, n, k) in shapes {
      product(m, k, n, right: true)
      product(k, n, m, left: true)
    }
    mean(
      "gemm transposed, mean",
      of: shapes.flatMap { ["gemm \($0)x\($2)x\($1) nt", "gemm \($2)x\($1)x\($0) tn"] })
  }

  /// The largest product on two threads, against itself on one.
  private mutating func twoThreads() {
    let n = 1024
    let a = Memory(n * n) { Float($0 % 17) / 16 - 0.5 }
    let b = Memory(n * n) { Float($0 % 13) / 12 - 0.5 }
    let c = Memory<Float>(n * n) { _ in 0 }
    defer { withExtendedLifetime((a, b, c)) {} }
    let left = MatrixView(a.read, rows: n, columns: n)
    let right = MatrixView(b.read, rows: n, columns: n)
    let result = MutableMatrixView(c.write, rows: n, columns: n)
    compare(
      "gemm \(n)x\(n)x\(n) 2 threads", unit: .gigaflops, threads: 2,
      amount: 2 * Double(n * n * n), note: "peer: one thread of ours"
    ) {
      multiply(left, right, into: result, threads: 2)
    } peer: {
      multiply(left, right, into: result)
    }
  }

  private mutating func mean(_ name: String, of names: [String]) {
    let ratios = records.filter { names.contains($0.name) }.compactMap(\.ratio)
    guard ratios.count == names.count else { return }
    let lowest = ratios.min() ?? 0
    add(name, unit: "ratio", ours: geometricMean(ratios), note: "lowest \(lowest)")
  }

  /// One product [m, k] by [k, n], the left or right factor stored as its transpose.
  private mutating func product(
    _ m: Int, _ n: Int, _ k: Int, left: Bool = false, right: Bool = false
  ) {
    let a = Memory(m * k) { Float($0 % 17) / 16 - 0.5 }
    let b = Memory(k * n) { Float($0 % 13) / 12 - 0.5 }
    let ours = Memory<Float>(m * n) { _ in 0 }
    let theirs = Memory<Float>(m * n) { _ in 0 }
    defer { withExtendedLifetime((a, b, ours, theirs)) {} }
    let leftView =
      left
      ? MatrixView(a.read, rows: k, columns: m).transposed : MatrixView(a.read, rows: m, columns: k)
    let rightView =
      right
      ? MatrixView(b.read, rows: n, columns: k).transposed : MatrixView(b.read, rows: k, columns: n)
    let result = MutableMatrixView(ours.write, rows: m, columns: n)
    let suffix = left ? " tn" : right ? " nt" : ""
    compare("gemm \(m)x\(n)x\(k)\(suffix)", unit: .gigaflops, amount: 2 * Double(m * n * k)) {
      multiply(leftView, rightView, into: result)
    } peer: {
      cblas_sgemm(
        CblasRowMajor, left ? CblasTrans : CblasNoTrans, right ? CblasTrans : CblasNoTrans,
        Int32(m), Int32(n), Int32(k), 1, a.read, Int32(left ? m : k), b.read, Int32(right ? k : n),
        0, theirs.write, Int32(n))
    }
  }
}
