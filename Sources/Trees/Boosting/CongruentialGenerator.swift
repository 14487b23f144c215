import Exact

/// LightGBM's generator: xₙ₊₁ = 214013 xₙ + 2531011 modulo 2³².
///
/// It is not what this suite draws its own numbers from; the original's trees can be grown only from the original's draws.
struct CongruentialGenerator: Sendable {
  private var state: UInt32

  /// A generator whose state is the seed.
  init(seed: Int) { state = UInt32(truncatingIfNeeded: seed) }

  private mutating func next() -> UInt32 {
    state = 214013 &* state &+ 2_531_011
    return state
  }

  /// One of 2¹⁵ numbers from 0 to below 1.
  mutating func uniform() -> Float { Float(next() >> 16 & 0x7fff) / 32768 }

  /// A whole number of at most 15 bits from 0 to below a bound.
  mutating func short(below bound: Int) -> Int { Int(next() >> 16 & 0x7fff) % bound }

  /// A whole number from a lower bound to below an upper one.
  mutating func integer(from lower: Int = 0, below upper: Int) -> Int {
    Int(next() & 0x7fff_ffff) % (upper - lower) + lower
  }

  /// `count` of the numbers 0..<total, ascending.
  ///
  /// Dense samples decide for each number; sparse ones draw numbers, and take the last possible one instead of one that
  /// was drawn before (Floyd's algorithm).
  mutating func sample(_ count: Int, of total: Int) -> [Int] {
    guard count > 0, count <= total else { return [] }
    if count == total { return Array(0..<total) }
    var chosen: [Int] = []
    chosen.reserveCapacity(count)
    let binaryDigits = Exact.log(Double(count)) * 0x1.71547652b82fep0
    if count > 1, Double(count) > Double(total) / binaryDigits {
      for number in 0..<total {
        let share = Double(count - chosen.count) / Double(total - number)
        if Double(uniform()) < share { chosen.append(number) }
      }
      return chosen
    }
    var isChosen = [Bool](repeating: false, count: total)
    for last in (total - count)..<total {
      let number = integer(below: last + 1)
      isChosen[isChosen[number] ? last : number] = true
    }
    return isChosen.indices.filter { isChosen[$0] }
  }
}
