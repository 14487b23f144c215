import Engine
import Exact

/// One operation as the checks see it: operands, how they are combined, and the same in Float64.
///
/// Its name starts with that of the declaration it is about. No check is made without a reference, and no public
/// operation is without a check: `CoverageTests` compares the lists with the sources.
struct OperationCheck: Sendable {
  let name: String
  /// The operands' shapes, with the range that their numbers are drawn from.
  let operands: [(shape: Shape, range: Range<Float>)]
  let combine: @Sendable ([Tensor]) -> Tensor
  let reference: @Sendable ([Array64]) -> Array64

  init(
    _ name: String, _ shapes: Shape..., in range: Range<Float> = -2..<2,
    combine: @escaping @Sendable ([Tensor]) -> Tensor,
    reference: @escaping @Sendable ([Array64]) -> Array64
  ) {
    self.name = name
    operands = shapes.map { ($0, range) }
    self.combine = combine
    self.reference = reference
  }

  /// The numbers of every operand, drawn by the check's name.
  var numbers: [[Float]] {
    let key = Key(seed: 7)[name]
    return operands.enumerated().map { position, operand in
      (0..<operand.shape.count).map { key["operand"][position].uniform(in: operand.range, at: $0) }
    }
  }

  /// The operands in Float64.
  var arrays: [Array64] {
    zip(numbers, operands).map { Array64($0.map { Double($0) }, $1.shape.array) }
  }
}

/// Every differentiable operation, at shapes that take each of its ways.
let operationChecks: [OperationCheck] =
  arithmeticChecks + linearChecks + mixingChecks + elementwiseChecks + reductionChecks
  + shapingChecks + recurrentChecks + networkChecks + lossChecks + equationChecks

private let arithmeticChecks: [OperationCheck] = [
  OperationCheck("add", [3, 4], [3, 4]) {
    $0[0] + $0[1]
  } reference: {
    $0[0] + $0[1]
  },
  OperationCheck("add, last axis repeated", [2, 3, 4], [2, 3, 1]) {
    $0[0] + $0[1]
  } reference: {
    $0[0] + $0[1]
  },
  OperationCheck("subtract, a row repeated", [2, 3, 4], [4]) {
    $0[0] - $0[1]
  } reference: {
    $0[0] - $0[1]
  },
  OperationCheck("multiply", [5], [5]) {
    $0[0] * $0[1]
  } reference: {
    $0[0] * $0[1]
  },
  OperationCheck("multiply, both repeated", [3, 1, 4], [2, 1]) {
    $0[0] * $0[1]
  } reference: {
    $0[0] * $0[1]
  },
  OperationCheck("multiply, by a scalar", [3, 2], []) {
    $0[0] * $0[1]
  } reference: {
    $0[0] * $0[1]
  },
  OperationCheck("multiply, one operand twice", [4]) {
    $0[0] * $0[0] + $0[0]
  } reference: {
    $0[0] * $0[0] + $0[0]
  },
  OperationCheck("divide, middle axis repeated", [2, 3, 4], [2, 1, 4], in: 0.5..<2) {
    $0[0] / $0[1]
  } reference: {
    $0[0] / $0[1]
  },
  OperationCheck("add, numbers", [3, 3]) {
    -((2 + (3 * $0[0]) * 3 + 1 - 0.5) / 4)
  } reference: {
    $0[0].map { -((2 + 9 * $0 + 1 - 0.5) / 4) }
  },
  OperationCheck("subtract, from a number", [7]) {
    1.5 - $0[0]
  } reference: {
    $0[0].map { 1.5 - $0 }
  },
  OperationCheck("divide, a number", [7], in: 0.5..<2) {
    1.5 / $0[0]
  } reference: {
    $0[0].map { 1.5 / $0 }
  },
]

private let linearChecks: [OperationCheck] =
  [
    OperationCheck("linear", [2, 3, 5], [5, 4], [4]) {
      $0[0].linear($0[1], bias: $0[2])
    } reference: {
      $0[0].linear($0[1], bias: $0[2])
    },
    OperationCheck("linear, without bias", [6, 2], [2, 3]) {
      $0[0].linear($0[1])
    } reference: {
      $0[0].linear($0[1])
    },
  ]
  + activations.map { name, activation, reference in
    OperationCheck("linear, \(name)", [4, 3], [3, 5], [5]) {
      $0[0].linear($0[1], bias: $0[2], activation: activation)
    } reference: {
      reference($0[0].linear($0[1], bias: $0[2]))
    }
  }

/// Every activation with its name and reference.
private let activations: [(String, Activation, @Sendable (Array64) -> Array64)] = [
  ("identity", .identity, { $0 }), ("relu", .relu, { $0.relu() }), ("gelu", .gelu, { $0.gelu() }),
  ("silu", .silu, { $0.silu() }), ("sigmoid", .sigmoid, { $0.sigmoid() }),
  ("tanh", .tanh, { $0.tanh() }), ("softplus", .softplus, { $0.softplus() }),
]

private let elementwiseChecks: [OperationCheck] =
  [
    OperationCheck("exp", [7]) {
      $0[0].exp()
    } reference: {
      $0[0].exp()
    },
    OperationCheck("log", [7], in: 0.5..<3) {
      $0[0].log()
    } reference: {
      $0[0].log()
    },
    OperationCheck("squareRoot", [7], in: 0.5..<3) {
      $0[0].squareRoot()
    } reference: {
      $0[0].squareRoot()
    },
    OperationCheck("squared", [7]) {
      $0[0].squared()
    } reference: {
      $0[0].squared()
    },
    OperationCheck("magnitude", [7]) {
      $0[0].magnitude()
    } reference: {
      $0[0].magnitude()
    },
    OperationCheck("sin", [7]) {
      $0[0].sin()
    } reference: {
      $0[0].sin()
    },
    OperationCheck("cos", [7]) {
      $0[0].cos()
    } reference: {
      $0[0].cos()
    },
    OperationCheck("leakyReLU", [9]) {
      $0[0].leakyReLU(slope: 0.2)
    } reference: {
      $0[0].leakyReLU(slope: 0.2)
    },
    OperationCheck("elu", [9]) {
      $0[0].elu(scale: 1.5)
    } reference: {
      $0[0].elu(scale: 1.5)
    },
    OperationCheck("clamped", [9]) {
      $0[0].clamped(-0.9, 0.6)
    } reference: {
      $0[0].clamped(-0.9, 0.6)
    },
  ]
  + activations.map { name, activation, reference in
    OperationCheck("activated, \(name)", [9]) {
      $0[0].activated(activation)
    } reference: {
      reference($0[0])
    }
  }
