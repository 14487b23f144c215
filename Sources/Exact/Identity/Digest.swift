/// The 32 bytes of a SHA-256 digest.
///
/// Digests are ordered by their bytes, first byte first, which is also the order of their hexadecimal
/// texts.
public struct Digest: Sendable, Equatable, Comparable, CustomStringConvertible {
  /// The bytes in the standard's order.
  public let bytes: SIMD32<UInt8>

  /// Makes a digest of its 32 bytes.
  public init(bytes: SIMD32<UInt8>) { self.bytes = bytes }

  /// Reads 64 hexadecimal digits of either case; `nil` for anything else.
  public init?(hexadecimal text: String) {
    var bytes = SIMD32<UInt8>()
    var position = 0
    for character in text.utf8 {
      let nibble: UInt8
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): nibble = character &- UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): nibble = character &- UInt8(ascii: "a") &+ 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): nibble = character &- UInt8(ascii: "A") &+ 10
      default: return nil
      }
      guard position < 64 else { return nil }
      bytes[position / 2] = bytes[position / 2] &<< 4 | nibble
      position += 1
    }
    guard position == 64 else { return nil }
    self.bytes = bytes
  }

  /// The digest as 64 lower-case hexadecimal digits.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for position in 0..<32 {
      text.append(digits[Int(bytes[position] >> 4)])
      text.append(digits[Int(bytes[position] & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Eight bytes from `offset` on as a little-endian word: short names for people, and seeds.
  public func word(at offset: Int) -> UInt64 {
    require(offset >= 0 && offset <= 24, "a digest has eight bytes from offsets 0...24")
    var word: UInt64 = 0
    for position in 0..<8 {
      word |= UInt64(bytes[offset + position]) << UInt64(8 * position)
    }
    return word
  }

  /// Whether `left` comes before `right`, comparing bytes from the first.
  public static func < (left: Digest, right: Digest) -> Bool {
    for position in 0..<32 where left.bytes[position] != right.bytes[position] {
      return left.bytes[position] < right.bytes[position]
    }
    return false
  }
}
