import Exact

/// Validation rows with their scores, and the loss that decides when to stop.
struct Watch {
  private let data: TrainingSet
  private let settings: BoosterSettings
  private let outputs: Int
  private var scores: [Double]

  init(_ data: TrainingSet, _ settings: BoosterSettings, _ outputs: Int) throws(TreesError) {
    self.data = data
    self.settings = settings
    self.outputs = outputs
    scores = [Double](repeating: 0, count: data.target.count * outputs)
    // The same demands on the target as in training.
    _ = try data.loss(settings)
  }

  /// Adds a number to an output of all rows.
  mutating func add(_ value: Double, _ output: Int) {
    for row in 0..<data.target.count { scores[row * outputs + output] += value }
  }

  /// Adds a tree's outputs.
  mutating func add(_ tree: Tree, _ output: Int) {
    let (features, outputs) = (data.features, outputs)
    features.values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      for row in 0..<features.rows {
        scores[row * outputs + output] +=
          tree.leafValue[tree.leaf(of: values + row * features.columns)]
      }
    }
  }

  /// The mean loss: squared or absolute error, Huber's, quantile or Poisson loss, the logarithm of the likelihood with its sign
  /// turned, or 1 − NDCG of the first five of a query.
  func loss(isAveraged: Bool, _ iterations: Int) -> Double {
    var scores = scores
    if isAveraged {
      for i in scores.indices { scores[i] /= Double(iterations) }
    }
    if settings.objective == .lambdarank { return rankingLoss(scores) }
    if settings.objective == .multiclass { Link.softmax.apply(to: &scores, width: outputs) }
    var sum = 0.0
    var total = 0.0
    for (row, target) in data.target.enumerated() {
      let weight = data.weights.map { Double($0[row]) } ?? 1
      sum += weight * loss(scores, row, Double(target))
      total += weight
    }
    return sum / total
  }

  private func loss(_ scores: [Double], _ row: Int, _ target: Double) -> Double {
    let score = scores[row * outputs]
    let residual = score - target
    switch settings.objective {
    case .l1: return residual.magnitude
    case .huber:
      let size = residual.magnitude
      return size <= settings.alpha
        ? 0.5 * residual * residual : settings.alpha * (size - 0.5 * settings.alpha)
    case .quantile:
      return residual < 0 ? -settings.alpha * residual : (1 - settings.alpha) * residual
    case .poisson: return Exact.exp(score) - target * score
    case .binary:
      let share = 1 / (1 + Exact.exp(-settings.sigmoid * score))
      return -Exact.log(max(target > 0 ? share : 1 - share, epsilon))
    case .multiclass: return -Exact.log(max(scores[row * outputs + Int(target)], epsilon))
    default: return residual * residual
    }
  }

  private func rankingLoss(_ scores: [Double]) -> Double {
    let queries = data.queries ?? [scores.count]
    let discounts = rankDiscounts(5)
    func gain(_ labels: [Float]) -> Double {
      zip(labels, discounts).reduce(0) { $0 + rankGain($1.0) * $1.1 }
    }
    var start = 0
    var sum = 0.0
    for count in queries {
      let rows = start..<start + count
      start += count
      let order = rows.sorted { (scores[$1], $0) < (scores[$0], $1) }
      let best = gain(Array(rows.map { data.target[$0] }.sorted(by: >).prefix(5)))
      sum += best > 0 ? gain(order.prefix(5).map { data.target[$0] }) / best : 1
    }
    return 1 - sum / Double(queries.count)
  }
}
