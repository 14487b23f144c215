import Datasets
import Foundation
import Testing

/// Every dataset of the repository opens, and its datasheet tells of it.
@Suite struct `Shipped datasets` {
  static let folder = fixturePath("").replacing("/Tests/Fixtures/", with: "/datasets")
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".h5") }.map { String($0.dropLast(3)) }.sorted()

  @Test func `all are there`() {
    #expect(
      Self.names == [
        "breast-cancer", "co2", "diabetes", "digits", "elnino", "macrodata", "nile", "nyc-weather",
        "sunspots", "wine",
      ])
  }

  @Test(arguments: names)
  func `a datasheet has all its parts and the digest`(_ name: String) throws {
    let dataset = try Dataset.open("\(Self.folder)/\(name).h5")
    let sheet = try String(contentsOfFile: "\(Self.folder)/\(name).md", encoding: .utf8)
    #expect(dataset.about.name == name)
    #expect(try sheet.contains("\(dataset.digest())"))
    #expect(sheet.contains("schema `\(dataset.schema.rawValue)`"))
    for part in [
      "Motivation", "Composition", "Collection", "Preprocessing", "Uses", "Distribution",
      "Maintenance", "Known problems",
    ] {
      #expect(sheet.contains("\n## \(part)\n"))
    }
    let size = try FileManager.default.attributesOfItem(atPath: "\(Self.folder)/\(name).h5")[.size]
    #expect(try #require(size as? Int) < 3_000_000)
  }

  @Test func `the weather of New York is ready for a study`() throws {
    let series = try Series.open("\(Self.folder)/nyc-weather.h5")
    #expect(series.count == 8730 && series.channels.count == 18 && series.season == 24)
    #expect(series.time?.time(of: 8729)?.description == "2013-12-30 18:00:00")
    #expect(series.summaries.reduce(0) { $0 + $1.missing } == 3187)
    let split = try series.split().scaled(.standard)
    #expect(split.bounds == SplitBounds(train: 6111, validation: 6984, test: 8730))
    #expect(split.constantChannels.isEmpty)
    let windows = try split.windows(lookBack: 96, horizon: 96)
    #expect((windows.train.count, windows.validation.count, windows.testCount) == (5920, 778, 1651))
    // What is filled is what the module fills in itself.
    let refilled = try series.filled(.linear)
    #expect(try refilled.digest() == series.digest())
  }

  @Test func `tables have the rows and classes of their source`() throws {
    for (name, rows, columns, classes) in [
      ("breast-cancer", 569, 30, 2), ("wine", 178, 13, 3), ("digits", 1797, 64, 10),
      ("diabetes", 442, 10, 0),
    ] {
      let table = try Table.open("\(Self.folder)/\(name).h5")
      #expect(table.count == rows && table.numericalNames.count == columns)
      if case .classes(_, let names) = table.target { #expect(names.count == classes) }
      #expect(table.target.task == (classes == 0 ? .regression : .classification))
    }
  }
}
