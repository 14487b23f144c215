import Statistics
import TestSupport
import Testing

@Suite struct `The Wilcoxon test` {
  static let names = (try? Oracle("statistics").names("wilcoxon")) ?? []
  static let alternatives = [Alternative.twoSided, .greater, .less]

  @Test(arguments: names)
  func `equals scipy's`(_ name: String) throws {
    let oracle = try Oracle("statistics")
    let first = try oracle.doubles("wilcoxon/\(name)/first")
    let second = try oracle.doubles("wilcoxon/\(name)/second")
    var (exact, normal, z, sums): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for zeros in [WilcoxonTest.Zeros.wilcox, .pratt] {
      for alternative in Self.alternatives {
        func test(_ method: WilcoxonTest.Method) throws -> WilcoxonTest {
          try WilcoxonTest(first, second, zeros: zeros, alternative: alternative, method: method)
        }
        exact.append(try test(.exact).pValue)
        let approximate = try test(.normal)
        normal.append(approximate.pValue)
        let score = try #require(approximate.z)
        // scipy takes the size of the two-sided score.
        z.append(alternative == .twoSided ? -score.magnitude : score)
        if alternative == .greater {
          sums += [approximate.positiveRankSum, approximate.negativeRankSum]
        }
        let automatic = try test(.automatic)
        let isExact = automatic.pairs <= 25 && !automatic.hasTies
        #expect(automatic.method == (isExact ? .exact : .normal))
        #expect(automatic.pValue == (isExact ? exact : normal).last)
      }
    }
    let expected = try oracle.doubles("wilcoxon/\(name)/exact")
    if !expected[0].isNaN { expectClose(exact, expected, "\(name), exact") }
    expectClose(normal, try oracle.doubles("wilcoxon/\(name)/normal"), "\(name), normal")
    expectClose(z, try oracle.doubles("wilcoxon/\(name)/z"), "\(name), z")
    #expect(sums == (try oracle.doubles("wilcoxon/\(name)/sums")))
  }

  @Test func `of the fixture is found`() {
    #expect(Self.names.count == 9)
  }

  @Test func `of five pairs cannot be significant and says so`() throws {
    let test = try WilcoxonTest([1, 2, 3, 4, 5], [0.9, 1.8, 2.7, 3.6, 4.5])
    #expect(test.pValue == 0.0625 && test.statistic == 0 && test.method == .exact)
    #expect(test.warning?.leastPValue == 0.0625 && test.warning?.significance == 0.05)
    // Of six it can, and of five to one side.
    let six = [1.0, 2, 3, 4, 5, 6]
    #expect(try WilcoxonTest(six, six.map { $0 * 0.9 }).warning == nil)
    #expect(try WilcoxonTest(six, six.map { $0 * 0.9 }).pValue == 0.03125)
    let oneSided = try WilcoxonTest(
      [1, 2, 3, 4, 5], [0.9, 1.8, 2.7, 3.6, 4.5], alternative: .greater)
    #expect(oneSided.pValue == 0.03125 && oneSided.warning == nil)
    #expect(try WilcoxonTest(six, [0, 0, 0, 0, 0, 6]).warning?.pairs == 5)
    #expect(try WilcoxonTest(six, six.map { $0 * 0.9 }, significance: 0.01).warning != nil)
  }

  @Test func `of tied pairs warns though the normal distribution says significant`() throws {
    let test = try WilcoxonTest([1, 1, 1, 1, 1], [0, 0, 0, 0, 0])
    #expect(test.method == .normal && test.hasTies && test.pValue < 0.05)
    #expect(test.warning?.leastPValue == 0.0625)
    #expect(try WilcoxonTest([1, 1, 1, 1, 1], [0, 0, 0, 0, 0], method: .exact).pValue == 0.0625)
  }

  @Test(arguments: [WilcoxonTest.Zeros.wilcox, .pratt])
  func `of equal lists has p-value 1`(_ zeros: WilcoxonTest.Zeros) throws {
    for method in [WilcoxonTest.Method.automatic, .exact, .normal] {
      for alternative in Self.alternatives {
        let test = try WilcoxonTest(
          [1, 2, 3], [1, 2, 3], zeros: zeros, alternative: alternative, method: method)
        #expect(test.pValue == 1 && test.pairs == 0 && test.zeros == 3 && test.statistic == 0)
        #expect(test.warning?.pairs == 0 && test.z == nil)
      }
    }
  }

  @Test func `turns round with its lists`() throws {
    let (first, second) = ([0.4, 1.3, 2.2, 0.1, 3.1, 0.7], [0.3, 1.5, 1.9, 0.6, 2.4, 0.05])
    for method in [WilcoxonTest.Method.exact, .normal] {
      let greater = try WilcoxonTest(first, second, alternative: .greater, method: method)
      let less = try WilcoxonTest(second, first, alternative: .less, method: method)
      #expect(greater.pValue == less.pValue)
      #expect(greater.positiveRankSum == less.negativeRankSum)
    }
  }

  @Test func `is exact for many pairs when asked`() throws {
    // 40 untied pairs: the counts of sign patterns pass 2^32, and still the tails add up to 1 and one.
    let first = (1...40).map { Double($0 % 3 == 0 ? -$0 : $0) }
    let zero = [Double](repeating: 0, count: 40)
    let greater = try WilcoxonTest(first, zero, alternative: .greater, method: .exact)
    let less = try WilcoxonTest(first, zero, alternative: .less, method: .exact)
    let normal = try WilcoxonTest(first, zero, alternative: .greater, method: .normal)
    #expect(greater.pValue + less.pValue > 1)
    #expect(abs(greater.pValue - normal.pValue) < 0.001)
    #expect(normal.method == .normal && greater.method == .exact)
  }
}
