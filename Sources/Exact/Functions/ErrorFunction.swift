/// The error function in Float32.
///
/// `erf(±0)` is ±0, `erf(±inf)` is ±1, NaN gives NaN; odd to the bit. Worst error over all inputs:
/// ERF_ULP ulp. Computed in Float64 as `1 - exp(-a p(a))` for `a = |x|` up to 4, with `p` the
/// minimax polynomial of `-log(erfc(a)) / a`, and rounded once. The difference is taken as in
/// `expm1`, so small arguments keep their relative accuracy.
@inlinable @inline(__always)
public func erf(_ x: Float) -> Float {
  let a = Double(atMost(4, x.magnitude))
  var p: Double = -0x1.c63f1543a90fbp-24
  p = fused(p, a, 0x1.954b25330545ap-20)
  p = fused(p, a, -0x1.07d3671aea644p-17)
  p = fused(p, a, 0x1.1d690eaaee1f7p-17)
  p = fused(p, a, 0x1.c51dd6c6d4d1dp-14)
  p = fused(p, a, -0x1.5d9903f3307d3p-11)
  p = fused(p, a, 0x1.c8af1aba878a1p-10)
  p = fused(p, a, -0x1.da7c616bdf71bp-13)
  p = fused(p, a, -0x1.39572a1c87c24p-6)
  p = fused(p, a, 0x1.a4f4781c0b0bdp-4)
  p = fused(p, a, 0x1.45f30769aab22p-1)
  p = fused(p, a, 0x1.20dd7503b17f9p+0)
  let (power, tail) = wideExponential(-a * p)
  return withSign(of: x, Float(fused(-power, tail, 1 - power)))
}

/// Writes `erf(x[i])` to `y[i]` for `count` elements; `y` may be `x` itself.
public func erf(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
  forEachElement(x, to: y, count: count) { erf($0) }
}
