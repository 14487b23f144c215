import Exact
import Statistics
import Suite
import TestSupport
import Testing

@Suite struct `Tables` {
  @Test func `decimals are those of exact rounding, halves to even`() throws {
    let oracle = try Oracle("suite")
    let numbers = try oracle.doubles("decimal/number")
    let places = try oracle.integers("decimal/places")
    let texts = try oracle.strings("decimal/text")
    for (index, number) in numbers.enumerated() {
      #expect(decimal(number, places[index]) == texts[index], "\(number) to \(places[index])")
    }
    #expect(decimal(.nan, 3) == "nan" && decimal(1e300, 3) == "1e+300")
    #expect(decimal(.infinity, 0) == "inf")
  }

  @Test func `a table is the file that Python's csv writes, and is read back`() throws {
    let oracle = try Oracle("suite")
    let (cells, text) = (try oracle.strings("csv/rows"), try oracle.strings("csv/text")[0])
    let rows = stride(from: 0, to: cells.count, by: 4).map { Array(cells[$0..<$0 + 4]) }
    let table = CSVTable(rows[0], rows: Array(rows.dropFirst()))
    #expect(table.text == text)
    #expect(CSVTable(reading: text) == table)
  }

  @Test(arguments: ["", "a,b\n1\n", "a,b", "a\n\"b\n", "a\nb\"c\"\n", "a\r\nb\r\n", "\"a\"\n"])
  func `a file of another writer is not read`(text: String) {
    #expect(CSVTable(reading: text) == nil)
  }

  private func cells(_ scores: [(model: String, seed: Int?, value: Double)]) -> [(
    CellIdentity, Outcome
  )] {
    scores.map { model, seed, value in
      var outcome = Outcome()
      outcome.score("mse", value)
      return (CellIdentity(dataset: "d", variant: "v", model: model, seed: seed), outcome)
    }
  }

  @Test func `models are ranked by their means, and equal ones share a rank`() throws {
    let cells = cells([
      ("a", 0, 3), ("a", 1, 5), ("b", 0, 1), ("b", 1, 1), ("c", 0, 5), ("c", 1, 3), ("e", nil, 9),
    ])
    for (better, ranks) in [(Metric.Better.lower, [2.5, 1, 2.5, 4]), (.higher, [2.5, 4, 2.5, 1])] {
      let comparison = try Comparison(
        cells, metrics: [Metric("mse", better: better)], baseline: "b")
      #expect(comparison.rows.map(\.standing.rank) == ranks)
    }
  }

  @Test func `models are summed up and compared with the baseline, seed by seed`() throws {
    let metrics = [Metric("mse", better: .lower)]
    let values: [(String, [Double])] = [
      ("a", [3, 5, 4, 7, 6, 9]), ("b", [1, 2, 5, 2, 4, 3]),
    ]
    let cells = cells(
      values.flatMap { model, values in values.enumerated().map { (model, $0, $1) } }
        + [("e", nil, 2.5)])
    let rows = try Comparison(cells, metrics: metrics, baseline: "b")
      .table(dataset: "d", baseline: "b").rows
    // What the statistics say of these numbers, whose own tests compare them with scipy.
    let key = Key(seed: 0)["summary"]["v"]
    func expected(_ model: String, _ values: [Double], _ rank: String) throws -> [String] {
      let key = key[model]["test"]["mse"]
      let summary = try Summary(values, bootstrap: Bootstrap(key["mean"]))
      return ["d", "v", model, "test", "mse", "\(values.count)"]
        + [
          summary.mean, summary.standardDeviation, summary.interval?.lower, summary.interval?.upper,
        ]
        .map { $0.map { canonical($0) } ?? "" } + [rank]
    }
    func compared(_ model: String, _ values: [Double], _ other: [Double]) throws -> [String] {
      let key = key[model]["test"]["mse"]
      let pairs = try PairedBootstrap(values, other, bootstrap: Bootstrap(key["difference"]))
      let test = try WilcoxonTest(values, other)
      return ["b"]
        + [pairs.difference, pairs.interval.lower, pairs.interval.upper, test.pValue]
        .map { canonical($0) } + [test.warning?.description ?? ""]
    }
    let (a, b) = (values[0].1, values[1].1)
    #expect(rows[0] == (try expected("a", a, "3.0") + compared("a", a, b)))
    #expect(rows[1] == (try expected("b", b, "2.0") + ["", "", "", "", "", ""]))
    // One value stands beside each of the baseline's.
    let same = [Double](repeating: 2.5, count: 6)
    #expect(rows[2] == (try expected("e", [2.5], "1.0") + compared("e", same, b)))
    let alone = try Comparison(cells, metrics: metrics, baseline: "z")
    #expect(alone.rows.allSatisfy { $0.difference == nil && $0.pairs == nil })
  }

