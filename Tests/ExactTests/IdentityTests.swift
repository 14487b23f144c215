import Exact
import Foundation
import TestSupport
import Testing

/// Bytes of the fixture's message, the same in `Tests/Oracles/identity.py`.
private let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) }

struct SHA256Tests {
  /// Examples of FIPS 180-4 as NIST publishes them.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmn"
        + "opqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func `the standard's messages have the standard's digests`(text: String, digest: String) {
    #expect(SHA256.digest(text).description == digest)
    #expect(SHA256.digest(Array(text.utf8)) == Digest(hexadecimal: digest))
  }

  @Test func `a million letters have the standard's digest`() {
    let thousand = [UInt8](repeating: UInt8(ascii: "a"), count: 1000)
    var hash = SHA256()
    for _ in 0..<1000 { hash.update(thousand) }
    #expect(
      hash.finalize().description
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func `every length up to 200 agrees with Python, whole and in pieces`() throws {
    let expected = try Oracle("identity").strings("sha256")
    for length in 0...200 {
      let bytes = Array(message[..<length])
      #expect(SHA256.digest(bytes).description == expected[length], "length \(length)")
      for piece in [1, 3, 63, 64, 65] {
        var hash = SHA256()
        for start in stride(from: 0, to: length, by: piece) {
          let slice = Array(bytes[start..<min(start + piece, length)])
          hash.update(slice.span)
        }
        #expect(hash.finalize().description == expected[length], "length \(length) by \(piece)")
      }
    }
  }

  @Test func `a digest may be taken on the way`() {
    var hash = SHA256()
    hash.update("ab")
    #expect(hash.finalize() == SHA256.digest("ab"))
    hash.update("c")
    #expect(hash.finalize() == SHA256.digest("abc"))
  }

  @Test func `digests read back from their text and are ordered like it`() {
    let digests = (0..<100).map { SHA256.digest("\($0)") }
    for digest in digests {
      #expect(Digest(hexadecimal: digest.description) == digest)
      #expect(Digest(hexadecimal: digest.description.uppercased()) == digest)
    }
    #expect(digests.sorted().map(\.description) == digests.map(\.description).sorted())
    for text in ["", "00", String(repeating: "g", count: 64), String(repeating: "0", count: 65)] {
      #expect(Digest(hexadecimal: text) == nil, "'\(text)'")
    }
  }
}

struct CRC32CTests {
  @Test func `the check value and a masked one are those published`() {
    #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xe306_9283)
    var checksum = CRC32C()
    checksum.update([0x1a, 0x11] + Array("CRC test, one two".utf8))
    #expect(checksum.masked == 0x5794_d08a)
  }

  @Test func `every length up to 200 agrees with Python, whole and in pieces`() throws {
    let expected = try Oracle("identity").integers("crc32c")
    for length in 0...200 {
      #expect(CRC32C.checksum(Array(message[..<length])) == UInt32(expected[length]), "\(length)")
      var checksum = CRC32C()
      checksum.update(Array(message[..<(length / 3)]))
      checksum.update(Array(message[(length / 3)..<length]))
      #expect(checksum.value == UInt32(expected[length]), "length \(length) in two pieces")
    }
  }
}

struct TensorDigestTests {
  private func everything(_ names: [String]) -> TensorDigest {
    var digest = TensorDigest()
    for name in names {
      switch name {
      case "weights":
        // A NaN with a sign and a payload, which the digest leaves out.
        let nan = Float(bitPattern: 0xffc1_2345)
        digest.add(
          name, shape: [2, 3], [1, -0.0, .leastNonzeroMagnitude, .infinity, 2.5, nan] as [Float])
      case "a":
        let nan = Double(bitPattern: 0xfff8_0000_0000_0001)
        digest.add(name, shape: [2], [-1.0 / 3, nan])
      case "ints": digest.add(name, shape: [3, 1], [-1, 0, Int32.max])
      case "longs": digest.add(name, shape: [2], [Int64.min, 5])
      case "bytes": digest.add(name, shape: [1000], message)
      case "labels": digest.add(name, shape: [3], ["cat", "", "größe"])
      case "empty": digest.add(name, shape: [0, 4], [Float]())
      default: digest.add(name, shape: [], [7.0])
      }
    }
    return digest
  }

  @Test func `the scheme is the one written in Python`() throws {
    let oracle = try Oracle("identity")
    let names = try oracle.strings("tensors/names")
    let whole = try oracle.strings("tensors/all")[0]
    #expect(everything(names).finalize().description == whole)
    #expect(everything(names.reversed()).finalize().description == whole, "added in reverse")
    let digests = try oracle.strings("tensors/digests")
    for (name, digest) in zip(names, digests) {
      var single = TensorDigest()
      single.add(name, Digest(hexadecimal: digest)!)
      #expect(single.finalize() == everything([name]).finalize(), "tensor \(name)")
    }
  }

  @Test func `type, shape, name and each element count`() {
    let base = TensorDigest.digest(shape: [2, 3], [Float](repeating: 0, count: 6))
    #expect(base != TensorDigest.digest(shape: [3, 2], [Float](repeating: 0, count: 6)))
    #expect(base != TensorDigest.digest(shape: [2, 3], [Int32](repeating: 0, count: 6)))
    #expect(base != TensorDigest.digest(shape: [2, 3], [0, 0, 0, 0, 0, -0.0] as [Float]))
    var left = TensorDigest()
    left.add("left", base)
    var right = TensorDigest()
    right.add("right", base)
    #expect(left.finalize() != right.finalize())
    #expect(
      TensorDigest.digest(shape: [2], ["ab", "c"]) != TensorDigest.digest(shape: [2], ["a", "bc"]))
  }

  @Test(arguments: [1, 7, 512, 600, 1200])
  func `a tensor in parts has the digest of the whole`(_ part: Int) {
    let floats = (0..<1200).map { $0 == 777 ? Float(bitPattern: 0xffc1_2345) : Float($0) - 0.5 }
    let bytes = (0..<1200).map { UInt8($0 % 251) }
    var floatDigest = StreamedDigest(floats: [300, 4])
    var byteDigest = StreamedDigest(bytes: [1200])
    for start in stride(from: 0, to: 1200, by: part) {
      let end = min(start + part, 1200)
      Array(floats[start..<end]).withUnsafeBufferPointer { floatDigest.update($0) }
      Array(bytes[start..<end]).withUnsafeBufferPointer { byteDigest.update($0) }
    }
    #expect(floatDigest.finalize() == TensorDigest.digest(shape: [300, 4], floats))
    #expect(byteDigest.finalize() == TensorDigest.digest(shape: [1200], bytes))
  }

  @Test func `long tensors are hashed across the inner buffer`() {
    for count in [511, 512, 513, 1024, 2000] {
      let elements = (0..<count).map { Int64($0) }
      var hash = SHA256()
      hash.update("assay.tensor.1\0int64\0")
      hash.update(littleEndian: 1)
      hash.update(littleEndian: UInt64(count))
      for element in elements { hash.update(littleEndian: UInt64(element)) }
      #expect(TensorDigest.digest(shape: [count], elements) == hash.finalize(), "\(count) elements")
    }
  }
}
