import Exact

/// A running digest of numbers, to compare what machines compute.
///
/// Every NaN counts as one NaN: IEEE-754 leaves sign and payload open, and processors differ in them.
struct Fingerprint {
  private var hash = SHA256()
  /// Bytes not hashed yet: one long call is quicker than many short ones.
  private var buffer: [UInt8] = []

  /// The digest of everything added so far.
  var digest: Digest {
    var whole = hash
    whole.update(buffer)
    return whole.finalize()
  }

  mutating func add(_ word: UInt64) {
    for byte in 0..<8 { buffer.append(UInt8(truncatingIfNeeded: word >> UInt64(byte * 8))) }
    if buffer.count >= 4096 {
      hash.update(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
  }

  mutating func add(_ number: Float) {
    add(UInt64(number.isNaN ? 0x7fc0_0000 : number.bitPattern))
  }

  mutating func add(_ number: Double) {
    add(number.isNaN ? 0x7ff8_0000_0000_0000 : number.bitPattern)
  }

  mutating func add(_ numbers: [Float]) {
    for number in numbers { add(number) }
  }

  mutating func add(_ numbers: [Double]) {
    for number in numbers { add(number) }
  }
}
