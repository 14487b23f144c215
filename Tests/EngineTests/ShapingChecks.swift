import Engine
import Exact

private let places = Indices([4, 0, 4, 2, 4, 1], shape: [2, 3])

/// Reductions along axes and over all elements.
let reductionChecks: [OperationCheck] = [
  OperationCheck("sum", [3, 4]) {
    $0[0].sum()
  } reference: {
    $0[0].sum()
  },
  OperationCheck("sum, along rows", [3, 4]) {
    $0[0].sum(along: -1)
  } reference: {
    $0[0].sum(along: 1)
  },
  OperationCheck("sum, along columns, kept", [3, 4]) {
    $0[0].sum(along: 0, keepingAxis: true)
  } reference: {
    $0[0].sum(along: 0).reshaped([1, 4])
  },
  OperationCheck("mean", [3, 4]) {
    $0[0].mean()
  } reference: {
    $0[0].mean()
  },
  OperationCheck("mean, along a middle axis", [2, 3, 4]) {
    $0[0].mean(along: 1)
  } reference: {
    $0[0].mean(along: 1)
  },
  OperationCheck("maximum", [3, 4]) {
    $0[0].maximum(along: 0)
  } reference: {
    $0[0].maximum(along: 0)
  },
  OperationCheck("maximum, last axis kept", [3, 4]) {
    $0[0].maximum(along: -1, keepingAxis: true)
  } reference: {
    $0[0].maximum(along: -1).reshaped([3, 1])
  },
  OperationCheck("minimum", [3, 4]) {
    $0[0].minimum(along: 0)
  } reference: {
    $0[0].minimum(along: 0)
  },
  OperationCheck("variance", [3, 5]) {
    $0[0].variance(along: -1)
  } reference: {
    $0[0].variance(along: -1)
  },
  OperationCheck("variance, of a sample, along a middle axis, kept", [2, 5, 3]) {
    $0[0].variance(along: 1, keepingAxis: true, correction: 1)
  } reference: {
    $0[0].variance(along: 1, correction: 1).reshaped([2, 1, 3])
  },
  OperationCheck("cumulativeSum", [2, 4, 2]) {
    $0[0].cumulativeSum(along: 1)
  } reference: {
    $0[0].cumulativeSum(along: 1)
  },
]

/// Operations that move numbers.
let shapingChecks: [OperationCheck] = [
  OperationCheck("reshaped", [2, 6]) {
    $0[0].reshaped([3, 4])
  } reference: {
    $0[0].reshaped([3, 4])
  },
  OperationCheck("permuted", [2, 3, 4]) {
    $0[0].permuted([2, 0, 1])
  } reference: {
    $0[0].permuted([2, 0, 1])
  },
  OperationCheck("transposed", [2, 3, 4]) {
    $0[0].transposed(-1, -2) * $0[0].transposed(1, 2)
  } reference: {
    $0[0].permuted([0, 2, 1]).squared()
  },
  OperationCheck("sliced", [2, 5, 3]) {
    $0[0].sliced(1..<4, along: 1)
  } reference: {
    $0[0].sliced(1..<4, along: 1)
  },
  OperationCheck("sliced, with overlap", [6]) {
    $0[0].sliced(0..<4, along: 0) * $0[0].sliced(2..<6, along: 0)
  } reference: {
    $0[0].sliced(0..<4, along: 0) * $0[0].sliced(2..<6, along: 0)
  },
  OperationCheck("concatenated", [2, 3], [2, 1]) {
    Tensor.concatenated([$0[0], $0[1], $0[0]], along: 1)
  } reference: {
    Array64.concatenated([$0[0], $0[1], $0[0]], along: 1)
  },
  OperationCheck("gathered", [5, 2]) {
    $0[0].gathered(places)
  } reference: {
    $0[0].gathered(places)
  },
  OperationCheck("scatterAdded", [2, 3, 2]) {
    $0[0].scatterAdded(places, size: 6)
  } reference: {
    $0[0].scatterAdded(places, size: 6)
  },
  OperationCheck("chosen", [2, 3, 2], [2, 3, 2]) {
    $0[0].chosen(where: Tensor([1, 0, 0], shape: [3, 1], in: $0[0].pool), else: $0[1])
  } reference: {
    let row = [true, true, false, false, false, false]
    return $0[0].chosen(where: row + row, else: $0[1])
  },
  OperationCheck("padded, zero", [2, 3, 2]) {
    $0[0].padded(2, 1, along: 1)
  } reference: {
    $0[0].padded(2, 1, along: 1)
  },
  OperationCheck("padded, replicate", [2, 3, 2]) {
    $0[0].padded(2, 1, along: 1, mode: .replicate)
  } reference: {
    $0[0].padded(2, 1, along: 1, mode: .replicate)
  },
  OperationCheck("padded, circular, more than once around", [2, 3]) {
    $0[0].padded(4, 1, along: -1, mode: .circular)
  } reference: {
    $0[0].padded(4, 1, along: -1, mode: .circular)
  },
]
