import Engine
import Exact
import Testing

/// What a checkpoint holds.
private struct Checkpoint {
  let numbers: [[Float]]
  let optimiser: OptimiserState
  let averages: [NamedTensor]
  let training: TrainingState
}

/// What came of a course.
private struct Outcome {
  let records: [EpochRecord]
  let numbers: [[Float]]
  let digest: Digest
}

/// A small network that learns to give x − y/2, on 50 samples in batches of 16, with all that a run has to keep:
/// running statistics, masks, a plateau's state.
private struct Course {
  var seed: UInt64 = 1
  var samples = 50
  var epochs = 12
  var leastBatch = 1
  var clippingNorm: Double? = 1
  var patience: Int?
  /// The decay of the averages; nil without.
  var averaging: Double?
  /// What is done to the loss of a call, from 1.
  var spoiling: (_ call: Int, _ loss: Tensor) -> Tensor = { $1 }
  /// Sees the sizes of batches.
  var seeing: (_ batch: ArraySlice<Int>) -> Void = { _ in }
  var validation: ((_ epoch: Int, _ parameters: [Parameter]) -> Double)?
  var shouldStop: () -> Bool = { false }

  func run(
    from start: Checkpoint? = nil, progress: (Checkpoint) -> Void = { _ in }
  ) throws -> Outcome {
    try run(
      Plateau(0.05, factor: 0.5, patience: 0, threshold: 0.5), { Adam($0) }, from: start, progress)
  }

  func run<O: Optimiser, S: Schedule>(
    _ schedule: S, _ make: ([Parameter]) -> O, from start: Checkpoint? = nil,
    _ progress: (Checkpoint) -> Void = { _ in }
  ) throws -> Outcome {
    let pool = Pool()
    let key = Key(seed: seed)
    let scope = Scope(seed: key["model"], pool: pool)
    let hidden = Linear(2, 16, activation: .tanh, in: scope["hidden"])
    let norm = BatchNorm1d(16, in: scope["norm"])
    let dropout = Dropout(0.1, in: scope["dropout"])
    let output = Linear(16, 1, in: scope["output"])
    let parameters = scope.parameters
    let optimiser = make(parameters)
    let average = averaging.map { MovingAverage(parameters, decay: $0) }
    if let start {
      for (parameter, numbers) in zip(parameters, start.numbers) { parameter.elements = numbers }
      try optimiser.restore(start.optimiser)
      try average?.restore(start.averages)
    }
    let inputs = (0..<2 * samples).map { key["x"].uniform(in: -1..<1, at: $0) }
    var calls = 0
    var epoch = (start?.training.records.count ?? 0) - 1
    let check = validation.map { validation in
      { () -> Double in
        epoch += 1
        return validation(epoch, parameters)
      }
    }
    let plan = TrainingPlan(
      epochs: epochs, batchSize: 16, leastBatch: leastBatch, clippingNorm: clippingNorm,
      patience: patience, key: key["training"])
    let state = try train(
      optimiser, schedule, plan, samples: samples, from: start?.training ?? TrainingState(),
      averaging: average,
      loss: { batch, mode in
        calls += 1
        seeing(batch)
        let rows = batch.flatMap { [inputs[2 * $0], inputs[2 * $0 + 1]] }
        let targets = batch.map { inputs[2 * $0] - 0.5 * inputs[2 * $0 + 1] }
        let x = Tensor(rows, shape: [batch.count, 2], in: pool)
        let states = dropout(norm(hidden(x, mode), mode), mode)
        let loss = output(states, mode).meanSquaredError(
          Tensor(targets, shape: [batch.count, 1], in: pool))
        return spoiling(calls, loss)
      }, validation: check,
      progress: { state in
        progress(
          Checkpoint(
            numbers: parameters.map(\.elements), optimiser: optimiser.state,
            averages: average?.tensors ?? [], training: state))
      }, shouldStop: shouldStop)
    return Outcome(
      records: state.records, numbers: parameters.map(\.elements), digest: parameters.digest)
  }

  /// Goes on from after every epoch, and expects the records and numbers of one run.
  func expectToResume<O: Optimiser, S: Schedule>(
    _ what: String, _ schedule: S, _ make: ([Parameter]) -> O
  ) throws {
    var checkpoints: [Checkpoint] = []
    let whole = try run(schedule, make, { checkpoints.append($0) })
    #expect(checkpoints.count == whole.records.count)
    for checkpoint in checkpoints {
      let resumed = try run(schedule, make, from: checkpoint)
      let epoch = checkpoint.training.records.count
      #expect(resumed.records == whole.records, "\(what), after \(epoch) epochs")
      #expect(resumed.digest == whole.digest, "\(what), after \(epoch) epochs")
    }
  }
}

