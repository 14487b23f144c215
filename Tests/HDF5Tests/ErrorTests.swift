import Glibc
import HDF5
import Testing

/// Each thing that can go wrong when reading says where, what was expected, and what was found.
@Suite struct `Reading errors` {
  static let cases = [
    ErrorCase("a missing dataset", .missing, "/packed/gzpi", "expected a dataset", "\"gzip\"") {
      _ = try $0.dataset("packed/gzpi")
    },
    ErrorCase("a missing group on the way", .missing, "no \"packd\" in /", "\"packed\"") {
      _ = try $0.dataset("packd/gzip")
    },
    ErrorCase("a name with NUL", .missing, "/packed/gz ip") { _ = try $0.dataset("packed/gz\0ip") },
    ErrorCase("an empty group", .missing, "it is empty") { _ = try $0.dataset("empty/group/x") },
    ErrorCase("a dataset as folder", .wrongKind, "a dataset at /flags") {
      _ = try $0.dataset("flags/x")
    },
    ErrorCase("a group as dataset", .wrongKind, "expected a dataset, found a group") {
      _ = try $0.dataset("packed")
    },
    ErrorCase("the root as dataset", .wrongKind, "expected a dataset, found a group") {
      _ = try $0.dataset("")
    },
    ErrorCase("a dataset as group", .wrongKind, "expected a group, found a dataset") {
      _ = try $0.group("flags")
    },
    ErrorCase("a named type", .wrongKind, "found a named type") { _ = try $0.dataset("odd/type") },
    ErrorCase("a dangling link", .missing, "a soft link to /packed/gzzip", "\"gzip\"") {
      _ = try $0.dataset("links/dangling")
    },
    ErrorCase("links in a circle", .missing, "circle") { _ = try $0.dataset("links/circle") },
    ErrorCase("an external link", .external, "/secret in the file other.h5") {
      _ = try $0.dataset("links/external")
    },
    ErrorCase("a link to an external link", .external, "/secret in the file other.h5") {
      _ = try $0.dataset("links/to_external")
    },
    ErrorCase("a way through an external link", .external, "/secret in the file other.h5") {
      _ = try $0.group("links/external/more")
    },
    ErrorCase("data in other files", .external, "data in other files") {
      _ = try $0.dataset("outside/raw")
    },
    ErrorCase("a virtual dataset", .external, "a virtual dataset") {
      _ = try $0.dataset("outside/virtual")
    },

    ErrorCase("floats as integers", .wrongType, "expected int64, found float32") {
      let _: [Int] = try $0.dataset("packed/gzip").read()
    },
    ErrorCase("numbers as text", .wrongType, "expected text, found float32") {
      let _: [String] = try $0.dataset("packed/gzip").read()
    },
    ErrorCase("text as numbers", .wrongType, "expected float32, found text") {
      let _: [Float] = try $0.dataset("text/variable_utf8").read()
    },
    ErrorCase("floats as truth", .wrongType, "expected bool, found float32") {
      let _: [Bool] = try $0.dataset("packed/gzip").read()
    },
    ErrorCase("names of numbers as truth", .wrongType, "expected bool, found enumeration") {
      let _: [Bool] = try $0.dataset("colors").read()
    },
    ErrorCase("a table as numbers", .wrongType, "expected float32, found table of (index: int32") {
      let _: [Float] = try $0.dataset("table").read()
    },
    ErrorCase("complex numbers", .wrongType, "table of (r: float64, i: float64)") {
      let _: [Double] = try $0.dataset("odd/complex").read()
    },
    ErrorCase("sequences", .wrongType, "sequence") {
      let _: [Int] = try $0.dataset("odd/sequences").read()
    },
    ErrorCase("opaque bytes", .wrongType, "opaque") {
      let _: [Int] = try $0.dataset("odd/opaque").read()
    },
    ErrorCase("references", .wrongType, "reference") {
      let _: [Int] = try $0.dataset("odd/reference").read()
    },
    ErrorCase("arrays as elements", .wrongType, "array") {
      let _: [Float] = try $0.dataset("odd/array").read()
    },
    ErrorCase("an array as column", .wrongType, "/table.pair", "array") {
      let _: [Float] = try $0.dataset("table").read(column: "pair")
    },
    ErrorCase("long doubles", .wrongType, "expected float64, found float") {
      let _: [Double] = try $0.dataset("odd/longdouble").read()
    },
    ErrorCase("a filter of Python's alone", .unsupported, "lzf", "gzip") {
      let _: [Float] = try $0.dataset("odd/lzf").read()
    },

    ErrorCase("too great for a byte", .valueDoesNotFit, "-32768 at [0]", "int8") {
      let _: [Int8] = try $0.dataset("limits/int16").read()
    },
    ErrorCase("too great, in later rows", .valueDoesNotFit, "32767 at [1]") {
      let _: [Int8] = try $0.dataset("limits/int16").read(rows: 1..<2)
    },
    ErrorCase("negative as unsigned", .valueDoesNotFit, "-17 at [0, 0]", "uint64") {
      let _: [UInt64] = try $0.dataset("big/int32").read()
    },
    ErrorCase("negative in a row", .valueDoesNotFit, "-2 at [3, 0]") {
      let _: [UInt8] = try $0.dataset("packed/scaleoffset").read(rows: 3..<5)
    },
    ErrorCase("unsigned beyond signed", .valueDoesNotFit, "18446744073709551615 at [1]") {
      let _: [Int] = try $0.dataset("limits/uint64").read()
    },
    ErrorCase("an integer between floats", .valueDoesNotFit, "16777217 at [1]", "float32") {
      let _: [Float] = try $0.dataset("limits/precise").read()
    },
    ErrorCase("an integer between doubles", .valueDoesNotFit, "9007199254740993 at [3]", "float64")
    {
      let _: [Double] = try $0.dataset("limits/precise").read()
    },
    ErrorCase("a double beyond floats", .valueDoesNotFit, "1e+39 at [1]", "float32") {
      let _: [Float] = try $0.dataset("limits/float64").read()
    },
    ErrorCase("two as truth", .valueDoesNotFit, "2 at [0]", "bool") {
      let _: [Bool] = try $0.dataset("levels").read()
    },
    ErrorCase("a great number as truth", .valueDoesNotFit, "-32768 at [0]") {
      let _: [Bool] = try $0.dataset("limits/int16").read()
    },
    ErrorCase("text that is not UTF-8", .invalidText, "UTF-8", "[1]") {
      let _: [String] = try $0.dataset("text/latin1").read()
    },

    ErrorCase("rows beyond the end", .outOfRange, "expected rows 3..<8, found 7 rows") {
      let _: [Float] = try $0.dataset("packed/gzip").read(rows: 3..<8)
    },
    ErrorCase("rows before the start", .outOfRange, "-1..<2") {
      let _: [Float] = try $0.dataset("packed/gzip").read(rows: -1..<2)
    },
    ErrorCase("rows of a single value", .wrongShape, "a single value") {
      let _: [Float] = try $0.dataset("scalar/float").read(rows: 0..<1)
    },
    ErrorCase("several values as one", .wrongShape, "35 values of shape [7, 5]") {
      let _: Float = try $0.dataset("packed/gzip").value()
    },
    ErrorCase("nothing as a value", .wrongShape, "0 values") {
      let _: Float = try $0.dataset("empty/none").value()
    },
    ErrorCase("a missing column", .missing, "\"voltag\"", "\"voltage\"") {
      let _: [Float] = try $0.dataset("table").read(column: "voltag")
    },
    ErrorCase("a column of an array", .wrongKind, "a table", "float32") {
      let _: [Float] = try $0.dataset("packed/gzip").read(column: "x")
    },
    ErrorCase("a missing attribute", .missing, "/packed/gzip@unit", "\"units\"") {
      let _: String = try $0.dataset("packed/gzip").attribute("unit")
    },
    ErrorCase("an attribute of another type", .wrongType, "/@version", "expected text, found int64")
    {
      let _: String = try $0.attribute("version")
    },
    ErrorCase("a list as one attribute", .wrongShape, "3 values") {
      let _: Int = try $0.attribute("list")
    },
    ErrorCase("a fraction as an integer", .wrongType, "expected int64, found float64") {
      let _: Int = try $0.attribute("ratio")
    },

    ErrorCase("writing", .notWritable, "opened for reading") { try $0.write("x", [1]) },
    ErrorCase("writing an attribute", .notWritable, "opened for reading") {
      try $0.setAttribute("x", 1)
    },
    ErrorCase("committing", .notWritable, "opened for reading") { try $0.commit() },
  ]

