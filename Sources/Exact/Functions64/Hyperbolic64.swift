/// The hyperbolic tangent.
///
/// tanh(±0) = ±0, tanh(±∞) = ±1. Branch-free: tanh x = e/(e + 2) with e = exp(2|x|) − 1, numerator,
/// denominator and quotient each with their rounding error. Worst error measured: 0.79 ulp.
@inlinable
@inline(__always)
public func tanh(_ x: Double) -> Double {
  let size = x.magnitude > 22 ? 22 : x.magnitude
  let (power, head, reduced) = reducedExponent(2 * size)
  let tail = exponentialTail(head, reduced)
  let sum = head + tail
  let rest = tail - (sum - head)
  // e = (2ⁿ − 1) + 2ⁿ·(sum + rest) as a number and its error.
  let scale = powerOfTwo(power)
  let whole = scale - 1
  let part = scale * sum
  let e = whole + part
  let added = e - whole
  let eLow = ((whole - (e - added)) + (part - added)).addingProduct(scale, rest)
  let below = e + 2
  let addedTwo = below - e
  let belowLow = (e - (below - addedTwo)) + (2 - addedTwo) + eLow

  let result = quotient(e, eLow, below, belowLow)
  return Double(bitPattern: result.bitPattern | (x.bitPattern & 0x8000_0000_0000_0000))
}

/// The logistic function 1/(1 + e⁻ˣ), with full relative accuracy where it is small.
///
/// sigmoid(−∞) = 0, sigmoid(∞) = 1; results below the normal range are rounded to a subnormal
/// number. Branch-free: e/(1 + e) below zero and 1/(1 + e) above, with e = exp(−|x|). Worst error
/// measured: 0.60 ulp.
@inlinable
@inline(__always)
public func sigmoid(_ x: Double) -> Double {
  let size = x.magnitude > 746 ? 746 : x.magnitude
  let (power, head, reduced) = reducedExponent(-size)
  let tail = exponentialTail(head, reduced)
  let sum = head + tail
  let m = 1 + sum
  let mLow = (sum - (m - 1)) + (tail - (sum - head))
  // The denominator 1 + e may lose an e that is far too small for it.
  let scale = powerOfTwo(power < -1000 ? -1000 : power)
  let e = scale * m
  let below = 1 + e
  let belowLow = (e - (below - 1)).addingProduct(scale, mLow)

  let negative = x < 0
  let ratio = quotient(negative ? m : 1, negative ? mLow : 0, below, belowLow)
  let result = scaled(ratio, byPowerOfTwo: negative ? power : 0)
  return x == x ? result : x
}

/// (a + aLow)/(b + bLow) rounded, nearly as if once.
@inlinable
@inline(__always)
func quotient(_ a: Double, _ aLow: Double, _ b: Double, _ bLow: Double) -> Double {
  let inverse = 1 / b
  let first = a * inverse
  let rest = a.addingProduct(-first, b) + aLow.addingProduct(-first, bLow)
  return first.addingProduct(rest, inverse)
}

/// Writes tanh of each of `count` numbers of `x` to `y`, which may be `x`.
@inlinable
public func tanh(
  _ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, count: Int
) {
  applyElementwise(x, to: y, count: count) { tanh($0) }
}

/// Writes the logistic function of each of `count` numbers of `x` to `y`, which may be `x`.
@inlinable
public func sigmoid(
  _ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, count: Int
) {
  applyElementwise(x, to: y, count: count) { sigmoid($0) }
}
