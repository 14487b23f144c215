/// Writes `function(x[i])` to `y[i]` in a loop that the compiler vectorises.
///
/// `y` is `x` itself or does not overlap it. The case of one array has its own loop: for two
/// pointers that are equal at run time the compiler's overlap check would choose a scalar loop.
@inline(__always)
func forEachElement(
  _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int,
  _ function: (Float) -> Float
) {
  require(count >= 0, "expected a count of at least 0, got \(count)")
  if x == UnsafePointer(y) {
    for i in 0..<count { y[i] = function(y[i]) }
  } else {
    for i in 0..<count { y[i] = function(x[i]) }
  }
}

/// Writes `function(x[i], y[i])` to `z[i]`; `z` is `x` or `y` itself or overlaps neither.
@inline(__always)
func forEachPair(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, to z: UnsafeMutablePointer<Float>,
  count: Int, _ function: (Float, Float) -> Float
) {
  require(count >= 0, "expected a count of at least 0, got \(count)")
  for i in 0..<count { z[i] = function(x[i], y[i]) }
}
