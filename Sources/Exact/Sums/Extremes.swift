/// The greatest of `count` Float32 numbers; NaN where any is NaN, −∞ for none.
///
/// Of the two zeros, +0 is the greater.
public func maximum(_ x: UnsafePointer<Float>, count: Int) -> Float {
  extent(x, count: count).greatest
}

/// The least and the greatest of `count` Float32 numbers; NaN where any is NaN, ∞ and −∞ for none.
///
/// Of the two zeros, +0 is the greater.
public func extent(_ x: UnsafePointer<Float>, count: Int) -> (least: Float, greatest: Float) {
  // As integers the numbers are totally ordered, so the compiler may take them in any order. The NaNs lie
  // beyond the infinities, on both sides.
  var least = order(.infinity)
  var greatest = order(-.infinity)
  for i in 0..<count {
    let place = order(x[i])
    least = min(least, place)
    greatest = max(greatest, place)
  }
  guard least >= order(-.infinity), greatest <= order(.infinity) else { return (.nan, .nan) }
  return (number(least), number(greatest))
}

/// The place of a number in the order of all bit patterns.
@inline(__always)
private func order(_ x: Float) -> Int32 {
  let bits = Int32(bitPattern: x.bitPattern)
  return bits ^ (bits &>> 31 & 0x7fff_ffff)
}

/// The number at a place in that order.
@inline(__always)
private func number(_ place: Int32) -> Float {
  Float(bitPattern: UInt32(bitPattern: place ^ (place &>> 31 & 0x7fff_ffff)))
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
