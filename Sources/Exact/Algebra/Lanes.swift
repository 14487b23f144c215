/// Eight running sums, the fixed number of lanes in which Float64 vectors are reduced.
typealias Lanes = SIMD8<Double>

/// The sum of products of two vectors, in the contract's fixed order.
///
/// Lane j takes elements j, j + 8, j + 16 … as one `fma` chain; the lanes combine as
/// `((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7))`.
@inline(__always)
func laneDot(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, count: Int) -> Double {
  var lanes = Lanes.zero
  var i = 0
  while i &+ 8 <= count {
    lanes.addProduct(lanes8(x + i), lanes8(y + i))
    i &+= 8
  }
  while i < count {
    lanes[i & 7] = lanes[i & 7].addingProduct(x[i], y[i])
    i &+= 1
  }
  return combine(lanes)
}

/// The sum over eight lanes in the contract's fixed tree.
@inline(__always)
func combine(_ lanes: Lanes) -> Double {
  let four = lanes.lowHalf + lanes.highHalf
  let two = four.lowHalf + four.highHalf
  return two[0] + two[1]
}

/// Eight neighbouring elements.
@inline(__always)
func lanes8(_ pointer: UnsafePointer<Double>) -> Lanes {
  UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
}

/// Eight neighbouring elements.
@inline(__always)
func lanes8(_ pointer: UnsafeMutablePointer<Double>) -> Lanes {
  UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
}

/// Stores eight neighbouring elements.
@inline(__always)
func store(_ lanes: Lanes, to pointer: UnsafeMutablePointer<Double>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Lanes.self)
}

/// A power of two that brings numbers of this magnitude close to one.
///
/// Multiplying by it is exact, short of the far ends of the range. Its own size stays between
/// 2⁻¹⁰⁰⁰ and 2¹⁰⁰⁰, so that its inverse is a number too.
func balancingPower(_ magnitude: Double) -> Double {
  if magnitude == 0 || !magnitude.isFinite { return 1 }
  return Double(
    sign: .plus, exponent: max(-1000, min(1000, -magnitude.exponent)), significand: 1)
}

/// The Euclidean norm of a vector, free of overflow and underflow on the way.
func scaledNorm(_ x: UnsafePointer<Double>, count: Int) -> Double {
  var largest = 0.0
  for i in 0..<count { largest = max(largest, x[i].magnitude) }
  if largest == 0 { return 0 }
  let power = balancingPower(largest)
  var lanes = Lanes.zero
  var i = 0
  while i &+ 8 <= count {
    let part = lanes8(x + i) * power
    lanes.addProduct(part, part)
    i &+= 8
  }
  while i < count {
    lanes[i & 7] = lanes[i & 7].addingProduct(x[i] * power, x[i] * power)
    i &+= 1
  }
  return combine(lanes).squareRoot() / power
}
