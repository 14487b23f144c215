// Uniform numbers. Each takes the top bits of a word, so that all values are equally likely and evenly
// spaced.

extension Key {
  /// A uniform number in [0, 1): the top 24 bits of word `index`, times 2⁻²⁴.
  @inlinable
  public func uniform(at index: Int) -> Float {
    unit(word(at: index))
  }

  /// A uniform number in [0, 1): the top 53 bits of long word `index`, times 2⁻⁵³.
  @inlinable
  public func uniformDouble(at index: Int) -> Double {
    unit(longWord(at: index))
  }

  /// A uniform number in the open interval (0, 1), fit for a logarithm.
  ///
  /// The top 52 bits of long word `index` and one half, times 2⁻⁵²: the smallest is 2⁻⁵³, the largest
  /// 1 − 2⁻⁵³, and the set is symmetric about one half.
  @inlinable
  public func openUniformDouble(at index: Int) -> Double {
    openUnit(longWord(at: index))
  }

  /// A uniform number in [low, high), from the same word as ``uniform(at:)``.
  ///
  /// `low + (high - low) u`, rounded at each step. Where rounding would give `high`, the number just
  /// below `high` stands in, so the upper bound is never reached.
  @inlinable
  public func uniform(in range: Range<Float>, at index: Int) -> Float {
    checkWidth(range.upperBound - range.lowerBound)
    return spread(uniform(at: index), range.lowerBound, range.upperBound)
  }

  /// A uniform number in [low, high), from the same long word as ``uniformDouble(at:)``.
  ///
  /// `low + (high - low) u`, rounded at each step. Where rounding would give `high`, the number just
  /// below `high` stands in, so the upper bound is never reached.
  @inlinable
  public func uniformDouble(in range: Range<Double>, at index: Int) -> Double {
    checkWidth(range.upperBound - range.lowerBound)
    return spread(uniformDouble(at: index), range.lowerBound, range.upperBound)
  }

  /// Writes uniform numbers in [0, 1), each equal to ``uniform(at:)``.
  public func fillUniform(_ out: UnsafeMutablePointer<Float>, count: Int, from start: Int = 0) {
    fill(out, count: count, from: start) { unit($0) }
  }

  /// Writes uniform numbers in [0, 1), each equal to ``uniformDouble(at:)``.
  public func fillUniform(_ out: UnsafeMutablePointer<Double>, count: Int, from start: Int = 0) {
    fillLong(out, count: count, from: start) { unit($0) }
  }

  /// Writes uniform numbers in an interval, each equal to ``uniform(in:at:)``.
  public func fillUniform(
    _ out: UnsafeMutablePointer<Float>, count: Int, in range: Range<Float>, from start: Int = 0
  ) {
    checkWidth(range.upperBound - range.lowerBound)
    let (low, high) = (range.lowerBound, range.upperBound)
    fill(out, count: count, from: start) { spread(unit($0), low, high) }
  }

  /// Writes uniform numbers in an interval, each equal to ``uniformDouble(in:at:)``.
  public func fillUniform(
    _ out: UnsafeMutablePointer<Double>, count: Int, in range: Range<Double>, from start: Int = 0
  ) {
    checkWidth(range.upperBound - range.lowerBound)
    let (low, high) = (range.lowerBound, range.upperBound)
    fillLong(out, count: count, from: start) { spread(unit($0), low, high) }
  }
}

@inlinable @inline(__always)
func unit(_ word: UInt32) -> Float {
  Float(Int32(truncatingIfNeeded: word &>> 8)) * 0x1p-24
}

@inlinable @inline(__always)
func unit(_ word: UInt64) -> Double {
  Double(Int64(truncatingIfNeeded: word &>> 11)) * 0x1p-53
}

@inlinable @inline(__always)
func openUnit(_ word: UInt64) -> Double {
  (Double(Int64(truncatingIfNeeded: word &>> 12)) + 0.5) * 0x1p-52
}

@inlinable @inline(__always)
func spread(_ unit: Float, _ low: Float, _ high: Float) -> Float {
  let value = low + (high - low) * unit
  return value < high ? value : high.nextDown
}

@inlinable @inline(__always)
func spread(_ unit: Double, _ low: Double, _ high: Double) -> Double {
  let value = low + (high - low) * unit
  return value < high ? value : high.nextDown
}

@inlinable @inline(__always)
func checkWidth<Number: BinaryFloatingPoint>(_ width: Number) {
  require(width > 0 && width < .infinity, "a uniform interval has a positive, finite width")
}
