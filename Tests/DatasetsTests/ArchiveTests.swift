import Datasets
import Exact
import HDF5
import TestSupport
import Testing

/// What zlib and Python's zipfile pack is unpacked; what is damaged is refused.
@Suite struct `Archives` {
  static let names = (try? fixture("datasets.h5").group("gzip").names) ?? []

  static func bytes(_ path: String) throws -> [UInt8] {
    try fixture("datasets.h5").dataset(path).read()
  }

  static func text(_ path: String) throws -> String {
    try fixture("datasets.h5").dataset(path).value()
  }

  @Test(arguments: names)
  func `gzip files`(_ name: String) throws {
    let plain = try Gzip.unpack(Self.bytes("gzip/\(name)/packed"), subject: "x.gz")
    #expect(try SHA256.digest(plain).description == Self.text("gzip/\(name)/plain"))
  }

  @Test func `all kinds are there`() { #expect(Self.names.count == 10) }

  @Test(arguments: names)
  func `gzip files cut short or changed`(_ name: String) throws {
    let packed = try Self.bytes("gzip/\(name)/packed")
    let plain = try Self.text("gzip/\(name)/plain")
    let step = max(1, packed.count / 150)
    for length in stride(from: 0, to: packed.count, by: step) where length != 0 {
      let result = try? Gzip.unpack(Array(packed[..<length]), subject: "x.gz", limit: 1 << 20)
      // The first of two members is a whole file itself.
      #expect(result == nil || name == "two", "\(length) bytes")
    }
    for position in stride(from: 0, to: packed.count, by: step) {
      var changed = packed
      changed[position] ^= 0x14
      let result = try? Gzip.unpack(changed, subject: "x.gz", limit: 1 << 20)
      // Time stamp, system and name do not matter, and the two lengths at the end say the same.
      #expect(
        result == nil || SHA256.digest(result ?? []).description == plain, "byte \(position)")
    }
  }

  @Test func `gzip files larger than they may be`() throws {
    let packed = try Self.bytes("gzip/runs/packed")
    let error = try #require(
      failure { try Gzip.unpack(packed, subject: "x.gz", limit: 99_999) })
    #expect(error.description.contains("found more than 99999 bytes inside"))
    #expect(try Gzip.unpack(packed, subject: "x.gz", limit: 100_000).count == 100_000)
  }

  @Test func `members of zip files`() throws {
    let zip = try Zip(Self.bytes("zip"), subject: "x.whl")
    for name in ["data/stored.csv", "data/packed.csv"] {
      #expect(try SHA256.digest(zip.read(name)).description == Self.text("zip_plain"))
    }
    let unknown = try #require(failure { try zip.read("data/bzip.csv") })
    #expect(unknown.description.contains("found the packing method 12"))
    let missing = try #require(failure { try zip.read("none.csv") })
    #expect(missing.kind == .missing)
    #expect(missing.description == "x.whl: expected a member none.csv, found none among 3")
  }

  @Test func `zip files cut short or changed`() throws {
    let packed = try Self.bytes("zip")
    let plain = try Self.text("zip_plain")
    #expect(failure { try Zip([], subject: "x") }?.kind == .badData)
    for length in stride(from: 0, to: packed.count - 9, by: 307) {
      #expect(failure { try Zip(Array(packed[..<length]), subject: "x") }?.kind == .badData)
    }
    for position in stride(from: 0, to: packed.count, by: 61) {
      var changed = packed
      changed[position] ^= 0x14
      guard let zip = try? Zip(changed, subject: "x"),
        let member = try? zip.read("data/packed.csv")
      else { continue }
      #expect(SHA256.digest(member).description == plain, "byte \(position)")
    }
  }
}
