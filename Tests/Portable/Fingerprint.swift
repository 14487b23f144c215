/// A running digest of numbers, to compare what machines compute.
///
/// Every NaN counts as one NaN: IEEE-754 leaves sign and payload open, and processors differ in them.
struct Fingerprint {
  private(set) var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ word: UInt64) {
    for byte in 0..<8 {
      state = (state ^ (word >> UInt64(byte * 8) & 0xff)) &* 0x100_0000_01b3
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
