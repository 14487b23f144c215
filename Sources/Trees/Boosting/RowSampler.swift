/// Which rows a tree is grown on.
///
/// Every 1,024 rows have a generator of their own, as in the original.
struct RowSampler {
  private let settings: BoosterSettings
  private let rows: Int
  private var generators: [CongruentialGenerator]
  /// The rows of the current sample, ascending, and the others; nil for all.
  private(set) var chosen: [Int32]?
  private(set) var others: [Int32] = []

  init(_ settings: BoosterSettings, rows: Int) {
    self.settings = settings
    self.rows = rows
    generators = (0..<(rows + 1023) / 1024).map {
      CongruentialGenerator(seed: settings.baggingSeed + $0)
    }
  }

  /// Draws the rows of an iteration; may scale the derivatives of those that stand for others too.
  mutating func draw(
    _ iteration: Int, outputs: Int, _ derivatives: UnsafeMutablePointer<Derivatives>
  ) {
    switch settings.sampling {
    case .bagging:
      guard settings.baggingFrequency > 0, settings.baggingFraction < 1,
        iteration % settings.baggingFrequency == 0
      else { return }
      let fraction = settings.baggingFraction
      take { generators, row in Double(generators[row / 1024].uniform()) < fraction }
    case .goss:
      guard Double(iteration) >= (1 / settings.learningRate).rounded(.towardZero) else { return }
      takeLargest(outputs, derivatives)
    }
  }

  private mutating func take(_ isChosen: (inout [CongruentialGenerator], Int) -> Bool) {
    var chosen: [Int32] = []
    others = []
    for row in 0..<rows {
      if isChosen(&generators, row) {
        chosen.append(Int32(row))
      } else {
        others.append(Int32(row))
      }
    }
    self.chosen = chosen
  }

  /// Gradient-based one-side sampling (Ke and others 2017): the rows of the largest derivatives, and some of the others,
  /// which then count for all of them.
  private mutating func takeLargest(
    _ outputs: Int, _ derivatives: UnsafeMutablePointer<Derivatives>
  ) {
    let rows = rows
    let sizes = (0..<rows).map { row in
      (0..<outputs).reduce(Float(0)) { sum, output in
        let pair = derivatives[output * rows + row]
        return sum + (pair.x * pair.y).magnitude
      }
    }
    let top = max(1, Int(Double(rows) * settings.topRate))
    let other = Int(Double(rows) * settings.otherRate)
    let threshold = sizes.sorted(by: >)[top - 1]
    let scale = Float(rows - top) / Float(other)
    var large = 0
    var small = 0
    take { generators, row in
      if sizes[row] >= threshold {
        large += 1
        return true
      }
      let probability = Double(other - small) / Double((rows - row) - (top - large))
      guard Double(generators[row / 1024].uniform()) < probability else { return false }
      small += 1
      for output in 0..<outputs { derivatives[output * rows + row] *= scale }
      return true
    }
  }
}
