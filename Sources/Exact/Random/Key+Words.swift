// The raw words of a key's stream, one by one and in arrays. Word `i` is word `i mod 4` of block `i / 4`;
// long word `i` is the pair of words `2i` (its lower half) and `2i + 1`.

extension Key {
  /// Block number `number` of the stream: words `4 number` to `4 number + 3`.
  @inlinable @inline(__always)
  public func block(_ number: UInt64) -> (UInt32, UInt32, UInt32, UInt32) {
    Philox.block(
      (
        UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number &>> 32),
        UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream &>> 32)
      ),
      key: (UInt32(truncatingIfNeeded: cipher), UInt32(truncatingIfNeeded: cipher &>> 32)))
  }

  /// Block number `number` of the stream as two long words.
  @inlinable @inline(__always)
  func longBlock(_ number: UInt64) -> (UInt64, UInt64) {
    let words = block(number)
    return (joined(words.0, words.1), joined(words.2, words.3))
  }

  /// Random word `index`, uniform over all 32-bit values; `index` counts from zero.
  @inlinable
  public func word(at index: Int) -> UInt32 {
    require(index >= 0, "an index of a draw is not negative")
    let words = block(UInt64(truncatingIfNeeded: index &>> 2))
    switch index & 3 {
    case 0: return words.0
    case 1: return words.1
    case 2: return words.2
    default: return words.3
    }
  }

  /// Random long word `index`, uniform over all 64-bit values; `index` counts from zero.
  @inlinable
  public func longWord(at index: Int) -> UInt64 {
    require(index >= 0, "an index of a draw is not negative")
    let words = longBlock(UInt64(truncatingIfNeeded: index &>> 1))
    return index & 1 == 0 ? words.0 : words.1
  }

  /// Writes words `start ..< start + count`, each equal to ``word(at:)``.
  public func fillWords(_ out: UnsafeMutablePointer<UInt32>, count: Int, from start: Int = 0) {
    fill(out, count: count, from: start) { $0 }
  }

  /// Writes long words `start ..< start + count`, each equal to ``longWord(at:)``.
  public func fillLongWords(_ out: UnsafeMutablePointer<UInt64>, count: Int, from start: Int = 0) {
    fillLong(out, count: count, from: start) { $0 }
  }

  /// Writes `transform(word)` for words `start ..< start + count`.
  ///
  /// Whole blocks go through a loop over independent counters, which the compiler turns into vector code;
  /// what lies before the first and after the last whole block is drawn word by word.
  @inline(__always)
  func fill<Element>(
    _ out: UnsafeMutablePointer<Element>, count: Int, from start: Int,
    _ transform: (UInt32) -> Element
  ) {
    checkRange(count: count, from: start)
    let head = min(count, (4 &- start & 3) & 3)
    let blocks = (count &- head) / 4
    for offset in 0..<head { out[offset] = transform(word(at: start &+ offset)) }
    let first = UInt64(truncatingIfNeeded: (start &+ head) &>> 2)
    let body = out + head
    for number in 0..<blocks {
      let words = block(first &+ UInt64(truncatingIfNeeded: number))
      body[4 &* number] = transform(words.0)
      body[4 &* number &+ 1] = transform(words.1)
      body[4 &* number &+ 2] = transform(words.2)
      body[4 &* number &+ 3] = transform(words.3)
    }
    for offset in head &+ 4 &* blocks..<count { out[offset] = transform(word(at: start &+ offset)) }
  }

  /// Writes `transform(long word)` for long words `start ..< start + count`.
  @inline(__always)
  func fillLong<Element>(
    _ out: UnsafeMutablePointer<Element>, count: Int, from start: Int,
    _ transform: (UInt64) -> Element
  ) {
    checkRange(count: count, from: start)
    let head = min(count, start & 1)
    let blocks = (count &- head) / 2
    if head > 0 { out[0] = transform(longWord(at: start)) }
    let first = UInt64(truncatingIfNeeded: (start &+ head) &>> 1)
    let body = out + head
    for number in 0..<blocks {
      let words = longBlock(first &+ UInt64(truncatingIfNeeded: number))
      body[2 &* number] = transform(words.0)
      body[2 &* number &+ 1] = transform(words.1)
    }
    for offset in head &+ 2 &* blocks..<count {
      out[offset] = transform(longWord(at: start &+ offset))
    }
  }

  @inline(__always)
  func checkRange(count: Int, from start: Int) {
    require(count >= 0, "the number of draws is not negative")
    require(start >= 0, "an index of a draw is not negative")
    require(start <= Int.max - count, "indices of draws end at Int.max")
  }
}

/// The long word of two words, the lower half first.
@inlinable @inline(__always)
func joined(_ low: UInt32, _ high: UInt32) -> UInt64 {
  UInt64(low) | UInt64(high) &<< 32
}
