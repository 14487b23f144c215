import Engine
import Exact
import TestSupport
import Testing

@Suite struct `Recurrent layers` {
  static let cases = [
    "LSTM", "LSTM, stacked", "LSTM, both ways", "LSTM, stacked, both ways", "LSTM, one of each",
    "GRU", "GRU, stacked", "GRU, both ways", "GRU, stacked, both ways", "GRU, one of each",
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
      expectClose(tensor.elements, try oracle.floats("\(name)/\(part)"), "\(name), \(part)")
      let weights = try oracle.floats("\(name)/weights/\(part)")
      objective = objective + (tensor * Tensor(weights, shape: tensor.shape, in: pool)).sum()
    }
    objective.backward()
    expectClose(
      x.gradient?.elements ?? [], try oracle.floats("\(name)/input_gradient"),
      "\(name), gradient of the input")
    expectClose(
      scope.parameters.flatMap { $0.gradient ?? [] },
      try oracle.floats("\(name)/parameter_gradients"), "\(name), gradients of parameters")

    let used = lstm?(x.detached, .evaluation) ?? gru?(x.detached, .evaluation)
    #expect(used?.output.elements == result.output.elements)
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
      do {
        let states = lstm(x, mode)
        (gru(states.output, mode).output.squared().sum() + states.cell[0].sum()).backward()
      }
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
