// Standard normal numbers by Box and Muller's transform (*A Note on the Generation of Random Normal
// Deviates*, 1958): a pair of uniform words gives a radius and an angle, and the two coordinates of that
// point are two independent normal numbers. It needs no rejection, so draw `i` is a fixed function of
// word pair `i / 2`, and it vectorises.
//
// The angle comes exactly: the top two bits of its word say which quarter of the circle, the others how
// far from the quarter's middle axis, between -1/2 and 1/2 of a right angle. There sine and cosine are
// short minimax polynomials (`Tests/Oracles/circle.py`).

extension Key {
  /// A standard normal number from words `2 (index / 2)` (radius) and the next one (angle).
  ///
  /// The cosine part for even indices, the sine part for odd ones. No number is beyond ±6.77, as a word
  /// has 32 bits; use ``normalDouble(at:)`` where rarer ones matter.
  @inlinable
  public func normal(at index: Int) -> Float {
    require(index >= 0, "an index of a draw is not negative")
    let words = block(UInt64(truncatingIfNeeded: index &>> 2))
    let pair =
      index & 2 == 0 ? normalPair(words.0, words.1) : normalPair(words.2, words.3)
    return index & 1 == 0 ? pair.0 : pair.1
  }

  /// A standard normal number from long words `2 (index / 2)` (radius) and the next one (angle).
  ///
  /// The cosine part for even indices, the sine part for odd ones. No number is beyond ±8.58.
  @inlinable
  public func normalDouble(at index: Int) -> Double {
    require(index >= 0, "an index of a draw is not negative")
    let words = longBlock(UInt64(truncatingIfNeeded: index &>> 1))
    let pair = normalPair(words.0, words.1)
    return index & 1 == 0 ? pair.0 : pair.1
  }

  /// Writes standard normal numbers, each equal to ``normal(at:)``.
  public func fillNormal(_ out: UnsafeMutablePointer<Float>, count: Int, from start: Int = 0) {
    checkRange(count: count, from: start)
    let head = min(count, start & 1)
    if head > 0 { out[0] = normal(at: start) }
    // Words first, then their transform: two simple loops vectorise better than one.
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1024) { buffer in
      guard let words = buffer.baseAddress else { return }
      var done = head
      while done &+ 1 < count {
        let taken = min(1024, (count &- done) & ~1)
        fillWords(words, count: taken, from: start &+ done)
        writeNormals(words, to: out + done, pairs: taken / 2)
        done &+= taken
      }
      if done < count { out[done] = normal(at: start &+ done) }
    }
  }

  /// Writes `mean + deviation z` for the numbers `z` of ``normal(at:)``, product and sum each rounded.
  public func fillNormal(
    _ out: UnsafeMutablePointer<Float>, count: Int, mean: Float, deviation: Float,
    from start: Int = 0
  ) {
    fillNormal(out, count: count, from: start)
    for offset in 0..<count { out[offset] = mean + deviation * out[offset] }
  }

  /// Writes standard normal numbers, each equal to ``normalDouble(at:)``.
  public func fillNormal(_ out: UnsafeMutablePointer<Double>, count: Int, from start: Int = 0) {
    checkRange(count: count, from: start)
    let head = min(count, start & 1)
    if head > 0 { out[0] = normalDouble(at: start) }
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 512) { buffer in
      guard let words = buffer.baseAddress else { return }
      var done = head
      while done &+ 1 < count {
        let taken = min(512, (count &- done) & ~1)
        fillLongWords(words, count: taken, from: start &+ done)
        writeNormals(words, to: out + done, pairs: taken / 2)
        done &+= taken
      }
      if done < count { out[done] = normalDouble(at: start &+ done) }
    }
  }
}

/// Turns pairs of words into pairs of normal numbers.
@inline(never)
private func writeNormals(
  _ words: UnsafePointer<UInt32>, to out: UnsafeMutablePointer<Float>, pairs: Int
) {
  for pair in 0..<pairs {
    let numbers = normalPair(words[2 &* pair], words[2 &* pair &+ 1])
    out[2 &* pair] = numbers.0
    out[2 &* pair &+ 1] = numbers.1
  }
}

