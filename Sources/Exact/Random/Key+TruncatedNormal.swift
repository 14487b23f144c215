// Normal numbers between bounds, by rejection: draw `index` makes attempts a = 0, 1, … and attempt `a`
// reads block `index` of stream `a` (see ``Key/attempt(_:)``), so it never depends on another draw.

extension Key {
  /// A standard normal number on condition that it lies in `bounds`, which may be infinite.
  ///
  /// For weights as PyTorch's `trunc_normal_` and JAX's `truncated_normal` initialise them, use −2...2 and
  /// scale the result.
  ///
  /// Robert's choice of proposals (*Simulation of Truncated Normal Variables*, 1995, section 2): normal
  /// where the bounds hold zero and lie wide apart, exponential in a tail, uniform in a narrow interval.
  /// At least about a third of attempts succeed whatever the bounds.
  public func truncatedNormal(in bounds: ClosedRange<Double>, at index: Int) -> Double {
    let (low, high) = (bounds.lowerBound, bounds.upperBound)
    require(low < high, "a truncated normal has bounds some way apart")
    // Tails are drawn on the right.
    if high < 0 { return -truncatedNormal(-high, -low, index) }
    return truncatedNormal(low, high, index)
  }

  /// Writes truncated normal numbers, each equal to ``truncatedNormal(in:at:)`` times `deviation`, plus
  /// `mean`, rounded to Float at the end.
  ///
  /// `bounds` are those of the standard normal number, before scaling.
  public func fillTruncatedNormal(
    _ out: UnsafeMutablePointer<Float>, count: Int, in bounds: ClosedRange<Double>,
    mean: Double = 0, deviation: Double = 1, from start: Int = 0
  ) {
    checkRange(count: count, from: start)
    for offset in 0..<count {
      out[offset] = Float(mean + deviation * truncatedNormal(in: bounds, at: start &+ offset))
    }
  }

  /// Draws between `low` and `high` where `high` is not negative.
  private func truncatedNormal(_ low: Double, _ high: Double, _ index: Int) -> Double {
    let block = UInt64(truncatingIfNeeded: checked(index))
    if low <= 0 {
      // sqrt(2π): a uniform proposal under the density's peak is better than a normal one when narrower.
      if high - low < 2.506628274631 { return uniformProposals(low, high, peak: 0, block) }
      var number: UInt64 = 0
      while true {
        let words = attempt(number).longBlock(block)
        let value = normalPair(words.0, words.1).0
        if value >= low, value <= high { return value }
        number &+= 1
      }
    }
    let root = (low * low + 4).squareRoot()
    let rate = (low + root) / 2
    // Robert's bound: above it the exponential proposal wins over the uniform one.
    if high > low + 2 / (low + root) * exp((low * low - low * root) / 4 + 0.5) {
      var number: UInt64 = 0
      while true {
        let words = attempt(number).longBlock(block)
        let value = low - log(openUnit(words.0)) / rate
        let gap = value - rate
        if value <= high, log(openUnit(words.1)) <= -gap * gap / 2 { return value }
        number &+= 1
      }
    }
    return uniformProposals(low, high, peak: low, block)
  }

  /// Uniform proposals, accepted by the density relative to its value at `peak`.
  private func uniformProposals(
    _ low: Double, _ high: Double, peak: Double, _ block: UInt64
  ) -> Double {
    var number: UInt64 = 0
    while true {
      let words = attempt(number).longBlock(block)
      let value = spread(unit(words.0), low, high)
      if log(openUnit(words.1)) <= (peak - value) * (peak + value) / 2 { return value }
      number &+= 1
    }
  }

  @inline(__always)
  func checked(_ index: Int) -> Int {
    require(index >= 0, "an index of a draw is not negative")
    return index
  }
}
