import Engine
import Exact

/// One operation as the gradient check sees it: operands, and how they are combined.
///
/// Every operation of the engine is in the list below; what is not listed is not checked, and a test counts.
struct OperationCheck: Sendable {
  let name: String
  /// The operands' shapes, with the range that their numbers are drawn from.
  let operands: [(shape: Shape, range: Range<Float>)]
  let combine: @Sendable ([Tensor]) -> Tensor

  init(
    _ name: String, _ shapes: Shape..., in range: Range<Float> = -2..<2,
    combine: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.init(name, shapes: shapes, in: range, combine: combine)
  }

  init(
    _ name: String, shapes: [Shape], in range: Range<Float> = -2..<2,
    combine: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.name = name
    operands = shapes.map { ($0, range) }
    self.combine = combine
  }
}

/// Every differentiable operation, at shapes that take each of its ways.
let operationChecks: [OperationCheck] =
  arithmeticChecks + elementwiseChecks + shapingChecks + recurrentChecks + networkChecks
  + lossChecks + equationChecks

private let arithmeticChecks: [OperationCheck] = [
  OperationCheck("add", [3, 4], [3, 4]) { $0[0] + $0[1] },
  OperationCheck("add, last axis repeated", [2, 3, 4], [2, 3, 1]) { $0[0] + $0[1] },
  OperationCheck("subtract, a row repeated", [2, 3, 4], [4]) { $0[0] - $0[1] },
  OperationCheck("multiply", [5], [5]) { $0[0] * $0[1] },
  OperationCheck("multiply, both repeated", [3, 1, 4], [2, 1]) { $0[0] * $0[1] },
  OperationCheck("multiply by a scalar", [3, 2], []) { $0[0] * $0[1] },
  OperationCheck("divide, middle axis repeated", [2, 3, 4], [2, 1, 4], in: 0.5..<2) {
    $0[0] / $0[1]
  },
  OperationCheck("numbers", [3, 3]) { -(($0[0] * 3 + 1 - 0.5) / 4) },
  OperationCheck("linear", [2, 3, 5], [5, 4], [4]) { $0[0].linear($0[1], bias: $0[2]) },
  OperationCheck("linear without bias", [6, 2], [2, 3]) { $0[0].linear($0[1]) },
  OperationCheck("linear, relu", [4, 3], [3, 5], [5]) {
    $0[0].linear($0[1], bias: $0[2], activation: .relu)
  },
  OperationCheck("linear, gelu", [4, 3], [3, 5], [5]) {
    $0[0].linear($0[1], bias: $0[2], activation: .gelu)
  },
  OperationCheck("linear, tanh", [4, 3], [3, 5], [5]) {
    $0[0].linear($0[1], bias: $0[2], activation: .tanh)
  },
  OperationCheck("one operand twice", [4]) { $0[0] * $0[0] + $0[0] },
  OperationCheck("mean squared error", [3, 4]) {
    $0[0].meanSquaredError(Tensor(repeating: 0.3, shape: [3, 4], in: $0[0].pool))
  },
  OperationCheck("mean absolute error", [3, 4]) {
    $0[0].meanAbsoluteError(Tensor(repeating: 0.3, shape: [3, 4], in: $0[0].pool))
  },
  OperationCheck("huber loss", [3, 4]) {
    $0[0].huberLoss(Tensor(repeating: 0.3, shape: [3, 4], in: $0[0].pool), delta: 0.7)
  },
]

private let elementwiseChecks: [OperationCheck] = [
  OperationCheck("exp", [7]) { $0[0].exp() },
  OperationCheck("log", [7], in: 0.5..<3) { $0[0].log() },
  OperationCheck("square root", [7], in: 0.5..<3) { $0[0].squareRoot() },
  OperationCheck("square", [7]) { $0[0].squared() },
  OperationCheck("magnitude", [7]) { $0[0].magnitude() },
  OperationCheck("sin", [7]) { $0[0].sin() },
  OperationCheck("cos", [7]) { $0[0].cos() },
  OperationCheck("leaky relu", [9]) { $0[0].leakyReLU(slope: 0.2) },
  OperationCheck("elu", [9]) { $0[0].elu(scale: 1.5) },
  OperationCheck("clamp", [9]) { $0[0].clamped(-0.9, 0.6) },
  OperationCheck("relu", [9]) { $0[0].activated(.relu) },
  OperationCheck("gelu", [9]) { $0[0].activated(.gelu) },
  OperationCheck("silu", [9]) { $0[0].activated(.silu) },
  OperationCheck("sigmoid", [9]) { $0[0].activated(.sigmoid) },
  OperationCheck("tanh", [9]) { $0[0].activated(.tanh) },
  OperationCheck("softplus", [9]) { $0[0].activated(.softplus) },
]

private let shapingChecks: [OperationCheck] = [
  OperationCheck("sum of all", [3, 4]) { $0[0].sum() },
  OperationCheck("mean of all", [3, 4]) { $0[0].mean() },
  OperationCheck("sum of rows", [3, 4]) { $0[0].sum(along: -1) },
  OperationCheck("sum of columns", [3, 4]) { $0[0].sum(along: 0, keepingAxis: true) },
  OperationCheck("mean of a middle axis", [2, 3, 4]) { $0[0].mean(along: 1) },
  OperationCheck("reshape", [2, 6]) { $0[0].reshaped([3, 4]).squared() },
  OperationCheck("permute", [2, 3, 4]) { $0[0].permuted([2, 0, 1]).squared() },
  OperationCheck("transpose", [2, 3, 4]) { $0[0].transposed(-1, -2) * $0[0].transposed(1, 2) },
  OperationCheck("slice", [2, 5, 3]) { $0[0].sliced(1..<4, along: 1).squared() },
  OperationCheck("slices that overlap", [6]) {
    $0[0].sliced(0..<4, along: 0) * $0[0].sliced(2..<6, along: 0)
  },
  OperationCheck("concatenate", [2, 3], [2, 1]) {
    Tensor.concatenated([$0[0], $0[1], $0[0]], along: 1).squared()
  },
]
