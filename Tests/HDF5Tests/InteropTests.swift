import HDF5
import Testing

/// Every way in which h5py stores data, as `Tests/Oracles/hdf5.py` wrote it.
@Suite struct `Files written by h5py` {
  let file: HDF5File
  /// 7 rows of 5, from -17 up in steps of 1.
  let grid = Array(-17..<18)

  init() throws { file = try fixture("interop.h5") }

  static let orders = ["little", "big"]
  static let bits = [8, 16, 32, 64]

  @Test(arguments: orders, bits)
  func `integers of each width, order and sign`(order: String, bits: Int) throws {
    let signed = try file.dataset("\(order)/int\(bits)")
    #expect(signed.type == .integer(bits: bits, signed: true))
    #expect(signed.shape == [7, 5])
    #expect(try signed.read() == grid)
    #expect(try signed.read() == grid.map { Int8($0) })
    #expect(try signed.read() == grid.map { Int16($0) })
    #expect(try signed.read() == grid.map { Int32($0) })
    #expect(try signed.read() == grid.map { Float($0) })
    #expect(try signed.read() == grid.map { Double($0) })
    let unsigned = try file.dataset("\(order)/uint\(bits)")
    #expect(unsigned.type == .integer(bits: bits, signed: false))
    #expect(try unsigned.read() == Array(0..<35))
    #expect(try unsigned.read() == Array(UInt8(0)..<35))
    #expect(try unsigned.read() == Array(UInt16(0)..<35))
    #expect(try unsigned.read() == Array(UInt32(0)..<35))
    #expect(try unsigned.read() == Array(UInt64(0)..<35))
  }

  @Test(arguments: orders, [16, 32, 64])
  func `floats of each width and order`(order: String, bits: Int) throws {
    let dataset = try file.dataset("\(order)/float\(bits)")
    #expect(dataset.type == .float(bits: bits))
    #expect(try dataset.read() == grid.map { Float($0) / 8 })
    #expect(try dataset.read() == grid.map { Double($0) / 8 })
    #expect(try dataset.read(rows: 2..<4) == grid[10..<20].map { Float($0) / 8 })
  }

