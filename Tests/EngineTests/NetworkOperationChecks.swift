import Engine
import Exact

private let places = Indices([4, 0, 4, 2, 4, 1], shape: [2, 3])

/// The operations that layers of networks are made of.
let networkChecks: [OperationCheck] = productChecks + normalisationChecks + placeChecks + timeChecks

private let productChecks: [OperationCheck] = [
  OperationCheck("matmul", [2, 3, 4], [2, 4, 5]) { $0[0].matmul($0[1]) },
  OperationCheck("matmul, shared right", [3, 3, 4], [4, 2]) { $0[0].matmul($0[1]) },
  OperationCheck("matmul, shared left", [3, 4], [2, 2, 4, 2]) { $0[0].matmul($0[1]) },
  OperationCheck("matmul, right transposed", [2, 3, 4], [2, 5, 4]) {
    $0[0].matmul($0[1], transposingRight: true)
  },
  OperationCheck("matmul, shared right transposed", [2, 3, 4], [5, 4]) {
    $0[0].matmul($0[1], transposingRight: true)
  },
  OperationCheck("matmul with itself", [2, 3, 3]) { $0[0].matmul($0[0]) },
  OperationCheck("softmax", [3, 5]) { $0[0].softmax().squared() },
  OperationCheck("log-softmax", [3, 5]) { $0[0].logSoftmax().squared() },
  OperationCheck("attention", [2, 3, 4], [2, 5, 4], [2, 5, 2]) {
    $0[0].attention(keys: $0[1], values: $0[2], heads: 2).result
  },
  OperationCheck("attention, causal, of one tensor", [2, 4, 6]) {
    $0[0].attention(keys: $0[0], values: $0[0], heads: 3, isCausal: true).result
  },
  OperationCheck("attention, padded, with dropout", [2, 3, 4], [2, 3, 4], [2, 3, 4]) {
    let padding = Tensor([1, 0, 1, 0, 0, 0], shape: [2, 3], in: $0[0].pool)
    return $0[0].attention(
      keys: $0[1], values: $0[2], padding: padding,
      dropout: (0.3, .training(Key(seed: 5)), "weights")
    ).result
  },
  OperationCheck("convolution", [2, 6, 3], [2, 3, 4], [4]) {
    $0[0].convolved($0[1], bias: $0[2])
  },
  OperationCheck("convolution, grouped", [2, 9, 4], [3, 2, 2], [2]) {
    $0[0].convolved(
      $0[1], bias: $0[2], stride: 2, dilation: 2, groups: 2, padding: (1, 2), mode: .circular)
  },
  OperationCheck("spectrum", [2, 6]) {
    let (real, imaginary) = Spectrum(length: 6, in: $0[0].pool).transform($0[0])
    return real * imaginary
  },
  OperationCheck("strongest frequencies", [2, 8]) {
    Spectrum(length: 8, in: $0[0].pool).strongest(2, of: $0[0])
  },
]

private let normalisationChecks: [OperationCheck] = [
  OperationCheck("layer norm", [3, 5], [5], [5]) {
    $0[0].layerNorm(scale: $0[1], bias: $0[2])
  },
  OperationCheck("layer norm, plain", [3, 5]) { $0[0].layerNorm().squared() },
  OperationCheck("rms norm", [3, 5], [5]) { $0[0].rmsNorm(scale: $0[1]) },
  OperationCheck("batch norm", [2, 4, 3], [3], [3]) {
    $0[0].batchNorm(scale: $0[1], bias: $0[2])
  },
  OperationCheck("batch norm, plain", [5, 3]) { $0[0].batchNorm().squared() },
  OperationCheck("batch norm, given statistics", [5, 2], [2], [2]) {
    let means = Tensor([0.3, -0.2], shape: [2], in: $0[0].pool)
    let variances = Tensor([0.8, 1.5], shape: [2], in: $0[0].pool)
    return $0[0].batchNorm(scale: $0[1], bias: $0[2], statistics: (means, variances))
  },
  OperationCheck("dropout", [4, 5]) { $0[0].dropout(0.4, .training(Key(seed: 5)), name: "x") },
]

private let placeChecks: [OperationCheck] = [
  OperationCheck("gather", [5, 2]) { $0[0].gathered(places).squared() },
  OperationCheck("scatter-add", [2, 3, 2]) { $0[0].scatterAdded(places, size: 6).squared() },
  OperationCheck("where", [2, 3, 2], [2, 3, 2]) {
    let mask = Tensor([1, 0, 0], shape: [3, 1], in: $0[0].pool)
    return $0[0].chosen(where: mask, else: $0[1])
  },
  OperationCheck("maximum", [3, 4]) { $0[0].maximum(along: 0) },
  OperationCheck("maximum, last axis kept", [3, 4]) {
    $0[0].maximum(along: -1, keepingAxis: true)
  },
]

private let timeChecks: [OperationCheck] = [
  OperationCheck("pad, zero", [2, 3, 2]) { $0[0].padded(2, 1, along: 1).squared() },
  OperationCheck("pad, replicate", [2, 3, 2]) {
    $0[0].padded(2, 1, along: 1, mode: .replicate).squared()
  },
  OperationCheck("pad, circular, more than once around", [2, 3]) {
    $0[0].padded(4, 1, along: -1, mode: .circular).squared()
  },
  OperationCheck("average pool", [2, 7, 2]) { $0[0].averagePooled(3, stride: 2, along: 1) },
  OperationCheck("maximum pool", [2, 7, 2]) { $0[0].maximumPooled(3, stride: 2, along: 1) },
  OperationCheck("moving average", [2, 6, 2]) { $0[0].movingAverage(4, along: 1) },
  OperationCheck("cumulative sum", [2, 4, 2]) { $0[0].cumulativeSum(along: 1).squared() },
]
