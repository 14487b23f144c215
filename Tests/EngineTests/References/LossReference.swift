import Foundation

extension Array64 {
  /// The mean over all elements of a function of the difference from a target.
  func meanLoss(_ target: Array64, _ function: (Double) -> Double) -> Array64 {
    (self - target).map(function).mean()
  }

  func huberLoss(_ target: Array64, delta: Double) -> Array64 {
    meanLoss(target) { abs($0) <= delta ? $0 * $0 / 2 : delta * (abs($0) - delta / 2) }
  }

  func quantileLoss(_ target: Array64, level: Double) -> Array64 {
    meanLoss(target) { max(-level * $0, (1 - level) * $0) }
  }

  func binaryCrossEntropy(_ target: Array64, positiveWeight: Double) -> Array64 {
    let p = sigmoid()
    return Array64(
      elements.indices.map { i in
        let t = target.elements[i]
        return -positiveWeight * t * Foundation.log(p.elements[i])
          - (1 - t) * Foundation.log(1 - p.elements[i])
      }, shape
    ).mean()
  }

  func crossEntropy(
    _ labels: [Int32], smoothing: Double = 0, classWeights: [Double]? = nil
  ) -> Array64 {
    let classes = shape[shape.count - 1]
    let logs = logSoftmax().reshaped([labels.count, classes])
    let weights = classWeights ?? Array(repeating: 1, count: classes)
    let rows = labels.indices.map { i in
      let own = -weights[Int(labels[i])] * logs[i, Int(labels[i])]
      let all = (0..<classes).reduce(0) { $0 - weights[$1] * logs[i, $1] }
      return (1 - smoothing) * own + smoothing * all / Double(classes)
    }
    return Array64(rows.reduce(0, +) / labels.reduce(0) { $0 + weights[Int($1)] })
  }

  func contrastiveLoss(_ keys: Array64, temperature: Double) -> Array64 {
    let scores = matmul(keys, transposingRight: true).map { $0 / temperature }
    return scores.crossEntropy((0..<shape[0]).map { Int32($0) })
  }

  func sampledSoftmaxLoss(_ samples: Array64) -> Array64 {
    Array64.concatenated([reshaped([count, 1]), samples], along: 1)
      .crossEntropy(Array(repeating: 0, count: count))
  }

  func divergenceFromNormal(logVariances: Array64) -> Array64 {
    let terms = logVariances.exp() + squared() - Array64(1) - logVariances
    return Array64(terms.sum().elements[0] / 2 / Double(count / shape[shape.count - 1]))
  }

  /// The weighted sum over arrays of a function of their elements.
  static func penalty(
    of arrays: [Array64], weight: Double, _ function: (Double) -> Double
  ) -> Array64 {
    Array64(weight * arrays.reduce(0) { $0 + $1.map(function).sum().elements[0] })
  }
}
