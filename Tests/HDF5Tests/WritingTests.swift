import Glibc
import HDF5
import Testing

/// What may not be written, and what is left behind then: nothing.
@Suite struct `Writing errors` {
  static let cases = [
    ErrorCase("a name twice", .alreadyExists, "/there/x", "something of that name") {
      try $0.write("there/x", [1])
    },
    ErrorCase("a dataset over a group", .alreadyExists, "/there") { try $0.write("there", [1]) },
    ErrorCase("a link twice", .alreadyExists, "/there") { try $0.link("there", to: "/") },
    ErrorCase("a dataset below a dataset", .wrongKind, "/there/x", "found a dataset") {
      try $0.write("there/x/y", [1])
    },
    ErrorCase("a group over a dataset", .wrongKind, "/there/x") { try $0.createGroup("there/x") },
    ErrorCase("no name", .alreadyExists, "found none") { try $0.write("", [1]) },
    ErrorCase("a name with NUL", .alreadyExists, "NUL") { try $0.write("a\0b", [1]) },
    ErrorCase("an attribute twice", .alreadyExists, "/there@units") {
      try $0.group("there").setAttribute("units", "A")
    },
    ErrorCase("too few values", .wrongShape, "6 values for the shape [2, 3], found 5") {
      try $0.write("x", [1, 2, 3, 4, 5], shape: [2, 3])
    },
    ErrorCase("a negative axis", .wrongShape, "[-1, -1]") {
      try $0.write("x", [1], shape: [-1, -1])
    },
    ErrorCase("a shape beyond counting", .tooLarge, "4611686018427387904") {
      try $0.write("x", [1], shape: [1 << 62, 1 << 62])
    },
    ErrorCase("too many axes", .wrongShape, "at most 32") {
      try $0.write("x", [1], shape: [Int](repeating: 1, count: 33))
    },
    ErrorCase("a chunk of another rank", .wrongShape, "along each axis of [2], found [1, 1]") {
      try $0.write("x", [1, 2], chunk: [1, 1])
    },
    ErrorCase("a chunk of nothing", .wrongShape, "found [0]") {
      try $0.write("x", [1, 2], chunk: [0])
    },
    ErrorCase("text with NUL", .invalidText, "index 1") { try $0.write("x", ["a", "b\0c"]) },
    ErrorCase("text too long", .invalidText, "5 bytes at index 1") {
      try $0.write("x", ["a", "zwöl"], fixedBytes: 4)
    },
    ErrorCase("an attribute with NUL", .invalidText, "/@x") { try $0.setAttribute("x", "\0") },
    ErrorCase("an attribute too large", .tooLarge, "dataset instead") {
      try $0.setAttribute("x", [Double](repeating: 0, count: 10_000))
    },
    ErrorCase("a table of nothing", .wrongShape, "at least one column") {
      try $0.writeTable("x", [])
    },
    ErrorCase("columns of two lengths", .wrongShape, "/x.b", "2 values, as in \"a\", found 1") {
      try $0.writeTable("x", [HDF5Column("a", [1, 2]), HDF5Column("b", [1])])
    },
    ErrorCase("columns of one name", .alreadyExists, "/x.a") {
      try $0.writeTable("x", [HDF5Column("a", [1]), HDF5Column("a", [1])])
    },
    ErrorCase("a table with NUL", .invalidText, "/x.a", "index 0") {
      try $0.writeTable("x", [HDF5Column("a", ["\0"])])
    },
    ErrorCase("part of a row", .wrongShape, "whole rows of shape [2], found 3 values") {
      try $0.extendable("x", of: Int.self, row: [2]).append([1, 2, 3])
    },
    ErrorCase("rows of nothing", .wrongShape, "[0]") {
      _ = try $0.extendable("x", of: Int.self, row: [0])
    },
  ]

  @Test(arguments: cases) func `say what is wrong`(_ example: ErrorCase) throws {
    let folder = try Scratch()
    let path = folder / "file.h5"
    let error = try #require(
      failure {
        try HDF5File.create(path) { file in
          try file.write("there/x", [1, 2])
          try file.group("there").setAttribute("units", "V")
          try example.body(file)
        }
      })
    let text = error.description
    #expect(error.reason == example.reason, "\(text)")
    for words in example.words { #expect(text.contains(words), "\(text)") }
    #expect(!text.contains("\n"))
    #expect(folder.files == [])
  }

