/// Reads members of zip files, such as Python's wheels, by the directory at their end.
package struct Zip {
  private struct Member {
    let name: String
    let method: Int
    let sum: Int
    let packedSize: Int
    let size: Int
    let offset: Int
  }

  private let bytes: [UInt8]
  private let subject: String
  private let members: [Member]

  /// Reads the directory of a zip file.
  package init(_ bytes: [UInt8], subject: String) throws(DataError) {
    self.bytes = bytes
    self.subject = subject
    let damaged = DataError(
      .badData, subject, expected: "a whole zip file", found: "no directory at its end",
      advice: "it may be damaged; obtain it again")
    // The record that ends the file, behind which a comment of at most 65,535 bytes may stand.
    let first = max(0, bytes.count - 65_557)
    var end: Int?
    for start in stride(from: bytes.count - 22, through: first, by: -1)
    where bytes[start...].starts(with: [0x50, 0x4b, 5, 6]) {
      end = start
      break
    }
    guard let end else { throw damaged }
    let count = littleEndian(bytes[end + 10..<end + 12])
    var position = littleEndian(bytes[end + 16..<end + 20])
    var members: [Member] = []
    for _ in 0..<count {
      guard position + 46 <= end, bytes[position...].starts(with: [0x50, 0x4b, 1, 2]) else {
        throw damaged
      }
      func field(_ offset: Int, _ size: Int) -> Int {
        littleEndian(bytes[position + offset..<position + offset + size])
      }
      let nameSize = field(28, 2)
      guard position + 46 + nameSize <= end else { throw damaged }
      members.append(
        Member(
          name: String(decoding: bytes[position + 46..<position + 46 + nameSize], as: UTF8.self),
          method: field(10, 2), sum: field(16, 4), packedSize: field(20, 4), size: field(24, 4),
          offset: field(42, 4)))
      position += 46 + nameSize + field(30, 2) + field(32, 2)
    }
    self.members = members
  }

  /// The unpacked bytes of a member.
  ///
  /// - Throws: `missing` where there is none of that name, `badData` where it is damaged.
  package func read(_ name: String) throws(DataError) -> [UInt8] {
    guard let member = members.first(where: { $0.name == name }) else {
      throw DataError(
        .missing, subject, expected: "a member \(name)", found: "none among \(members.count)")
    }
    do throws(Inflate.Failure) {
      let start = member.offset
      guard start + 30 <= bytes.count, bytes[start...].starts(with: [0x50, 0x4b, 3, 4]) else {
        throw Inflate.Failure(found: "no beginning where the directory says")
      }
      let data =
        start + 30 + littleEndian(bytes[start + 26..<start + 28])
        + littleEndian(bytes[start + 28..<start + 30])
      guard data + member.packedSize <= bytes.count else {
        throw Inflate.Failure(found: "an end too early")
      }
      let packed = bytes[data..<data + member.packedSize]
      let output: [UInt8]
      switch member.method {
      case 0: output = Array(packed)
      case 8: output = try Inflate.unpack(packed, limit: member.size).output
      default: throw Inflate.Failure(found: "the packing method \(member.method)")
      }
      guard output.count == member.size, Int(crc32(output)) == member.sum else {
        throw Inflate.Failure(found: "another check sum")
      }
      return output
    } catch {
      throw DataError(
        .badData, subject, at: name, expected: "a whole member", found: error.found,
        advice: "it may be damaged; obtain it again")
    }
  }
}
