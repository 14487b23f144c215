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

/// Writes `general(x[i])` to `y[i]`, by the shorter `ordinary` where that gives the same bits.
///
/// Numbers are looked at 256 at a time: where all of their bits, masked by `mask`, lie in `range`, the
/// block takes `ordinary`, which need not treat special numbers and extreme results.
@inline(__always)
func forEachBlock(
  _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int,
  where range: ClosedRange<UInt32>, mask: UInt32, ordinary: (Float) -> Float,
  general: (Float) -> Float
) {
  require(count >= 0, "expected a count of at least 0, got \(count)")
  var first = 0
  while first < count {
    let block = min(256, count &- first)
    let source = x + first
    var farthest: UInt32 = 0
    for i in 0..<block {
      farthest = max(farthest, (source[i].bitPattern & mask) &- range.lowerBound)
    }
    if farthest <= range.upperBound &- range.lowerBound {
      forEachElement(source, to: y + first, count: block, ordinary)
    } else {
      forEachElement(source, to: y + first, count: block, general)
    }
    first &+= 256
  }
}
