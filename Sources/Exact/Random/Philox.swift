/// The counter-based generator Philox4x32-10.
///
/// A bijection of 128-bit counters, chosen by a 64-bit key: four random 32-bit words for every counter,
/// in any order, with no state to carry.
/// Source: Salmon, Moraes, Dror and Shaw, *Parallel Random Numbers: As Easy as 1, 2, 3*, SC 2011,
/// section 3.3, with ten rounds.
public enum Philox {
  /// The four words of one counter; least significant words come first in counter, key and result.
  @inlinable @inline(__always)
  public static func block(
    _ counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (word0, word1, word2, word3) = counter
    var (key0, key1) = key
    for _ in 0..<10 {
      let product0 = UInt64(word0) &* 0xd251_1f53
      let product1 = UInt64(word2) &* 0xcd9e_8d57
      word0 = UInt32(truncatingIfNeeded: product1 &>> 32) ^ word1 ^ key0
      word1 = UInt32(truncatingIfNeeded: product1)
      word2 = UInt32(truncatingIfNeeded: product0 &>> 32) ^ word3 ^ key1
      word3 = UInt32(truncatingIfNeeded: product0)
      // The golden ratio and the square root of three less one, as 32-bit fractions.
      key0 = key0 &+ 0x9e37_79b9
      key1 = key1 &+ 0xbb67_ae85
    }
    return (word0, word1, word2, word3)
  }
}
