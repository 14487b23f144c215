import Testing
import Trees

@Suite struct ExplanationTests {
  /// The greatest distance in units of an absolute and relative tolerance.
  private func distance(_ ours: [Double], _ theirs: [Double], _ tolerance: Double) -> Double {
    guard ours.count == theirs.count else { return .infinity }
    var worst = 0.0
    for (x, y) in zip(ours, theirs) {
      let units = (x - y).magnitude / (tolerance + tolerance * y.magnitude)
      worst = units <= worst ? worst : units.isNaN ? .infinity : units
    }
    return worst
  }

  @Test func `the fixture holds all cases`() {
    #expect(Explained.all.map(\.name) == ["binary", "chain", "multiclass", "regression"])
    #expect(Explained.byShap.map(\.name) == ["chain", "regression"])
  }

  @Test(arguments: Explained.all)
  func `contributions equal LightGBM's`(_ example: Explained) throws {
    let (model, columns) = (example.model, example.features.columns)
    let ours = try model.contributions(example.features)
    let theirs = try example.numbers("contributions")
    var rows: [Double] = []
    for row in 0..<example.features.rows {
      for output in 0..<model.outputs {
        rows += (0..<columns).map { ours[row, output, $0] } + [ours.expected[output]]
      }
    }
    // LightGBM takes a path apart by divisions; on the chain's paths of 37 columns its own sums miss by 7·10⁻⁸.
    let tolerance = example.name == "chain" ? 1e-6 : 1e-11
    #expect(distance(rows, theirs, tolerance) <= 1)
  }

  @Test(arguments: Explained.all)
  func `contributions sum to the raw prediction`(_ example: Explained) throws {
    let (model, features) = (example.model, example.features)
    let background = try example.rows(7)
    let raw = try model.rawPredictions(features)
    for explained in [
      try model.contributions(features), try model.contributions(features, against: background),
    ] {
      let sums = raw.indices.map { index in
        let (row, output) = (index / model.outputs, index % model.outputs)
        return (0..<features.columns).reduce(explained.expected[output]) {
          $0 + explained[row, output, $1]
        }
      }
      // Some thousand roundings of 10⁻¹⁶ each.
      #expect(distance(sums, raw, 1e-12) <= 1)
    }
  }

  @Test(arguments: Explained.byShap)
  func `a background's contributions equal shap's`(_ example: Explained) throws {
    let background = try #require(example.background)
    let ours = try example.model.contributions(example.features, against: background)
    // shap itself misses the sum by some 10⁻⁷ of the terms.
    #expect(distance(ours.values, try example.numbers("interventional"), 1e-6) <= 1)
    #expect(distance(ours.expected, try example.numbers("mean"), 1e-6) <= 1)
  }

  @Test(arguments: Explained.byShap)
  func `interactions equal shap's`(_ example: Explained) throws {
    let ours = try example.model.interactions(example.features)
    // On long paths shap divides what it multiplied before.
    #expect(distance(ours.values, try example.numbers("interactions"), 1e-6) <= 1)
  }

  @Test(arguments: Explained.all)
  func `interactions are symmetric and sum to the contributions`(
    _ example: Explained
  ) throws {
    let features = try example.rows(9)
    let pairs = try example.model.interactions(features)
    let alone = try example.model.contributions(features)
    #expect(pairs.expected == alone.expected)
    var sums: [Double] = []
    for row in 0..<features.rows {
      for output in 0..<pairs.outputs {
        for first in 0..<pairs.columns {
          var sum = 0.0
          for second in 0..<pairs.columns {
            sum += pairs[row, output, first, second]
            #expect(pairs[row, output, first, second] == pairs[row, output, second, first])
          }
          sums.append(sum)
        }
      }
    }
    #expect(distance(sums, alone.values, 1e-12) <= 1)
  }

  /// The definition needs all subsets of six columns; the chain has forty.
  @Test(arguments: Explained.all.filter { $0.name != "chain" })
  func `everything equals Shapley's definition`(_ example: Explained) throws {
    let (model, columns) = (example.model, example.features.columns)
    let features = try example.rows(6)
    let others = Array(example.features.values[(6 * columns)..<(11 * columns)])
    let background = try Features(others, columns: columns)
    let alone = try model.contributions(features)
    let pairs = try model.interactions(features)
    let against = try model.contributions(features, against: background)
    var (values, shared, means): ([Double], [Double], [Double]) = ([], [], [])
    for row in 0..<features.rows {
      let x = Array(features.values[(row * columns)..<((row + 1) * columns)])
      // Every row of the background with the columns of each coalition replaced.
      let mixed = (0..<1 << columns).flatMap { coalition in
        others.enumerated().map { place, value in
          coalition >> (place % columns) & 1 == 1 ? x[place % columns] : value
        }
      }
      let outputs = try model.rawPredictions(try Features(mixed, columns: columns))
      for output in 0..<model.outputs {
        let trees = stride(from: output, to: model.trees.count, by: model.outputs)
        let game = BruteForce(columns: columns) { coalition in
          trees.reduce(0) { $0 + model.trees[$1].output(x, knowing: coalition, from: 0) }
        }
        let mean = BruteForce(columns: columns) { coalition in
          (0..<5).reduce(0) {
            $0 + outputs[(coalition * 5 + $1) * model.outputs + output] / 5
          }
        }
        for column in 0..<columns {
          values.append(game.value(column))
          means.append(mean.value(column))
          let line = (0..<columns).map { $0 == column ? 0 : game.interaction(column, $0) }
          for other in 0..<columns {
            shared.append(
              other == column ? game.value(column) - line.reduce(0, +) : line[other])
          }
        }
      }
    }
    // The definition's sums have some thousand terms.
    #expect(distance(alone.values, values, 1e-12) <= 1)
    #expect(distance(pairs.values, shared, 1e-12) <= 1)
    #expect(distance(against.values, means, 1e-12) <= 1)
  }

