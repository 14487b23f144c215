/// Adds `count` terms in the contract's order: the one order of every sum in the suite.
///
/// Lane j of 16 adds terms j, j + 16, j + 32 … in turn. Then the upper half of the lanes is added to the
/// lower half, four times over: 16 lanes become 8, 4, 2 and 1. The order is a constant of the contract, not
/// of the machine; it vectorises, and spreads rounding errors as pairwise summation does.
@inlinable @inline(__always)
public func laneSum(_ count: Int, _ term: (Int) -> Double) -> Double {
  var lanes = SIMD16<Double>()
  var i = 0
  while i &+ 16 <= count {
    var terms = SIMD16<Double>()
    for j in 0..<16 { terms[j] = term(i &+ j) }
    lanes += terms
    i &+= 16
  }
  var j = 0
  while i < count {
    lanes[j] += term(i)
    i &+= 1
    j &+= 1
  }
  let eight = lanes.lowHalf + lanes.highHalf
  let four = eight.lowHalf + eight.highHalf
  let two = four.lowHalf + four.highHalf
  return two[0] + two[1]
}
