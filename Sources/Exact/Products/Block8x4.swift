/// Four Floats of each of eight rows, transposed in registers: four columns of eight.
///
/// Rows 0–3 make the lower halves of four registers and rows 4–7 the upper ones, so that nothing crosses
/// from half to half; two rounds of interleaving, first of single lanes, then of pairs, do the rest. Moving
/// pairs as 64-bit lanes keeps the rounds apart for the compiler: each becomes one instruction a register.
struct Block8x4 {
  let columns: InlineArray<4, SIMD8<Float>>

  /// Reads the rows at `base`, `step` bytes apart; nothing needs to be aligned.
  @inline(__always)
  init(_ base: UnsafeRawPointer, step: Int) {
    let r0 = Block8x4.halves(base, base + 4 &* step)
    let r1 = Block8x4.halves(base + step, base + 5 &* step)
    let r2 = Block8x4.halves(base + 2 &* step, base + 6 &* step)
    let r3 = Block8x4.halves(base + 3 &* step, base + 7 &* step)
    let low01 = Block8x4.interleaved(r0, r1, from: 0)
    let low23 = Block8x4.interleaved(r2, r3, from: 0)
    let high01 = Block8x4.interleaved(r0, r1, from: 2)
    let high23 = Block8x4.interleaved(r2, r3, from: 2)
    columns = [
      Block8x4.paired(low01, low23, from: 0), Block8x4.paired(low01, low23, from: 1),
      Block8x4.paired(high01, high23, from: 0), Block8x4.paired(high01, high23, from: 1),
    ]
  }

  @inline(__always)
  private static func halves(_ low: UnsafeRawPointer, _ high: UnsafeRawPointer) -> SIMD8<Float> {
    let both = SIMD4(
      lowHalf: low.loadUnaligned(as: SIMD2<UInt64>.self),
      highHalf: high.loadUnaligned(as: SIMD2<UInt64>.self))
    return unsafeBitCast(both, to: SIMD8<Float>.self)
  }

  /// In each half, for i = `from`: aᵢ bᵢ aᵢ₊₁ bᵢ₊₁, as two 64-bit lanes.
  @inline(__always)
  private static func interleaved(
    _ a: SIMD8<Float>, _ b: SIMD8<Float>, from i: Int
  ) -> SIMD4<UInt64> {
    let mixed = SIMD8<Float>(
      a[i], b[i], a[i &+ 1], b[i &+ 1], a[i &+ 4], b[i &+ 4], a[i &+ 5], b[i &+ 5])
    return unsafeBitCast(mixed, to: SIMD4<UInt64>.self)
  }

  /// In each half, for i = `from`: pair i of a, pair i of b.
  @inline(__always)
  private static func paired(
    _ a: SIMD4<UInt64>, _ b: SIMD4<UInt64>, from i: Int
  ) -> SIMD8<Float> {
    unsafeBitCast(SIMD4<UInt64>(a[i], b[i], a[i &+ 2], b[i &+ 2]), to: SIMD8<Float>.self)
  }
}
