import Exact
import TestSupport
import Testing
import Trees

@Suite struct BoosterTests {
  @Test(arguments: Case.all)
  func `trees equal LightGBM's`(_ example: Case) throws {
    let theirs = try TreeModel(text: example.text)
    let ours = try example.trained(threads: 1).model
    #expect(ours.trees.count == theirs.trees.count)
    #expect(ours.objective == theirs.objective)
    // The original prints seventeen digits, here as few as name the number.
    #expect(ours.featureInfos.map(numbers) == theirs.featureInfos.map(numbers))
    var worst = 0.0
    for (index, (own, other)) in zip(ours.trees, theirs.trees).enumerated() {
      #expect(own.splitFeature == other.splitFeature, "tree \(index)")
      #expect(own.threshold == other.threshold, "tree \(index)")
      #expect(own.decision == other.decision, "tree \(index)")
      #expect(own.leftChild == other.leftChild && own.rightChild == other.rightChild)
      #expect(own.leafCount == other.leafCount, "tree \(index)")
      #expect(own.internalCount == other.internalCount)
      #expect(own.categoryBits == other.categoryBits, "tree \(index)")
      guard own.splitFeature == other.splitFeature, own.leaves == other.leaves else { break }
      let scale = other.leafValue.map(\.magnitude).max() ?? 0
      for (a, b) in zip(own.leafValue, other.leafValue) {
        worst = max(worst, (a - b).magnitude / max(b.magnitude, 1e-3 * scale))
      }
      // The original prints these with six digits.
      for (a, b) in zip(own.internalValue, other.internalValue) {
        #expect((a - b).magnitude <= 1e-5 * max(b.magnitude, 1e-3 * scale), "tree \(index)")
      }
      for (a, b) in zip(own.splitGain, other.splitGain) {
        #expect((a - b).magnitude <= 2e-5 * b.magnitude, "tree \(index)")
      }
      for (a, b) in zip(own.leafWeight, other.leafWeight) {
        #expect((a - b).magnitude <= 1e-9 * b.magnitude, "tree \(index)")
      }
    }
    #expect(worst <= 1e-12, "worst leaf value: \(worst)")
  }

  @Test(arguments: Case.all)
  func `predictions equal LightGBM's`(_ example: Case) throws {
    let oracle = try #require(Case.oracle)
    let model = try example.trained(threads: 2).model
    let raw = try oracle.doubles("\(example.name)/raw")
    let (all, _) = try example.table()
    let features = try Features(
      Array(all.values[..<(raw.count / model.outputs * all.columns)]), columns: all.columns)
    for (ours, theirs) in zip(try model.rawPredictions(features), raw) {
      #expect((ours - theirs).magnitude <= 1e-10 * max(1, theirs.magnitude))
    }
  }

  @Test(arguments: Case.all.filter { $0.name.hasPrefix("larg") || $0.name == "multiclass" })
  func `trees are the same for any number of threads`(_ example: Case) throws {
    let alone = try example.trained(threads: 1).model
    for threads in [2, 3, 5] {
      #expect(try example.trained(threads: threads).model == alone, "\(threads) threads")
    }
  }
}

/// The numbers in the description of a column.
private func numbers(_ info: String) -> [Double?] {
  info.split { "[:]".contains($0) }.map { Double($0) }
}

extension Case {
  /// The settings of the example.
  func parsedSettings() throws -> BoosterSettings {
    var result = BoosterSettings()
    for (name, value) in settings where name != "categorical_feature" {
      try result.set(name, to: value)
    }
    return result
  }

  /// A booster that learned the rows of the example.
  func trained(threads: Int) throws -> Booster {
    let oracle = try #require(Case.oracle)
    let (features, target) = try table()
    let names = try oracle.names(name)
    let categorical = settings.first { $0.name == "categorical_feature" }?.value ?? ""
    let set = try TrainingSet(
      features, target: target,
      weights: names.contains("weight") ? try oracle.floats("\(name)/weight") : nil,
      queries: names.contains("query") ? try oracle.integers("\(name)/query") : nil,
      categorical: categorical.split(separator: ",").compactMap { Int($0) },
      names: (0..<features.columns).map { "f\($0)" })
    return try Booster(set, try parsedSettings(), threads: threads)
  }
}
