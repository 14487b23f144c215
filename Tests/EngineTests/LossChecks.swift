import Engine
import Exact
import Foundation

private let labels: [Int32] = [1, 0, 3, 3]
private let classWeights: [Float] = [0.5, 1, 2, 0.25]
private let shares: [Float] = [0, 1, 1, 0, 0.25, 0.5, 1, 1, 0, 0, 1, 0.75]

/// Losses and penalties.
let lossChecks: [OperationCheck] = differenceChecks + classChecks + penaltyChecks

private let differenceChecks: [OperationCheck] = [
  OperationCheck("meanSquaredError", [3, 4], [3, 4]) {
    $0[0].meanSquaredError($0[1])
  } reference: {
    $0[0].meanLoss($0[1]) { $0 * $0 }
  },
  OperationCheck("meanAbsoluteError", [3, 4], [3, 4]) {
    $0[0].meanAbsoluteError($0[1])
  } reference: {
    $0[0].meanLoss($0[1]) { abs($0) }
  },
  OperationCheck("huberLoss", [3, 4], [3, 4]) {
    $0[0].huberLoss($0[1], delta: 0.75)
  } reference: {
    $0[0].huberLoss($0[1], delta: 0.75)
  },
  OperationCheck("logCoshLoss", [3, 4], [3, 4]) {
    $0[0].logCoshLoss($0[1])
  } reference: {
    $0[0].meanLoss($0[1]) { Foundation.log(Foundation.cosh($0)) }
  },
  OperationCheck("quantileLoss", [3, 4], [3, 4]) {
    $0[0].quantileLoss($0[1], level: 0.75)
  } reference: {
    $0[0].quantileLoss($0[1], level: 0.75)
  },
  OperationCheck("marginRankingLoss", [6], [6]) {
    $0[0].marginRankingLoss(above: $0[1], margin: 0.5)
  } reference: {
    $0[0].meanLoss($0[1]) { max(0, 0.5 - $0) }
  },
  OperationCheck("bayesianRankingLoss", [3, 4], [3, 4]) {
    $0[0].bayesianRankingLoss(above: $0[1])
  } reference: {
    $0[0].meanLoss($0[1]) { Reference.softplus(-$0) }
  },
  OperationCheck("binaryCrossEntropy", [3, 4]) {
    $0[0].binaryCrossEntropy(
      Tensor(shares, shape: [3, 4], in: $0[0].pool), positiveWeight: 2.5)
  } reference: {
    $0[0].binaryCrossEntropy(Array64(shares.map { Double($0) }, [3, 4]), positiveWeight: 2.5)
  },
]

private let classChecks: [OperationCheck] = [
  OperationCheck("crossEntropy", [4, 4]) {
    $0[0].crossEntropy(labels)
  } reference: {
    $0[0].crossEntropy(labels)
  },
  OperationCheck("crossEntropy, smoothed", [2, 2, 4]) {
    $0[0].crossEntropy(labels, smoothing: 0.25)
  } reference: {
    $0[0].crossEntropy(labels, smoothing: 0.25)
  },
  OperationCheck("crossEntropy, smoothed and weighted", [4, 4]) {
    $0[0].crossEntropy(labels, smoothing: 0.25, classWeights: classWeights)
  } reference: {
    $0[0].crossEntropy(labels, smoothing: 0.25, classWeights: classWeights.map { Double($0) })
  },
  OperationCheck("contrastiveLoss", [3, 4], [3, 4], in: -0.5..<0.5) {
    $0[0].contrastiveLoss($0[1], temperature: 0.5)
  } reference: {
    $0[0].contrastiveLoss($0[1], temperature: 0.5)
  },
  OperationCheck("sampledSoftmaxLoss", [3], [3, 4]) {
    $0[0].sampledSoftmaxLoss($0[1])
  } reference: {
    $0[0].sampledSoftmaxLoss($0[1])
  },
]

private let penaltyChecks: [OperationCheck] = [
  OperationCheck("divergenceFromNormal", [3, 4], [3, 4]) {
    $0[0].divergenceFromNormal(logVariances: $0[1])
  } reference: {
    $0[0].divergenceFromNormal(logVariances: $0[1])
  },
  OperationCheck("squarePenalty", [3, 4], [5]) {
    Tensor.squarePenalty(of: $0, weight: 0.125)
  } reference: {
    Array64.penalty(of: $0, weight: 0.125) { $0 * $0 }
  },
  OperationCheck("absolutePenalty", [3, 4], [5]) {
    Tensor.absolutePenalty(of: $0, weight: 0.125)
  } reference: {
    Array64.penalty(of: $0, weight: 0.125) { abs($0) }
  },
]
