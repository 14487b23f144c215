/// Unpacks gzip files (RFC 1952).
package enum Gzip {
  /// Whether bytes begin like a gzip file.
  static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b, 8]) }

  /// The bytes packed in a gzip file, all its members one after the other.
  package static func unpack(
    _ bytes: [UInt8], subject: String, limit: Int = 1 << 31
  ) throws(DataError) -> [UInt8] {
    var output: [UInt8] = []
    var position = 0
    repeat {
      do throws(Inflate.Failure) {
        let start = try headerEnd(bytes, from: position)
        let (part, end) = try Inflate.unpack(bytes[start...], limit: limit - output.count)
        guard end + 8 <= bytes.count else { throw Inflate.Failure(found: "an end too early") }
        guard littleEndian(bytes[end..<end + 4]) == Int(crc32(part)) else {
          throw Inflate.Failure(found: "another check sum")
        }
        output += part
        position = end + 8
      } catch {
        throw DataError(
          .badData, subject, expected: "a whole gzip file", found: error.found,
          advice: "it may be damaged; obtain it again")
      }
    } while position < bytes.count
    return output
  }

  private static func headerEnd(
    _ bytes: [UInt8], from start: Int
  ) throws(Inflate.Failure) -> Int {
    let tooShort = Inflate.Failure(found: "an end too early")
    guard start + 10 <= bytes.count else { throw tooShort }
    guard bytes[start...].starts(with: [0x1f, 0x8b, 8]) else {
      throw Inflate.Failure(found: "another beginning")
    }
    let flags = bytes[start + 3]
    var position = start + 10
    if flags & 4 != 0 {
      guard position + 2 <= bytes.count else { throw tooShort }
      position += 2 + littleEndian(bytes[position..<position + 2])
    }
    // A name and a comment, each up to a zero byte.
    for flag: UInt8 in [8, 16] where flags & flag != 0 {
      guard position < bytes.count, let end = bytes[position...].firstIndex(of: 0) else {
        throw tooShort
      }
      position = end + 1
    }
    if flags & 2 != 0 { position += 2 }
    guard position <= bytes.count else { throw tooShort }
    return position
  }
}

/// The number that some bytes are, the first one the least.
func littleEndian(_ bytes: ArraySlice<UInt8>) -> Int {
  bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
}

/// The check sum of gzip and zip: CRC-32 with the reflected polynomial 0xEDB88320.
func crc32(_ bytes: [UInt8]) -> UInt32 {
  var table = [UInt32](repeating: 0, count: 256)
  for byte in table.indices {
    var value = UInt32(byte)
    for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
    table[byte] = value
  }
  var sum: UInt32 = 0xffff_ffff
  for byte in bytes { sum = sum >> 8 ^ table[Int((sum ^ UInt32(byte)) & 0xff)] }
  return ~sum
}
