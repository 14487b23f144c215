import Engine
import Exact

private let places = Indices([4, 0, 4, 2, 4, 1], shape: [2, 3])

/// The cases of `engine_core.h5`.
let coreCases: [OracleCase] =
  arithmeticCases + elementCases + activationCases + reductionCases + shapingCases + productCases

private let arithmeticCases: [OracleCase] = [
  OracleCase("add") { $0[0] + $0[1] },
  OracleCase("add, repeated") { $0[0] + $0[1] },
  OracleCase("add, numbers") { 1.25 + ($0[0] + 0.5) },
  OracleCase("subtract") { $0[0] - $0[1] },
  OracleCase("subtract, a row repeated") { $0[0] - $0[1] },
  OracleCase("subtract, numbers") { 1.25 - ($0[0] - 0.5) },
  OracleCase("multiply") { $0[0] * $0[1] },
  OracleCase("multiply, both repeated") { $0[0] * $0[1] },
  OracleCase("multiply, numbers") { -(1.25 * ($0[0] * 0.3)) },
  OracleCase("divide") { $0[0] / $0[1] },
  OracleCase("divide, repeated") { $0[0] / $0[1] },
  OracleCase("divide, numbers") { 1.25 / ($0[0] / 0.3) },
]

private let elementCases: [OracleCase] = [
  OracleCase("exp") { $0[0].exp() },
  OracleCase("log") { $0[0].log() },
  OracleCase("squareRoot") { $0[0].squareRoot() },
  OracleCase("squared") { $0[0].squared() },
  OracleCase("magnitude") { $0[0].magnitude() },
  OracleCase("sin") { $0[0].sin() },
  OracleCase("cos") { $0[0].cos() },
  OracleCase("clamped") { $0[0].clamped(-1.5, 2) },
  OracleCase("leakyReLU") { $0[0].leakyReLU(slope: 0.2) },
  OracleCase("elu") { $0[0].elu(scale: 1.5) },
]

private let activations: [(name: String, activation: Activation)] = [
  ("identity", .identity), ("relu", .relu), ("gelu", .gelu), ("silu", .silu),
  ("sigmoid", .sigmoid), ("tanh", .tanh), ("softplus", .softplus),
]

private let activationCases: [OracleCase] = activations.flatMap { name, activation in
  [
    OracleCase("activated, \(name)") { $0[0].activated(activation) },
    OracleCase("linear, \(name)") {
      $0[0].linear($0[1], bias: $0[2], activation: activation)
    },
  ]
}

private let reductionCases: [OracleCase] = [
  OracleCase("sum") { $0[0].sum() },
  OracleCase("sum, along the last axis") { $0[0].sum(along: -1) },
  OracleCase("sum, along a middle axis, kept") { $0[0].sum(along: 1, keepingAxis: true) },
  OracleCase("mean") { $0[0].mean() },
  OracleCase("mean, along the last axis, kept") { $0[0].mean(along: -1, keepingAxis: true) },
  OracleCase("mean, along a middle axis") { $0[0].mean(along: 1) },
  OracleCase("maximum") { $0[0].maximum(along: 1) },
  OracleCase("maximum, along the last axis, kept") { $0[0].maximum(along: -1, keepingAxis: true) },
  OracleCase("minimum") { $0[0].minimum(along: 1) },
  OracleCase("minimum, along the last axis, kept") { $0[0].minimum(along: -1, keepingAxis: true) },
  OracleCase("variance") { $0[0].variance(along: -1) },
  OracleCase("variance, of a sample, along a middle axis, kept") {
    $0[0].variance(along: 1, keepingAxis: true, correction: 1)
  },
  OracleCase("cumulativeSum") { $0[0].cumulativeSum(along: 1) },
]

private let shapingCases: [OracleCase] = [
  OracleCase("reshaped") { $0[0].reshaped([5, 6]) },
  OracleCase("permuted") { $0[0].permuted([2, 0, 3, 1]) },
  OracleCase("transposed") { $0[0].transposed(-1, -2) },
  OracleCase("sliced") { $0[0].sliced(2..<6, along: 1) },
  OracleCase("concatenated") { Tensor.concatenated([$0[0], $0[1], $0[0]], along: 1) },
  OracleCase("gathered") { $0[0].gathered(places) },
  OracleCase("scatterAdded") { $0[0].scatterAdded(places, size: 6) },
  OracleCase("chosen") {
    let mask = Tensor([1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0], shape: [3, 4], in: $0[0].pool)
    return $0[0].chosen(where: mask, else: $0[1])
  },
  OracleCase("padded, zero") { $0[0].padded(2, 3, along: 1) },
  OracleCase("padded, replicate") { $0[0].padded(2, 3, along: 1, mode: .replicate) },
  OracleCase("padded, circular") { $0[0].padded(2, 3, along: 1, mode: .circular) },
  OracleCase("greatestMask") { $0[0].greatestMask(3, from: 1) + $0[0] * 0 },
]

private let productCases: [OracleCase] = [
  OracleCase("linear") { $0[0].linear($0[1], bias: $0[2]) },
  OracleCase("linear, without bias") { $0[0].linear($0[1]) },
  OracleCase("mixed") {
    $0[0].mixed($0[1], bias: $0[2], activation: .gelu, adding: $0[3])
  },
  OracleCase("perceptron") {
    $0[0].perceptron(
      [AffineStep($0[1], bias: $0[2], activation: .gelu), AffineStep($0[3], bias: $0[4])],
      adding: $0[5])
  },
  OracleCase("mixedPerceptron") {
    $0[0].mixedPerceptron(
      [
        AffineStep($0[1], bias: $0[2], activation: .relu),
        AffineStep($0[3], bias: $0[4], activation: .tanh),
      ], adding: $0[5])
  },
  OracleCase("decomposed") {
    let parts = $0[0].decomposed(5, along: 1)
    return Tensor.concatenated([parts.season, parts.trend], along: 1)
  },
  OracleCase("matmul") { $0[0].matmul($0[1]) },
  OracleCase("matmul, shared right") { $0[0].matmul($0[1]) },
  OracleCase("matmul, shared left") { $0[0].matmul($0[1]) },
  OracleCase("matmul, right transposed") { $0[0].matmul($0[1], transposingRight: true) },
  OracleCase("softmax") { $0[0].softmax() },
  OracleCase("logSoftmax") { $0[0].logSoftmax() },
]
