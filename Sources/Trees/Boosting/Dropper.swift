/// Which trees are left out while the next one is grown, and how much all weigh afterwards.
struct Dropper {
  private let settings: BoosterSettings
  private var generator: CongruentialGenerator
  private var weights: [Double] = []
  private var sum = 0.0
  /// The iterations whose trees are left out.
  private(set) var dropped: [Int] = []
  /// The learning rate of the next tree.
  private(set) var rate: Double

  init(_ settings: BoosterSettings) {
    self.settings = settings
    rate = settings.learningRate
    generator = CongruentialGenerator(seed: settings.dropSeed)
  }

  /// Chooses among the iterations so far.
  mutating func choose(_ iterations: Int) {
    dropped = []
    if !(Double(generator.uniform()) < settings.skipDrop) {
      let most = Double(settings.maxDrop)
      var share = settings.dropRate
      let inverse = settings.uniformDrop ? 1 : Double(weights.count) / sum
      if settings.maxDrop > 0 {
        let limit = settings.uniformDrop ? most / Double(iterations) : most * inverse / sum
        // The original's minimum keeps its first number where the second is none.
        if limit < share { share = limit }
      }
      for iteration in 0..<iterations {
        let weight = settings.uniformDrop ? 1 : weights[iteration]
        guard Double(generator.uniform()) < share * weight * inverse else { continue }
        dropped.append(iteration)
        if dropped.count >= settings.maxDrop { break }
      }
    }
    let count = Double(dropped.count)
    let base = settings.xgboostDart ? settings.learningRate : 1
    rate =
      settings.xgboostDart && dropped.isEmpty
      ? settings.learningRate : settings.learningRate / (base + count)
  }

  /// By what a dropped tree, now negative, is multiplied for the validation rows, and then for the training rows.
  var factors: (Double, Double) {
    let count = Double(dropped.count)
    return settings.xgboostDart
      ? (rate, -count / settings.learningRate) : (1 / (count + 1), -count)
  }

  /// Takes up the new weights.
  mutating func settle() {
    guard !settings.uniformDrop else { return }
    let count = Double(dropped.count)
    let base = settings.xgboostDart ? settings.learningRate : 1
    for iteration in dropped {
      sum -= weights[iteration] * (1 / (count + base))
      weights[iteration] *= count / (count + base)
    }
    weights.append(rate)
    sum += rate
  }
}
