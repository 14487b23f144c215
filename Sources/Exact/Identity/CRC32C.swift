/// The CRC-32C checksum of bytes that may come in pieces.
///
/// Castagnoli's polynomial, bits reflected (`0x82f63b78`), all ones before and after; the checksum of
/// iSCSI (RFC 3720, appendix B.4) and of TensorBoard's event files. Eight bytes a step from eight tables
/// (Kounavis and Berry, *A Systematic Approach to Building High Performance Software-based CRC
/// Generators*, 2005).
public struct CRC32C: Sendable {
  private var register: UInt32 = 0xffff_ffff

  /// Starts the checksum of an empty message.
  public init() {}

  /// The checksum of a whole message.
  public static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var checksum = CRC32C()
    checksum.update(bytes)
    return checksum.value
  }

  /// The checksum of the message so far.
  public var value: UInt32 { ~register }

  /// The checksum of the message so far as TensorBoard's records store it.
  ///
  /// Rotated right by 15 bits, plus a constant, so that a checksum of data that holds checksums stays a
  /// good one (`masked_crc` in TensorFlow's record format).
  public var masked: UInt32 {
    ((value >> 15) | (value << 17)) &+ 0xa282_ead8
  }

  /// Appends bytes to the message.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Appends bytes to the message.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard var next = bytes.baseAddress else { return }
    var left = bytes.count
    var crc = register
    tables.withUnsafeBufferPointer { tables in
      guard let table = tables.baseAddress else { return }
      while left >= 8 {
        let word = UInt64(littleEndian: next.loadUnaligned(as: UInt64.self)) ^ UInt64(crc)
        crc = 0
        for position in 0..<8 {
          let byte = Int(truncatingIfNeeded: (word &>> UInt64(8 &* position)) & 0xff)
          crc ^= table[(7 &- position) &* 256 &+ byte]
        }
        next += 8
        left &-= 8
      }
      while left > 0 {
        let byte = next.load(as: UInt8.self)
        crc = (crc &>> 8) ^ table[Int(truncatingIfNeeded: crc & 0xff ^ UInt32(byte))]
        next += 1
        left &-= 1
      }
    }
    register = crc
  }
}

/// Entry `256 t + b` is the register after byte `b` and then `t` zero bytes, from an empty register.
private let tables: [UInt32] = {
  var tables: [UInt32] = []
  tables.reserveCapacity(8 * 256)
  for byte in UInt32(0)..<256 {
    var crc = byte
    for _ in 0..<8 { crc = (crc >> 1) ^ (0x82f6_3b78 & (0 &- (crc & 1))) }
    tables.append(crc)
  }
  for entry in 256..<8 * 256 {
    let before = tables[entry - 256]
    tables.append((before >> 8) ^ tables[Int(before & 0xff)])
  }
  return tables
}()
