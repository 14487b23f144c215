import Exact
import TestSupport
import Testing
import Trees

@Suite struct `Isolation forests` {
  private static func points() throws -> Features {
    let oracle = try #require(ForestCase.oracle)
    return try Features(
      try oracle.floats("isolation/x"), columns: try oracle.shape("isolation/x")[1])
  }

  @Test func `scores of scikit-learn's trees`() throws {
    let oracle = try #require(ForestCase.oracle)
    let path = "isolation/trees"
    let features = try oracle.integers("\(path)/split_feature")
    let thresholds = try oracle.doubles("\(path)/threshold")
    let lefts = try oracle.integers("\(path)/left_child")
    let rights = try oracle.integers("\(path)/right_child")
    let counts = try oracle.integers("\(path)/internal_count")
    let leafCounts = try oracle.integers("\(path)/leaf_count")
    var trees: [Tree] = []
    var start = 0
    for count in try oracle.integers("\(path)/nodes") {
      let nodes = start..<start + count
      // Every tree before this one has a leaf more than nodes.
      let leaves = start + trees.count..<start + trees.count + count + 1
      var tree = Tree(leaf: 0)
      tree.splitFeature = features[nodes].map { Int32($0) }
      tree.threshold = Array(thresholds[nodes])
      tree.leftChild = lefts[nodes].map { Int32($0) }
      tree.rightChild = rights[nodes].map { Int32($0) }
      tree.internalCount = Array(counts[nodes])
      tree.leafCount = Array(leafCounts[leaves])
      let plain = Decision(isCategorical: false, defaultLeft: true, missing: .nan)
      tree.decision = [Decision](repeating: plain, count: count)
      tree.internalWeight = tree.internalCount.map { Double($0) }
      tree.leafWeight = tree.leafCount.map { Double($0) }
      tree.internalValue = [Double](repeating: 0, count: count)
      tree.leafValue = [Double](repeating: 0, count: count + 1)
      tree.splitGain = [Float](repeating: 0, count: count)
      trees.append(tree)
      start += count
    }
    #expect(trees.count == 12)
    let forest = IsolationForest(
      trees: trees, rowsOfTree: 100, names: ["a", "b", "c", "d"])
    // A mean of twelve, a logarithm and a power: some roundings.
    #expect(
      worst(
        try forest.scores(of: try Self.points()), try oracle.doubles("isolation/scores")) < 1e-14)
  }

  /// Means over keys against means over scikit-learn's seeds: a row's scores deviate by 0.01 or so from forest to forest,
  /// means of 24 by 0.002 and their difference by 0.003; a mean over rows is far below the bound.
  @Test func `scores in distribution`() throws {
    let points = try Self.points()
    let theirs = try #require(ForestCase.oracle).doubles("isolation/mean")
    var ours = [Double](repeating: 0, count: points.rows)
    for index in 0..<24 {
      let forest = try IsolationForest(points, key: Key(seed: 4)[index], threads: 2)
      for (row, score) in try forest.scores(of: points).enumerated() { ours[row] += score / 24 }
    }
    let difference = zip(ours, theirs).reduce(0) { $0 + ($1.0 - $1.1).magnitude }
    #expect(difference / Double(points.rows) < 0.003, "\(difference / Double(points.rows))")
    #expect(worst(ours, theirs) < 0.015, "\(worst(ours, theirs))")
    func ranks(_ scores: [Double]) -> [Double] {
      var ranks = [Double](repeating: 0, count: scores.count)
      for (rank, row) in scores.indices.sorted(by: { scores[$0] < scores[$1] }).enumerated() {
        ranks[row] = Double(rank)
      }
      return ranks
    }
    let count = Double(points.rows)
    let squares = zip(ranks(ours), ranks(theirs)).reduce(0) { $0 + ($1.0 - $1.1).squared }
    #expect(1 - 6 * squares / (count * (count * count - 1)) > 0.99)
  }

  @Test func `trees part samples up to their height`() throws {
    let points = try Self.points()
    let forest = try IsolationForest(points, key: Key(seed: 1))
    for tree in forest.model.trees {
      #expect(tree.leafCount.reduce(0, +) == 256)
      #expect(tree.internalCount[0] == 256)
      #expect(tree.depth <= 8)
      #expect(tree.leafCount.allSatisfy { $0 >= 1 })
    }
    for threads in [2, 3] {
      let other = try IsolationForest(points, key: Key(seed: 1), threads: threads)
      #expect(other.model == forest.model)
    }
    #expect(try TreeModel(text: forest.model.text) == forest.model)
  }

  @Test func `contamination sets the share of anomalies`() throws {
    let points = try Self.points()
    var settings = IsolationSettings()
    try settings.set("contamination", to: "0.05")
    let forest = try IsolationForest(points, settings, key: Key(seed: 2))
    let found = try forest.anomalies(in: points)
    #expect(found.count { $0 } == 20)
    // The last twenty points lie anywhere in a cube that the others fill sparsely.
    #expect(found.suffix(20).count { $0 } >= 14)
    let plain = try IsolationForest(points, key: Key(seed: 2))
    #expect(plain.threshold == 0.5)
    #expect(plain.model == forest.model)
  }

  @Test func `rows that cannot be parted`() throws {
    let one = try Features([1.0, 2], columns: 2)
    #expect(try IsolationForest(one, key: Key(seed: 1)).scores(of: one) == [0.5])
    let equal = try Features([Double](repeating: 3, count: 20), columns: 2)
    let scores = try IsolationForest(equal, key: Key(seed: 1)).scores(of: equal)
    // Every path is the one that is expected; their mean is rounded.
    #expect(scores.allSatisfy { ($0 - 0.5).magnitude < 1e-14 })
  }

  @Test func `what cannot be learned from is refused`() throws {
    let x = try Features([1.0, 2, .nan, 4], columns: 2)
    let error = #expect(throws: TreesError.self) { _ = try IsolationForest(x, key: Key(seed: 1)) }
    #expect(error?.description.contains("column 'Column_0'") == true)
    #expect(error?.description.contains("at index 1, found nan") == true)
    let empty = try Features([Double](), columns: 2)
    #expect(throws: TreesError.tooFew(what: "rows", expected: 1, found: 0)) {
      _ = try IsolationForest(empty, key: Key(seed: 1))
    }
    let sound = try Features([1.0, 2, 3, 4], columns: 2)
    for (name, value) in [
      ("n_estimators", "0"), ("max_samples", "0"), ("contamination", "0"),
      ("contamination", "0.6"), ("contamination", "nan"),
    ] {
      var settings = IsolationSettings()
      try settings.set(name, to: value)
      #expect(throws: TreesError.self, "\(name) \(value)") {
        _ = try IsolationForest(sound, settings, key: Key(seed: 1))
      }
    }
    var settings = IsolationSettings()
    #expect(throws: TreesError.self) { try settings.set("contamination", to: "some") }
    #expect(throws: TreesError.self) { try settings.set("max_features", to: "1") }
    let forest = try IsolationForest(sound, key: Key(seed: 1))
    #expect(throws: TreesError.self) { _ = try forest.scores(of: try Features([1.0], columns: 1)) }
  }
}