@Suite struct `Training` {
  @Test func `twice gives the same bits, and learns`() throws {
    var seen: [EpochRecord] = []
    var batches: [Int] = []
    let schedule = WarmUp(ConstantRate(0.05), steps: 5)
    let first = try Course(seeing: { batches.append($0.count) }).run(
      schedule, { Adam($0) }, { seen += $0.training.records.suffix(1) })
    let second = try Course().run(schedule, { Adam($0) })
    #expect(first.records == second.records)
    #expect(batches == Array(repeating: [16, 16, 16, 2], count: 12).flatMap { $0 })
    #expect(seen == first.records)
    #expect(first.records.map(\.epoch) == Array(0..<12))
    #expect(first.records.last?.digest == first.digest)
    #expect(first.records.last?.rate == 0.05)
    #expect(first.records[11].loss < 0.5 * first.records[0].loss)
    #expect(Set(first.records.map(\.digest.description)).count == 12)
    let other = try Course(seed: 2).run(schedule, { Adam($0) })
    #expect(other.digest != first.digest)
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
    let result = try course.run(progress: { last = $0 })
    #expect(result.records.map(\.validationLoss) == [3, 1, 0.5, 0.75, 0.5, 2])
    #expect(result.numbers == numbers[2])
    #expect(result.digest == result.records[2].digest)
    // Resumed when it is over, it takes no step more.
    let resumed = try course.run(from: last)
    #expect(resumed.records == result.records)
    #expect(resumed.digest == result.digest)
  }

  @Test func `keeps a last batch of one, or leaves it out`() throws {
    var seen: [[Int]] = []
    func epochs(_ course: Course) throws -> [EpochRecord] {
      seen = []
      var course = course
      (course.samples, course.epochs) = (49, 5)
      course.seeing = { seen.append(Array($0)) }
      return try course.run(ConstantRate(0), { Adam($0) }).records
    }
    _ = try epochs(Course())
    #expect(seen.map(\.count) == Array(repeating: [16, 16, 16, 1], count: 5).flatMap { $0 })
    let records = try epochs(Course(leastBatch: 2))
    #expect(seen.map(\.count) == Array(repeating: 16, count: 15))
    let left = (0..<5).map { epoch in
      Set(0..<49).subtracting(seen[3 * epoch..<3 * epoch + 3].joined())
    }
    #expect(left.allSatisfy { $0.count == 1 } && Set(left).count > 1)
    #expect(records.count == 5)
    let plan = TrainingPlan(epochs: 1, batchSize: 16, leastBatch: 2, key: Key(seed: 1))
    #expect([0, 1, 2, 16, 17, 18, 8033].map { plan.steps(over: $0) } == [0, 0, 1, 1, 1, 2, 502])
  }

  @Test func `means the losses of the samples that were seen`() throws {
    var losses: [Double] = []
    for leastBatch in [1, 2] {
      losses = []
      var course = Course(samples: 33, epochs: 1, leastBatch: leastBatch)
      course.spoiling = { _, loss in
        losses.append(Double(loss.scalar))
        return loss
      }
      let record = try course.run(ConstantRate(0.01), { Adam($0) }).records[0]
      let mean =
        leastBatch == 1
        ? (16 * losses[0] + 16 * losses[1] + losses[2]) / 33 : (losses[0] + losses[1]) / 2
      #expect(abs(record.loss - mean) < 1e-15)
    }
  }

