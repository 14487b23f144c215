import Engine

/// Recurrent operations: blocks of one step and of several, the last one short, both directions, initial states.
let recurrentChecks: [OperationCheck] = [
  lstmCheck("lstm", time: 3, batch: 2, input: 2, hidden: 3),
  lstmCheck("lstm, reversed", time: 4, batch: 3, input: 1, hidden: 2, isReversed: true),
  lstmCheck("lstm, two blocks", time: 3, batch: 23, input: 1, hidden: 1),
  lstmCheck("lstm, a step a block", time: 2, batch: 65, input: 1, hidden: 1, isReversed: true),
  OperationCheck(
    "lstm, from states", [3, 2, 2], [2, 8], [2, 8], [8], [8], [2, 2], [2, 2], in: -1..<1
  ) {
    lstmResult($0, isReversed: false)
  } reference: {
    lstmReference($0, isReversed: false)
  },
  OperationCheck(
    "lstm, from states, reversed, two blocks", [3, 33, 1], [1, 4], [1, 4], [4], [4], [33, 1],
    [33, 1], in: -1..<1
  ) {
    lstmResult($0, isReversed: true)
  } reference: {
    lstmReference($0, isReversed: true)
  },
  OperationCheck("lstm, the cell alone", [3, 2, 2], [2, 8], [2, 8], [8], in: -1..<1) {
    $0[0].lstm(weight: $0[1], recurrentWeight: $0[2], bias: $0[3], recurrentBias: $0[3]).cell
  } reference: {
    $0[0].lstm([$0[1], $0[2], $0[3], $0[3]]).cell
  },
  gruCheck("gru", time: 3, batch: 2, input: 2, hidden: 3),
  gruCheck("gru, reversed", time: 4, batch: 3, input: 1, hidden: 2, isReversed: true),
  gruCheck("gru, two blocks", time: 3, batch: 23, input: 1, hidden: 1),
  OperationCheck(
    "gru, from a state, two blocks", [3, 33, 1], [1, 3], [1, 3], [3], [3], [33, 1], in: -1..<1
  ) {
    $0[0].gru(
      weight: $0[1], recurrentWeight: $0[2], bias: $0[3], recurrentBias: $0[4], initial: $0[5])
  } reference: {
    $0[0].gru(Array($0[1...4]), initial: [$0[5]])
  },
]

private func lstmCheck(
  _ name: String, time: Int, batch: Int, input: Int, hidden: Int, isReversed: Bool = false
) -> OperationCheck {
  OperationCheck(
    name, [time, batch, input], [input, 4 * hidden], [hidden, 4 * hidden], [4 * hidden],
    [4 * hidden], in: -1..<1
  ) {
    lstmResult($0, isReversed: isReversed)
  } reference: {
    lstmReference($0, isReversed: isReversed)
  }
}

private func gruCheck(
  _ name: String, time: Int, batch: Int, input: Int, hidden: Int, isReversed: Bool = false
) -> OperationCheck {
  OperationCheck(
    name, [time, batch, input], [input, 3 * hidden], [hidden, 3 * hidden], [3 * hidden],
    [3 * hidden], in: -1..<1
  ) {
    $0[0].gru(
      weight: $0[1], recurrentWeight: $0[2], bias: $0[3], recurrentBias: $0[4],
      isReversed: isReversed)
  } reference: {
    $0[0].gru(Array($0[1...4]), isReversed: isReversed)
  }
}

/// All states and the last cell, side by side.
private func lstmResult(_ operands: [Tensor], isReversed: Bool) -> Tensor {
  let (hidden, cell) = operands[0].lstm(
    weight: operands[1], recurrentWeight: operands[2], bias: operands[3],
    recurrentBias: operands[4],
    initial: operands.count > 5 ? (operands[5], operands[6]) : nil, isReversed: isReversed)
  return Tensor.concatenated([hidden, cell.reshaped([1, cell.shape[0], cell.shape[1]])], along: 0)
}

/// The same in Float64.
private func lstmReference(_ operands: [Array64], isReversed: Bool) -> Array64 {
  let (hidden, cell) = operands[0].lstm(
    Array(operands[1...4]), initial: Array(operands[5...]), isReversed: isReversed)
  return Array64.concatenated([hidden, cell.reshaped([1] + cell.shape)], along: 0)
}