/// Turns pairs of long words into pairs of normal numbers.
@inline(never)
private func writeNormals(
  _ words: UnsafePointer<UInt64>, to out: UnsafeMutablePointer<Double>, pairs: Int
) {
  for pair in 0..<pairs {
    let numbers = normalPair(words[2 &* pair], words[2 &* pair &+ 1])
    out[2 &* pair] = numbers.0
    out[2 &* pair &+ 1] = numbers.1
  }
}

/// The point at a random radius and angle, in Float32.
///
/// The radius is `sqrt(-2 log u)` with `u = (word + 1/2) 2⁻³²`, rounded to Float32.
@inlinable @inline(__always)
func normalPair(_ radiusWord: UInt32, _ angleWord: UInt32) -> (Float, Float) {
  let u = (Float(radiusWord) + 0.5) * 0x1p-32
  let radius = (-2 * log(u)).squareRoot()

  let f = Float(Int32(bitPattern: angleWord &<< 2)) * 0x1p-32
  let t = f * f
  var sine: Float = -0x1.2d9302p-8
  sine = (0x1.465e92p-4 as Float).addingProduct(sine, t)
  sine = (-0x1.4abbbap-1 as Float).addingProduct(sine, t)
  sine = (0x1.921fb6p0 as Float).addingProduct(sine, t) * f
  var cosine: Float = 0x1.db5fa8p-11
  cosine = (-0x1.55cb88p-6 as Float).addingProduct(cosine, t)
  cosine = (0x1.03c1eap-2 as Float).addingProduct(cosine, t)
  cosine = (-0x1.3bd3ccp0 as Float).addingProduct(cosine, t)
  cosine = (1 as Float).addingProduct(cosine, t)

  let quarter = angleWord &>> 30
  let swapped = quarter & 1 == 1
  let x = radius * (swapped ? sine : cosine)
  let y = radius * (swapped ? cosine : sine)
  return (
    Float(bitPattern: x.bitPattern ^ ((quarter &+ 1) & 2) &<< 30),
    Float(bitPattern: y.bitPattern ^ (quarter & 2) &<< 30)
  )
}

/// The point at a random radius and angle, in Float64.
///
/// The radius is `sqrt(-2 log u)` with `u` in the open unit interval as in
/// ``Key/openUniformDouble(at:)``.
@inlinable @inline(__always)
func normalPair(_ radiusWord: UInt64, _ angleWord: UInt64) -> (Double, Double) {
  let radius = (-2 * log(openUnit(radiusWord))).squareRoot()

  let f = Double(Int64(bitPattern: angleWord &<< 2)) * 0x1p-64
  let t = f * f
  var sine = -0x1.6c58cc2be1c34p-31
  sine = 0x1.e8eec79c0f250p-25.addingProduct(sine, t)
  sine = (-0x1.e3074b42c3397p-19).addingProduct(sine, t)
  sine = 0x1.50783485c2d5bp-13.addingProduct(sine, t)
  sine = (-0x1.32d2cce62abbdp-8).addingProduct(sine, t)
  sine = 0x1.466bc6775aad9p-4.addingProduct(sine, t)
  sine = (-0x1.4abbce625be53p-1).addingProduct(sine, t)
  sine = 0x1.921fb54442d18p0.addingProduct(sine, t) * f
  var cosine = 0x1.1e73717575492p-34
  cosine = (-0x1.b6de8850bd832p-28).addingProduct(cosine, t)
  cosine = 0x1.f9d38703fae97p-22.addingProduct(cosine, t)
  cosine = (-0x1.a6d1f2a083bd5p-16).addingProduct(cosine, t)
  cosine = 0x1.e1f506891ae73p-11.addingProduct(cosine, t)
  cosine = (-0x1.55d3c7e3cbff7p-6).addingProduct(cosine, t)
  cosine = 0x1.03c1f081b5ac4p-2.addingProduct(cosine, t)
  cosine = (-0x1.3bd3cc9be45dep0).addingProduct(cosine, t)
  cosine = 1.addingProduct(cosine, t)

  let quarter = angleWord &>> 62
  let swapped = quarter & 1 == 1
  let x = radius * (swapped ? sine : cosine)
  let y = radius * (swapped ? cosine : sine)
  return (
    Double(bitPattern: x.bitPattern ^ ((quarter &+ 1) & 2) &<< 62),
    Double(bitPattern: y.bitPattern ^ (quarter & 2) &<< 62)
  )
}
