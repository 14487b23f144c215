/// Writes `function` of every element of `x` to `y`, which is either `x` itself or does not overlap
/// it.
///
/// The case of one array is a loop of its own, because the compiler vectorises a loop over two
/// pointers only after a check that they are apart.
@inlinable
@inline(__always)
func applyElementwise(
  _ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, count: Int,
  _ function: (Double) -> Double
) {
  if x == UnsafePointer(y) {
    for i in 0..<count { y[i] = function(y[i]) }
  } else {
    for i in 0..<count { y[i] = function(x[i]) }
  }
}
