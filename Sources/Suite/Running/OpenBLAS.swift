import Exact
import Foundation

/// OpenBLAS, loaded only when a run asks for it: its threads start with it.
enum OpenBLAS {
  private typealias Product =
    @convention(c) (
      _ order: CInt, _ transposeA: CInt, _ transposeB: CInt, _ m: CInt, _ n: CInt, _ k: CInt,
      _ alpha: Float, _ a: UnsafePointer<Float>, _ aStride: CInt, _ b: UnsafePointer<Float>,
      _ bStride: CInt, _ beta: Float, _ c: UnsafeMutablePointer<Float>, _ cStride: CInt
    ) -> Void

  /// Puts its product in the place of ours for the rest of the process, on one thread a worker.
  static func use() throws(SuiteError) {
    setenv("OPENBLAS_NUM_THREADS", "1", 1)
    let names = ["libopenblas.so.0", "libopenblas.so", "libopenblas.dylib"]
    guard let library = names.lazy.compactMap({ dlopen($0, RTLD_NOW) }).first,
      let symbol = dlsym(library, "cblas_sgemm")
    else {
      throw SuiteError(
        .missing,
        "--matmul openblas: found no libopenblas; install it (Debian: libopenblas-dev), or leave "
          + "--matmul out")
    }
    let product = unsafeBitCast(symbol, to: Product.self)
    MatrixSeam.other = { a, b, c, accumulating in
      guard c.rows > 0, c.columns > 0 else { return }
      func transposed(_ isTransposed: Bool) -> CInt { isTransposed ? 112 : 111 }
      func stride(_ stride: Int) -> CInt { CInt(max(1, stride)) }
      product(
        101, transposed(a.isTransposed), transposed(b.isTransposed), CInt(c.rows),
        CInt(c.columns), CInt(a.columns), 1, a.base, stride(a.stride), b.base, stride(b.stride),
        accumulating ? 1 : 0, c.base, stride(c.stride))
    }
  }
}
