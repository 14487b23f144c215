import Exact
import TestSupport
import Testing
import Trees

@Suite struct `Forests beside scikit-learn` {
  @Test func `no case is left out`() {
    #expect(ForestCase.trees.count == 7)
    #expect(ForestCase.forests.count == 9)
  }

  /// Nothing is drawn: every split must be the original's.
  @Test(arguments: ForestCase.trees)
  func `a tree without draws`(_ example: ForestCase) throws {
    let oracle = try #require(ForestCase.oracle)
    var settings = example.settings
    settings.trees = 1
    settings.bootstrap = false
    settings.maxFeatures = .all
    let forest = try Forest(try example.data(), settings, key: Key(seed: 1))
    let outputs = forest.model.outputs
    func integers(_ name: String) throws -> [Int] { try oracle.integers("\(example.path)/\(name)") }
    func doubles(_ name: String) throws -> [Double] {
      try oracle.doubles("\(example.path)/\(name)")
    }
    let leaves = try doubles("leaf_value")
    let nodes = try doubles("internal_value")
    #expect(nodes.count >= 6 * outputs)
    for (output, tree) in forest.model.trees.enumerated() {
      #expect(try tree.splitFeature.map(Int.init) == integers("split_feature"))
      #expect(try tree.threshold == doubles("threshold"))
      #expect(try tree.leftChild.map(Int.init) == integers("left_child"))
      #expect(try tree.rightChild.map(Int.init) == integers("right_child"))
      #expect(try tree.internalCount == integers("internal_count"))
      #expect(try tree.leafCount == integers("leaf_count"))
      // Sums in another order.
      let mine = stride(from: output, to: leaves.count, by: outputs).map { leaves[$0] }
      #expect(worst(tree.leafValue, mine) < 1e-12)
      let inner = stride(from: output, to: nodes.count, by: outputs).map { nodes[$0] }
      #expect(worst(tree.internalValue, inner) < 1e-12)
    }
    let predicted = try forest.model.predictions(try ForestCase.features())
    #expect(worst(predicted, try doubles("predicted")) < 1e-12)
    // Both subtract impurities that are close to one another in small nodes; here means are subtracted first.
    #expect(worst(forest.model.impurityImportances, try doubles("importances")) < 1e-10)
  }

  /// Means over keys against means over scikit-learn's seeds, in units of the error of their difference.
  @Test(arguments: ForestCase.forests)
  func `forests in distribution`(_ example: ForestCase) throws {
    let oracle = try #require(ForestCase.oracle)
    let (ours, theirs) = (16, 24.0)
    let data = try example.data()
    let isClasses = example.settings.objective == .classification
    let others = try ForestCase.features(ForestCase.trained..<700)
    let target = try oracle.floats("data/\(isClasses ? "classes" : "numbers")")[
      ForestCase.trained...]
    var scores: [Double] = []
    var bags: [Double] = []
    var predicted: [[Double]] = []
    var importances: [[Double]] = []
    for index in 0..<ours {
      let forest = try Forest(data, example.settings, key: Key(seed: 7)[index], threads: 2)
      let predictions = try forest.model.predictions(others)
      predicted.append(predictions)
      importances.append(forest.model.impurityImportances)
      if isClasses {
        let hits = zip(try forest.classes(of: others), target).filter { Float($0) == $1 }.count
        scores.append(Double(hits) / Double(target.count))
      } else {
        let mean = target.reduce(0) { $0 + Double($1) } / Double(target.count)
        let errors = zip(predictions, target).reduce(0) { $0 + ($1.0 - Double($1.1)).squared }
        scores.append(1 - errors / target.reduce(0) { $0 + (Double($1) - mean).squared })
      }
      if example.settings.drawsRows { bags.append(try forest.outOfBag(data).score) }
    }
    /// How far the means lie apart for each entry.
    func distances(_ lists: [[Double]], _ name: String) throws -> [Double] {
      let means = try oracle.doubles("\(example.path)/\(name)_mean")
      let deviations = try oracle.doubles("\(example.path)/\(name)_deviation")
      return means.indices.map { entry in
        let mine = lists.map { $0[entry] }
        let mean = mine.reduce(0, +) / Double(ours)
        let variance = mine.reduce(0) { $0 + ($1 - mean).squared } / Double(ours - 1)
        let error = (variance / Double(ours) + deviations[entry].squared / theirs).squareRoot()
        return error > 0 ? (mean - means[entry]) / error : 0
      }
    }
    // Nine cases with some ten such distances: beyond 4.5 once in a thousand runs with other keys.
    #expect(try distances(scores.map { [$0] }, "score")[0].magnitude < 4.5)
    if example.settings.drawsRows {
      #expect(try distances(bags.map { [$0] }, "bag")[0].magnitude < 4.5)
    }
    #expect(try distances(importances, "importances").allSatisfy { $0.magnitude < 4.5 })
    // The squares of distances average about 1.05 over rows, which err together.
    let squares = try distances(predicted, "predicted").map(\.squared)
    let mean = squares.reduce(0, +) / Double(squares.count)
    #expect(mean > 0.6 && mean < 1.6, "mean squared distance \(mean)")
  }
}

