import Statistics
import TestSupport
import Testing

@Suite struct `The Friedman test` {
  static let names = (try? Oracle("statistics").names("friedman")) ?? []

  @Test(arguments: names)
  func `equals scipy's`(_ name: String) throws {
    let oracle = try Oracle("statistics")
    let path = "friedman/\(name)"
    let columns = try oracle.shape("\(path)/scores")[1]
    let scores = rows(try oracle.doubles("\(path)/scores"), of: columns)
    let test = try FriedmanTest(scores, better: .lower)
    #expect(test.datasets == scores.count && test.methods == columns && test.note == nil)
    expectClose(test.meanRanks, try oracle.doubles("\(path)/ranks"), "\(name), ranks")
    // What is left of N(k − 1) − χ² loses two digits in the reference.
    expectClose(
      [
        test.chiSquare, test.chiSquarePValue, test.imanDavenport, test.imanDavenportPValue,
      ], try oracle.doubles("\(path)/tests"), "\(name), tests", relative: 1e-11)

    // scipy integrates the studentized range to about 10⁻¹⁰.
    let critical = try [0.05, 0.1].map { try test.nemenyi(significance: $0).criticalDifference }
    expectClose(
      critical, try oracle.doubles("\(path)/critical"), "\(name), critical", relative: 1e-8)
    let nemenyi = try test.nemenyi()
    expectClose(
      nemenyi.pValues.flatMap { $0 }, try oracle.doubles("\(path)/nemenyi"), "\(name), Nemenyi",
      absolute: 1e-9)
    let cliques = try memberships(oracle, "\(path)/cliques", columns)
    #expect(rowsOf(nemenyi.cliques, columns) == cliques)
    for clique in nemenyi.cliques {
      #expect(clique.map { test.meanRanks[$0] } == clique.map { test.meanRanks[$0] }.sorted())
    }
  }

  @Test(arguments: names)
  func `is followed by Wilcoxon tests as statsmodels corrects them`(_ name: String) throws {
    let oracle = try Oracle("statistics")
    let path = "friedman/\(name)"
    let columns = try oracle.shape("\(path)/scores")[1]
    let scores = rows(try oracle.doubles("\(path)/scores"), of: columns)
    let tests = try PairwiseWilcoxon(
      scores, better: .lower, method: name == "with ties" ? .normal : .exact)
    #expect(tests.meanRanks == (try FriedmanTest(scores, better: .lower).meanRanks))
    expectClose(
      tests.comparisons.map(\.test.pValue), try oracle.doubles("\(path)/wilcoxon"), name)
    expectClose(
      tests.comparisons.map(\.correctedPValue), try oracle.doubles("\(path)/holm"), name)
    #expect(
      rowsOf(tests.cliques, columns) == (try memberships(oracle, "\(path)/holm cliques", columns)))
    let pairs = (0..<columns).flatMap { a in ((a + 1)..<columns).map { [a, $0] } }
    #expect(tests.comparisons.map { [$0.first, $0.second] } == pairs)
    #expect((tests.warning != nil) == (name == "three rows"))
  }

  @Test func `of the fixture is found`() throws {
    #expect(Self.names.count == 4)
    #expect(try Oracle("statistics").names("cliques").count == 4)
  }

  @Test func `of tied rows finds nothing`() throws {
    let test = try FriedmanTest([[1, 1, 1], [2, 2, 2]], better: .higher)
    #expect(test.note == .allTied && test.meanRanks == [2, 2, 2])
    #expect(test.chiSquare == 0 && test.chiSquarePValue == 1)
    #expect(test.imanDavenport == 0 && test.imanDavenportPValue == 1)
    #expect(try test.nemenyi().cliques == [[0, 1, 2]])
    let pairs = try PairwiseWilcoxon([[1, 1, 1], [2, 2, 2]], better: .higher)
    #expect(pairs.comparisons.allSatisfy { $0.correctedPValue == 1 })
    #expect(pairs.cliques == [[0, 1, 2]] && pairs.warning?.pairs == 0)
  }

  @Test(arguments: 2...12)
  func `of rows that agree has an infinite F`(_ datasets: Int) throws {
    let scores = (0..<datasets).map { row in (0..<7).map { Double(10 * row + ($0 * 3) % 7) } }
    let test = try FriedmanTest(scores, better: .lower)
    #expect(test.note == .perfectAgreement && test.meanRanks == [1, 4, 7, 3, 6, 2, 5])
    #expect(test.chiSquare == Double(datasets * 6))
    #expect(test.imanDavenport == .infinity && test.imanDavenportPValue == 0)
    let higher = try FriedmanTest(scores, better: .higher)
    #expect(higher.meanRanks == [7, 4, 1, 5, 2, 6, 3])
  }

  @Test func `of two methods takes the critical difference of the normal distribution`() throws {
    let test = try FriedmanTest([[1, 2], [2, 1], [1, 2], [1, 2]], better: .lower)
    // q √(k (k + 1) / (6 N)) with q = 1.960.
    #expect(abs(try test.nemenyi().criticalDifference - 1.959963984540054 * 0.5) < 1e-13)
  }

  @Test func `warns where Holm's correction is out of reach`() throws {
    // Six pairs of four methods: 6 · 2⁻⁵ for six datasets.
    let scores = (0..<6).map { row in (0..<4).map { Double($0 * (row + 1)) } }
    let tests = try PairwiseWilcoxon(scores, better: .lower)
    #expect(tests.warning?.leastPValue == 0.1875)
    #expect(tests.cliques == [[0, 1, 2, 3]])
  }

  @Test(arguments: (try? Oracle("statistics").names("cliques")) ?? [])
  func `has networkx's cliques`(_ name: String) throws {
    let oracle = try Oracle("statistics")
    let columns = try oracle.shape("cliques/\(name)/alike")[1]
    let alike = rows(try oracle.integers("cliques/\(name)/alike"), of: columns)
    // Ranks in reverse, so that members are relabelled on the way.
    let ranks = (0..<columns).map { Double(columns - $0) }
    let found = cliques(meanRanks: ranks) { alike[$0][$1] == 0 }
    #expect(rowsOf(found, columns) == (try memberships(oracle, "cliques/\(name)/members", columns)))
    #expect(found.allSatisfy { $0 == $0.sorted(by: >) })
  }

  @Test func `finds the cliques of many methods that do not differ`() {
    let found = cliques(meanRanks: (0..<60).map { Double($0) }) { abs($0 - $1) > 30 }
    #expect(found.count == 30 && found[0] == Array(0...30) && found[29] == Array(29...59))
  }

  /// Cliques as sorted rows of zeros and ones.
  private func rowsOf(_ cliques: [[Int]], _ methods: Int) -> [[Int]] {
    cliques.map { clique in (0..<methods).map { clique.contains($0) ? 1 : 0 } }
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  private func memberships(_ oracle: Oracle, _ path: String, _ methods: Int) throws -> [[Int]] {
    try oracle.shape(path)[0] == 0 ? [] : rows(oracle.integers(path), of: methods)
  }
}