  @Test func `a failure leaves no dataset behind`() throws {
    let folder = try Scratch()
    let file = try HDF5File.create(folder / "file.h5")
    #expect(failure { try file.write("x", ["\0"]) } != nil)
    #expect(failure { try file.setAttribute("x", "\0") } != nil)
    #expect(failure { try file.writeTable("x", [HDF5Column("a", ["\0"])]) } != nil)
    #expect(try file.names == [])
    #expect(try file.attributeNames == [])
  }

  @Test func `a file appears whole or not at all`() throws {
    let folder = try Scratch()
    let path = folder / "file.h5"
    try HDF5File.create(path) { try $0.write("version", 1) }
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try HDF5File.create(path) { file in
        try file.write("version", 2)
        #expect(folder.files.count == 2)
        throw Stop()
      }
    }
    #expect(folder.files == ["file.h5"])
    #expect(try HDF5File.open(path).dataset("version").value() == 1)
    let reader = try HDF5File.open(path)
    try HDF5File.create(path) { try $0.write("version", 3) }
    #expect(folder.files == ["file.h5"])
    #expect(try reader.dataset("version").value() == 1)
    #expect(try HDF5File.open(path).dataset("version").value() == 3)
  }

  @Test func `two writers of one name do not meet`() throws {
    let folder = try Scratch()
    let first = try HDF5File.create(folder / "file.h5")
    let second = try HDF5File.create(folder / "file.h5")
    try first.write("who", "first")
    try second.write("who", "second")
    try second.commit()
    try first.commit()
    #expect(folder.files == ["file.h5"])
    #expect(try HDF5File.open(folder / "file.h5").dataset("who").value() == "first")
    #expect(failure { try first.commit() }?.reason == .notWritable)
    #expect(failure { try first.write("x", 1) }?.reason == .notWritable)
  }

  @Test func `a link to a file is followed`() throws {
    let folder = try Scratch()
    try HDF5File.create(folder / "real.h5") { try $0.write("x", 1) }
    symlink("real.h5", folder / "link.h5")
    try HDF5File.create(folder / "link.h5") { try $0.write("x", 2) }
    #expect(try HDF5File.open(folder / "real.h5").dataset("x").value() == 2)
  }

  @Test(arguments: ["/dev/full", "/dev/null", "/", "/proc/file.h5", "/none/file.h5", ""])
  func `places where no file can be`(path: String) {
    let error = failure { try HDF5File.create(path) { try $0.write("x", 1) } }
    #expect(error != nil && error?.file == path)
    #expect(error?.description.contains("\n") == false)
  }

  @Test func `a disk that fills up`() async {
    await #expect(processExitsWith: .success) {
      let folder = try Scratch()
      let path = folder / "file.h5"
      try HDF5File.create(path) { try $0.write("x", [1]) }
      // A limit on the size of files stands for the end of the disk.
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 1 << 16, rlim_max: 1 << 20)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      for size in [1 << 12, 1 << 14, 1 << 20] {
        let error = failure {
          try HDF5File.create(path) { file in
            for name in 0..<4 { try file.write("\(name)", [Int](repeating: name, count: size)) }
          }
        }
        #expect(error?.reason == .cannotWrite, "\(size): \(String(describing: error))")
        #expect(folder.files == ["file.h5"], "\(size): \(folder.files)")
      }
      limit.rlim_cur = 1 << 20
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #expect(try HDF5File.open(path).dataset("x").read() == [1])
      try HDF5File.create(path) { try $0.write("x", [2]) }
      #expect(try HDF5File.open(path).dataset("x").read() == [2])
    }
  }

  @Test func `a child process that inherited the file does not keep it locked`() throws {
    let folder = try Scratch()
    let file = try HDF5File.create(folder / "file.h5")
    var child: pid_t = 0
    var words: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("60"), nil]
    defer { for word in words { free(word) } }
    try #require(posix_spawnp(&child, "sleep", nil, nil, &words, nil) == 0)
    defer {
      kill(child, SIGKILL)
      waitpid(child, nil, 0)
    }
    try file.write("x", [1])
    try file.commit()
    #expect(try HDF5File.open(folder / "file.h5").dataset("x").read() == [1])
  }

  @Test func `a folder without permission`() async {
    await #expect(processExitsWith: .success) {
      let folder = try Scratch()
      chmod(folder.path, 0o555)
      // The superuser may write everything, so the test goes on as nobody.
      if geteuid() == 0 { try #require(seteuid(65534) == 0) }
      let error = failure { try HDF5File.create(folder / "file.h5") { try $0.write("x", 1) } }
      if geteuid() == 65534 { try #require(seteuid(0) == 0) }
      #expect(error?.reason == .cannotWrite)
      #expect(error?.description.contains("permission denied") == true)
    }
  }
}
