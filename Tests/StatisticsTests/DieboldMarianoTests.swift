import Exact
import Statistics
import TestSupport
import Testing

@Suite struct `The Diebold-Mariano test` {
  static let names = (try? Oracle("statistics").names("diebold")) ?? []

  @Test(arguments: names)
  func `equals the one from statsmodels' standard error`(_ name: String) throws {
    let oracle = try Oracle("statistics")
    let path = "diebold/\(name)"
    let first = try oracle.doubles("\(path)/first")
    let second = try oracle.doubles("\(path)/second")
    let horizon = try oracle.integers("\(path)/horizon")[0]
    let tests = try [Alternative.twoSided, .greater, .less].map {
      try DieboldMarianoTest(first, second, horizon: horizon, alternative: $0)
    }
    let test = tests[0]
    let isBartlett = try oracle.integers("\(path)/bartlett")[0] == 1
    #expect(test.kernel == (isBartlett ? .bartlett : .rectangular))
    #expect(test.note == (isBartlett ? .rectangularNotPositive : nil))
    #expect(test.degreesOfFreedom == first.count - 1)
    let found = [test.meanDifference, test.longRunVariance, test.statistic ?? .nan]
    // Autocovariances of mixed signs cancel to some hundredth of their sum.
    expectClose(found, try oracle.doubles("\(path)/numbers"), name, relative: 1e-11)
    expectClose(
      tests.map { $0.pValue ?? .nan }, try oracle.doubles("\(path)/p"), "\(name), p",
      relative: 1e-11)
  }

  @Test func `of the fixture is found`() {
    #expect(Self.names.count == 5)
  }

  @Test func `of equal losses has p-value 1`() throws {
    for alternative in [Alternative.twoSided, .greater, .less] {
      let test = try DieboldMarianoTest(
        [1, 2, 3, 4], [1, 2, 3, 4], horizon: 2, alternative: alternative)
      #expect(test.statistic == 0 && test.pValue == 1 && test.note == .equalLosses)
    }
    let zeros = try DieboldMarianoTest([0, 0], [0, 0], horizon: 1)
    #expect(zeros.pValue == 1 && zeros.note == .equalLosses)
  }

  @Test func `of losses that differ by a constant has no p-value`() throws {
    let first = (0..<20).map { 0.1 * Double($0) }
    let test = try DieboldMarianoTest(first, first.map { $0 + 0.1 }, horizon: 3)
    #expect(test.note == .constantDifference && test.statistic == nil && test.pValue == nil)
    #expect(abs(test.meanDifference + 0.1) < 1e-15)
    let one = [Double](repeating: 1, count: 20)
    #expect(try DieboldMarianoTest(one, one.map { $0 - 1 }, horizon: 1).note == .constantDifference)
  }

  @Test func `takes Bartlett's weights where autocovariances cancel`() throws {
    // γ₀ + 2γ₁ is negative for alternating signs.
    let first = (0..<40).map { $0 % 2 == 0 ? 2.0 : 1.0 }
    let test = try DieboldMarianoTest(first, [Double](repeating: 1, count: 40), horizon: 2)
    #expect(test.note == .rectangularNotPositive && test.kernel == .bartlett)
    #expect(test.longRunVariance > 0 && (test.pValue ?? 0) > 0)
  }

  @Test func `shrinks to nothing as the horizon nears the length`() throws {
    let first = (0..<10).map { Key(seed: 1).uniformDouble(at: $0) }
    let second = (0..<10).map { Key(seed: 2).uniformDouble(at: $0) }
    for horizon in 1...9 {
      let test = try DieboldMarianoTest(first, second, horizon: horizon)
      #expect(test.statistic?.isFinite == true && (0...1).contains(test.pValue ?? .nan))
    }
  }
}