@Suite struct `Corrections and ranges` {
  @Test func `Holm's equals statsmodels'`() throws {
    let oracle = try Oracle("statistics")
    expectClose(
      try holmCorrected(try oracle.doubles("holm/p")), try oracle.doubles("holm/corrected"), "Holm")
    #expect(try holmCorrected([]) == [])
  }

  @Test func `the studentized range equals mpmath's integral`() throws {
    let oracle = try Oracle("statistics")
    let points = try oracle.doubles("range/points")
    let found = try oracle.integers("range/groups").flatMap { groups in
      points.map { studentizedRangeSurvival($0, groups: groups) }
    }
    // Some 400 terms of the quadrature, each with a normal probability to one ulp.
    expectClose(found, try oracle.doubles("range/survival"), "range", relative: 1e-13)
  }

  @Test func `the quantiles of the studentized range equal scipy's and the published ones`() throws
  {
    let oracle = try Oracle("statistics")
    let found = [0.05, 0.1].flatMap { level in
      (2...12).map { studentizedRangeQuantile(upperTail: level, groups: $0) }
    }
    expectClose(found, try oracle.doubles("range/quantiles"), "quantiles", relative: 1e-8)
    // Over √2, to three digits: the table for Nemenyi's test.
    let published = [
      1.960, 2.344, 2.569, 2.728, 2.850, 2.948, 3.031, 3.102, 3.164, 3.219, 3.268,
      1.645, 2.052, 2.291, 2.460, 2.589, 2.693, 2.780, 2.855, 2.920, 2.978, 3.030,
    ]
    expectClose(found.map { $0 / 2.0.squareRoot() }, published, "table", absolute: 6e-4)
  }

  @Test func `the studentized range keeps to its ends`() {
    #expect(studentizedRangeSurvival(0, groups: 3) == 1)
    #expect(studentizedRangeSurvival(-1, groups: 3) == 1)
    #expect(studentizedRangeSurvival(.infinity, groups: 3) == 0)
    #expect(studentizedRangeSurvival(.nan, groups: 3).isNaN)
    #expect(studentizedRangeSurvival(1, groups: 1).isNaN)
    #expect(studentizedRangeQuantile(upperTail: 0, groups: 3).isNaN)
    #expect(studentizedRangeQuantile(upperTail: 1, groups: 3).isNaN)
    for tail in [1e-300, 1e-20, 0.5, 0.999] {
      let q = studentizedRangeQuantile(upperTail: tail, groups: 4)
      expectClose([studentizedRangeSurvival(q, groups: 4)], [tail], "\(tail)", relative: 1e-11)
    }
  }

  @Test func `the detectable difference equals mpmath's`() throws {
    for row in rows(try Oracle("statistics").doubles("detectable"), of: 4) {
      let found = try detectableDifference(
        deviation: 1, runs: Int(row[0]), significance: row[1], power: row[2])
      // The roots are found to 10⁻¹⁴ of a probability, which is flat where the power is high.
      expectClose([found], [row[3]], "\(row)", relative: 1e-10)
      let scaled = try detectableDifference(
        deviation: 0.25, runs: Int(row[0]), significance: row[1], power: row[2])
      #expect(scaled == 0.25 * found)
    }
    #expect(try detectableDifference(deviation: 0, runs: 3) == 0)
  }

  @Test(arguments: [2, 3, 1_000_000])
  func `the detectable difference exists at the ends of its settings`(_ runs: Int) throws {
    for (significance, power) in [(1e-12, 1 - 1e-12), (0.5, 0.50001), (1e-12, 1e-11)] {
      let found = try detectableDifference(
        deviation: 1, runs: runs, significance: significance, power: power)
      #expect(found > 0 && found.isFinite)
    }
  }
}