  @Test func `two seeds give a warning, one gives no interval`() throws {
    let metrics = [Metric("mse", better: .lower)]
    let two = try Comparison(
      cells([("a", 0, 3), ("a", 1, 5), ("b", 0, 1), ("b", 1, 2)]), metrics: metrics, baseline: "b"
    ).table(dataset: "d", baseline: "b").rows[0]
    #expect(
      two[15] == "0.5" && two[16].hasPrefix("2 pairs that differ give p-values of 0.5 or more"))
    let one = try Comparison(
      cells([("a", 0, 3), ("b", 0, 1)]), metrics: metrics, baseline: "b"
    ).table(dataset: "d", baseline: "b").rows[0]
    #expect(one[6...] == ["3.0", "", "", "", "2.0", "b", "2.0", "", "", "", ""])
  }

  @Test(arguments: [
    ("0.38", [0.3751, 0.3849], Published.Status.reproduced), ("0.380", [0.3851], .worse),
    ("0.380", [0.3749], .better), ("0.380", [0.381, 0.383], .within),
    ("1", [0.6, 1.2], .reproduced),
    ("0.380", [0.382, 0.384], .worse), ("0.380", [0.378, 0.376], .better),
  ])
  func `a published number is reproduced as exactly as it is printed`(
    value: String, ours: [Double], status: Published.Status
  ) throws {
    let cells = cells(ours.enumerated().map { ("a", $0, $1) })
    let comparison = try Comparison(
      cells, metrics: [Metric("mse", better: .lower)], baseline: "a")
    let published = Published(
      value, metric: "mse", model: "a", dataset: "d", variant: "v", source: "s")
    #expect(published.status(comparison.rows[0]) == status)
    let other = Published(
      value, metric: "mse", model: "z", dataset: "d", variant: "v", source: "s")
    #expect(comparison.table(of: [published, other], dataset: "d")?.rows.count == 1)
    #expect(comparison.table(of: [other], dataset: "d") == nil)
  }

  @Test func `evidence keeps the order of the stages, and tells where two runs part`() {
    func evidence(_ changed: Evidence.Stage?, epochs: Int = 3) -> Evidence {
      var evidence = Evidence()
      evidence.record(.predictions, SHA256.digest("predictions"))
      evidence.record(epochs: (1...epochs).map { SHA256.digest("\($0)") })
      if changed != .split { evidence.record(.split, SHA256.digest("split")) }
      if changed == .split { evidence.record(.split, SHA256.digest("other")) }
      evidence.record(.initialWeights, SHA256.digest(changed == .initialWeights ? "a" : "b"))
      return evidence
    }
    let plain = evidence(nil)
    #expect(
      plain.links.map(\.stage.description) == [
        "split", "initial weights", "epoch 1", "epoch 2", "epoch 3", "predictions",
      ])
    #expect(plain.parting(from: plain) == nil)
    #expect(plain.parting(from: evidence(.split)) == .split)
    #expect(plain.parting(from: evidence(.initialWeights)) == .initialWeights)
    #expect(plain.parting(from: evidence(nil, epochs: 12)) == .epoch(4))
    #expect(evidence(nil, epochs: 2).parting(from: plain) == .epoch(3))
    #expect(plain.parting(from: Evidence()) == .split)
  }

  private func cells(
    losses: [(model: String, seed: Int?, values: [Double])], overlap: Int
  ) -> [(CellIdentity, Outcome)] {
    losses.map { model, seed, values in
      var outcome = Outcome()
      outcome.compare(by: "mse", values, overlap: overlap)
      return (CellIdentity(dataset: "d", variant: "v", model: model, seed: seed), outcome)
    }
  }

  @Test func `models are compared sample by sample, by the mean over their seeds`() throws {
    let wave = (0..<60).map { 2 + Exact.sin(Double($0)) }
    let noise = (0..<60).map { Exact.sin(Double(7 * $0)) }
    let good = zip(wave, noise).map { $0 - 0.5 + 0.1 * $1 }
    let cells = cells(
      losses: [
        ("a", 0, wave.map { $0 - 0.25 }), ("a", 1, wave.map { $0 + 0.25 }), ("b", nil, good),
        ("c", nil, wave.map { $0 + 1 }),
      ], overlap: 3)
    let comparison = try #require(try SampleComparison.all(cells).first)
    #expect(comparison.models == ["a", "b", "c"])
    #expect(comparison.pairs.map { $0.first + $0.second } == ["ab", "ac", "bc"])
    let test = try DieboldMarianoTest(wave, good, horizon: 3)
    let found = try #require(comparison.pairs[0].test)
    #expect(abs((found.statistic ?? 0) - (test.statistic ?? 1)) < 1e-9)
    // Always one apart: no variance, no p-value, and not one of those that Holm's method corrects.
    #expect(comparison.pairs[1].test?.note == .constantDifference)
    #expect(comparison.pairs[1].correctedPValue == nil)
    let tested = [comparison.pairs[0], comparison.pairs[2]]
    #expect(
      tested.map(\.correctedPValue) == (try holmCorrected(tested.compactMap { $0.test?.pValue })))
    #expect(comparison.blocks == 20)
    #expect(comparison.ranks?.test.meanRanks == [2, 1, 3])
    let pairs = SampleComparison.pairTable([comparison], dataset: "d")
    #expect(pairs.rows[1].last == "the losses differ by a constant")
    let ranks = SampleComparison.rankTable([comparison], dataset: "d")
    #expect(ranks.rows.map { $0[6] } == ["", "", ""] && ranks.rows.allSatisfy { $0[10].isEmpty })
  }

  @Test func `so few samples that nothing can be significant are said to be few`() throws {
    let losses: [(String, Int?, [Double])] = [
      ("a", nil, [1, 2, 3, 5]), ("b", nil, [2, 3, 5, 6]), ("c", nil, [3, 5, 6, 8]),
    ]
    let two = try #require(try SampleComparison.all(cells(losses: losses, overlap: 2)).first)
    let pairs = SampleComparison.pairTable([two], dataset: "d")
    #expect(
      pairs.rows[0].last == "2 samples do not overlap: too few for the variance of the difference")
    let ranks = SampleComparison.rankTable([two], dataset: "d")
    #expect(
      ranks.rows[0].last
        == "2 samples: no ranks of 3 models can be as far apart as the critical difference")
    let one = try #require(try SampleComparison.all(cells(losses: losses, overlap: 4)).first)
    #expect(one.pairs.allSatisfy { $0.test == nil } && one.ranks == nil)
    #expect(
      SampleComparison.pairTable([one], dataset: "d").rows[0].suffix(4)
        == ["", "", "", "4 samples are too few for an overlap of 4"])
    #expect(
      SampleComparison.rankTable([one], dataset: "d").rows[0].last
        == "a single sample does not overlap: no ranks")
    #expect(try SampleComparison.all(cells(losses: [losses[0]], overlap: 2)).isEmpty)
  }
}
