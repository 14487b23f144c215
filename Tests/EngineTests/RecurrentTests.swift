import Engine
import Exact
import TestSupport
import Testing

/// Recurrent operations: blocks of one step and of several, the last one short, both directions, initial states.
let recurrentChecks: [OperationCheck] = [
  lstmCheck("lstm", time: 3, batch: 2, input: 2, hidden: 3),
  lstmCheck("lstm, reversed", time: 4, batch: 3, input: 1, hidden: 2, isReversed: true),
  lstmCheck("lstm, two blocks", time: 3, batch: 23, input: 1, hidden: 1),
  lstmCheck("lstm, a step a block", time: 2, batch: 65, input: 1, hidden: 1, isReversed: true),
  OperationCheck(
    "lstm from states", [3, 2, 2], [2, 8], [2, 8], [8], [8], [2, 2], [2, 2], in: -1..<1
  ) { lstmResult($0, isReversed: false) },
  OperationCheck(
    "lstm from states, reversed, two blocks", [3, 33, 1], [1, 4], [1, 4], [4], [4], [33, 1],
    [33, 1], in: -1..<1
  ) { lstmResult($0, isReversed: true) },
  OperationCheck("lstm, the cell alone", [3, 2, 2], [2, 8], [2, 8], [8], in: -1..<1) {
    $0[0].lstm(weight: $0[1], recurrentWeight: $0[2], bias: $0[3], recurrentBias: $0[3]).cell
  },
  gruCheck("gru", time: 3, batch: 2, input: 2, hidden: 3),
  gruCheck("gru, reversed", time: 4, batch: 3, input: 1, hidden: 2, isReversed: true),
  gruCheck("gru, two blocks", time: 3, batch: 23, input: 1, hidden: 1),
  OperationCheck(
    "gru from a state, two blocks", [3, 33, 1], [1, 3], [1, 3], [3], [3], [33, 1], in: -1..<1
  ) {
    $0[0].gru(
      weight: $0[1], recurrentWeight: $0[2], bias: $0[3], recurrentBias: $0[4], initial: $0[5])
  },
]