  @Test func `says where it fails, before a step is taken`() throws {
    for (spoiling, error) in [
      (
        { $0 == 10 ? $1 + Tensor(repeating: .nan, shape: [], in: $1.pool) : $1 },
        TrainingError.loss(epoch: 2, step: 1)
      ),
      ({ $0 == 7 ? $1 * .infinity : $1 }, .loss(epoch: 1, step: 2)),
      // The root of 0 is 0, but its derivative is infinite.
      ({ $0 == 9 ? $1 + ($1 * 0).squareRoot() : $1 }, .gradient(epoch: 2, step: 0)),
    ] as [((Int, Tensor) -> Tensor, TrainingError)] {
      for clippingNorm in [nil, 1] as [Double?] {
        var course = Course(clippingNorm: clippingNorm)
        course.spoiling = spoiling
        #expect(throws: error) { try course.run() }
      }
    }
    var course = Course()
    course.validation = { epoch, _ in epoch == 1 ? .infinity : 1 }
    #expect(throws: TrainingError.validation(epoch: 1)) { try course.run() }
    for (samples, leastBatch) in [(0, 1), (1, 2)] {
      #expect(throws: TrainingError.samples(expected: leastBatch, found: samples)) {
        try Course(samples: samples, leastBatch: leastBatch).run()
      }
    }
  }

  @Test func `says it in one line`() {
    let lines = [
      TrainingError.samples(expected: 2, found: 1), .loss(epoch: 2, step: 1),
      .gradient(epoch: 2, step: 1), .validation(epoch: 3), .stopped(epoch: 2, step: 0),
    ].map(\.description)
    #expect(
      lines == [
        "training: expected at least 2 samples, found 1",
        "training: the loss of epoch 2, step 1 is not finite",
        "training: the gradients of epoch 2, step 1 are not finite",
        "training: the validation loss after epoch 3 is not finite",
        "training: stopped on request before epoch 2, step 0",
      ])
  }

  @Test func `leaves numbers alone and no gradient behind when it fails`() {
    let pool = Pool()
    let scope = Scope(seed: Key(seed: 1), pool: pool)
    let parameter = scope.parameter("w", [2], .constant(3))
    func course(_ loss: @escaping (Tensor) -> Tensor) throws {
      let plan = TrainingPlan(epochs: 1, batchSize: 1, key: Key(seed: 2))
      try train(SGD([parameter], rate: 1), ConstantRate(1), plan, samples: 1) { _, mode in
        loss(parameter[mode])
      }
    }
    #expect(throws: TrainingError.gradient(epoch: 0, step: 0)) {
      try course { ($0 * 0).squareRoot().sum() }
    }
    #expect(parameter.elements == [3, 3])
    // Were the gradient of the failure still there, NaN would come out.
    #expect(throws: Never.self) { try course { $0.sum() } }
    #expect(parameter.elements == [2, 2])
  }

  @Test func `stops on request, between epochs and between batches`() throws {
    let whole = try Course().run()
    for (calls, epoch, step) in [(1, 0, 0), (5, 1, 0), (11, 2, 2)] {
      var asked = 0
      var course = Course()
      course.shouldStop = {
        asked += 1
        return asked == calls
      }
      var last: Checkpoint?
      #expect(throws: TrainingError.stopped(epoch: epoch, step: step)) {
        try course.run(progress: { last = $0 })
      }
      #expect(last?.training.records.count ?? 0 == epoch)
      let resumed = try Course().run(from: last)
      #expect(resumed.digest == whole.digest)
      #expect(resumed.records == whole.records)
    }
    // Asked once before each step, never after the last.
    var asked = 0
    var course = Course()
    course.shouldStop = {
      asked += 1
      return asked > 48
    }
    #expect(try course.run().digest == whole.digest)
    #expect(asked == 48)
  }

  @Test func `evaluates the averages, and ends as them`() throws {
    var seen: [[[Float]]] = []
    var course = Course(patience: 3, averaging: 0.9)
    let measures = [3.0, 1, 0.5, 0.75, 0.5, 2, 0.1]
    course.validation = { epoch, parameters in
      seen.append(parameters.map(\.elements))
      return measures[epoch]
    }
    var kept: [Checkpoint] = []
    let stopped = try course.run(progress: { kept.append($0) })
    #expect(seen == kept.map { $0.averages.map(\.elements) })
    #expect(zip(seen, kept).allSatisfy { $0 != $1.numbers })
    #expect(stopped.numbers == seen[2])
    course.validation = nil
    kept = []
    let ended = try course.run(progress: { kept.append($0) })
    #expect(ended.numbers == kept.last?.averages.map(\.elements))
    // The steps themselves do not depend on averages.
    #expect(ended.records == (try Course().run().records))
  }
}

@Suite struct `Training interrupted and resumed` {
  @Test func `on a plateau`() throws {
    let plateau = Plateau(0.05, factor: 0.5, patience: 0, threshold: 0.5)
    let whole = try Course().run(plateau, { Adam($0) })
    #expect(whole.records.last?.rate != whole.records.first?.rate)
    try Course().expectToResume("plateau", plateau) { Adam($0) }
    try Course().expectToResume("plateau after a rise", WarmUp(plateau, steps: 6)) { Adam($0) }
  }

  @Test func `in one cycle of rate and momentum`() throws {
    let cycle = OneCycle(peak: 0.05, steps: 48)
    try Course().expectToResume("sgd", cycle) {
      SGD($0, rate: 0, momentum: 0.9, nesterov: true)
    }
    try Course().expectToResume("adam", cycle) { Adam($0, weightDecay: 0.1) }
    try Course().expectToResume("rmsprop", cycle) { RMSprop($0, momentum: 0.8) }
    try Course().expectToResume("adagrad", CosineRate(0.1, period: 40)) {
      Adagrad($0, rateDecay: 0.01)
    }
  }

  @Test func `with slow weights`() throws {
    // Intervals that do not end with an epoch's four steps.
    try Course().expectToResume("lookahead", ConstantRate(0.05)) {
      Lookahead(Adam($0), interval: 7)
    }
  }

  @Test func `with everything at once`() throws {
    var course = Course(patience: 4, averaging: 0.8)
    course.validation = { epoch, parameters in
      // A measure of the averages, which grows again in the end.
      let first = Double(parameters[0].elements[0])
      return [4, 3, 2.5, 2.6, 2.4, 2.45, 2.7, 2.8, 3, 3, 3, 3][epoch] + 1e-3 * first
    }
    let plateau = Plateau(0.05, factor: 0.5, patience: 1, cooldown: 1)
    let whole = try course.run(plateau, { Lookahead(Adam($0), interval: 3) })
    #expect(whole.records.count == 9)
    #expect(Set(whole.records.map(\.rate)).count > 1)
    try course.expectToResume("everything", plateau) { Lookahead(Adam($0), interval: 3) }
  }
}