  @Test(arguments: Explained.all)
  func `a row's explanation depends on nobody else`(_ example: Explained) throws {
    let (model, features) = (example.model, example.features)
    let (width, columns) = (model.outputs * features.columns, features.columns)
    let background = try example.rows(6)
    // Enough rows for tables, for several batches and for two threads.
    let many = try Features(
      (0..<120).flatMap { _ in features.values }, columns: columns)
    let all = try model.contributions(many)
    let against = try model.contributions(many, against: background)
    #expect(try model.contributions(many, threads: 2) == all)
    #expect(try model.contributions(many, against: background, threads: 2) == against)
    let pairs = try model.interactions(features)
    #expect(try model.interactions(features, threads: 2) == pairs)
    for row in 0..<features.rows {
      let one = try Features(
        Array(features.values[(row * columns)..<((row + 1) * columns)]), columns: columns)
      let own = row * width..<(row + 1) * width
      #expect(try model.contributions(one).values == Array(all.values[own]))
      #expect(
        try model.contributions(one, against: background).values == Array(against.values[own]))
      let square = own.lowerBound * columns..<own.upperBound * columns
      #expect(try model.interactions(one).values == Array(pairs.values[square]))
    }
  }

  @Test func `a model of our own is explained, and a constant one`() throws {
    let (features, target) = try drawn(400, 5)
    let model = try Booster(try TrainingSet(features, target: target)).model
    let raw = try model.rawPredictions(features)
    let ours = try model.contributions(features)
    let sums = raw.indices.map { row in
      (0..<5).reduce(ours.expected[0]) { $0 + ours[row, 0, $1] }
    }
    #expect(distance(sums, raw, 1e-12) <= 1)
    let constant = try Booster(
      try TrainingSet(features, target: [Float](repeating: 3, count: 400))
    ).model
    #expect(try constant.contributions(features).values.allSatisfy { $0 == 0 })
    #expect(try constant.contributions(features).expected == [3])
    #expect(try constant.contributions(features, against: features).expected == [3])
    #expect(try constant.interactions(features).values.allSatisfy { $0 == 0 })
    let none = try Features([Double](), columns: 5)
    #expect(try model.contributions(none).values.isEmpty)
    #expect(try model.interactions(none).values.isEmpty)
    #expect(try model.contributions(none, against: features).values.isEmpty)
  }

  @Test func `what cannot be explained is refused`() throws {
    let example = try #require(Explained.all.first)
    let (model, features) = (example.model, example.features)
    let narrow = try Features([1.0, 2], columns: 2)
    let none = try Features([Double](), columns: features.columns)
    func says(_ words: String, _ body: () throws -> Void) {
      let error = #expect(throws: TreesError.self) { try body() }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
    says("columns to explain: expected 6, found 2") { _ = try model.contributions(narrow) }
    says("columns to explain: expected 6, found 2") { _ = try model.interactions(narrow) }
    says("columns to explain: expected 6, found 2") {
      _ = try model.contributions(narrow, against: features)
    }
    says("columns of the background: expected 6, found 2") {
      _ = try model.contributions(features, against: narrow)
    }
    says("rows of the background: expected at least 1, found 0") {
      _ = try model.contributions(features, against: none)
    }
    var hollow = model
    hollow.trees[2].internalCount[1] = 0
    says("tree 2: expected training rows at and below node 1") {
      _ = try hollow.contributions(features)
    }
    says("tree 2: expected training rows at and below node 1") {
      _ = try hollow.interactions(features)
    }
    // A background needs no counts.
    #expect(
      try hollow.contributions(features, against: features)
        == model.contributions(features, against: features))
    hollow = model
    hollow.trees[1].leafCount = [Int](repeating: 0, count: model.trees[1].leaves)
    says("tree 1: expected training rows at and below node") {
      _ = try hollow.contributions(features)
    }
  }
}