private func lstmCheck(
  _ name: String, time: Int, batch: Int, input: Int, hidden: Int, isReversed: Bool = false
) -> OperationCheck {
  OperationCheck(
    name, [time, batch, input], [input, 4 * hidden], [hidden, 4 * hidden], [4 * hidden],
    [4 * hidden], in: -1..<1
  ) { lstmResult($0, isReversed: isReversed) }
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

@Suite struct `Recurrent layers` {
  static let cases = [
    "lstm", "lstm, stacked", "lstm, both ways", "lstm, stacked, both ways", "lstm, one of each",
    "gru", "gru, stacked", "gru, both ways", "gru, stacked, both ways", "gru, one of each",
  ]

  /// Every step's rounding passes through all later steps and layers, so differences of some ulps grow with the
  /// sequence: 30 steps in two layers and both directions leave some 1e-6; gradients of parameters are sums of
  /// as many such terms as there are steps and sequences, here up to 150 of size 1, of both signs.
  @Test(arguments: cases)
  func `agree with PyTorch`(_ name: String) throws {
    let oracle = try Oracle("engine_recurrent")
    let settings = try oracle.integers("\(name)/settings")
    let pool = Pool()
    let scope = Scope(seed: Key(seed: 1), pool: pool)
    let (isGRU, both) = (settings[0] == 1, settings[4] == 2)
    let (lstm, gru): (LSTM?, GRU?) =
      isGRU
      ? (nil, GRU(settings[1], settings[2], layers: settings[3], isBidirectional: both, in: scope))
      : (LSTM(settings[1], settings[2], layers: settings[3], isBidirectional: both, in: scope), nil)
    var numbers = try oracle.floats("\(name)/parameters")[...]
    for parameter in scope.parameters {
      parameter.elements = Array(numbers.prefix(parameter.count))
      numbers = numbers.dropFirst(parameter.count)
    }
    #expect(numbers.isEmpty)

    let mode = Mode.training(Key(seed: 2))
    let x = Tensor(
      try oracle.floats("\(name)/input"), shape: Shape(try oracle.shape("\(name)/input")), in: pool
    ).tracked()
    let states = lstm?(x, mode) ?? gru?(x, mode)
    let result = try #require(states)
    var parts = [("output", result.output), ("hidden", stack(result.hidden))]
    if !isGRU { parts.append(("cell", stack(result.cell))) }
    var objective = Tensor(repeating: 0, shape: [], in: pool)
    for (part, tensor) in parts {
      #expect(tensor.shape == Shape(try oracle.shape("\(name)/\(part)")))
      compare(tensor.elements, try oracle.floats("\(name)/\(part)"), "\(name), \(part)", 2e-6)
      let weights = try oracle.floats("\(name)/weights/\(part)")
      objective = objective + (tensor * Tensor(weights, shape: tensor.shape, in: pool)).sum()
    }
    objective.backward()
    compare(
      x.gradient?.elements ?? [], try oracle.floats("\(name)/input_gradient"),
      "\(name), gradient of the input", 4e-6)
    compare(
      scope.parameters.flatMap { $0.gradient ?? [] },
      try oracle.floats("\(name)/parameter_gradients"), "\(name), gradients of parameters", 2e-5)

    let used = lstm?(x.detached, .evaluation) ?? gru?(x.detached, .evaluation)
    #expect(used?.output.elements == result.output.elements)
  }

  /// Every entry within `bound`·(1 + |expected|).
  private func compare(_ found: [Float], _ expected: [Float], _ what: String, _ bound: Float) {
    #expect(found.count == expected.count, "\(what)")
    let distances = zip(found, expected).map { abs($0 - $1) / (1 + abs($1)) }
    guard let worst = distances.indices.max(by: { distances[$0] < distances[$1] }) else { return }
    if !distances.allSatisfy({ $0 <= bound }) {
      Issue.record(
        "\(what), element \(worst): \(found[worst]), expected \(expected[worst]), \(ulps(found[worst], expected[worst])) ulps apart"
      )
    }
  }

  private func stack(_ tensors: [Tensor]) -> Tensor {
    Tensor.concatenated(
      tensors.map { $0.reshaped([1, $0.shape[0], $0.shape[1]]) }, along: 0)
  }

  /// Blocks are a matter of speed: evaluation, which keeps one block at a time, gives the same bits, also where
  /// the last block is short.
  @Test(arguments: [(1, 70), (3, 50), (23, 5), (64, 3), (100, 2)])
  func `give the same bits recorded or not`(_ batch: Int, _ time: Int) {
    let pool = Pool()
    let scope = Scope(seed: Key(seed: 4), pool: pool)
    let lstm = LSTM(3, 5, layers: 2, isBidirectional: true, in: scope["lstm"])
    let gru = GRU(10, 3, layers: 2, isBidirectional: true, in: scope["gru"])
    let count = batch * time * 3
    let x = Tensor(
      (0..<count).map { Key(seed: 5).normal(at: $0) }, shape: [batch, time, 3], in: pool)
    func outputs(_ mode: Mode) -> [[Float]] {
      let first = lstm(x, mode)
      let second = gru(first.output, mode)
      return (first.cell + first.hidden + second.hidden + [second.output]).map(\.elements)
    }
    #expect(outputs(.training(Key(seed: 6))) == outputs(.evaluation))
  }

  @Test func `drop outputs between layers in training only`() {
    let pool = Pool()
    let scope = Scope(seed: Key(seed: 4), pool: pool)
    let plain = LSTM(3, 4, layers: 2, in: scope["plain"])
    let dropping = LSTM(3, 4, layers: 2, dropout: 0.5, in: scope["dropping"])
    for (a, b) in zip(plain.cells, dropping.cells) {
      b.weight.elements = a.weight.elements
      b.recurrentWeight.elements = a.recurrentWeight.elements
      b.bias.elements = a.bias.elements
      b.recurrentBias.elements = a.recurrentBias.elements
    }
    let x = Tensor(repeating: 0.5, shape: [2, 5, 3], in: pool)
    func output(_ layer: LSTM, _ mode: Mode) -> [Float] { layer(x, mode).output.elements }
    let mode = Mode.training(Key(seed: 6))
    #expect(output(dropping, .evaluation) == output(plain, .evaluation))
    #expect(output(dropping, mode) != output(plain, mode))
    #expect(output(dropping, mode) == output(dropping, mode))
    #expect(output(dropping, mode) != output(dropping, .training(Key(seed: 7))))
  }

  @Test func `give their memory back`() {
    let pool = Pool()
    let scope = Scope(seed: Key(seed: 1), pool: pool)
    let lstm = LSTM(3, 4, layers: 2, isBidirectional: true, dropout: 0.2, in: scope["lstm"])
    let gru = GRU(8, 4, layers: 2, isBidirectional: true, in: scope["gru"])
    let optimiser = Adam(scope.parameters)
    let x = Tensor(repeating: 0.5, shape: [4, 6, 3], in: pool)
    var reserved = 0
    var inUse = 0
    for step in 0..<200 {
      let mode = Mode.training(Key(seed: 3)[step])
      let states = lstm(x, mode)
      (gru(states.output, mode).output.squared().sum() + states.cell[0].sum()).backward()
      optimiser.step()
      if step == 1 {
        reserved = pool.bytesReserved
        inUse = pool.bytesInUse
      }
    }
    #expect(pool.bytesReserved == reserved)
    #expect(pool.bytesInUse == inUse)
  }
}
