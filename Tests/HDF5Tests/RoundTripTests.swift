import HDF5
import Testing

/// What goes into a file comes out of it, in every type and shape.
@Suite struct `Round trips` {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  /// Writes with `body` and opens the result.
  func written(_ body: (HDF5File) throws -> Void) throws -> HDF5File {
    let path = folder / "file.h5"
    try HDF5File.create(path, body)
    return try HDF5File.open(path)
  }

  func check<Element: HDF5Element & Equatable>(_ values: [Element]) throws {
    let file = try written { file in
      try file.write("plain", values)
      try file.write("packed", values, compression: .deflate(6))
      try file.write("chunked", values, chunk: [3])
      try file.write("group/matrix", values + values, shape: [2, values.count])
      try file.write("first", values[0])
      try file.setAttribute("one", values[0])
      try file.setAttribute("all", values)
    }
    for name in ["plain", "packed", "chunked"] {
      let dataset = try file.dataset(name)
      #expect(dataset.type == Element.storedType && dataset.shape == [values.count])
      #expect(try dataset.read() == values, "\(Element.self) \(name)")
      #expect(try dataset.read(rows: 1..<values.count) == Array(values[1...]))
    }
    let matrix = try file.dataset("group/matrix")
    #expect(matrix.shape == [2, values.count])
    #expect(try matrix.read(rows: 1..<2) == values)
    #expect(try file.dataset("first").value() == values[0])
    #expect(try file.dataset("first").shape == [])
    #expect(try file.attribute("one") == values[0])
    #expect(try file.attribute("all") == values)
    #expect(try file.attribute("one") == [values[0]])
  }

  @Test func `every integer type`() throws {
    try check([Int8.min, -1, 0, 1, .max])
    try check([Int16.min, -1, 0, 1, .max])
    try check([Int32.min, -1, 0, 1, .max])
    try check([Int64.min, -1, 0, 1, .max])
    try check([Int.min, -1, 0, 1, .max])
    try check([UInt8.min, 1, .max])
    try check([UInt16.min, 1, .max])
    try check([UInt32.min, 1, .max])
    try check([UInt64.min, 1, .max])
    try check([UInt.min, 1, .max])
  }

  @Test func `floats to the last bit`() throws {
    try check([1, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -.infinity, 0.1] as [Float])
    try check([1, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -.infinity, 0.1] as [Double])
    let odd: [Float] = [.nan, -0.0]
    let read: [Float] = try written { try $0.write("odd", odd) }.dataset("odd").read()
    #expect(read[0].isNaN && read[1].sign == .minus)
  }

  @Test func `truth and text`() throws {
    try check([true, false, false, true])
    try check(["", "a", "ünïcödé", "日本語", "with \"quotes\"\nand lines", "  spaces  "])
    let texts = ["", "ab", "zwölf"]
    let file = try written { file in
      try file.write("fixed", texts, fixedBytes: 6)
      try file.write(
        "packed", texts + texts, fixedBytes: 6, shape: [2, 3], compression: .deflate(1))
    }
    #expect(try file.dataset("fixed").type == .text(fixed: 6))
    #expect(try file.dataset("fixed").read() == texts)
    #expect(try file.dataset("packed").read(rows: 1..<2) == texts)
  }

