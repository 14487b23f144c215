import TestSupport
import Testing
import Trees

@Suite struct StoppingTests {
  static let names = (try? Oracle("trees_lightgbm").names("stopping")) ?? []

  @Test(arguments: names)
  func `losses on validation rows and the best iteration equal LightGBM's`(_ name: String) throws {
    let oracle = try Oracle("trees_lightgbm")
    var settings = BoosterSettings()
    for line in try oracle.text("stopping/\(name)/settings").split(separator: "\n") {
      let parts = line.split(separator: "=")
      try settings.set(String(parts[0]), to: String(parts[1]))
    }
    settings.iterations = 500
    settings.earlyStoppingRounds = 5
    let (features, numbers) = try drawn(3000, 6)
    let target: [Float] =
      switch settings.objective {
      case .binary: numbers.map { $0 > 12 ? 1 : 0 }
      case .multiclass: numbers.map { $0 >= 13 ? 2 : $0 >= 9 ? 1 : 0 }
      default: numbers
      }
    func part(_ rows: Range<Int>) throws -> TrainingSet {
      let values = features.values[rows.lowerBound * 6..<rows.upperBound * 6]
      return try TrainingSet(
        try Features(Array(values), columns: 6), target: Array(target[rows]))
    }
    let booster = try Booster(
      try part(0..<2000), settings, validation: try part(2000..<3000))
    let best = try oracle.integers("stopping/\(name)/best")[0]
    let losses = try oracle.doubles("stopping/\(name)/losses")
    #expect(booster.bestIteration == best)
    #expect(booster.model.iterations == best)
    #expect(booster.history.count == losses.count)
    for (ours, theirs) in zip(booster.history, losses) {
      // Sums of a thousand losses, added by the original in another order.
      #expect((ours - theirs).magnitude <= 1e-11 * max(1, theirs.magnitude))
    }
  }

  @Test func `progress may end the training`() throws {
    let (features, target) = try drawn(500, 6)
    var seen: [Int] = []
    let booster = try Booster(try TrainingSet(features, target: target)) { iteration, loss in
      seen.append(iteration)
      return loss == nil && iteration < 4
    }
    #expect(seen == [1, 2, 3, 4])
    #expect(booster.model.iterations == 4)
  }
}
