/// The greatest of `count` Float32 numbers; NaN where any is NaN, −∞ for none.
///
/// Of the two zeros, +0 is the greater.
public func maximum(_ x: UnsafePointer<Float>, count: Int) -> Float {
  // Ordered as integers: every NaN above +∞, −0 below +0. The order is total, so lanes may meet anyhow.
  var lanes = SIMD16<Int32>(repeating: Int32.min)
  var i = 0
  while i &+ 16 <= count {
    var ranks = SIMD16<Int32>()
    for j in 0..<16 { ranks[j] = rank(x[i &+ j]) }
    lanes.replace(with: ranks, where: ranks .> lanes)
    i &+= 16
  }
  var best = lanes.max()
  while i < count {
    best = max(best, rank(x[i]))
    i &+= 1
  }
  return count > 0 ? value(best) : -.infinity
}

/// The index of the greatest of `count` Float32 numbers; the lowest one where several are as great.
///
/// The two zeros are equal here. A NaN counts as greater than every number. `count` must not be zero.
public func argmax(_ x: UnsafePointer<Float>, count: Int) -> Int {
  guard count > 0 else { fatalError("argmax of no numbers: expected at least one") }
  let greatest = maximum(x, count: count)
  var i = 0
  if greatest.isNaN {
    while !x[i].isNaN { i &+= 1 }
  } else {
    while x[i] != greatest { i &+= 1 }
  }
  return i
}

/// The place of a number among all numbers in order, every NaN being one above infinity.
@inline(__always)
private func rank(_ x: Float) -> Int32 {
  let bits = Int32(bitPattern: x.bitPattern)
  let magnitude = bits & 0x7fff_ffff
  let isNaN = magnitude > 0x7f80_0000
  let ordered = bits ^ (bits >> 31 & 0x7fff_ffff)
  return isNaN ? 0x7fc0_0000 : ordered
}

/// The number at a place in that order.
private func value(_ rank: Int32) -> Float {
  Float(bitPattern: UInt32(bitPattern: rank ^ (rank >> 31 & 0x7fff_ffff)))
}
