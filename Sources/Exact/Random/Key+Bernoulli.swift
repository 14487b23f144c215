// Random decisions and masks. Decision `i` compares word `i` with a threshold, so its probability is a
// multiple of 2⁻³², the nearest one to what was asked for.

extension Key {
  /// Whether an event of a given probability happens, by word `index` below `probability` times 2³².
  ///
  /// Probability 0 never happens and 1 always does.
  @inlinable
  public func bernoulli(_ probability: Double, at index: Int) -> Bool {
    UInt64(word(at: index)) < threshold(probability)
  }

  /// Writes 1 where ``bernoulli(_:at:)`` is true and 0 where it is false.
  public func fillBernoulli(
    _ out: UnsafeMutablePointer<Float>, count: Int, probability: Double, from start: Int = 0
  ) {
    fillChoice(out, count: count, threshold(probability), below: 1, atLeast: 0, from: start)
  }

  /// Writes a dropout mask: 0 with probability `rate`, else 1 / (1 − rate) rounded once to Float.
  ///
  /// Entry `i` is dropped exactly where ``bernoulli(_:at:)`` of `rate` is true. A rate of 1 drops all.
  public func fillDropoutMask(
    _ out: UnsafeMutablePointer<Float>, count: Int, rate: Double, from start: Int = 0
  ) {
    let limit = threshold(rate)
    let kept = rate < 1 ? Float(1 / (1 - rate)) : 0
    fillChoice(out, count: count, limit, below: 0, atLeast: kept, from: start)
  }

  private func fillChoice(
    _ out: UnsafeMutablePointer<Float>, count: Int, _ threshold: UInt64,
    below: Float, atLeast: Float, from start: Int
  ) {
    // A threshold of 2³² has no 32-bit form: everything is below it.
    guard let limit = UInt32(exactly: threshold) else {
      checkRange(count: count, from: start)
      out.update(repeating: below, count: count)
      return
    }
    fill(out, count: count, from: start) { $0 < limit ? below : atLeast }
  }
}

/// A probability in units of 2⁻³², to nearest, ties to even.
@inlinable @inline(__always)
func threshold(_ probability: Double) -> UInt64 {
  require(probability >= 0 && probability <= 1, "a probability is between 0 and 1")
  // Adding 2⁵² rounds to an integer, which the low bits of the sum then hold.
  return (probability * 0x1p32 + 0x1p52).bitPattern & 0xf_ffff_ffff_ffff
}
