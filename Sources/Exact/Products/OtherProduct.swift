/// A product of another library: c = a·b, or c += a·b when accumulating.
public typealias OtherProduct = (
  _ a: MatrixView<Float>, _ b: MatrixView<Float>, _ c: MutableMatrixView<Float>,
  _ accumulating: Bool
) -> Void

/// The seam at which another library's matrix products take the place of ours.
///
/// For runs where speed matters more than bits: what comes out then depends on the library and the processor.
public enum MatrixSeam {
  /// The product that is used for Float32; nil for ours.
  ///
  /// Set once, before anything is multiplied and before a second thread starts: nothing guards it.
  nonisolated(unsafe) public static var other: OtherProduct?
}