@Suite struct `Forests by their own account` {
  @Test(arguments: ForestCase.forests)
  func `the same bits for any number of threads`(_ example: ForestCase) throws {
    let data = try example.data()
    let alone = try Forest(data, example.settings, key: Key(seed: 3))
    let bag = example.settings.drawsRows ? try alone.outOfBag(data) : nil
    for threads in [2, 3] {
      let other = try Forest(data, example.settings, key: Key(seed: 3), threads: threads)
      #expect(other.model == alone.model, "\(threads) threads")
      if let bag { #expect(try other.outOfBag(data, threads: threads) == bag) }
    }
    #expect(try Forest(data, example.settings, key: Key(seed: 4)).model != alone.model)
    #expect(try TreeModel(text: alone.model.text) == alone.model)
  }

  /// Every leaf is the mean of the rows that its tree drew, as often as it drew them, and of no others.
  @Test(arguments: ForestCase.forests)
  func `leaves hold the rows that were drawn`(_ example: ForestCase) throws {
    let data = try example.data()
    let forest = try Forest(data, example.settings, key: Key(seed: 5))
    let (rows, outputs) = (data.features.rows, forest.model.outputs)
    let reached = try forest.model.leaves(data.features)
    for index in 0..<forest.model.iterations {
      let draws = forest.draws(ofTree: index)
      for output in 0..<outputs {
        let place = index * outputs + output
        let tree = forest.model.trees[place]
        var counts = [Int](repeating: 0, count: tree.leaves)
        var weights = [Double](repeating: 0, count: tree.leaves)
        var sums = weights
        for row in 0..<rows {
          let weight = draws.map { Double($0[row]) } ?? data.weights.map { Double($0[row]) } ?? 1
          guard weight > 0 else { continue }
          let leaf = Int(reached[row * forest.model.trees.count + place])
          let y = Double(data.target[row])
          counts[leaf] += 1
          weights[leaf] += weight
          sums[leaf] += weight * (outputs == 1 ? y : y == Double(output) ? 1 : 0)
        }
        #expect(counts == tree.leafCount)
        #expect(worst(weights, tree.leafWeight) < 1e-9)
        #expect(worst(zip(sums, weights).map { $0 / $1 }, tree.leafValue) < 1e-12)
        #expect(tree.leafCount.allSatisfy { $0 >= example.settings.minRowsInLeaf })
        #expect(tree.depth <= example.settings.maxDepth ?? .max)
        #expect(tree.internalCount.allSatisfy { $0 >= example.settings.minRowsToSplit })
        #expect(tree.splitGain.allSatisfy { $0 >= 0 })
      }
    }
  }

  @Test func `a row out of bag is predicted by the trees that did not draw it`() throws {
    let example = try #require(ForestCase.forests.first { $0.path.hasSuffix("weighted classes") })
    let data = try example.data()
    // More trees than one round of masks holds.
    var settings = example.settings
    settings.trees = 70
    let forest = try Forest(data, settings, key: Key(seed: 6), threads: 2)
    let bag = try forest.outOfBag(data)
    let leaves = try forest.model.leaves(data.features)
    let outputs = forest.model.outputs
    var sums = [Double](repeating: 0, count: data.features.rows * outputs)
    var counts = [Int](repeating: 0, count: data.features.rows)
    for index in 0..<70 {
      let draws = try #require(forest.draws(ofTree: index))
      #expect(draws.reduce(0, +) == data.features.rows)
      for row in 0..<data.features.rows where draws[row] == 0 {
        counts[row] += 1
        for output in 0..<outputs {
          let place = index * outputs + output
          let leaf = Int(leaves[row * forest.model.trees.count + place])
          sums[row * outputs + output] += forest.model.trees[place].leafValue[leaf]
        }
      }
    }
    #expect(counts == bag.trees)
    #expect(sums.indices.map { sums[$0] / Double(counts[$0 / outputs]) } == bag.predictions)
  }

  /// A tree that had seen the row would know its number.
  @Test func `noise cannot be predicted out of bag`() throws {
    let u = uniform(300 * 4)
    let noise = (0..<300).map { Key(seed: 8).normal(at: $0) }
    let data = try TrainingSet(try Features(u, columns: 4), target: noise)
    let forest = try Forest(data, key: Key(seed: 9), threads: 2)
    #expect(try forest.outOfBag(data).score < 0.05)
    let fitted = try forest.model.predictions(data.features)
    let errors = zip(fitted, noise).reduce(0) { $0 + ($1.0 - Double($1.1)).squared }
    #expect(errors < 0.3 * noise.reduce(0) { $0 + Double($1).squared })
  }

  @Test func `rows of twice the weight are drawn twice as often`() throws {
    let data = try TrainingSet(
      try Features(uniform(400), columns: 1), target: (0..<400).map { Float($0 % 5) },
      weights: (0..<400).map { $0 < 200 ? 1 : 2 })
    var settings = ForestSettings()
    settings.trees = 50
    settings.maxDepth = 1
    let forest = try Forest(data, settings, key: Key(seed: 2))
    var light = 0
    for index in 0..<50 {
      light += try #require(forest.draws(ofTree: index))[..<200].reduce(0) { $0 + Int($1) }
    }
    // Binomial with 20,000 draws: four deviations are 0.0134.
    #expect((Double(light) / 20_000 - 1.0 / 3).magnitude < 0.0134)
  }

  @Test func `progress ends a training`() throws {
    let data = try TrainingSet(
      try Features(uniform(100), columns: 2), target: (0..<50).map { Float($0) })
    var seen: [Int] = []
    let forest = try Forest(data, key: Key(seed: 1), threads: 2) { trees in
      seen.append(trees)
      return trees < 64
    }
    #expect(seen == [32, 64])
    #expect(forest.model.trees.count == 64)
    let whole = try Forest(data, key: Key(seed: 1))
    #expect(Array(whole.model.trees[..<64]) == forest.model.trees)
  }

  @Test func `a missing value goes where more rows went`() throws {
    let x: [Double] = [1, 2, 3, 4, 5, 6]
    let data = try TrainingSet(try Features(x, columns: 1), target: [0, 0, 9, 9, 9, 9])
    var settings = ForestSettings()
    settings.trees = 1
    settings.bootstrap = false
    let model = try Forest(data, settings, key: Key(seed: 1)).model
    #expect(model.trees[0].threshold == [2.5])
    #expect(try model.predictions(try Features([.nan, 2.5, 2.6], columns: 1)) == [9, 0, 9])
  }

  @Test func `extreme numbers are cut between`() throws {
    let (least, greatest) = (Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude)
    let x: [Double] = [
      -greatest, -1, -least, 0, least, 1, 1.0.nextUp, greatest.nextDown, greatest, -0.0,
    ]
    for kind in ForestSettings.Kind.allCases {
      var settings = ForestSettings()
      settings.kind = kind
      settings.trees = 20
      settings.bootstrap = false
      let target = x.map { value in Float(x.count { $0 < value }) }
      let data = try TrainingSet(try Features(x, columns: 1), target: target)
      let fitted = try Forest(data, settings, key: Key(seed: 1)).model.predictions(data.features)
      #expect(worst(fitted, target.map(Double.init)) < 1e-12, "\(kind)")
    }
  }
}

extension Double {
  var squared: Double { self * self }
}