  @Test(arguments: cases) func `say what is wrong`(_ example: ErrorCase) throws {
    let error = try #require(failure { try example.body(fixture("interop.h5")) })
    let text = error.description
    #expect(error.reason == example.reason, "\(text)")
    for words in example.words { #expect(text.contains(words), "\(text)") }
    #expect(text.hasPrefix(fixturePath("interop.h5") + ": expected ") || error.path != "/")
    #expect(!text.contains("\n") && !text.contains("\0"))
  }

  @Test func `memory beyond the limit`() throws {
    let file = try HDF5File.open(fixturePath("interop.h5"), memoryLimit: 100)
    let error = failure { let _: [Float] = try file.dataset("packed/gzip").read() }
    #expect(error?.reason == .tooLarge)
    #expect(error?.description.contains("35 elements of 4 bytes") == true)
    #expect(try file.dataset("packed/gzip").read(rows: 2..<5) == (-7..<8).map { Float($0) / 8 })
  }
}

/// Files that are not what they should be.
@Suite struct `Opening errors` {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  func open(_ path: String) -> HDF5Error? { failure { _ = try HDF5File.open(path) } }

  @Test func `missing, folder, device, nameless`() {
    #expect(open(folder / "none.h5")?.reason == .missing)
    #expect(open(folder / "none/none.h5")?.reason == .missing)
    #expect(open("")?.reason == .missing)
    #expect(open("a\0b")?.reason == .missing)
    #expect(open(folder.path)?.reason == .inaccessible)
    #expect(open(folder.path)?.description.contains("found a folder") == true)
    #expect(open("/dev/null")?.reason == .inaccessible)
    mkfifo(folder / "pipe", 0o600)
    #expect(open(folder / "pipe")?.reason == .inaccessible)
  }

