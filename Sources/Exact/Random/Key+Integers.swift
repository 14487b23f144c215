// Bounded integers without bias, permutations and subsets.

extension Key {
  /// An integer in 0 ..< bound, every one equally likely.
  ///
  /// The upper half of the 128-bit product of `bound` and long word `index`; where the lower half is below
  /// 2⁶⁴ mod `bound`, the draw repeats with the long word of the same index from ``attempt(_:)`` 1, 2, …
  /// Source: Lemire, *Fast Random Integer Generation in an Interval*, 2019, algorithm 5.
  @inlinable
  public func integer(below bound: Int, at index: Int) -> Int {
    require(bound > 0, "an integer is drawn from at least one candidate")
    return bounded(longWord(at: index), UInt64(truncatingIfNeeded: bound), index)
  }

  /// An integer in a non-empty range, from the same draw as ``integer(below:at:)``.
  @inlinable
  public func integer(in range: Range<Int>, at index: Int) -> Int {
    let (bound, overflow) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
    require(!overflow, "a range of integers has at most Int.max of them")
    return range.lowerBound &+ integer(below: bound, at: index)
  }

  /// Writes integers in 0 ..< bound, each equal to ``integer(below:at:)``.
  public func fillIntegers(
    _ out: UnsafeMutablePointer<Int>, count: Int, below bound: Int, from start: Int = 0
  ) {
    require(bound > 0, "an integer is drawn from at least one candidate")
    let bound = UInt64(truncatingIfNeeded: bound)
    fillLong(out, count: count, from: start) { Int(bitPattern: UInt(truncatingIfNeeded: $0)) }
    for offset in 0..<count {
      let word = UInt64(truncatingIfNeeded: out[offset])
      out[offset] = bounded(word, bound, start &+ offset)
    }
  }

  /// A random order of 0 ..< count, every order equally likely.
  ///
  /// Fisher and Yates from the front: for places p = 0, 1, …, count − 2 in turn, the entry at `p` changes
  /// places with the one at `p + integer(below: count - p, at: p)`, starting from the ascending order.
  public func permutation(_ count: Int) -> [Int] {
    sample(count, of: count)
  }

  /// `chosen` different numbers of 0 ..< count in random order: the first ones of
  /// ``permutation(_:)`` of `count`.
  ///
  /// Takes time and memory for all `count` candidates.
  public func sample(_ chosen: Int, of count: Int) -> [Int] {
    guard chosen >= 0, chosen <= count else {
      fatalError("a sample without replacement: expected 0 to \(count) numbers, got \(chosen)")
    }
    var order = Array(0..<count)
    order.withUnsafeMutableBufferPointer { order in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 256) { buffer in
        guard let words = buffer.baseAddress, let entries = order.baseAddress else { return }
        // The last place of a whole permutation has one candidate left.
        let draws = min(chosen, count - 1)
        var place = 0
        while place < draws {
          let taken = min(256, draws &- place)
          fillLongWords(words, count: taken, from: place)
          for offset in 0..<taken {
            let bound = UInt64(truncatingIfNeeded: count &- place)
            let other = place &+ bounded(words[offset], bound, place)
            let entry = entries[place]
            entries[place] = entries[other]
            entries[other] = entry
            place &+= 1
          }
        }
      }
    }
    order.removeLast(count - chosen)
    return order
  }

  /// Turns long word `index` into an integer below `bound`, going on to further attempts if need be.
  @inlinable @inline(__always)
  func bounded(_ word: UInt64, _ bound: UInt64, _ index: Int) -> Int {
    let product = word.multipliedFullWidth(by: bound)
    if product.low >= bound { return Int(truncatingIfNeeded: product.high) }
    return boundedSlowly(word, bound, index)
  }

  @usableFromInline
  func boundedSlowly(_ word: UInt64, _ bound: UInt64, _ index: Int) -> Int {
    let excess = (0 &- bound) % bound
    var product = word.multipliedFullWidth(by: bound)
    var number: UInt64 = 0
    while product.low < excess {
      number &+= 1
      product = attempt(number).longWord(at: index).multipliedFullWidth(by: bound)
    }
    return Int(truncatingIfNeeded: product.high)
  }
}
