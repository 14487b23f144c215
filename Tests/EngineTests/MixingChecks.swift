import Engine
import Exact

private let someMask = DropoutMask(key: Key(seed: 5), rate: 0.4)

/// Mixing of the last axis but one, parting of series, and linear maps with a residual.
let mixingChecks: [OperationCheck] =
  [
    OperationCheck("mixed", [3, 5, 4], [5, 2], [2]) {
      $0[0].mixed($0[1], bias: $0[2])
    } reference: {
      $0[0].mixed($0[1]) + $0[2].reshaped([2, 1])
    },
    OperationCheck("mixed, two axes without bias", [4, 3], [4, 5]) {
      $0[0].mixed($0[1])
    } reference: {
      $0[0].reshaped([1, 4, 3]).mixed($0[1]).reshaped([5, 3])
    },
    // Thirteen samples of seven columns make a block, and a hundred and one of one.
    OperationCheck("mixed, several blocks of samples", [30, 2, 7], [2, 3], [3], [30, 3, 7]) {
      $0[0].mixed($0[1], bias: $0[2], activation: .gelu, adding: $0[3])
    } reference: {
      ($0[0].mixed($0[1]) + $0[2].reshaped([3, 1])).gelu() + $0[3]
    },
    OperationCheck("mixed, many samples of one column", [130, 2, 1], [2, 1], [1]) {
      $0[0].mixed($0[1], bias: $0[2], activation: .relu)
    } reference: {
      ($0[0].mixed($0[1]) + $0[2].reshaped([1, 1])).relu()
    },
    OperationCheck("mixed, several blocks of one sample's columns", [2, 3, 210], [3, 2], [2]) {
      $0[0].mixed($0[1], bias: $0[2], activation: .tanh)
    } reference: {
      ($0[0].mixed($0[1]) + $0[2].reshaped([2, 1])).tanh()
    },
    OperationCheck("linear, plus a residual", [70, 3], [3, 5], [5], [70, 5]) {
      $0[0].linear($0[1], bias: $0[2], activation: .silu, adding: $0[3])
    } reference: {
      $0[0].linear($0[1], bias: $0[2]).silu() + $0[3]
    },
    OperationCheck("linear, rectified, plus a residual", [20, 3], [3, 5], [5], [20, 5]) {
      $0[0].linear($0[1], bias: $0[2], activation: .relu, adding: $0[3])
    } reference: {
      $0[0].linear($0[1], bias: $0[2]).relu() + $0[3]
    },
    OperationCheck("linear, tanh, plus a residual", [20, 3], [3, 5], [5], [20, 5]) {
      $0[0].linear($0[1], bias: $0[2], activation: .tanh, adding: $0[3])
    } reference: {
      $0[0].linear($0[1], bias: $0[2]).tanh() + $0[3]
    },
    OperationCheck("mixed, sigmoid, plus a residual", [3, 4, 5], [4, 2], [2], [3, 2, 5]) {
      $0[0].mixed($0[1], bias: $0[2], activation: .sigmoid, adding: $0[3])
    } reference: {
      ($0[0].mixed($0[1]) + $0[2].reshaped([2, 1])).sigmoid() + $0[3]
    },
    OperationCheck("linear, to few columns", [40, 11], [11, 3], [3]) {
      $0[0].linear($0[1], bias: $0[2])
    } reference: {
      $0[0].linear($0[1], bias: $0[2])
    },
    OperationCheck("linear, rectified and dropped out", [30, 3], [3, 9], [9]) {
      $0[0].linear($0[1], bias: $0[2], activation: .relu, dropout: someMask)
    } reference: {
      $0[0].linear($0[1], bias: $0[2]).relu().dropout(0.4, Key(seed: 5))
    },
    OperationCheck("linear, tanh and dropped out", [30, 3], [3, 9], [9], [30, 9]) {
      $0[0].linear($0[1], bias: $0[2], activation: .tanh, dropout: someMask, adding: $0[3])
    } reference: {
      $0[0].linear($0[1], bias: $0[2]).tanh().dropout(0.4, Key(seed: 5)) + $0[3]
    },
    OperationCheck("linear, dropped out", [7, 3], [3, 4]) {
      $0[0].linear($0[1], dropout: someMask)
    } reference: {
      $0[0].linear($0[1]).dropout(0.4, Key(seed: 5))
    },
    // Forty-eight rows make a block.
    OperationCheck(
      "perceptron", [70, 4], [4, 192], [192], [192, 3], [3], [70, 3], in: -0.5..<0.5
    ) {
      $0[0].perceptron(
        [
          AffineStep($0[1], bias: $0[2], activation: .gelu),
          AffineStep($0[3], bias: $0[4]),
        ], adding: $0[5])
    } reference: {
      $0[0].linear($0[1], bias: $0[2]).gelu().linear($0[3], bias: $0[4]) + $0[5]
    },
    OperationCheck(
      "perceptron, three steps dropped out", [30, 2], [2, 5], [5], [5, 4], [4, 3], [3],
      in: -1..<1
    ) {
      $0[0].perceptron([
        AffineStep($0[1], bias: $0[2], activation: .relu, dropout: someMask),
        AffineStep($0[3], activation: .sigmoid, dropout: someMask),
        AffineStep($0[4], bias: $0[5], activation: .tanh),
      ])
    } reference: {
      $0[0].linear($0[1], bias: $0[2]).relu().dropout(0.4, Key(seed: 5))
        .linear($0[3]).sigmoid().dropout(0.4, Key(seed: 5))
        .linear($0[4], bias: $0[5]).tanh()
    },
    OperationCheck(
      "mixedPerceptron, several blocks", [30, 3, 7], [3, 4], [4], [4, 2], [2], [30, 2, 7],
      in: -1..<1
    ) {
      $0[0].mixedPerceptron(
        [
          AffineStep($0[1], bias: $0[2], activation: .relu),
          AffineStep($0[3], bias: $0[4], activation: .tanh),
        ], adding: $0[5])
    } reference: {
      (($0[0].mixed($0[1]) + $0[2].reshaped([4, 1])).relu().mixed($0[3]) + $0[4].reshaped([2, 1]))
        .tanh() + $0[5]
    },
    OperationCheck("mixedPerceptron", [2, 3, 4], [3, 5], [5, 3], [3, 2], [2]) {
      $0[0].mixedPerceptron([
        AffineStep($0[1], activation: .gelu), AffineStep($0[2], activation: .sigmoid),
        AffineStep($0[3], bias: $0[4]),
      ])
    } reference: {
      $0[0].mixed($0[1]).gelu().mixed($0[2]).sigmoid().mixed($0[3]) + $0[4].reshaped([2, 1])
    },
  ]
  + [(1, 5), (2, 4), (3, 7), (6, 4), (25, 9)].map { size, length in
    OperationCheck("decomposed, \(size) of \(length)", [2, length, 9]) {
      let parts = $0[0].decomposed(size, along: 1)
      return Tensor.concatenated([parts.season, parts.trend], along: 1)
    } reference: {
      let before = (size - 1) / 2
      let trend = $0[0].padded(before, size - 1 - before, along: 1, mode: .replicate)
        .averagePooled(size, stride: 1, along: 1)
      return Array64.concatenated([$0[0] - trend, trend], along: 1)
    }
  }
  + [
    OperationCheck("decomposed, season alone", [2, 6, 3]) {
      $0[0].decomposed(3, along: 1).season
    } reference: {
      $0[0]
        - $0[0].padded(1, 1, along: 1, mode: .replicate)
        .averagePooled(3, stride: 1, along: 1)
    },
    OperationCheck("decomposed, trend alone", [2, 6, 3]) {
      $0[0].decomposed(3, along: 1).trend
    } reference: {
      $0[0].padded(1, 1, along: 1, mode: .replicate).averagePooled(3, stride: 1, along: 1)
    },
  ]

extension Array64 {
  /// The last axis but one of [batch, input, inner] times a matrix [input, output].
  fileprivate func mixed(_ weight: Array64) -> Array64 {
    permuted([0, 2, 1]).linear(weight).permuted([0, 2, 1])
  }
}
