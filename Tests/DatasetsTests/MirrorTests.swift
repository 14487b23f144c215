import Datasets
import Foundation
import Testing

/// Facts about public datasets, for those who have a folder of them.
///
/// Runs where `ASSAY_MIRROR` names a folder; the files are found in it by their digests.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["ASSAY_MIRROR"] != nil,
    "skipped: set ASSAY_MIRROR to a folder of the public datasets"))
struct `Public datasets` {
  /// A dataset of the catalogue, imported from the mirror.
  static func dataset(_ name: String) throws -> Dataset {
    let root = fixturePath("").replacing("/Tests/Fixtures/", with: "")
    let folder = try Scratch()
    let entry = try Catalogue(reading: "\(root)/datasets/catalogue.json").entry(name)
    let path = ProcessInfo.processInfo.environment["ASSAY_MIRROR"] ?? ""
    try entry.fetch(into: folder.path, mirror: mirrors.mirror(path))
    return try Dataset.open(entry.path(in: folder.path))
  }

  /// The digests of a mirror are taken once.
  private static let mirrors = Mirrors()

  static func series(_ name: String) throws -> Series {
    let dataset = try dataset(name)
    return try #require(dataset.series)
  }

  /// Errors of forecasts on scaled numbers: of repeating the last row, of repeating the last season, and of
  /// the mean of training, which is 0.
  static func scores(
    _ windows: Windows, season: Int, count: Int? = nil
  ) throws -> [(squared: Double, absolute: Double)] {
    let width = windows.channels.count
    let (lookBack, horizon) = (windows.lookBack, windows.horizon)
    var inputs = [Float](repeating: 0, count: 32 * lookBack * width)
    var targets = [Float](repeating: 0, count: 32 * horizon * width)
    var sums = [(squared: Double, absolute: Double)](repeating: (0, 0), count: 3)
    let count = count ?? windows.count
    var tally = ScoreTally(count: windows.count)
    for batch in windows.batches(of: 32) where batch.upperBound <= count {
      try windows.gather(batch, inputs: &inputs, targets: &targets)
      tally.score(batch)
      for window in 0..<batch.count {
        for step in 0..<horizon {
          for channel in 0..<width {
            let truth = Double(targets[(window * horizon + step) * width + channel])
            for index in 0..<3 {
              let row = index == 0 ? lookBack - 1 : lookBack - season + step % season
              let past = Double(inputs[(window * lookBack + row) * width + channel])
              let error = (index == 2 ? 0 : past) - truth
              sums[index].squared += error * error
              sums[index].absolute += abs(error)
            }
          }
        }
      }
    }
    if count == windows.count { tally.requireComplete() }
    let numbers = Double(count * horizon * width)
    return sums.map { ($0.squared / numbers, $0.absolute / numbers) }
  }

  static func check(
    _ found: (squared: Double, absolute: Double), _ squared: Double, _ absolute: Double
  ) {
    // The published figures have four decimals.
    #expect(abs(found.squared - squared) < 0.000_051, "\(found)")
    #expect(abs(found.absolute - absolute) < 0.000_051, "\(found)")
  }

  @Test func `ETTh1 is as the literature has it`() throws {
    let series = try Self.series("etth1")
    #expect(series.count == 17_420)
    #expect(series.channels == ["HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT"])
    #expect(series.bounds == SplitBounds(train: 8640, validation: 11_520, test: 14_400))
    #expect(series.time?.step == .seconds(3600) && series.season == 24)
    #expect(series.time?.start.description == "2016-07-01 00:00:00")
    #expect(series.time?.time(of: 17_419)?.description == "2018-06-26 19:00:00")
    let windows = try series.split().windows(lookBack: 96, horizon: 96)
    #expect((windows.train.count, windows.validation.count) == (8449, 2785))
    #expect(try series.split().windows(lookBack: 512, horizon: 96).train.count == 8033)
  }

  @Test(arguments: [
    (96, 2785, 1.2944, 0.7132, 0.5122, 0.4333, 1.1099, 0.7960),
    (192, 2689, 1.3249, 0.7331, 0.5808, 0.4692, 1.1111, 0.7980),
    (336, 2545, 1.3299, 0.7460, 0.6499, 0.5008, 1.1069, 0.8000),
    (720, 2161, 1.3351, 0.7550, 0.6554, 0.5141, 1.0972, 0.8017),
  ])
  func `simple forecasts of ETTh1`(
    _ horizon: Int, _ count: Int, _ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double,
    _ f: Double
  ) throws {
    let split = try Self.series("etth1").split().scaled(.standard)
    let test = try split.windows(lookBack: 96, horizon: horizon).test.open(for: Chosen())
    #expect(test.count == count)
    let scores = try Self.scores(test, season: 24)
    Self.check(scores[0], a, b)
    Self.check(scores[1], c, d)
    Self.check(scores[2], e, f)
  }

