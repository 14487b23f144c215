import Exact
import Statistics
import TestSupport
import Testing

@Suite struct `Summaries` {
  static let names = (try? Oracle("statistics").names("summaries")) ?? []

  @Test(arguments: names)
  func `equal numpy and scipy`(_ name: String) throws {
    let oracle = try Oracle("statistics")
    let x = try oracle.doubles("summaries/\(name)/x")
    let summary = try Summary(x, bootstrap: Bootstrap(Key(seed: 1), resamples: 10))
    let found = [
      summary.mean, summary.median, summary.interquartileMean, summary.standardDeviation ?? .nan,
    ]
    expectClose(found, try oracle.doubles("summaries/\(name)/statistics"), name)
    let ranks = try ranks(x) + ranks(x, better: .higher)
    #expect(ranks == (try oracle.doubles("summaries/\(name)/ranks")))
    #expect(summary.count == x.count)
  }

  @Test func `of the fixture are found`() {
    #expect(Self.names.count == 6)
  }

  @Test func `of one number have neither deviation nor interval`() throws {
    let summary = try Summary([0.1], bootstrap: Bootstrap(Key(seed: 1)))
    #expect(summary.mean == 0.1 && summary.median == 0.1 && summary.interquartileMean == 0.1)
    #expect(summary.standardDeviation == nil && summary.interval == nil && summary.count == 1)
  }

  @Test(arguments: [3, 5, 10, 47])
  func `of equal numbers are that number exactly`(_ count: Int) throws {
    let summary = try Summary(
      [Double](repeating: 0.1, count: count), bootstrap: Bootstrap(Key(seed: 1), resamples: 100))
    #expect(summary.mean == 0.1 && summary.median == 0.1 && summary.interquartileMean == 0.1)
    #expect(summary.standardDeviation == 0)
    #expect(summary.interval?.lower == 0.1 && summary.interval?.upper == 0.1)
    #expect(summary.interval?.method == .percentile && summary.interval?.fallback == .constant)
  }

  @Test func `take what lies at the ends of the range`() throws {
    let summary = try Summary([0x1p500, -0x1p500, 0x1p500], bootstrap: Bootstrap(Key(seed: 1)))
    #expect(summary.mean.isFinite && summary.standardDeviation?.isFinite == true)
    let tiny = try Summary([.leastNonzeroMagnitude, 0], bootstrap: Bootstrap(Key(seed: 1)))
    #expect(tiny.standardDeviation == 0)
  }

  @Test func `statistics of nothing or of NaN are NaN`() {
    for statistic in Statistic.allCases {
      #expect(statistic.value(of: []).isNaN)
      #expect(statistic.value(of: [1, .nan, 2]).isNaN)
    }
  }

  @Test func `standings name best and second, ties together`() throws {
    let found = try standings([0.3, 0.2, 0.5, 0.2, 0.3])
    #expect(found.map(\.rank) == [3.5, 1.5, 5, 1.5, 3.5])
    #expect(found.map(\.isBest) == [false, true, false, true, false])
    #expect(found.map(\.isSecond) == [true, false, false, false, true])
    let higher = try standings([0.3, .infinity, -.infinity], better: .higher)
    #expect(higher.map(\.rank) == [2, 1, 3])
    #expect(higher.map(\.isSecond) == [true, false, false])
    #expect(try standings([1, 1]).allSatisfy { $0.isBest && !$0.isSecond && $0.rank == 1.5 })
    #expect(try standings([0.0, -0.0]).map(\.rank) == [1.5, 1.5])
    #expect(try standings([]).isEmpty)
  }
}
