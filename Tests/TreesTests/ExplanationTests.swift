import Exact
import TestSupport
import Testing
import Trees

/// A model of LightGBM that LightGBM and the package shap explained: a group of the fixture.
private struct Explained: Sendable, CustomTestStringConvertible {
  let name: String
  let model: TreeModel
  let features: Features
  let background: Features?

  var testDescription: String { name }

  static let oracle = try? Oracle("trees_explained")
  static let all: [Explained] = {
    guard let oracle, let names = try? oracle.names() else { return [] }
    return names.compactMap { try? Explained($0, oracle) }
  }()
  /// Those that the package shap explained.
  static let byShap = all.filter { $0.background != nil }

  init(_ name: String, _ oracle: Oracle) throws {
    self.name = name
    model = try TreeModel(text: try oracle.text("\(name)/text"))
    features = try Features(try oracle.doubles("\(name)/x"), columns: model.features)
    background =
      try oracle.names(name).contains("background")
      ? try Features(try oracle.doubles("\(name)/background"), columns: model.features) : nil
  }

  func numbers(_ path: String) throws -> [Double] {
    try #require(Self.oracle).doubles("\(name)/\(path)")
  }

  /// The first of the rows.
  func rows(_ count: Int) throws -> Features {
    try Features(
      Array(features.values[..<(count * features.columns)]), columns: features.columns)
  }
}

/// Shapley values from their definition: sums over all coalitions of what a column adds to each.
private struct BruteForce {
  let columns: Int
  /// The worth of each coalition, a bit for each column.
  let worth: [Double]

  init(columns: Int, _ worth: (Int) -> Double) {
    self.columns = columns
    self.worth = (0..<1 << columns).map(worth)
  }

  func value(_ column: Int) -> Double {
    var sum = 0.0
    for others in 0..<1 << columns where others >> column & 1 == 0 {
      let gain = worth[others | 1 << column] - worth[others]
      sum += weight(others.nonzeroBitCount, of: columns) * gain
    }
    return sum
  }

  func interaction(_ a: Int, _ b: Int) -> Double {
    let (first, second) = (1 << a, 1 << b)
    var sum = 0.0
    for others in 0..<1 << columns where others & (first | second) == 0 {
      let gain =
        worth[others | first | second] - worth[others | first] - worth[others | second]
        + worth[others]
      sum += weight(others.nonzeroBitCount, of: columns - 1) * gain / 2
    }
    return sum
  }

  /// The weight of s players before one of n, s! (n − 1 − s)! / n!.
  private func weight(_ s: Int, of n: Int) -> Double {
    var weight = 1 / Double(n)
    for k in 0..<s { weight *= Double(k + 1) / Double(n - 1 - k) }
    return weight
  }
}