  @Test func `empty, foreign, cut short`() throws {
    try write([], to: folder / "empty.h5")
    #expect(open(folder / "empty.h5")?.reason == .notHDF5)
    #expect(open(folder / "empty.h5")?.description.contains("an empty file") == true)
    try write(Array("time,value\n1,2\n".utf8), to: folder / "table.h5")
    #expect(open(folder / "table.h5")?.reason == .notHDF5)
    #expect(open(folder / "table.h5")?.description.contains("15 bytes") == true)
    let whole = try bytes(of: fixturePath("interop.h5"))
    try write(Array(whole.prefix(whole.count / 2)), to: folder / "half.h5")
    let error = open(folder / "half.h5")
    #expect(error?.reason == .damaged)
    #expect(error?.description.contains("truncated file") == true)
  }

  @Test func `a file behind a user block`() throws {
    let path = folder / "plain.h5"
    try HDF5File.create(path) { try $0.write("x", [1, 2]) }
    try write([UInt8](repeating: 0, count: 1024) + bytes(of: path), to: folder / "block.h5")
    #expect(try HDF5File.open(folder / "block.h5").dataset("x").read() == [1, 2])
  }

  @Test func `a file that a writer holds`() throws {
    let path = folder / "held.h5"
    try HDF5File.create(path) { try $0.write("x", [1, 2]) }
    let descriptor = Glibc.open(path, O_RDWR)
    try #require(flock(descriptor, LOCK_EX) == 0)
    let error = open(path)
    close(descriptor)
    #expect(error?.reason == .inaccessible, "\(String(describing: error))")
    #expect(error?.description.contains("nobody is writing") == true)
    #expect(try HDF5File.open(path).dataset("x").read() == [1, 2])
  }

  @Test func `a file without permission`() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try Scratch()
      try HDF5File.create(folder / "secret.h5") { try $0.write("x", [1]) }
      chmod(folder / "secret.h5", 0)
      chmod(folder.path, 0o755)
      // The superuser may read everything, so the test goes on as nobody.
      if geteuid() == 0 { try #require(seteuid(65534) == 0) }
      let error = failure { _ = try HDF5File.open(folder / "secret.h5") }
      if geteuid() == 65534 { try #require(seteuid(0) == 0) }
      #expect(error?.reason == .inaccessible)
      #expect(error?.description.contains("permission denied") == true)
    }
  }
}
