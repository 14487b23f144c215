/// The error function, erf x = 2/√π · ∫₀ˣ exp(−t²) dt.
///
/// erf(±0) = ±0, erf(±∞) = ±1. Branch-free: up to 1 a polynomial in x², beyond it
/// 1 − exp(−x²)·q((x − 2)/(x + 2)), both minimax (errors 2⁻⁶² and 2⁻⁶⁰,
/// Tests/Oracles/coefficients_float64.py). Worst error measured: 0.88 ulp.
@inlinable
@inline(__always)
public func erf(_ x: Double) -> Double {
  let size = x.magnitude
  let result = size > 1 ? erfTowardsOne(size) : erfNearZero(size)
  return Double(bitPattern: result.bitPattern | (x.bitPattern & 0x8000_0000_0000_0000))
}

@inlinable
@inline(__always)
func erfNearZero(_ x: Double) -> Double {
  let z = x * x
  var q = (-0x1.386acb87b6c7bp-30).addingProduct(z, 0x1.05799fb235053p-34)
  q = (0x1.f7a41b231c259p-27).addingProduct(z, q)
  q = (-0x1.5f1d382c833d5p-23).addingProduct(z, q)
  q = (0x1.b9def1dce04fbp-20).addingProduct(z, q)
  q = (-0x1.f4d1df4003d35p-17).addingProduct(z, q)
  q = (0x1.f9a321a1935b6p-14).addingProduct(z, q)
  q = (-0x1.c02db3d8f24a2p-11).addingProduct(z, q)
  q = (0x1.565bcd0db0523p-8).addingProduct(z, q)
  q = (-0x1.b82ce312849afp-6).addingProduct(z, q)
  q = (0x1.ce2f21a042b21p-4).addingProduct(z, q)
  q = (-0x1.812746b0379e6p-2).addingProduct(z, q)
  q = (0x1.06eba8214db69p-3).addingProduct(z, q)
  return x.addingProduct(x, q)
}

@inlinable
@inline(__always)
func erfTowardsOne(_ size: Double) -> Double {
  let x = size > 6 ? 6 : size
  let square = x * x
  let lost = (-square).addingProduct(x, x)
  let t = (x - 2) / (x + 2)
  var q = (-0x1.c2ffbb6cbbf6p-16).addingProduct(t, -0x1.af3d44da4a557p-17)
  q = (0x1.cd6e01c793ac7p-16).addingProduct(t, q)
  q = (0x1.6d7c29ca22f87p-13).addingProduct(t, q)
  q = (0x1.6d4364bdd75b5p-15).addingProduct(t, q)
  q = (-0x1.016b31b773b1fp-10).addingProduct(t, q)
  q = (-0x1.bc258b815759bp-11).addingProduct(t, q)
  q = (0x1.ca95ed5c11581p-8).addingProduct(t, q)
  q = (0x1.e9471581390bap-9).addingProduct(t, q)
  q = (-0x1.437f0b68cb9aep-4).addingProduct(t, q)
  q = (0x1.eeea7dc8a7c9bp-3).addingProduct(t, q)
  q = (-0x1.b57034efd3f4cp-2).addingProduct(t, q)
  q = (0x1.058671b52c776p-2).addingProduct(t, q)
  let (power, head, rest) = reducedExponent(-square)
  let e = (1 + (head + exponentialTail(head, rest - lost))) * powerOfTwo(power)
  return (1).addingProduct(-q, e)
}

/// Writes erf of each of `count` numbers of `x` to `y`, which may be `x`.
@inlinable
public func erf(
  _ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, count: Int
) {
  applyElementwise(x, to: y, count: count) { erf($0) }
}
