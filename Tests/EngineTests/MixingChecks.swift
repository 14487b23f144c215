import Engine
import Exact

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
