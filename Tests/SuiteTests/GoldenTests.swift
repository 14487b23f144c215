import Foundation
import Testing

@Suite struct `The tool assay` {
  /// A package with committed results of `tiny`.
  private func committed() throws -> Playground {
    let playground = try Playground()
    #expect(try playground.run().code == 0)
    return playground
  }

  @Test func `verify finds results identical, and leaves them and the store alone`() throws {
    let playground = try committed()
    let before = playground.files()
    let ending = try playground.run("assay", ["verify"])
    #expect(ending.code == 0)
    #expect(ending.output.hasPrefix("tiny, standard\n  even: identical (sha256 "))
    // From nothing: no cell comes from a store.
    #expect(ending.notes.contains("[28/28]"))
    #expect(playground.files() == before)
  }

  @Test func `verify names the cells that moved, and by how much`() throws {
    let playground = try committed()
    let file = "results/standard/tiny/even/metrics.csv"
    var lines = try playground.text(file).split(separator: "\n", omittingEmptySubsequences: false)
    let fields = lines[3].split(separator: ",")
    let value = try #require(Double(fields[6]))
    lines[3] = "even,1,mean,0,test,mse,\(value.nextUp.nextUp)"[...]
    try playground.write(lines.joined(separator: "\n"), to: file)
    let plot = "results/standard/tiny/odd/plots/forecast.csv"
    try playground.write(try playground.text(plot) + "2,guess,9,1,2.0,3.0\n", to: plot)
    try playground.remove("results/standard/tiny/odd/tables/size.md")
    let ending = try playground.run("assay", ["verify", "tiny"])
    #expect(ending.code == 2)
    #expect(ending.output.contains("  even: 1 of 8 files differ\n    metrics.csv\n"))
    #expect(
      ending.output.contains(
        "      even,1,mean,0,test,mse: value \(value.nextUp.nextUp) → \(value) (2 ulps of Double)\n"
      ))
    #expect(ending.output.contains("    plots/forecast.csv\n      "))
    #expect(ending.output.contains(" lines, where there were "))
    #expect(
      ending.output.contains("    tables/size.md\n      is not among the committed results\n"))
  }

  @Test func `verify sees a manifest that names other bytes`() throws {
    let playground = try committed()
    let file = "results/standard/MANIFEST.sha256"
    try playground.write("0" + playground.text(file).dropFirst(), to: file)
    let ending = try playground.run("assay", ["verify"])
    #expect(ending.code == 2)
    #expect(ending.output.contains("MANIFEST.sha256 names another digest than the file has"))
  }

  @Test func `verify says what it cannot compare`() throws {
    let playground = try Playground()
    try playground.write(playground.numbers(20, from: 2), to: "datasets/fetched/far.h5")
    #expect(try playground.run().code == 0)
    try playground.remove("datasets/fetched/far.h5")
    let ending = try playground.run("assay", ["verify", "--jobs", "1"])
    #expect(ending.code == 0)
    #expect(ending.output.contains("  far: not run here, not compared\n"))
    let quick = try playground.run("assay", ["verify", "--profile", "quick"])
    #expect(quick.code == 66)
    #expect(quick.notes.hasSuffix("no committed results of the profile quick to compare with\n"))
    try playground.write("nonsense", to: "datasets/even.h5")
    #expect(try playground.run("assay", ["verify"]).code == 65)
  }

  @Test func `diff names the first stage at which runs part`() throws {
    let playground = try committed()
    func record(_ words: [String], _ output: String) throws -> String {
      #expect(try playground.run("tiny", words + ["--output", output]).code == 0)
      return "\(output)/standard/tiny/even"
    }
    let plain = "results/standard/tiny/even"
    let same = try playground.run("assay", ["diff", plain, "\(plain)/experiment.json"])
    #expect(same.code == 0)
    #expect(same.output.hasSuffix("14 cells are the same at every stage\n"))
    let wider = try record(["--set", "guess.width=2"], "a")
    let other = try playground.run("assay", ["diff", plain, wider])
    #expect(other.code == 2)
    #expect(other.output.contains("they part at: configuration\n  1 guess seed 0: configuration\n"))
    #expect(other.output.hasSuffix("  8 other cells are the same\n"))
    let fewer = try record(["--seeds", "0,9"], "b")
    let seeds = try playground.run("assay", ["diff", plain, fewer])
    #expect(seeds.output.contains("6 cells are the same at every stage\n"))
    #expect(seeds.output.contains("  1 mean seed 9: only in \(fewer)/experiment.json\n"))
    #expect(seeds.code == 2)
    try playground.write(playground.numbers(36, from: 0.1), to: "datasets/even.h5")
    let data = try playground.run("assay", ["diff", plain, record([], "c")])
    #expect(data.output.contains("they part at: data\n"))
    for (words, code) in [([plain, "none"], 66), ([plain, "Package.swift"], 65), ([plain], 64)] {
      #expect(try playground.run("assay", ["diff"] + words).code == Int32(code))
    }
  }

  @Test func `bless records what changed, once, and why`() throws {
    let playground = try committed()
    let first = try playground.run("assay", ["bless", "tiny", "--reason", "The first\n  ones."])
    #expect(first.code == 0)
    #expect(first.output.split(separator: "\n").count == 2)
    let again = try playground.run("assay", ["bless", "tiny", "--reason", "Again."])
    #expect(again.output == "tiny: nothing changed since it was last recorded\n")
    try playground.write(playground.numbers(36, from: 0.1), to: "datasets/even.h5")
    let changed = try playground.run("assay", ["bless", "tiny", "--reason", "Another phase."])
    #expect(changed.code == 0)
    let lines = try playground.text("results/CHANGES.md").split(separator: "\n")
    let records = lines.filter { $0.hasPrefix("- ") }
    #expect(records.count == 3)
    #expect(
      records[0].hasPrefix("- `standard/tiny/even` ") && records[0].hasSuffix(": The first ones."))
    #expect(records[1].hasPrefix("- `standard/tiny/odd` "))
    #expect(
      records[2].hasPrefix("- `standard/tiny/even` ") && records[2].hasSuffix(": Another phase."))
    #expect(try playground.run("assay", ["verify"]).code == 0)
    #expect(try playground.run("assay", ["bless", "tiny"]).code == 64)
  }

  @Test func `cite gives the version and the digest of a table`() throws {
    let playground = try committed()
    let manifest = try playground.text("results/standard/MANIFEST.sha256").split(separator: "\n")
    let digest = try #require(manifest.first { $0.hasSuffix("odd/tables/test.md") }).prefix(64)
    let ending = try playground.run("assay", ["cite", "tiny", "odd/test"])
    #expect(ending.code == 0)
    #expect(ending.output.hasPrefix("@software{assay-0.1.0-tiny-standard-odd-test,\n"))
    #expect(ending.output.contains("  version = {0.1.0},\n"))
    #expect(
      ending.output.contains(
        "\nTable odd/test of the study tiny, profile standard, computed by Assay 0.1.0 with numerics "
          + "revision 1 (results/standard/tiny/odd/tables/test.md, SHA-256 \(digest)).\n"))
    let both = try playground.run("assay", ["cite", "tiny", "test"])
    #expect(both.output.split(separator: "@").count == 2)
    let none = try playground.run("assay", ["cite", "tiny", "best"])
    #expect(none.code == 64)
    #expect(
      none.notes.hasSuffix("it has even/published, even/size, even/test, odd/size, odd/test\n"))
    #expect(try playground.run("assay", ["cite", "tiny", "--profile", "quick"]).code == 66)
  }

  @Test func `list names studies, built or not, and their results`() throws {
    let playground = try committed()
    try FileManager.default.createDirectory(
      atPath: playground.path + "/Experiments/ColdStart", withIntermediateDirectories: true)
    let ending = try playground.run("assay", ["list"])
    #expect(ending.code == 0)
    #expect(ending.output.hasPrefix("cold-start (not built)\ntiny\n  standard/even "))
    let missing = try playground.run("assay", ["bless", "cold-start", "--reason", "New."])
    #expect(missing.code == 66)
    #expect(missing.notes.hasSuffix("swift build -c release --product cold-start\n"))
  }

  @Test(arguments: [
    (["verif"], "assay: there is no command \"verif\"; the nearest is \"verify\""),
    (["verify", "tinny"], "assay verify: there is no study \"tinny\"; the nearest is \"tiny\""),
    (["diff", "a"], "assay diff: expected assay diff A B"),
    (["list", "--all"], "assay list: unknown flag --all; the nearest is --help; --help lists all"),
  ])
  func `unknown words end in one line`(words: [String], message: String) throws {
    let ending = try committed().run("assay", words)
    #expect(ending.code == 64)
    #expect(ending.notes == message + "\n")
    #expect(ending.output == "")
  }
}
