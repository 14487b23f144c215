import Exact
import Foundation
import Testing

/// The words and surroundings of a run, none of which its results may depend on.
private struct Way: Sendable, CustomTestStringConvertible {
  let testDescription: String
  var words: [String] = []
  var folder = ""
  var environment: [String: String] = [:]

  static let all: [Way] = [
    Way(testDescription: "two jobs", words: ["--jobs", "2"]),
    Way(testDescription: "many jobs", words: ["--jobs", "64"]),
    Way(testDescription: "reversed", words: ["--jobs", "1", "--order", "reversed"]),
    Way(testDescription: "reversed on two", words: ["--jobs=2", "--order=reversed"]),
    // The variables are set whether or not the system has these locales.
    Way(testDescription: "German", environment: ["LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"]),
    Way(testDescription: "Turkish", environment: ["LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"]),
    Way(
      testDescription: "another time zone and hash seed",
      environment: ["TZ": "Asia/Kathmandu", "SWIFT_DETERMINISTIC_HASHING": "1"]),
    Way(testDescription: "another working directory", folder: "datasets/fetched"),
    Way(testDescription: "another store", words: ["--store", "elsewhere/store"]),
  ]
}

/// What the plainest run writes.
private let reference: [String] = {
  guard let playground = try? Playground(),
    let ending = try? playground.run(words: ["--jobs", "1"]), ending.code == 0
  else { return [] }
  return (try? playground.results()) ?? []
}()

extension Playground {
  fileprivate func run(words: [String]) throws -> Ending { try run("tiny", words) }
}

@Suite struct `Bytes of results` {
  @Test(arguments: Way.all)
  fileprivate func `do not depend on how they were computed`(_ way: Way) throws {
    try #require(reference.count == 15)
    let playground = try Playground()
    let ending = try playground.run(
      "tiny", way.words, in: way.folder, environment: way.environment)
    #expect(ending.code == 0, "\(ending.notes)")
    #expect(try playground.results() == reference)
    #expect(!playground.files().contains { $0.hasSuffix(".partial") })
  }

  @Test func `are the same computed, taken from the store, and computed afresh`() throws {
    let playground = try Playground()
    for words in [[], [], ["--fresh"], ["--jobs", "1"]] {
      let ending = try playground.run("tiny", words)
      #expect(ending.code == 0)
      #expect(try playground.results() == reference)
    }
  }

  @Test func `are the same after killing the run at many moments`() throws {
    let undisturbed = try Playground()
    #expect(try undisturbed.run("tiny", ["--profile", "paper"]).code == 0)
    let playground = try Playground()
    var stored = 0
    for more in [1, 4, 2, 5] {
      let running = try playground.start("tiny", ["--profile", "paper", "--jobs", "2"])
      var count = stored
      for _ in 0..<5000 where count < stored + more {
        usleep(2000)
        count = playground.files(".assay/cells").count { $0.hasSuffix(".json") }
      }
      kill(running.process.processIdentifier, SIGKILL)
      #expect(try playground.end(running).code == 128 + SIGKILL)
      #expect(count >= stored + more && count < 28, "no finished cell is lost, and some are left")
      stored = count
    }
    #expect(!playground.files(".assay/scratch/tiny").isEmpty, "cells were in the middle")
    #expect(playground.files("results").isEmpty)
    let ending = try playground.run("tiny", ["--profile", "paper"])
    #expect(ending.code == 0)
    #expect(ending.notes.contains("of 28 cells were finished before"))
    #expect(playground.files(".assay/scratch").isEmpty)
    #expect(try playground.results() == undisturbed.results())
    #expect(!playground.files().contains { $0.hasSuffix(".partial") })
  }

  @Test func `are the same after an interrupt, which ends with exit code 130`() throws {
    let playground = try Playground()
    let words = ["--profile", "paper", "--dataset", "even", "--jobs", "1"]
    let running = try playground.start("tiny", words)
    // Only once it is at work: before, the system's own handling ends it.
    for _ in 0..<5000 where playground.files(".assay/cells").isEmpty { usleep(2000) }
    kill(running.process.processIdentifier, SIGINT)
    let ending = try playground.end(running)
    #expect(ending.code == 130)
    #expect(
      ending.notes.hasSuffix(
        "tiny: interrupted; finished cells are in .assay, and the same command goes on from there\n"
      ))
    #expect(playground.files("results").isEmpty)
    #expect(try playground.run("tiny", words).code == 0)
    let undisturbed = try Playground()
    #expect(try undisturbed.run("tiny", words).code == 0)
    #expect(try playground.results() == undisturbed.results())
  }

  @Test func `are the same when cells of the store are damaged`() throws {
    let playground = try Playground()
    #expect(try playground.run().code == 0)
    let cells = playground.files(".assay/cells/tiny")
    #expect(cells.count == 28)
    let folder = ".assay/cells/tiny"
    try playground.write("", to: "\(folder)/\(cells[0])")
    let text = try playground.text("\(folder)/\(cells[1])")
    try playground.write(String(text.dropLast(7)), to: "\(folder)/\(cells[1])")
    let changed = try playground.text("\(folder)/\(cells[2])").replacing("mse", with: "mae")
    try playground.write(changed, to: "\(folder)/\(cells[2])")
    try playground.write("half of a cell", to: "\(folder)/.\(cells[3]).999999999.partial")
    let ending = try playground.run()
    #expect(ending.notes.contains("25 of 28 cells were finished before"))
    #expect(try playground.results() == reference)
    #expect(playground.files(folder) == cells)
  }

  @Test func `are those of the manifest, as sha256sum reads it`() throws {
    let playground = try Playground()
    #expect(try playground.run().code == 0)
    let lines = try playground.text("results/standard/MANIFEST.sha256").split(separator: "\n")
    #expect(lines.count == 14)
    for line in lines {
      let file = line.dropFirst(66)
      #expect(
        SHA256.digest(try playground.text("results/standard/\(file)")).description
          == line.prefix(64))
    }
    let check = try playground.run(
      "/usr/bin/sha256sum", ["--check", "--strict", "MANIFEST.sha256"], in: "results/standard")
    #expect(check.code == 0)
  }
}
