import Exact
import Testing
import Trees

@Suite struct ImportanceTests {
  @Test(arguments: Explained.all)
  func `gain and split equal LightGBM's`(_ example: Explained) throws {
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
  func `partial dependence is the mean over rows`(_ example: Explained) throws {
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
