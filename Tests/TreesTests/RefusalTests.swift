import Testing
import Trees

@Suite struct RefusalTests {
  private func says(_ words: String, _ body: () throws -> Void) {
    let error = #expect(throws: TreesError.self) { try body() }
    let description = error?.description ?? ""
    #expect(description.contains(words), "\(description)")
    #expect(!description.contains("\n"))
  }

  @Test func `data that cannot be learned from`() throws {
    let x = try Features([1.0, 2, 3, 4, 5, 6], columns: 2)
    says("target: expected a finite number at index 1, found nan") {
      _ = try TrainingSet(x, target: [1, .nan, 3])
    }
    says("targets: expected 3, found 2") { _ = try TrainingSet(x, target: [1, 2]) }
    says("rows: expected at least 1, found 0") {
      _ = try TrainingSet(try Features([Double](), columns: 2), target: [])
    }
    says("columns: expected at least 1") { _ = try Features([1.0], columns: 0) }
    says("numbers of the last row: expected 2, found 1") { _ = try Features([1.0], columns: 2) }
    says("weight: expected a finite number above 0 at index 2, found 0.0") {
      _ = try TrainingSet(x, target: [1, 2, 3], weights: [1, 1, 0])
    }
    says("rows of all queries") { _ = try TrainingSet(x, target: [1, 2, 3], queries: [2, 2]) }
    says("categorical columns") { _ = try TrainingSet(x, target: [1, 2, 3], categorical: [2]) }
    says("a name without white space, found 'a b'") {
      _ = try TrainingSet(x, target: [1, 2, 3], names: ["a b", "c"])
    }
  }

  @Test func `targets that do not fit the objective`() throws {
    let x = try Features([1.0, 2, 3, 4, 5, 6], columns: 2)
    var settings = BoosterSettings()
    settings.objective = .multiclass
    settings.classes = 4
    says("rows for 4 classes: expected at least 4, found 3") {
      _ = try Booster(try TrainingSet(x, target: [0, 1, 2]), settings)
    }
    settings.classes = 3
    says("class: expected a whole number from 0 to 2 at index 2, found 3.0") {
      _ = try Booster(try TrainingSet(x, target: [0, 1, 3]), settings)
    }
    settings.classes = 1
    says("num_class") { _ = try Booster(try TrainingSet(x, target: [0, 1, 3]), settings) }
    settings.objective = .poisson
    says("a number from 0 at index 0, found -1.0") {
      _ = try Booster(try TrainingSet(x, target: [-1, 1, 3]), settings)
    }
    settings.objective = .lambdarank
    says("queries to rank within") {
      _ = try Booster(try TrainingSet(x, target: [0, 1, 3]), settings)
    }
    says("relevance") {
      _ = try Booster(try TrainingSet(x, target: [0, 1, 31], queries: [3]), settings)
    }
  }

  @Test func `settings out of range`() throws {
    let data = try TrainingSet(try Features([1.0, 2, 3], columns: 1), target: [1, 2, 3])
    let cases: [(name: String, value: String)] = [
      ("num_leaves", "1"), ("learning_rate", "0"), ("learning_rate", "nan"), ("max_bin", "1"),
      ("bagging_fraction", "1.5"), ("lambda_l1", "-1"), ("feature_fraction", "0"),
      ("monotone_constraints", "1,0"), ("monotone_constraints", "2"), ("boosting", "rf"),
    ]
    for (name, value) in cases {
      var settings = BoosterSettings()
      try settings.set(name, to: value)
      #expect(throws: TreesError.self, "\(name) \(value)") { _ = try Booster(data, settings) }
    }
    var settings = BoosterSettings()
    says("found 'num_leafs'") { try settings.set("num_leafs", to: "3") }
    says("num_leaves: expected a whole number, found '3.5'") {
      try settings.set("num_leaves", to: "3.5")
    }
    says("boosting: expected gbdt, dart, rf") { try settings.set("boosting", to: "x") }
  }

  @Test func `data with nothing to split make a constant`() throws {
    let constant = try Features([Double](repeating: 1, count: 60), columns: 1)
    let target = (0..<60).map { Float($0 % 3) }
    let model = try Booster(try TrainingSet(constant, target: target)).model
    #expect(model.trees.count == 1)
    #expect(try model.predictions(constant).allSatisfy { $0 == 1 })
    #expect(try TreeModel(text: model.text) == model)
    let one = try Features([5.0], columns: 1)
    #expect(try Booster(try TrainingSet(one, target: [3])).model.predictions(one) == [3])
  }

  @Test func `values without bounds are learned from`() throws {
    let values = (0..<400).map { i -> Double in
      [Double.infinity, -.infinity, .nan, 1e300, -1e300, 0, 1e-40][i % 7] * Double(1 + i % 3)
    }
    let features = try Features(values, columns: 1)
    let target = (0..<400).map { Float($0 % 7) }
    for categorical in [[], [0]] {
      let set = try TrainingSet(features, target: target, categorical: categorical)
      let model = try Booster(set).model
      #expect(try model.predictions(features).allSatisfy { $0.isFinite })
      #expect(try TreeModel(text: model.text) == model)
    }
  }
}