  @Test func `dropping the last incomplete batch moves the figures`() throws {
    let split = try Self.series("etth1").split().scaled(.standard)
    let test = try split.windows(lookBack: 96, horizon: 336).test.open(for: Chosen())
    let kept = test.count / 32 * 32
    Self.check(try Self.scores(test, season: 24, count: kept)[0], 1.3233, 0.7443)
  }

  @Test(arguments: [
    (96, 1422, 0.0811, 0.1964, 0.0845, 0.2020), (192, 1326, 0.1671, 0.2887, 0.1709, 0.2931),
    (336, 1182, 0.3057, 0.3978, 0.3099, 0.4013), (720, 798, 0.8101, 0.6764, 0.8162, 0.6797),
  ])
  func `simple forecasts of exchange rates`(
    _ horizon: Int, _ count: Int, _ a: Double, _ b: Double, _ c: Double, _ d: Double
  ) throws {
    let series = try Self.series("exchange-rate")
    #expect(series.count == 7588 && series.time == nil && series.season == 5)
    let split = try series.split().scaled(.standard)
    let test = try split.windows(lookBack: 96, horizon: horizon).test.open(for: Chosen())
    #expect(test.count == count && test.calendar == nil)
    let scores = try Self.scores(test, season: 5)
    Self.check(scores[0], a, b)
    Self.check(scores[1], c, d)
  }

  @Test func `cells of Kirkaldy`() throws {
    let dataset = try Self.dataset("kirkaldy-expt5")
    let data = try #require(dataset.cells)
    #expect(data.cells.map { $0.name } == ["A", "B", "C", "D", "E", "F", "G", "H"])
    #expect(data.cells.map { $0.temperature } == [10, 10, 10, 25, 25, 40, 40, 40])
    for cell in data.cells {
      #expect(cell.cycle.count == 16 && cell.quantities.count == 29)
      // State of health is capacity by that at the start.
      let capacity = try #require(cell.numbers(of: "Cell Capacity"))
      let health = try #require(cell.numbers(of: "SoH"))
      for test in 0..<16 { #expect(abs(health[test] - capacity[test] / capacity[0]) < 1e-6) }
      #expect(cell.numbers(of: "Age set start date")?[0].isNaN == true)
    }
    #expect(data.cells[0].numbers(of: "0.1s Resistance")?[4] == 0.158126138)
  }

  @Test func `cells of Zhu`() throws {
    let dataset = try Self.dataset("tju")
    let data = try #require(dataset.cells)
    #expect(data.cells.count == 130)
    #expect(data.cells.reduce(0) { $0 + $1.cycle.count } == 57_465)
    #expect(Set(data.cells.map { $0.chemistry }) == ["NCA", "NCM", "NCM+NCA"])
    let cell = try #require(data.cells.first { $0.name == "NCA CY25-05_1-#1" })
    #expect(cell.temperature == 25 && cell.chargeRate == 0.5 && cell.dischargeRate == 1)
    #expect(cell.numbers(of: "capacity")?[0] == 3.239497770822481)
    #expect(cell.quantities.count == 17)
  }

  @Test func `ratings of MovieLens`() throws {
    let dataset = try Self.dataset("ml-latest-small")
    let data = try #require(dataset.interactions)
    #expect(data.count == 100_004 && data.users.count == 671 && data.items.count == 9066)
    let index = try #require(data.items.firstIndex(of: "1"))
    guard case .texts(let titles) = data.itemFeatures[1].values,
      case .lists(let genres) = data.itemFeatures[0].values,
      case .numbers(let years) = data.itemFeatures[2].values
    else {
      Issue.record("expected genres, title and year")
      return
    }
    #expect(titles[index] == "Toy Story (1995)" && years[index] == 1995)
    #expect(genres[index].count == 5)
    #expect(years.contains { $0.isNaN } && genres.contains { $0.isEmpty })
    #expect(data.rating?.min() == 0.5 && data.rating?.max() == 5)
  }

  @Test func `a table with missing categories`() throws {
    let dataset = try Self.dataset("adult")
    let table = try #require(dataset.table)
    #expect(table.count == 32_561)
    let rows = (0..<table.count).filter { row in table.categorical.contains { $0.codes[row] < 0 } }
    #expect(rows.count == 2399)
    #expect(table.numericalNames.count == 6 && table.categorical.count == 8)
  }

  @Test func `a wide series with text in it is imported without it`() throws {
    let series = try Self.series("bike-sharing")
    #expect(series.count == 17_544 && series.season == 24)
    #expect(series.time?.step == .seconds(3600))
  }
}

/// Mirrors by path, each looked through once.
private final class Mirrors: Sendable {
  private let first: Result<Mirror, any Error>

  init() {
    let path = ProcessInfo.processInfo.environment["ASSAY_MIRROR"] ?? ""
    first = Result { try Mirror(path) }
  }

  func mirror(_ path: String) throws -> Mirror { try first.get() }
}
