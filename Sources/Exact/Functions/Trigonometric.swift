/// The sine of `x` radians in Float32.
///
/// `sin(±0)` is ±0; infinities and NaN give NaN. Worst error over all inputs: 0.501 ulp.
///
/// Computed in Float64 and rounded once: `x = n π/2 + r` by a product and a fused subtraction below
/// 2^28, by exact integer arithmetic above (`reduceLarge`), then a minimax polynomial in `r²`.
@inlinable @inline(__always)
public func sin(_ x: Float) -> Float {
  isLargeAngle(x) ? largeSine(x, quarterTurns: 0) : smallSine(x, quarterTurns: 0)
}

/// The cosine of `x` radians in Float32.
///
/// Infinities and NaN give NaN. Worst error over all inputs: 0.501 ulp. Method as for `sin`.
@inlinable @inline(__always)
public func cos(_ x: Float) -> Float {
  isLargeAngle(x) ? largeSine(x, quarterTurns: 1) : smallSine(x, quarterTurns: 1)
}

/// The angle of the point (x, y) in radians, from -π to π, in Float32.
///
/// Zeros and infinities follow C99, F.9.1.4: `atan2(±0, x)` is ±0 for x from +0 up and ±π for x from
/// -0 down, `atan2(±y, ±0)` is ±π/2, and the four infinite corners are ±π/4 and ±3π/4. NaN gives
/// NaN. Worst error over 2^32 pairs: 0.501 ulp.
///
/// Computed in Float64 and rounded once: the minimax polynomial of `atan(q) / q` in `q²` for the
/// smaller over the larger magnitude, then reflections.
@inlinable @inline(__always)
public func atan2(_ y: Float, _ x: Float) -> Float {
  let rise = Double(y.magnitude)
  let run = Double(x.magnitude)
  let steep = rise > run
  let larger = steep ? rise : run
  let smaller = steep ? run : rise
  let quotient = larger == 0 ? smaller : smaller / larger
  // Both infinite: one. A NaN is neither equal nor unequal to anything, so it stays.
  let q = smaller == .infinity && larger == .infinity ? 1 : quotient
  let z = q * q
  var p: Double = 0x1.c5fadd6205a6cp-12
  p = fused(p, z, -0x1.adaf9074edb26p-9)
  p = fused(p, z, 0x1.7da192684165bp-7)
  p = fused(p, z, -0x1.af872a5bc3cc7p-6)
  p = fused(p, z, 0x1.682d85e20d2c5p-5)
  p = fused(p, z, -0x1.ef02e97322eb4p-5)
  p = fused(p, z, 0x1.335cad7220c0dp-4)
  p = fused(p, z, -0x1.72c118e0cd3c1p-4)
  p = fused(p, z, 0x1.c6e42363d9051p-4)
  p = fused(p, z, -0x1.248ff6b30b0c7p-3)
  p = fused(p, z, 0x1.99997fe05cb62p-3)
  p = fused(p, z, -0x1.5555551cf69a6p-2)
  p = fused(p, z, 0x1.ffffffffeb6d1p-1)
  let acute = steep ? 0x1.921fb54442d18p0 - q * p : q * p
  let angle = x.bitPattern >> 31 == 1 ? 0x1.921fb54442d18p1 - acute : acute
  return withSign(of: y, Float(angle))
}

/// Writes `sin(x[i])` to `y[i]` for `count` elements; `y` may be `x` itself.
public func sin(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
  forEachAngle(x, to: y, count: count, quarterTurns: 0)
}

/// Writes `cos(x[i])` to `y[i]` for `count` elements; `y` may be `x` itself.
public func cos(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
  forEachAngle(x, to: y, count: count, quarterTurns: 1)
}

/// Writes `atan2(y[i], x[i])` to `z[i]` for `count` elements; `z` may be `y` or `x` itself.
public func atan2(
  _ y: UnsafePointer<Float>, _ x: UnsafePointer<Float>, to z: UnsafeMutablePointer<Float>,
  count: Int
) {
  forEachPair(y, x, to: z, count: count) { atan2($0, $1) }
}

/// Blocks without a large angle, nearly all, take a loop that the compiler vectorises.
private func forEachAngle(
  _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int, quarterTurns: UInt64
) {
  require(count >= 0, "expected a count of at least 0, got \(count)")
  let block = 256
  var start = 0
  while start < count {
    let size = min(block, count &- start)
    let (from, to) = (x + start, y + start)
    var large = false
    for i in 0..<size { large = large || isLargeAngle(from[i]) }
    if large {
      for i in 0..<size {
        to[i] =
          isLargeAngle(from[i])
          ? largeSine(from[i], quarterTurns: quarterTurns)
          : smallSine(from[i], quarterTurns: quarterTurns)
      }
    } else {
      forEachElement(from, to: to, count: size) { smallSine($0, quarterTurns: quarterTurns) }
    }
    start &+= block
  }
}
