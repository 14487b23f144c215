import Engine
import Exact

/// The operations that layers of networks are made of.
let networkChecks: [OperationCheck] =
  productChecks + attentionChecks + normalisationChecks + timeChecks

private let productChecks: [OperationCheck] = [
  OperationCheck("matmul", [2, 3, 4], [2, 4, 5]) {
    $0[0].matmul($0[1])
  } reference: {
    $0[0].matmul($0[1])
  },
  OperationCheck("matmul, shared right", [3, 3, 4], [4, 2]) {
    $0[0].matmul($0[1])
  } reference: {
    $0[0].matmul($0[1])
  },
  OperationCheck("matmul, shared left", [3, 4], [2, 2, 4, 2]) {
    $0[0].matmul($0[1])
  } reference: {
    $0[0].matmul($0[1])
  },
  OperationCheck("matmul, right transposed", [2, 3, 4], [2, 5, 4]) {
    $0[0].matmul($0[1], transposingRight: true)
  } reference: {
    $0[0].matmul($0[1], transposingRight: true)
  },
  OperationCheck("matmul, shared right transposed", [2, 3, 4], [5, 4]) {
    $0[0].matmul($0[1], transposingRight: true)
  } reference: {
    $0[0].matmul($0[1], transposingRight: true)
  },
  OperationCheck("matmul, with itself", [2, 3, 3]) {
    $0[0].matmul($0[0])
  } reference: {
    $0[0].matmul($0[0])
  },
]

private let attentionChecks: [OperationCheck] = [
  OperationCheck("attention", [2, 3, 4], [2, 5, 4], [2, 5, 2]) {
    $0[0].attention(keys: $0[1], values: $0[2], heads: 2).result
  } reference: {
    $0[0].attention(keys: $0[1], values: $0[2], heads: 2)
  },
  OperationCheck("attention, causal, of one tensor", [2, 4, 6]) {
    $0[0].attention(keys: $0[0], values: $0[0], heads: 3, isCausal: true).result
  } reference: {
    $0[0].attention(keys: $0[0], values: $0[0], heads: 3) { $2 <= $1 }
  },
  OperationCheck("attention, padded, with dropout", [2, 3, 4], [2, 3, 4], [2, 3, 4]) {
    let padding = Tensor([1, 0, 1, 0, 0, 0], shape: [2, 3], in: $0[0].pool)
    return $0[0].attention(
      keys: $0[1], values: $0[2], padding: padding,
      dropout: (0.3, .training(Key(seed: 5)), "weights")
    ).result
  } reference: {
    $0[0].attention(
      keys: $0[1], values: $0[2], heads: 1,
      mask: .dropoutMask([2, 1, 3, 3], 0.3, Key(seed: 5)["weights"])
    ) { sample, _, key in sample == 0 && key != 1 }
  },
  OperationCheck("softmax", [3, 5]) {
    $0[0].softmax()
  } reference: {
    $0[0].softmax()
  },
  OperationCheck("logSoftmax", [3, 5]) {
    $0[0].logSoftmax()
  } reference: {
    $0[0].logSoftmax()
  },
]

private let normalisationChecks: [OperationCheck] = [
  OperationCheck("layerNorm", [3, 5], [5], [5]) {
    $0[0].layerNorm(scale: $0[1], bias: $0[2])
  } reference: {
    $0[0].layerNorm() * $0[1] + $0[2]
  },
  OperationCheck("layerNorm, plain", [3, 5]) {
    $0[0].layerNorm()
  } reference: {
    $0[0].layerNorm()
  },
  OperationCheck("rmsNorm", [3, 5], [5]) {
    $0[0].rmsNorm(scale: $0[1])
  } reference: {
    $0[0].rmsNorm() * $0[1]
  },
  OperationCheck("batchNorm", [2, 4, 3], [3], [3]) {
    $0[0].batchNorm(scale: $0[1], bias: $0[2])
  } reference: {
    $0[0].batchNorm() * $0[1] + $0[2]
  },
  OperationCheck("batchNorm, plain", [5, 3]) {
    $0[0].batchNorm()
  } reference: {
    $0[0].batchNorm()
  },
  OperationCheck("batchNorm, given statistics", [5, 2], [2], [2]) {
    let means = Tensor([0.3, -0.2], shape: [2], in: $0[0].pool)
    let variances = Tensor([0.8, 1.5], shape: [2], in: $0[0].pool)
    return $0[0].batchNorm(scale: $0[1], bias: $0[2], statistics: (means, variances))
  } reference: {
    $0[0].batchNorm(statistics: ([0.3, -0.2], [0.8, 1.5])) * $0[1] + $0[2]
  },
  OperationCheck("dropout", [4, 5]) {
    $0[0].dropout(0.4, .training(Key(seed: 5)), name: "x")
  } reference: {
    $0[0].dropout(0.4, Key(seed: 5)["x"])
  },
]

private let timeChecks: [OperationCheck] = [
  OperationCheck("convolved", [2, 6, 3], [2, 3, 4], [4]) {
    $0[0].convolved($0[1], bias: $0[2])
  } reference: {
    $0[0].convolved($0[1], bias: $0[2])
  },
  OperationCheck("convolved, grouped", [2, 9, 4], [3, 2, 2], [2]) {
    $0[0].convolved(
      $0[1], bias: $0[2], stride: 2, dilation: 2, groups: 2, padding: (1, 2), mode: .circular)
  } reference: {
    $0[0].padded(1, 2, along: 1, mode: .circular)
      .convolved($0[1], bias: $0[2], stride: 2, dilation: 2, groups: 2)
  },
  OperationCheck("averagePooled", [2, 7, 2]) {
    $0[0].averagePooled(3, stride: 2, along: 1)
  } reference: {
    $0[0].averagePooled(3, stride: 2, along: 1)
  },
  OperationCheck("maximumPooled", [2, 7, 2]) {
    $0[0].maximumPooled(3, stride: 2, along: 1)
  } reference: {
    $0[0].maximumPooled(3, stride: 2, along: 1)
  },
  OperationCheck("movingAverage", [2, 6, 2]) {
    $0[0].movingAverage(4, along: 1)
  } reference: {
    $0[0].padded(1, 2, along: 1, mode: .replicate).averagePooled(4, stride: 1, along: 1)
  },
  OperationCheck("transform", [2, 6]) {
    let (real, imaginary) = Spectrum(length: 6, in: $0[0].pool).transform($0[0])
    return Tensor.concatenated([real, imaginary], along: 1)
  } reference: {
    Array64.concatenated([$0[0].spectrum().real, $0[0].spectrum().imaginary], along: 1)
  },
  OperationCheck("inverse", [2, 5], [2, 5]) {
    Spectrum(length: 8, in: $0[0].pool).inverse(real: $0[0], imaginary: $0[1])
  } reference: {
    Array64.rows(real: $0[0], imaginary: $0[1], length: 8)
  },
  OperationCheck("inverse, of an odd length", [2, 4], [2, 4]) {
    Spectrum(length: 7, in: $0[0].pool).inverse(real: $0[0], imaginary: $0[1])
  } reference: {
    Array64.rows(real: $0[0], imaginary: $0[1], length: 7)
  },
  OperationCheck("strongest", [2, 8]) {
    Spectrum(length: 8, in: $0[0].pool).strongest(2, of: $0[0])
  } reference: {
    $0[0].strongestFrequencies(2)
  },
]
