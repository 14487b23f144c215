import Exact
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

  /// Statistics that say which numbers they were given.
  private let comparing = Comparing(
    mean: { $0.reduce(0, +) / Double($0.count) }, deviation: { $0.count > 1 ? $0[0] : nil },
    interval: { values, _ in values.count > 1 ? (values[0], values[1]) : nil },
    test: { left, right, _ in
      left.count > 1
        ? Comparing.Paired(
          p: left[0] * 1000 + right[right.count - 1], method: "m", warning: "w") : nil
    })

  @Test func `models are ranked by their means, and equal ones share a rank`() {
    let cells = cells([
      ("a", 0, 3), ("a", 1, 5), ("b", 0, 1), ("b", 1, 1), ("c", 0, 5), ("c", 1, 3), ("e", nil, 9),
    ])
    for (better, ranks) in [(Metric.Better.lower, [2.5, 1, 2.5, 4]), (.higher, [2.5, 4, 2.5, 1])] {
      let summary = Summary(
        cells, metrics: [Metric("mse", better: better)], baseline: "b", by: comparing)
      #expect(summary.rows.map(\.rank) == ranks)
    }
  }

  @Test func `models are compared with the baseline, seed by seed`() {
    let metrics = [Metric("mse", better: .lower)]
    let cells = cells([("a", 0, 3), ("a", 1, 5), ("b", 0, 1), ("b", 1, 2), ("e", nil, 9)])
    let table = Summary(cells, metrics: metrics, baseline: "b", by: comparing)
      .table(dataset: "d", baseline: "b")
    #expect(
      table.rows == [
        [
          "d", "v", "a", "test", "mse", "2", "4.0", "3.0", "3.0", "5.0", "2.0", "b", "2.5",
          "3002.0", "m", "w",
        ],
        ["d", "v", "b", "test", "mse", "2", "1.5", "1.0", "1.0", "2.0", "1.0", "", "", "", "", ""],
        // One value stands beside each of the baseline's.
        [
          "d", "v", "e", "test", "mse", "1", "9.0", "", "", "", "3.0", "b", "7.5", "9002.0", "m",
          "w",
        ],
      ])
    let alone = Summary(cells, metrics: metrics, baseline: "z", by: comparing)
    #expect(alone.rows.allSatisfy { $0.difference == nil && $0.test == nil })
  }

  @Test(arguments: [
    ("0.38", [0.3751, 0.3849], Published.Status.reproduced), ("0.380", [0.3851], .worse),
    ("0.380", [0.3749], .better), ("0.380", [0.381, 0.383], .within),
    ("1", [0.6, 1.2], .reproduced),
    ("0.380", [0.382, 0.384], .worse), ("0.380", [0.378, 0.376], .better),
  ])
  func `a published number is reproduced as exactly as it is printed`(
    value: String, ours: [Double], status: Published.Status
  ) {
    let cells = cells(ours.enumerated().map { ("a", $0, $1) })
    let summary = Summary(
      cells, metrics: [Metric("mse", better: .lower)], baseline: "a", by: .plain)
    let published = Published(
      value, metric: "mse", model: "a", dataset: "d", variant: "v", source: "s")
    #expect(published.status(summary.rows[0]) == status)
    let other = Published(
      value, metric: "mse", model: "z", dataset: "d", variant: "v", source: "s")
    #expect(summary.table(of: [published, other], dataset: "d")?.rows.count == 1)
    #expect(summary.table(of: [other], dataset: "d") == nil)
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
}
