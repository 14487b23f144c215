import Exact

/// Losses of one number: squared, absolute, Huber's, of a quantile, and of counts.
struct RegressionLoss: Loss {
  let name: ObjectiveName
  private let kind: BoosterSettings.Objective
  private let data: TrainingSet
  private let alpha: Double
  private let growth: Double

  init(_ data: TrainingSet, _ settings: BoosterSettings) throws(TreesError) {
    self.data = data
    kind = settings.objective
    alpha = settings.alpha
    growth = Exact.exp(settings.poissonMaxDeltaStep)
    name = ObjectiveName(kind.rawValue)
    guard kind == .poisson else { return }
    if let index = data.target.firstIndex(where: { $0 < 0 }) {
      throw .unusable(
        what: "target of a Poisson model", index: index, expected: "a number from 0",
        found: canonical(data.target[index]))
    }
    guard data.target.contains(where: { $0 > 0 }) else {
      throw .unusable(
        what: "target of a Poisson model", index: 0, expected: "a number above 0 in some row",
        found: "zeros alone")
    }
  }

  var pieces: Int { data.target.count }

  var renewedQuantile: Double? {
    switch kind {
    case .l1: 0.5
    case .quantile: Double(Float(alpha))
    default: nil
    }
  }

  func start(of output: Int) -> Double {
    switch kind {
    case .l1, .quantile:
      // The original keeps the start in Float32.
      Double(
        Float(
          quantile(
            renewedQuantile ?? 0.5, count: data.target.count,
            weights: data.weights.map { w in { w[$0] } },
            inFloat32: true
          ) { Double(data.target[$0]) }))
    case .poisson: Exact.log(data.weightedMean())
    default: data.weightedMean()
    }
  }

  func derive(
    _ scores: UnsafePointer<Double>, _ rows: Range<Int>,
    to derivatives: UnsafeMutablePointer<Derivatives>
  ) {
    data.target.withUnsafeBufferPointer { target in
      guard let target = target.baseAddress else { return }
      guard let weights = data.weights else {
        each(scores, target, rows, derivatives)
        return
      }
      weights.withUnsafeBufferPointer { weights in
        guard let weights = weights.baseAddress else { return }
        each(scores, target, weights, rows, derivatives)
      }
    }
  }

  private func each(
    _ scores: UnsafePointer<Double>, _ target: UnsafePointer<Float>, _ rows: Range<Int>,
    _ derivatives: UnsafeMutablePointer<Derivatives>
  ) {
    let quantile = Float(alpha)
    switch kind {
    case .l1:
      for row in rows {
        derivatives[row] = Derivatives(Float(sign(scores[row] - Double(target[row]))), 1)
      }
    case .huber:
      for row in rows {
        let residual = scores[row] - Double(target[row])
        let slope = residual.magnitude <= alpha ? residual : sign(residual) * alpha
        derivatives[row] = Derivatives(Float(slope), 1)
      }
    case .quantile:
      for row in rows {
        let isAbove = Float(scores[row] - Double(target[row])) >= 0
        derivatives[row] = Derivatives(isAbove ? 1 - quantile : -quantile, 1)
      }
    case .poisson:
      for row in rows {
        let rate = Exact.exp(scores[row])
        derivatives[row] = Derivatives(Float(rate - Double(target[row])), Float(rate * growth))
      }
    default:
      for row in rows {
        derivatives[row] = Derivatives(Float(scores[row] - Double(target[row])), 1)
      }
    }
  }

  /// The same with weights, rounded where the original rounds.
  private func each(
    _ scores: UnsafePointer<Double>, _ target: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>, _ rows: Range<Int>,
    _ derivatives: UnsafeMutablePointer<Derivatives>
  ) {
    let quantile = Float(alpha)
    for row in rows {
      let weight = weights[row]
      let residual = scores[row] - Double(target[row])
      var pair = Derivatives(0, weight)
      switch kind {
      case .l1: pair.x = Float(sign(residual) * Double(weight))
      case .huber:
        pair.x =
          residual.magnitude <= alpha
          ? Float(residual * Double(weight)) : Float(sign(residual) * Double(weight) * alpha)
      case .quantile: pair.x = (Float(residual) >= 0 ? 1 - quantile : -quantile) * weight
      case .poisson:
        let rate = Exact.exp(scores[row])
        pair.x = Float((rate - Double(target[row])) * Double(weight))
        pair.y = Float(rate * growth * Double(weight))
      default: pair.x = Float(residual) * weight
      }
      derivatives[row] = pair
    }
  }
}
