import Foundation
import Testing

@Suite struct `A failing cell` {
  @Test func `fails alone, and keeps no dataset's tables but its own from being written`() throws {
    let playground = try Playground()
    let ending = try playground.run("tiny", ["--set", "guess.fault=long", "--output", "out"])
    #expect(ending.code == 1)
    // Six cells of the longer dataset fail, all others are finished and kept.
    #expect(playground.files(".assay/cells/tiny").count == 22)
    #expect(
      ending.notes.contains(
        "tiny: odd 2 guess seed 1: lost in epoch 3, step 7:; as it was asked to\n"))
    #expect(
      ending.notes.hasSuffix(
        "tiny: odd: no results are written, since 6 of its 14 cells failed\n"))
    #expect(!playground.files("out/standard/tiny/even").isEmpty)
    #expect(playground.files("out/standard/tiny/odd").isEmpty)
    #expect(!(try playground.text("out/standard/MANIFEST.sha256")).contains("odd"))
    // Not kept, the failing ones are tried again, and fail again.
    let again = try playground.run("tiny", ["--set", "guess.fault=long", "--output", "out"])
    #expect(again.code == 1)
    #expect(again.notes.contains("22 of 28 cells were finished before"))
  }

  @Test func `leaves the results that were there`() throws {
    let playground = try Playground()
    #expect(try playground.run("tiny", ["--output", "out"]).code == 0)
    let before = try playground.results("out")
    let ending = try playground.run("tiny", ["--set", "guess.fault=thrown", "--output", "out"])
    #expect(ending.code == 1)
    #expect(try playground.results("out") == before)
  }

  @Test func `is one whose score is not a number`() throws {
    let playground = try Playground()
    let ending = try playground.run(
      "tiny", ["--set", "guess.fault=nan", "--models", "guess", "--dataset", "even"])
    #expect(ending.code == 1)
    #expect(ending.notes.contains("even 1 guess seed 0: mse on test is nan\n"))
    #expect(playground.files(".assay").isEmpty)
    #expect(playground.files("results").isEmpty)
  }
}

@Suite struct `A disk that takes no results` {
  @Test(arguments: ["/proc/tiny", "datasets/even.h5/out"])
  func `ends in exit code 74 before anything is run`(output: String) throws {
    let playground = try Playground()
    let ending = try playground.run("tiny", ["--output", output])
    #expect(ending.code == 74)
    #expect(ending.notes.split(separator: "\n").last?.hasPrefix("tiny: /") ?? false)
    #expect(playground.files(".assay").isEmpty)
  }

  @Test(.enabled(if: canMount, "mounting a file system needs root"))
  func `leaves nothing behind when it is full`() throws {
    let playground = try Playground()
    let disk = try Disk(in: playground, "out", "size=16k")
    defer { withExtendedLifetime(disk) {} }
    let ending = try playground.run("tiny", ["--output", "out"])
    #expect(ending.code == 74)
    #expect(ending.notes.contains("cannot be written: No space left on device"))
    #expect(playground.files("out").isEmpty)
    // The cells are kept, so that a disk with room gets the results at once.
    let again = try playground.run("tiny", ["--output", "elsewhere"])
    #expect(again.notes.contains("28 of 28 cells were finished before"))
  }

  @Test(.enabled(if: canMount, "mounting a file system needs root"))
  func `leaves older results whole when it gets full`() throws {
    let playground = try Playground()
    let disk = try Disk(in: playground, "out", "size=100k")
    defer { withExtendedLifetime(disk) {} }
    let words = ["--dataset", "even", "--output", "out"]
    #expect(try playground.run("tiny", words).code == 0)
    let before = try playground.results("out")
    try playground.write(String(repeating: "x", count: 1 << 15), to: "out/fill-a")
    let ending = try playground.run("tiny", words + ["--set", "guess.width=2"])
    #expect(ending.code == 74)
    try playground.remove("out/fill-a")
    #expect(try playground.results("out") == before)
  }

  @Test(.enabled(if: canMount, "mounting a file system needs root"))
  func `is named when it is read-only, or the store's`() throws {
    let playground = try Playground()
    let readOnly = try Disk(in: playground, "out", "ro")
    let small = try Disk(in: playground, "store", "size=8k")
    defer { withExtendedLifetime((readOnly, small)) {} }
    let ending = try playground.run("tiny", ["--output", "out"])
    #expect(ending.code == 74)
    #expect(ending.notes.contains(": Read-only file system"))
    let full = try playground.run("tiny", ["--store", "store"])
    #expect(full.code == 74)
    #expect(full.notes.contains("No space left on device"))
    #expect(playground.files("results").isEmpty)
    #expect(!playground.files("store").contains { $0.hasSuffix(".partial") })
  }
}

/// A small file system in memory, mounted on a folder of a playground until the test lets it go.
private final class Disk {
  // Kept so that it is removed after this is unmounted.
  private let playground: Playground
  private let path: String

  struct Refused: Error {}

  init(in playground: Playground, _ folder: String, _ options: String) throws {
    self.playground = playground
    path = "\(playground.path)/\(folder)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard try call("/bin/mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]) else {
      throw Refused()
    }
  }

  deinit { _ = try? call("/bin/umount", [path]) }
}

private func call(_ executable: String, _ words: [String]) throws -> Bool {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: executable)
  process.arguments = words
  process.standardError = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  return process.terminationStatus == 0
}

/// Whether file systems may be mounted here.
private let canMount: Bool = {
  guard geteuid() == 0, FileManager.default.isExecutableFile(atPath: "/bin/mount") else {
    return false
  }
  return (try? Disk(in: Playground(), "out", "size=8k")) != nil
}()
