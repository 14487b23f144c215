import Datasets
import Exact
import Foundation
import Testing

/// Whether files can be fetched on this machine.
private let hasCurl = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
  .contains { FileManager.default.isExecutableFile(atPath: "\($0)/curl") }

/// Datasets are fetched, and nothing is written before every digest is right.
@Suite(.enabled(if: hasCurl, "skipped: curl is not installed"))
struct `Catalogues` {
  static let text = "date,a\n2020-01-01,1\n2020-01-02,2\n2020-01-03,4\n"

  /// A catalogue of one dataset, whose file is at an address.
  static func catalogue(
    _ address: String, sha256: String? = nil, digest: String? = nil
  ) -> String {
    let sum = sha256 ?? SHA256.digest(text).description
    let extra = digest.map { ", \"digest\": \"\($0)\"" } ?? ""
    return """
      {"datasets": [{"name": "small", "schema": "forecasting/1", "license": "CC0-1.0",
        "importer": "wide-series", "options": [["source", "a test"]],
        "files": [{"name": "small.csv", "sha256": ["\(sum)"], "url": "\(address)"}]\(extra)}]}
      """
  }

  @Test func `from an address`() throws {
    let folder = try Scratch()
    let source = try folder.write(Self.text, to: "source.csv")
    let catalogue = try folder.write(Self.catalogue("file://\(source)"), to: "catalogue.json")
    let first = DataCommands.fetch(
      [], catalogue: catalogue, into: folder / "fetched", mirror: nil)
    #expect(
      first
        == CommandOutcome(
          output: "\(folder / "fetched")/small.h5: forecasting/1, licence: CC0-1.0\n"))
    let series = try Series.open(folder / "fetched/small.h5")
    #expect(series.about.source == "a test" && series.about.license == "CC0-1.0")
    #expect(try series.values.read(0..<3) == [1, 2, 4])
    let second = DataCommands.fetch(
      ["small"], catalogue: catalogue, into: folder / "fetched", mirror: nil)
    #expect(second.output.hasSuffix("small.h5: there already\n") && second.exitCode == 0)
  }

  @Test func `from a mirror of any layout`() throws {
    let folder = try Scratch()
    try FileManager.default.createDirectory(
      atPath: folder / "mirror/deep/down", withIntermediateDirectories: true)
    _ = try folder.write(Self.text, to: "mirror/deep/down/another name")
    _ = try folder.write("other", to: "mirror/small.csv")
    let catalogue = try folder.write(Self.catalogue("file:///nowhere"), to: "catalogue.json")
    let outcome = DataCommands.fetch(
      [], catalogue: catalogue, into: folder / "fetched", mirror: folder / "mirror")
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(try Series.open(folder / "fetched/small.h5").count == 3)
  }

  @Test func `failures change nothing and say what is wrong in one line`() throws {
    let folder = try Scratch()
    let source = try folder.write(Self.text, to: "source.csv")
    let other = SHA256.digest("other").description
    try FileManager.default.createDirectory(
      atPath: folder / "fetched", withIntermediateDirectories: true)
    _ = try folder.write("old", to: "fetched/small.h5")
    func fetch(_ text: String, mirror: String? = nil) throws -> CommandOutcome {
      let catalogue = try folder.write(text, to: "catalogue.json")
      let outcome = DataCommands.fetch(
        [], catalogue: catalogue, into: folder / "fetched", mirror: mirror)
      #expect(outcome.output.isEmpty)
      #expect(outcome.error.split(separator: "\n").count == 1, "\(outcome.error)")
      #expect(try String(contentsOfFile: folder / "fetched/small.h5", encoding: .utf8) == "old")
      return outcome
    }
    let wrong = try fetch(Self.catalogue("file://\(source)", sha256: other))
    #expect(wrong.exitCode == 74 && wrong.error.contains("small: small.csv: expected the SHA-256"))
    let missing = try fetch(Self.catalogue("file://\(folder.path)/none.csv"))
    #expect(missing.exitCode == 66 && missing.error.contains("expected a file to fetch"))
    // Nobody listens there: as a machine without network.
    let unreachable = try fetch(Self.catalogue("http://127.0.0.1:9/small.csv"))
    #expect(unreachable.exitCode == 74 && unreachable.error.contains("ASSAY_MIRROR"))
    let changed = try fetch(Self.catalogue("file://\(source)", digest: other))
    #expect(changed.exitCode == 74 && changed.error.contains("expected a dataset with the digest"))
    let empty = try fetch(Self.catalogue("file://\(source)"), mirror: folder / "fetched")
    #expect(empty.exitCode == 66 && empty.error.contains("expected a file with the SHA-256"))
    let none = try fetch(Self.catalogue("file://\(source)"), mirror: folder / "none")
    #expect(none.exitCode == 66 && none.error.contains("expected a folder of datasets"))
    #expect(folder.files == ["catalogue.json", "fetched", "source.csv"])
  }

  @Test func `one that fails does not keep others from being fetched`() throws {
    let folder = try Scratch()
    let source = try folder.write(Self.text, to: "source.csv")
    let good = Self.catalogue("file://\(source)")
    let entry = good.dropFirst("{\"datasets\": [".count).dropLast(2)
    let bad = entry.replacing("small", with: "bad").replacing("source.csv", with: "none.csv")
    let catalogue = try folder.write("{\"datasets\": [\(bad), \(entry)]}", to: "catalogue.json")
    let outcome = DataCommands.fetch(
      [], catalogue: catalogue, into: folder / "fetched", mirror: nil)
    #expect(outcome.exitCode == 66 && outcome.output.contains("small.h5: forecasting/1"))
    let unknown = DataCommands.fetch(
      ["other"], catalogue: catalogue, into: folder / "fetched", mirror: nil)
    #expect(
      unknown.exitCode == 64 && unknown.error.contains("expected a dataset out of bad, small"))
  }

  @Test func `a folder that cannot be written`() throws {
    let folder = try Scratch()
    let source = try folder.write(Self.text, to: "source.csv")
    let catalogue = try folder.write(Self.catalogue("file://\(source)"), to: "catalogue.json")
    let outcome = DataCommands.fetch([], catalogue: catalogue, into: "\(source)/x", mirror: nil)
    #expect(outcome.exitCode == 74, "\(outcome.error)")
  }

  @Test(arguments: [
    ("", "found text that is no JSON"), ("[]", "a value of another type"),
    ("{}", "found no \"datasets\""),
    ("{\"datasets\": [{\"name\": \"x\"}]}", "found no \"schema\" in datasets.[0]"),
    (catalogue("x").replacing("forecasting/1", with: "images/1"), "expected a schema"),
    (catalogue("x").replacing("wide-series", with: "magic"), "expected an importer out of"),
    (catalogue("x", sha256: "abc"), "expected 64 hexadecimal digits"),
    (catalogue("x", digest: "abc"), "expected 64 hexadecimal digits"),
    (catalogue("x").replacing("\"small\"", with: "\"../small\""), "expected a name for a file"),
    (
      catalogue("x").replacing("\"url\"", with: "\"member\""), "expected either a url, or a package"
    ),
    (
      catalogue("x").replacing("[\"source\", \"a test\"]", with: "[\"source\"]"),
      "expected options as"
    ),
  ])
  func `catalogues with mistakes`(_ text: String, _ words: String) throws {
    let error = try #require(failure { try Catalogue(Array(text.utf8), subject: "c.json") })
    #expect(error.kind == .badData)
    #expect(error.description.contains(words), "\(error)")
  }

  @Test func `the catalogue of the repository`() throws {
    let root = fixturePath("").replacing("/Tests/Fixtures/", with: "")
    let catalogue = try Catalogue(reading: "\(root)/datasets/catalogue.json")
    #expect(catalogue.entries.contains { $0.name == "etth1" && $0.importer == .ett })
    for entry in catalogue.entries {
      #expect(entry.digest != nil, "\(entry.name)")
      var options = ImportOptions()
      for option in entry.options { try options.set(option.name, option.value) }
    }
  }
}