  @Test(arguments: [
    "contiguous", "compact", "chunked", "gzip", "shuffle", "gzip_shuffle_fletcher32",
    "fletcher32", "growing",
  ])
  func `floats however they are packed`(name: String) throws {
    let dataset = try file.dataset("packed/\(name)")
    let expected = grid.map { Float($0) / 8 }
    #expect(try dataset.read() == expected)
    for start in 0...7 {
      for end in start...7 {
        #expect(try dataset.read(rows: start..<end) == Array(expected[start * 5..<end * 5]))
        #expect(
          try dataset.read(rows: start..<end) == expected[start * 5..<end * 5].map(Double.init))
      }
    }
  }

  @Test func `scale-offset packing and values never written`() throws {
    #expect(try file.dataset("packed/scaleoffset").read() == grid)
    #expect(try file.dataset("packed/unwritten").read() == [Float](repeating: 2.5, count: 6))
  }

  @Test func `all half-precision values widen exactly`() throws {
    let read: [Float] = try file.dataset("half").read()
    for (bits, value) in read.enumerated() {
      let expected = Float(Float16(bitPattern: UInt16(bits)))
      #expect(
        value.bitPattern == expected.bitPattern || (value.isNaN && expected.isNaN),
        "half \(bits): \(value), expected \(expected)")
    }
  }

  @Test func `doubles round to the nearest float, ties to even`() throws {
    let doubles: [Double] = try file.dataset("limits/rounding").read()
    let floats: [Float] = try file.dataset("limits/rounding").read()
    #expect(floats == doubles.map { Float($0) })
    #expect(floats[0] == 1 && floats[1] == 1 + 2 * Float.ulpOfOne && floats[3] == 0)
  }

  @Test func `the limits of each type`() throws {
    #expect(try file.dataset("limits/int8").read() == [Int8.min, Int8.max])
    #expect(try file.dataset("limits/int16").read() == [Int16.min, Int16.max])
    #expect(try file.dataset("limits/int32").read() == [Int32.min, Int32.max])
    #expect(try file.dataset("limits/int64").read() == [Int64.min, Int64.max])
    #expect(try file.dataset("limits/uint64").read() == [UInt64.min, UInt64.max])
    let floats: [Float] = try file.dataset("limits/float32").read()
    #expect(floats[0] == .greatestFiniteMagnitude && floats[1] == .leastNonzeroMagnitude)
    #expect(floats[2] == .infinity && floats[3] == -.infinity && floats[4].isNaN)
    #expect(floats[5] == 0 && floats[5].sign == .minus)
    let doubles: [Double] = try file.dataset("limits/float32").read()
    #expect(doubles[1] == Double(Float.leastNonzeroMagnitude) && doubles[4].isNaN)
  }

  @Test func `truth values, and integers that can be such`() throws {
    let flags = try file.dataset("flags")
    #expect(flags.type == .bool)
    #expect(try flags.read() == [true, false, true, true])
    #expect(try flags.read(rows: 1..<3) == [false, true])
    #expect(try flags.read() == [1, 0, 1, 1])
    #expect(try file.dataset("levels").read(rows: 1..<3) == [false, true])
    #expect(try file.dataset("colors").read() == [5, 9, 5])
    #expect(try file.dataset("colors").type == .enumeration)
  }

  @Test(arguments: [
    ("variable_utf8", ["one", "zwölf", "", "日本語"]), ("fixed_utf8", ["one", "zwölf", "", "日本語"]),
    ("variable_ascii", ["a", "bc", ""]), ("fixed_ascii", ["ab", "cde", ""]),
    ("terminated", ["ab", "c", "d "]), ("spaces", ["ab", "c", "d e"]),
    ("chunked", (0..<10).map { "row \($0)" }),
  ])
  func `text of any padding and alphabet`(name: String, expected: [String]) throws {
    let dataset = try file.dataset("text/\(name)")
    #expect(try dataset.read() == expected)
    #expect(try dataset.read(rows: 1..<3) == Array(expected[1..<3]))
  }

  @Test func `single values of any rank`() throws {
    #expect(try file.dataset("scalar/float").value() == 2.5)
    #expect(try file.dataset("scalar/float").read() == [2.5])
    #expect(try file.dataset("scalar/float").shape == [])
    #expect(try file.dataset("scalar/integer").value() == -7)
    #expect(try file.dataset("scalar/text").value() == "only")
    #expect(try file.dataset("scalar/bool").value() == true)
    #expect(try file.dataset("scalar/one_element").value() == Float(4))
  }

  @Test func `arrays of nothing`() throws {
    #expect(try file.dataset("empty/none").read() == [Float]())
    #expect(try file.dataset("empty/zero").read() == [Float]())
    #expect(try file.dataset("empty/middle").shape == [3, 0, 2])
    #expect(try file.dataset("empty/middle").read(rows: 1..<3) == [Int]())
    #expect(try file.dataset("empty/texts").read() == [String]())
    #expect(try file.group("empty/group").names == [])
  }

  @Test func `tables by column`() throws {
    let table = try file.dataset("table")
    #expect(
      table.columnNames == ["index", "voltage", "charge", "good", "code", "name", "pair"])
    #expect(try table.read(column: "index") == [0, 100, 200, 300, 400, 500])
    #expect(try table.read(column: "voltage") == (0..<6).map { Float($0) / 4 })
    #expect(try table.read(column: "charge", rows: 2..<5) == (2..<5).map { -Float($0) / 8 })
    #expect(try table.read(column: "good") == [true, false, true, false, true, false])
    #expect(try table.read(column: "code") == ["a", "bb", "ccc", "", "e", "ff"])
    #expect(try table.read(column: "name", rows: 3..<6) == ["drei", "vier", "fünf"])
  }

  @Test func `attributes of file, group and dataset`() throws {
    #expect(try file.attribute("title") == "Prüfling")
    #expect(try file.attribute("bytes") == "fixed")
    #expect(try file.attribute("version") == 3)
    #expect(try file.attribute("ratio") == 0.25)
    #expect(try file.attribute("single") == Float(1.5))
    #expect(try file.attribute("list") == [1, 2, 3])
    #expect(try file.attribute("list") == [Float]([1, 2, 3]))
    #expect(try file.attribute("names") == ["x", "y"])
    #expect(try file.attribute("flag") == true)
    #expect(try file.attribute("nothing") == [Double]())
    #expect(try file.group("packed").attribute("kind") == "group")
    #expect(try file.dataset("packed/gzip").attribute("units") == "V")
    #expect(
      try file.attributeNames == [
        "bytes", "flag", "list", "names", "nothing", "ratio", "single", "title", "version",
      ])
  }

  @Test func `links inside the file`() throws {
    let expected: [Float] = try file.dataset("packed/gzip").read()
    #expect(try file.dataset("links/soft").read() == expected)
    #expect(try file.dataset("links/relative").read() == expected)
    #expect(try file.dataset("links/hard").read() == expected)
    #expect(try file.dataset("links/group/gzip").read() == expected)
    #expect(try file.group("links").dataset("group/gzip").read() == expected)
    #expect(file.contains("links/relative") && !file.contains("links/dangling"))
  }

  @Test func `lists what there is without following links`() throws {
    let links = try file.group("links").list()
    #expect(
      links.map(\.path) == [
        "circle", "dangling", "external", "group", "hard", "relative", "soft", "to_external",
      ])
    #expect(links[2].kind == .externalLink(file: "other.h5", path: "/secret"))
    #expect(links[3].kind == .softLink(to: "/packed"))
    #expect(links[4].kind == .dataset(type: .float32, shape: [7, 5]))
    let big = try file.group("big").list()
    #expect(big.count == 11 && big[0].kind == .dataset(type: .float(bits: 16), shape: [7, 5]))
    #expect(try file.group("outside").list().map(\.kind) == [.other, .other])
    #expect(try file.list().count > 90)
  }
}
