/// The hyperbolic tangent in Float32.
///
/// `tanh(±0)` is ±0, `tanh(±inf)` is ±1, NaN gives NaN; odd to the bit. Worst error over all
/// inputs: TANH_ULP ulp. Computed in Float64 as `e / (e + 2)` with `e = exp(2|x|) - 1`, rounded once.
@inlinable @inline(__always)
public func tanh(_ x: Float) -> Float {
  let (power, tail) = wideExponential(2 * Double(atMost(10, x.magnitude)))
  let e = fused(power, tail, power - 1)
  return withSign(of: x, Float(e / (e + 2)))
}

/// Writes `tanh(x[i])` to `y[i]` for `count` elements; `y` may be `x` itself.
public func tanh(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
  forEachElement(x, to: y, count: count) { tanh($0) }
}
