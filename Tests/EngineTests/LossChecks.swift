import Engine
import Exact

private let labels: [Int32] = [1, 0, 3, 3]
private let classWeights: [Float] = [0.5, 1, 2, 0.25]

/// Losses of more than a difference, and penalties.
let lossChecks: [OperationCheck] = [
  OperationCheck("both sides of a mean squared error", [3, 4], [3, 4]) {
    $0[0].meanSquaredError($0[1])
  },
  OperationCheck("log-cosh loss", [3, 4], [3, 4]) { $0[0].logCoshLoss($0[1]) },
  OperationCheck("quantile loss", [3, 4], [3, 4]) { $0[0].quantileLoss($0[1], level: 0.8) },
  OperationCheck("margin ranking loss", [6], [6]) {
    $0[0].marginRankingLoss(above: $0[1], margin: 0.5)
  },
  OperationCheck("bayesian ranking loss", [3, 4], [3, 4]) {
    $0[0].bayesianRankingLoss(above: $0[1])
  },
  OperationCheck("binary cross-entropy", [3, 4]) {
    let targets: [Float] = [0, 1, 1, 0, 0.25, 0.5, 1, 1, 0, 0, 1, 0.75]
    return $0[0].binaryCrossEntropy(
      Tensor(targets, shape: [3, 4], in: $0[0].pool), positiveWeight: 2.5)
  },
  OperationCheck("cross-entropy", [4, 4]) { $0[0].crossEntropy(labels) },
  OperationCheck("cross-entropy, smoothed", [2, 2, 4]) {
    $0[0].crossEntropy(labels, smoothing: 0.2)
  },
  OperationCheck("cross-entropy, smoothed and weighted", [4, 4]) {
    $0[0].crossEntropy(labels, smoothing: 0.2, classWeights: classWeights)
  },
  OperationCheck("contrastive loss", [3, 4], [3, 4], in: -0.5..<0.5) {
    $0[0].contrastiveLoss($0[1], temperature: 0.5)
  },
  OperationCheck("sampled softmax loss", [3], [3, 4]) { $0[0].sampledSoftmaxLoss($0[1]) },
  OperationCheck("divergence from the normal", [3, 4], [3, 4]) {
    $0[0].divergenceFromNormal(logVariances: $0[1])
  },
  OperationCheck("square penalty", [3, 4], [5]) { Tensor.squarePenalty(of: $0, weight: 0.1) },
  OperationCheck("absolute penalty", [3, 4], [5]) { Tensor.absolutePenalty(of: $0, weight: 0.1) },
]
