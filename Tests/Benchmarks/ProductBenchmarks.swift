import COpenBLAS
import Exact

extension Bench {
  /// Matrix products against OpenBLAS's own best kernel for this processor.
  mutating func products() {}
}
