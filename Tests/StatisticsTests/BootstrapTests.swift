import Exact
import Statistics
import TestSupport
import Testing

@Suite struct `A bootstrap` {
  static let names = (try? Oracle("statistics").names("bootstrap")) ?? []
  private let key = Key(seed: 7)["bootstrap"]

  @Test(arguments: names)
  func `reads scipy's intervals off given resamples`(_ name: String) throws {
    let oracle = try Oracle("statistics")
    let x = try oracle.doubles("bootstrap/\(name)/x")
    let level = try oracle.doubles("bootstrap/\(name)/level")[0]
    var bounds: [Double] = []
    for (place, statistic) in Statistic.allCases.enumerated() {
      let distribution = try oracle.doubles("bootstrap/\(name)/distribution\(place)")
      for method in [Interval.Method.percentile, .accelerated] {
        let bootstrap = Bootstrap(key, level: level, method: method)
        let interval = bootstrap.interval(of: statistic, x, from: distribution)
        #expect(interval.method == method && interval.fallback == nil)
        #expect(interval.level == level)
        bounds += [interval.lower, interval.upper]
      }
    }
    expectClose(bounds, try oracle.doubles("bootstrap/\(name)/bounds"), name)
  }

  @Test func `of the fixture is found`() {
    #expect(Self.names.count == 3)
  }

  @Test func `draws what its description says`() throws {
    let oracle = try Oracle("statistics")
    let bootstrap = Bootstrap(key, resamples: 200)
    let x = try oracle.doubles("draws/x")
    let strata = try (0..<3).map { try oracle.doubles("draws/stratum\($0)") }
    for (place, statistic) in Statistic.allCases.enumerated() {
      expectClose(
        try bootstrap.distribution(of: statistic, x),
        rows(try oracle.doubles("draws/statistics"), of: 200)[place], "\(statistic)")
      expectClose(
        try bootstrap.distribution(of: statistic, strata: strata),
        rows(try oracle.doubles("draws/strata statistics"), of: 200)[place],
        "\(statistic) of strata")
    }
  }

  @Test func `of pairs has the reference's p-value`() throws {
    let oracle = try Oracle("statistics")
    let first = try oracle.doubles("paired/first")
    let second = try oracle.doubles("paired/second")
    let bootstrap = Bootstrap(key, resamples: 2000)
    let found = try PairedBootstrap(first, second, bootstrap: bootstrap)
    expectClose([found.difference], try oracle.doubles("paired/difference"), "difference")
    expectClose([found.pValue], try oracle.doubles("paired/p"), "p")
    expectClose(
      [found.interval.lower, found.interval.upper], try oracle.doubles("paired/bounds"), "bounds")
    #expect(found.interval.fallback == .fewNumbers(7))
    #expect(found.warning == nil)
    let turned = try PairedBootstrap(second, first, bootstrap: bootstrap)
    #expect(turned.pValue == found.pValue && turned.difference == -found.difference)
  }

  @Test func `of few pairs warns`() throws {
    let bootstrap = Bootstrap(key)
    let found = try PairedBootstrap([1, 2, 3, 4, 5], [0, 0, 0, 0, 0], bootstrap: bootstrap)
    #expect(found.pValue == 2.0 / 10_001)
    #expect(found.warning?.leastPValue == 0.0625 && found.warning?.pairs == 5)
    #expect(
      found.warning?.description
        == "5 pairs that differ give p-values of 0.0625 or more in an exact test, so none reaches 0.05"
    )
    let equal = try PairedBootstrap([1, 2], [1, 2], bootstrap: bootstrap)
    #expect(equal.pValue == 1 && equal.difference == 0 && equal.interval.fallback == .constant)
    #expect(equal.warning?.pairs == 0 && equal.warning?.leastPValue == 1)
  }

  @Test func `depends on its key alone`() throws {
    let x = (0..<30).map { Key(seed: 3).normalDouble(at: $0) }
    let one = try Bootstrap(key).interval(of: .mean, x)
    #expect(try Bootstrap(key).interval(of: .mean, x) == one)
    #expect(try Bootstrap(key["other"]).interval(of: .mean, x) != one)
    #expect(one.method == .accelerated && one.fallback == nil)
    // The standard error of the mean is 0.17 here; normal theory gives ±2.05 of them.
    let deviation = try #require(standardDeviation(x))
    let half = 2.05 * deviation / 30.0.squareRoot()
    let mean = Statistic.mean.value(of: x)
    #expect(abs(one.upper - mean - half) < 0.2 * half && abs(mean - one.lower - half) < 0.2 * half)
  }

  @Test func `holds the true mean about as often as its level says`() throws {
    var held = 0
    for trial in 0..<200 {
      let x = (0..<25).map { Key(seed: 5)[trial].exponential(at: $0) }
      let interval = try Bootstrap(key[trial], resamples: 400, level: 0.9).interval(of: .mean, x)
      if interval.lower <= 1 && 1 <= interval.upper { held += 1 }
    }
    // 180 expected; four standard deviations of 4.2, and BCa of 25 skewed numbers is a little short.
    #expect((158...197).contains(held))
  }

  @Test func `falls back with a reason`() throws {
    func fallback(_ x: [Double], _ distribution: [Double], _ statistic: Statistic = .mean)
      -> Interval.Fallback?
    {
      let interval = Bootstrap(key).interval(of: statistic, x, from: distribution)
      #expect((interval.method == .percentile) == (interval.fallback != nil))
      return interval.fallback
    }
    let ten = (0..<10).map(Double.init)
    #expect(fallback([2, 2, 2], [2, 2]) == .constant)
    #expect(fallback([1, 2, 3], [1, 2, 3]) == .fewNumbers(3))
    #expect(fallback(ten, [5, 6, 7]) == .oneSided)
    #expect(fallback(ten, [1, 2, 3]) == .oneSided)
    #expect(fallback(ten, [1, 7]) == nil)
    // The median of these stays whatever number is left out.
    #expect(
      fallback([0, 1] + [Double](repeating: 2, count: 9), [1, 2, 3], .median) == .flatJackknife)
    // The cubes of what the jackknife leaves over are beyond Float64.
    #expect(fallback(ten.map { $0 * 0x1p490 }, [1, 0x1p499]) == .unstable)
    for reason in [
      Interval.Fallback.constant, .fewNumbers(3), .oneSided, .flatJackknife, .unstable,
    ] {
      #expect(!reason.description.isEmpty)
    }
  }
}