extension Tree {
  /// The output where the columns of a coalition are known, others averaged by the rows that went each way.
  fileprivate func output(_ row: [Double], knowing coalition: Int, from place: Int32) -> Double {
    guard place >= 0 else { return leafValue[Int(~place)] }
    let node = Int(place)
    let column = Int(splitFeature[node])
    let (left, right) = (leftChild[node], rightChild[node])
    if coalition >> column & 1 == 1 {
      return output(
        row, knowing: coalition, from: goesLeft(row[column], atNode: node) ? left : right)
    }
    func count(_ child: Int32) -> Double {
      Double(child < 0 ? leafCount[Int(~child)] : internalCount[Int(child)])
    }
    let sum =
      count(left) * output(row, knowing: coalition, from: left)
      + count(right) * output(row, knowing: coalition, from: right)
    return sum / (count(left) + count(right))
  }
}

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
  private func `contributions equal LightGBM's`(_ example: Explained) throws {
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
  private func `contributions sum to the raw prediction`(_ example: Explained) throws {
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
  private func `a background's contributions equal shap's`(_ example: Explained) throws {
    let background = try #require(example.background)
    let ours = try example.model.contributions(example.features, against: background)
    // shap itself misses the sum by some 10⁻⁷ of the terms.
    #expect(distance(ours.values, try example.numbers("interventional"), 1e-6) <= 1)
    #expect(distance(ours.expected, try example.numbers("mean"), 1e-6) <= 1)
  }

  @Test(arguments: Explained.byShap)
  private func `interactions equal shap's`(_ example: Explained) throws {
    let ours = try example.model.interactions(example.features)
    // On long paths shap divides what it multiplied before.
    #expect(distance(ours.values, try example.numbers("interactions"), 1e-6) <= 1)
  }

  @Test(arguments: Explained.all)
  private func `interactions are symmetric and sum to the contributions`(
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
  private func `everything equals Shapley's definition`(_ example: Explained) throws {
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
  private func `a row's explanation depends on nobody else`(_ example: Explained) throws {
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
    says("tree 2: expected training rows at node 1") { _ = try hollow.contributions(features) }
    says("tree 2: expected training rows at node 1") { _ = try hollow.interactions(features) }
    _ = try hollow.contributions(features, against: features)
  }
}

@Suite struct ImportanceTests {
  @Test(arguments: Explained.all)
  private func `gain and split equal LightGBM's`(_ example: Explained) throws {
    #expect(try example.model.importance(.split) == example.numbers("split"))
    // Gains are rounded in a model's text, to six digits.
    for (ours, theirs) in zip(
      example.model.importance(.gain), try example.numbers("gain"))
    {
      #expect((ours - theirs).magnitude <= 1e-5 * theirs)
    }
  }

  @Test func `a permuted column costs what its permutation says`() throws {
    let (features, target) = try drawn(300, 6)
    let model = try Booster(try TrainingSet(features, target: target)).model
    func score(_ predictions: [Double]) -> Double {
      -zip(predictions, target).reduce(0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) }
        / 300
    }
    let key = Key(seed: 3)["importance"]
    let found = try model.permutationImportance(features, key: key, repeats: 3, score: score)
    #expect(found.baseline == score(try model.predictions(features)))
    #expect(found.drops.count == 18)
    for column in 0..<6 {
      for round in 0..<3 {
        var values = features.values
        let order = key[column][round].permutation(300)
        for row in 0..<300 {
          values[row * 6 + column] = features.values[order[row] * 6 + column]
        }
        let permuted = score(try model.predictions(try Features(values, columns: 6)))
        #expect(found.drops[column * 3 + round] == found.baseline - permuted)
      }
    }
    // Column 3 has a slope of ten; column 5 is noise.
    #expect(found.means[3] > 10 * found.means[5].magnitude && found.deviations[3] > 0)
    #expect(
      try model.permutationImportance(features, key: key, repeats: 3, threads: 2, score: score)
        == found)
    #expect(throws: TreesError.self) {
      try model.permutationImportance(features, key: key, repeats: 0, score: score)
    }
    let none = try Features([Double](), columns: 6)
    #expect(throws: TreesError.self) {
      try model.permutationImportance(none, key: key, score: score)
    }
    let narrow = try Features([1.0], columns: 1)
    #expect(throws: TreesError.self) {
      try model.permutationImportance(narrow, key: key, score: score)
    }
  }

  @Test(arguments: Explained.all.filter { $0.name != "chain" })
  private func `partial dependence is the mean over rows`(_ example: Explained) throws {
    let (model, features) = (example.model, example.features)
    let points = [[0.5, 1], [-1, .nan], [2, 3]]
    for isRaw in [false, true] {
      let ours = try model.partialDependence(
        features, of: [1, 4], at: points, isRaw: isRaw, threads: 2)
      var means: [Double] = []
      for point in points {
        var sums = [Double](repeating: 0, count: model.outputs)
        for row in 0..<features.rows {
          var x = Array(features.values[(row * 6)..<((row + 1) * 6)])
          (x[1], x[4]) = (point[0], point[1])
          let one = try Features(x, columns: 6)
          let answer = isRaw ? try model.rawPredictions(one) : try model.predictions(one)
          for output in sums.indices { sums[output] += answer[output] }
        }
        means += sums.map { $0 / Double(features.rows) }
      }
      #expect(ours == means)
    }
    #expect(throws: TreesError.self) {
      try model.partialDependence(features, of: [6], at: [[1]])
    }
    #expect(throws: TreesError.self) {
      try model.partialDependence(features, of: [1, 4], at: [[1]])
    }
    #expect(throws: TreesError.self) {
      try model.partialDependence(try Features([Double](), columns: 6), of: [1], at: [[1]])
    }
    #expect(throws: TreesError.self) {
      try model.partialDependence(try Features([1.0], columns: 1), of: [0], at: [[1]])
    }
  }
}
