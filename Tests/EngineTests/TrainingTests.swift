import Engine
import Exact
import Testing

/// What a checkpoint holds.
private struct Checkpoint {
  let numbers: [[Float]]
  let optimiser: OptimiserState
  let training: TrainingState
}

/// A small network that learns to give x − y/2, on 50 samples in batches of 16.
private struct Course {
  var seed: UInt64 = 1
  var epochs = 12
  var patience: Int?
  /// The call of the loss that gives NaN.
  var spoiled: Int?
  var validation: ((_ epoch: Int, _ parameters: [Parameter]) -> Double)?

  func run(
    from start: Checkpoint? = nil, progress: (Checkpoint) -> Void = { _ in }
  ) throws -> (records: [EpochRecord], parameters: [Parameter]) {
    try run(Plateau(0.05, factor: 0.5, patience: 0, threshold: 0.5), from: start, progress)
  }

  func run<S: Schedule>(
    _ schedule: S, from start: Checkpoint? = nil, _ progress: (Checkpoint) -> Void = { _ in }
  ) throws -> (records: [EpochRecord], parameters: [Parameter]) {
    let pool = Pool()
    let key = Key(seed: seed)
    let scope = Scope(seed: key["model"], pool: pool)
    let hidden = Linear(2, 16, activation: .tanh, in: scope["hidden"])
    let output = Linear(16, 1, in: scope["output"])
    let parameters = scope.parameters
    let optimiser = Adam(parameters)
    if let start {
      for (parameter, numbers) in zip(parameters, start.numbers) { parameter.elements = numbers }
      try optimiser.restore(start.optimiser)
    }
    let inputs = (0..<100).map { key["x"].uniform(in: -1..<1, at: $0) }
    var calls = 0
    var epoch = -1
    let check = validation.map { validation in
      { () -> Double in
        epoch += 1
        return validation(epoch, parameters)
      }
    }
    let plan = TrainingPlan(
      epochs: epochs, batchSize: 16, clippingNorm: 1, patience: patience, key: key["training"])
    let state = try train(
      optimiser, schedule, plan, samples: 50, from: start?.training ?? TrainingState(),
      loss: { batch, mode in
        calls += 1
        #expect(batch.count == (calls % 4 == 0 ? 2 : 16))
        let rows = batch.flatMap { [inputs[2 * $0], inputs[2 * $0 + 1]] }
        let targets = batch.map { inputs[2 * $0] - 0.5 * inputs[2 * $0 + 1] }
        let x = Tensor(rows, shape: [batch.count, 2], in: pool)
        let loss = output(hidden(x, mode), mode).meanSquaredError(
          Tensor(targets, shape: [batch.count, 1], in: pool))
        return calls == spoiled ? loss + Tensor(repeating: .nan, shape: [], in: pool) : loss
      }, validation: check,
      progress: { state in
        progress(
          Checkpoint(
            numbers: parameters.map(\.elements), optimiser: optimiser.state, training: state))
      })
    return (state.records, parameters)
  }
}

@Suite struct `Training` {
  @Test func `twice gives the same bits, and learns`() throws {
    var seen: [EpochRecord] = []
    let first = try Course().run(
      WarmUp(ConstantRate(0.05), steps: 5),
      { seen += $0.training.records.suffix(1) })
    let second = try Course().run(WarmUp(ConstantRate(0.05), steps: 5))
    #expect(first.records == second.records)
    #expect(seen == first.records)
    #expect(first.records.map(\.epoch) == Array(0..<12))
    #expect(first.records.last?.digest == first.parameters.digest)
    #expect(first.records.last?.rate == 0.05)
    #expect(first.records[11].loss < 0.2 * first.records[0].loss)
    #expect(Set(first.records.map(\.digest.description)).count == 12)
    let other = try Course(seed: 2).run(WarmUp(ConstantRate(0.05), steps: 5))
    #expect(other.records.last?.digest != first.records.last?.digest)
  }

  @Test func `interrupted and resumed gives the bits of one run`() throws {
    var checkpoints: [Checkpoint] = []
    let whole = try Course().run(progress: { checkpoints.append($0) })
    #expect(whole.records.last?.rate != whole.records.first?.rate)
    for checkpoint in checkpoints {
      let resumed = try Course().run(from: checkpoint)
      #expect(resumed.records == whole.records)
      #expect(resumed.parameters.digest == whole.parameters.digest)
    }
  }

  @Test func `stops early with the best weights`() throws {
    var numbers: [[[Float]]] = []
    let measures = [3.0, 1, 0.5, 0.75, 0.5, 2, 0.1]
    var course = Course(patience: 3)
    course.validation = { epoch, parameters in
      numbers.append(parameters.map(\.elements))
      return measures[epoch]
    }
    var last: Checkpoint?
    let (records, parameters) = try course.run(progress: { last = $0 })
    #expect(records.map(\.validationLoss) == [3, 1, 0.5, 0.75, 0.5, 2])
    #expect(parameters.map(\.elements) == numbers[2])
    #expect(parameters.digest == records[2].digest)
    // Resumed when it is over, it takes no step more.
    let resumed = try course.run(from: last)
    #expect(resumed.records == records)
    #expect(resumed.parameters.digest == parameters.digest)
  }

  @Test func `says where a loss is not finite`() throws {
    #expect(throws: TrainingError.loss(epoch: 2, step: 1)) { try Course(spoiled: 10).run() }
    var course = Course()
    course.validation = { epoch, _ in epoch == 1 ? .infinity : 1 }
    #expect(throws: TrainingError.validation(epoch: 1)) { try course.run() }
    #expect(
      TrainingError.loss(epoch: 2, step: 1).description
        == "training: the loss of epoch 2, step 1 is not finite")
  }
}
