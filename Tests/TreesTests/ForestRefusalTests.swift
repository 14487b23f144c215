import Exact
import Testing
import Trees

@Suite struct `Forests refuse` {
  private func says(_ words: String, _ body: () throws -> Void) {
    let error = #expect(throws: TreesError.self) { try body() }
    let description = error?.description ?? ""
    #expect(description.contains(words), "\(description)")
    #expect(!description.contains("\n"))
  }

  private let x = try? Features([1.0, 2, 3, 4, 5, 6], columns: 2)
  private let key = Key(seed: 1)

  @Test func `data that they cannot learn from`() throws {
    let x = try #require(x)
    let gap = try Features([1.0, 2, 3, .nan, 5, 6], columns: 2)
    says("column 'b': expected a finite number at index 1, found nan") {
      _ = try Forest(try TrainingSet(gap, target: [1, 2, 3], names: ["a", "b"]), key: key)
    }
    let far = try Features([1.0, 2, 3, 4, .infinity, 6], columns: 2)
    says("column 'Column_0': expected a finite number at index 2, found inf") {
      _ = try Forest(try TrainingSet(far, target: [1, 2, 3]), key: key)
    }
    says("categorical columns: expected none in a forest") {
      _ = try Forest(try TrainingSet(x, target: [1, 2, 3], categorical: [1]), key: key)
    }
    says("queries") {
      _ = try Forest(try TrainingSet(x, target: [1, 2, 3], queries: [3]), key: key)
    }
  }

  @Test func `classes that are none`() throws {
    let x = try #require(x)
    var settings = ForestSettings()
    settings.objective = .classification
    says("rows for 4 classes: expected at least 4, found 3") {
      _ = try Forest(try TrainingSet(x, target: [0, 1, 3]), settings, key: key)
    }
    says("class: expected a whole number from 0 to 99999 at index 1, found 0.5") {
      _ = try Forest(try TrainingSet(x, target: [0, 0.5, 1]), settings, key: key)
    }
    says("at index 0, found -1.0") {
      _ = try Forest(try TrainingSet(x, target: [-1, 0, 1]), settings, key: key)
    }
    try settings.set("n_classes", to: "2")
    says("class: expected a whole number from 0 to 1 at index 2, found 2.0") {
      _ = try Forest(try TrainingSet(x, target: [0, 1, 2]), settings, key: key)
    }
    settings.objective = .regression
    says("n_classes: expected 0 in regression, found 2") {
      _ = try Forest(try TrainingSet(x, target: [0, 1, 2]), settings, key: key)
    }
  }

  @Test func `settings out of range`() throws {
    let data = try TrainingSet(try #require(x), target: [1, 2, 3])
    for (name, value) in [
      ("n_estimators", "0"), ("max_depth", "0"), ("min_samples_split", "1"),
      ("min_samples_leaf", "0"), ("max_features", "3"), ("max_features", "0"),
      ("max_features", "1.5"), ("max_features", "nan"), ("n_classes", "-1"),
    ] {
      var settings = ForestSettings()
      try settings.set(name, to: value)
      #expect(throws: TreesError.self, "\(name) \(value)") {
        _ = try Forest(data, settings, key: key)
      }
    }
    var settings = ForestSettings()
    says("max_depth: expected a whole number or None, found 'deep'") {
      try settings.set("max_depth", to: "deep")
    }
    says("min_samples_leaf: expected a whole number of rows, found '0.1'") {
      try settings.set("min_samples_leaf", to: "0.1")
    }
    says("kind: expected random_forest, extra_trees") { try settings.set("kind", to: "rf") }
    says("found 'num_leaves'") { try settings.set("num_leaves", to: "3") }
    says("max_features") { try settings.set("max_features", to: "many") }
    try settings.set("max_depth", to: "7")
    #expect(settings.maxDepth == 7)
    try settings.set("max_depth", to: "None")
    #expect(settings.maxDepth == nil)
    try settings.set("max_features", to: "0.5")
    #expect(settings.maxFeatures == .share(0.5))
    try settings.set("bootstrap", to: "False")
    #expect(!settings.drawsRows)
  }

  @Test func `rows that do not fit`() throws {
    let data = try TrainingSet(try #require(x), target: [1, 2, 3])
    let forest = try Forest(data, key: key)
    says("columns to predict for: expected 2, found 3") {
      _ = try forest.model.predictions(try Features([1.0, 2, 3], columns: 3))
    }
    says("rows of the training: expected 3, found 1") {
      _ = try forest.outOfBag(try TrainingSet(try Features([1.0, 2], columns: 2), target: [1]))
    }
    says("columns to predict for: expected 2, found 1") {
      _ = try forest.outOfBag(
        try TrainingSet(try Features([1.0, 2, 3], columns: 1), target: [1, 2, 3]))
    }
    says("objective") { _ = try forest.classes(of: data.features) }
    var settings = ForestSettings()
    settings.kind = .extraTrees
    let whole = try Forest(data, settings, key: key)
    says("bootstrap: expected True for out-of-bag rows") { _ = try whole.outOfBag(data) }
  }

  @Test func `nothing to split, and make a constant`() throws {
    let constant = try Features([Double](repeating: 1, count: 12), columns: 2)
    for kind in ForestSettings.Kind.allCases {
      var settings = ForestSettings()
      settings.kind = kind
      settings.bootstrap = false
      let data = try TrainingSet(constant, target: [1, 2, 3, 4, 5, 6])
      let model = try Forest(data, settings, key: key).model
      #expect(model.trees.allSatisfy { $0.leaves == 1 })
      #expect(try model.predictions(constant).allSatisfy { $0 == 3.5 })
      #expect(model.impurityImportances == [0, 0])
      #expect(try TreeModel(text: model.text) == model)
    }
  }
}