  @Test(arguments: [
    [0], [0, 3], [3, 0], [2, 0, 5], [1], [1, 1, 1, 1], [7, 11, 13], [2, 3, 1, 5], [],
  ])
  func `odd shapes, with and without packing`(shape: [Int]) throws {
    let count = shape.reduce(1, *)
    let values = (0..<count).map { Float($0) }
    let file = try written { file in
      try file.write("plain", values, shape: shape)
      try file.write("packed", values, shape: shape, compression: .deflate(4))
      try file.write("texts", values.map { "\($0)" }, shape: shape, compression: .deflate(4))
    }
    for name in ["plain", "packed"] {
      #expect(try file.dataset(name).shape == shape)
      #expect(try file.dataset(name).read() == values)
    }
    #expect(try file.dataset("texts").read() == values.map { "\($0)" })
    guard let rows = shape.first else { return }
    let width = count / max(rows, 1)
    for start in 0...rows {
      #expect(
        try file.dataset("packed").read(rows: start..<rows) == Array(values[(start * width)...]))
    }
  }

  @Test func `arrays greater than a chunk and than a block of conversion`() throws {
    let rows = 3001
    let values = (0..<rows * 700).map { Int32(truncatingIfNeeded: $0 * 7919) }
    let file = try written { file in
      try file.write("packed", values, shape: [rows, 700], compression: .deflate(1))
      try file.write("wide", values, shape: [1, values.count])
    }
    let packed = try file.dataset("packed")
    #expect(try packed.read() == values.map { Int64($0) })
    #expect(
      try packed.read(rows: 1234..<2987) == values[1234 * 700..<2987 * 700].map { Double($0) })
    #expect(try file.dataset("wide").read() == values.map { Int($0) })
  }

  @Test func `tables of every kind of column`() throws {
    let names = ["a", "", "lang und breit"]
    let file = try written { file in
      let table = try file.writeTable(
        "cells/summary",
        [
          HDF5Column("cycle", [Int32.min, 0, .max]), HDF5Column("charge", [0.5, -1.5, .infinity]),
          HDF5Column("ok", [true, false, true]), HDF5Column("name", names),
          HDF5Column("small", [Int8(-1), 2, 3]), HDF5Column("single", [1, 2, 3] as [Float]),
        ], compression: .deflate(4))
      try table.setAttribute("units", "Ah")
      try file.writeTable("none", [HDF5Column("x", [Float]())])
    }
    let table = try file.dataset("cells/summary")
    #expect(table.columnNames == ["cycle", "charge", "ok", "name", "small", "single"])
    #expect(table.shape == [3])
    #expect(try table.read(column: "cycle") == [Int32.min, 0, .max])
    #expect(try table.read(column: "charge") == [0.5, -1.5, .infinity])
    #expect(try table.read(column: "ok") == [true, false, true])
    #expect(try table.read(column: "name") == names)
    #expect(try table.read(column: "small", rows: 1..<3) == [2, 3])
    #expect(try table.read(column: "single") == [1, 2, 3] as [Double])
    #expect(try table.attribute("units") == "Ah")
    #expect(try file.dataset("none").read(column: "x") == [Double]())
  }

  @Test func `growing by rows`() throws {
    let file = try written { file in
      let curves = try file.extendable(
        "curves", of: Float.self, row: [2, 3], rowsPerChunk: 4, compression: .deflate(4))
      for step in 0..<5 {
        try curves.append((0..<step * 6).map { Float(step * 100 + $0) })
        #expect(try curves.count == step * (step + 1) / 2)
      }
      try curves.setAttribute("units", "V")
      let names = try file.extendable("names", of: String.self)
      try names.append(["a"])
      try names.append(["b", "c"])
      _ = try file.extendable("never", of: Double.self, row: [4])
    }
    let expected = (0..<5).flatMap { step in (0..<step * 6).map { Float(step * 100 + $0) } }
    let curves = try file.dataset("curves")
    #expect(curves.shape == [10, 2, 3])
    #expect(try curves.read() == expected)
    #expect(try curves.read(rows: 3..<9) == Array(expected[18..<54]))
    #expect(try curves.attribute("units") == "V")
    #expect(try file.dataset("names").read() == ["a", "b", "c"])
    #expect(try file.dataset("never").shape == [0, 4])
  }

  @Test func `rows into memory of the caller`() throws {
    let file = try written { try $0.write("x", [1, 2, 3, 4, 5, 6] as [Double], shape: [3, 2]) }
    var rows = [Float](repeating: 0, count: 4)
    try rows.withUnsafeMutableBufferPointer { try file.dataset("x").read(rows: 1..<3, into: $0) }
    #expect(rows == [3, 4, 5, 6])
    let short = failure {
      try rows.withUnsafeMutableBufferPointer { try file.dataset("x").read(rows: 0..<3, into: $0) }
    }
    #expect(short?.reason == .wrongShape)
  }

  @Test func `attributes, groups and links`() throws {
    let file = try written { file in
      let group = try file.createGroup("a/b")
      try group.setAttribute("empty", [Float]())
      try group.setAttribute("none", "")
      try file.createGroup("a/b").write("x", [1, 2])
      try file.link("short/cut", to: "/a/b/x")
    }
    #expect(try file.group("a/b").attribute("empty") == [Float]())
    #expect(try file.group("a/b").attribute("none") == "")
    #expect(try file.dataset("short/cut").read() == [1, 2])
    #expect(
      try file.list().map(\.path) == ["a", "a/b", "a/b/x", "short", "short/cut"])
    #expect(try file.names == ["a", "short"])
  }

  @Test func `a file can be read while it is being made`() throws {
    let file = try HDF5File.create(folder / "file.h5")
    try file.write("x", [1, 2, 3])
    #expect(try file.dataset("x").read() == [1, 2, 3])
    try file.commit()
    #expect(failure(of: { _ = try file.names })?.reason == .notWritable)
  }

  @Test func `the same data give the same bytes`() throws {
    var files: [[UInt8]] = []
    for name in ["one.h5", "a much longer name.h5"] {
      try HDF5File.create(folder / name) { file in
        try file.write("deep/down/x", (0..<10_000).map { Float($0) }, compression: .deflate(4))
        try file.write("plain", [1, 2, 3])
        try file.write("texts", ["a", "bcd"])
        try file.writeTable("table", [HDF5Column("n", ["x"]), HDF5Column("v", [1.5])])
        let rows = try file.extendable("rows", of: Int16.self, row: [3])
        for row in 0..<100 { try rows.append([0, 1, 2].map { $0 + Int16(row) }) }
        try file.setAttribute("title", "same")
        try file.createGroup("g").setAttribute("n", [1, 2])
      }
      files.append(try bytes(of: folder / name))
      // Were a time stamped, it would now be another one.
      if files.count == 1 { sleepForSecond() }
    }
    #expect(files[0] == files[1])
  }
}
