import Glibc
import HDF5
import Testing

/// Damaged files end in an error or in data, never in a crash or a hang.
///
/// This holds for files cut short, and for changed bytes in files without text of any length: libhdf5
/// checks the sums of its records, but reads such text from a heap that it trusts. Children do the
/// reading, so that a crash of the library would be seen and not end the tests.
@Suite struct `Damaged files` {
  @Test func `cut short anywhere`() async {
    await #expect(processExitsWith: .success) {
      let folder = try Scratch()
      let whole = try bytes(of: makeSample(in: folder, withText: true))
      for length in stride(from: 0, to: whole.count, by: 13) {
        alarm(20)
        try write(Array(whole.prefix(length)), to: folder / "cut.h5")
        #expect(exhaust(folder / "cut.h5") == 0, "cut to \(length) bytes")
      }
    }
  }

  @Test(arguments: [0, 1])
  func `changed in a few bytes`(half: Int) async {
    await #expect(processExitsWith: .success) { [half] in
      let folder = try Scratch()
      let whole = try bytes(of: makeSample(in: folder, withText: false))
      #expect(exhaust(folder / "sample.h5") > 10)
      for round in 0..<300 {
        alarm(20)
        var random = UInt64(half * 300 + round)
        func next(_ bound: Int) -> Int {
          // SplitMix64.
          random &+= 0x9e37_79b9_7f4a_7c15
          var bits = random
          bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
          bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
          return Int((bits ^ (bits >> 31)) % UInt64(bound))
        }
        var bytes = whole
        for _ in 0...next(4) { bytes[next(bytes.count)] = UInt8(next(256)) }
        try write(bytes, to: folder / "changed.h5")
        _ = exhaust(folder / "changed.h5")
      }
    }
  }

  @Test func `claims to hold more than any memory`() throws {
    let folder = try Scratch()
    let path = folder / "vast.h5"
    try HDF5File.create(path) { file in
      try file.extendable("rows", of: Float.self, row: [7], rowsPerChunk: 3).append(
        [Float](repeating: 1, count: 21))
    }
    let rows = try HDF5File.open(path, memoryLimit: 80).dataset("rows")
    let error = failure { let _: [Float] = try rows.read() }
    #expect(error?.reason == .tooLarge && error?.description.contains("21 elements") == true)
    let vast = try HDF5File.open(fixturePath("interop.h5")).dataset("vast")
    #expect(vast.shape == [1 << 60])
    #expect(failure { let _: [Float] = try vast.read() }?.reason == .tooLarge)
    #expect(failure { let _: [String] = try vast.read() }?.reason == .wrongType)
    #expect(try vast.read(rows: (1 << 50)..<(1 << 50) + 3) == [0, 0, 0] as [Float])
    let beyond = try HDF5File.open(fixturePath("interop.h5")).dataset("beyond")
    #expect(failure { let _: [Float] = try beyond.read() }?.reason == .tooLarge)
    #expect(failure { let _: [Float] = try beyond.read(rows: 0..<1 << 40) }?.reason == .tooLarge)
  }
}

/// Writes a small file with one of everything, text of any length only when asked for.
@discardableResult
private func makeSample(in folder: Scratch, withText: Bool) throws -> String {
  let path = folder / "sample.h5"
  try HDF5File.create(path) { file in
    try file.write("group/matrix", (0..<12).map { Float($0) }, shape: [4, 3])
    try file.write(
      "packed", (0..<40).map { Int32($0) }, shape: [20, 2], chunk: [8, 2],
      compression: .deflate(4))
    try file.write("fixed", ["one", "two"], fixedBytes: 5)
    try file.write("flags", [true, false])
    try file.writeTable("table", [HDF5Column("n", [1, 2]), HDF5Column("v", [0.5, 1.5])])
    try file.link("link", to: "/packed")
    try file.dataset("packed").setAttribute("scale", [1.0, 2.0])
    guard withText else { return }
    try file.write("texts", ["one", "two", "three"])
    try file.setAttribute("title", "sample")
  }
  return path
}

/// Reads everything there is in a file in every way, and returns how much of it succeeded.
private func exhaust(_ path: String) -> Int {
  var successes = 0
  func attempt(_ body: () throws(HDF5Error) -> Void) {
    do throws(HDF5Error) {
      try body()
      successes += 1
    } catch {
      _ = error.description
    }
  }
  attempt { () throws(HDF5Error) in
    let file = try HDF5File.open(path, memoryLimit: 1 << 24)
    for entry in try file.list() {
      attempt { () throws(HDF5Error) in
        let dataset = try file.dataset(entry.path)
        attempt { () throws(HDF5Error) in let _: [Float] = try dataset.read() }
        attempt { () throws(HDF5Error) in let _: [Int] = try dataset.read() }
        attempt { () throws(HDF5Error) in let _: [Bool] = try dataset.read() }
        attempt { () throws(HDF5Error) in let _: [String] = try dataset.read() }
        attempt { () throws(HDF5Error) in let _: [Double] = try dataset.read(rows: 1..<2) }
        for column in dataset.columnNames {
          attempt { () throws(HDF5Error) in let _: [Float] = try dataset.read(column: column) }
        }
        for name in try dataset.attributeNames {
          attempt { () throws(HDF5Error) in let _: [Float] = try dataset.attribute(name) }
        }
      }
    }
  }
  return successes
}