/// The commands, as a command line calls them.
@Suite struct `Commands of data` {
  @Test func `import, check and describe`() throws {
    let folder = try Scratch()
    let source = try folder.write(
      "date,a,b\n2020-01-01,1.5,7\n2020-01-02,,7\n2020-01-03,4,7\n", to: "a.csv")
    let made = DataCommands.importing(
      "wide-series", [source], to: folder / "a.h5", options: [("fill", "previous")])
    #expect(made.exitCode == 0, "\(made.error)")
    #expect(made.output.hasPrefix("\(folder / "a.h5")\na (forecasting/1)\n"))
    let checked = DataCommands.check(folder / "a.h5")
    #expect(checked.exitCode == 0)
    #expect(
      checked.output.contains("a dataset of forecasting/1, without errors\n  warning: /values: "))
    #expect(checked.output.contains("found 7.0 everywhere"))
    #expect(checked.output.contains("found 1 that are not"))
    let described = DataCommands.describe(folder / "a.h5")
    let digest = try Series.open(folder / "a.h5").digest()
    #expect(
      described.output == """
        a (forecasting/1)
          about     Imported from a.csv.
          licence   not stated
          source    a.csv
          shape     3 rows of 2 channels
          time      every 1 day from 2020-01-01 00:00:00 to 2020-01-03 00:00:00
          split     not given
          season    not given
          missing   1 of 6 numbers
          digest    \(digest)

          channel  numbers  missing  least  mean  greatest
          a              2        1    1.5  2.75       4.0
          b              3        0    7.0   7.0       7.0

        """)
  }

  @Test func `what cannot be done ends in a code and leaves nothing`() throws {
    let folder = try Scratch()
    let source = try folder.write("date,a\n2020-01-01,x\n2020-01-02,y\n", to: "a.csv")
    func importing(_ importer: String, _ files: [String], _ options: [(String, String)] = [])
      -> CommandOutcome
    {
      DataCommands.importing(
        importer, files, to: folder / "a.h5", options: options.map { (name: $0.0, value: $0.1) })
    }
    #expect(importing("magic", [source]).exitCode == 64)
    #expect(importing("ett", []).exitCode == 64)
    #expect(importing("ett", [source], [("x", "y")]).exitCode == 64)
    #expect(importing("table", [folder / "none.csv"], [("target", "a")]).exitCode == 66)
    let bad = importing("wide-series", [source])
    #expect(bad.exitCode == 65 && bad.error.contains("2 problems") && bad.output.isEmpty)
    #expect(folder.files == ["a.csv"])
    let full = DataCommands.importing(
      "table", [source], to: folder / "none/a.h5", options: [("target", "a")])
    #expect(full.exitCode == 74 || full.exitCode == 66, "\(full)")
    #expect(DataCommands.check(folder / "none.h5").exitCode == 66)
    #expect(DataCommands.check(source).exitCode == 65)
    #expect(DataCommands.describe(source).exitCode == 65)
  }
}
