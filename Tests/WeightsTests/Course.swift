import Engine
import Exact
import HDF5
import Weights

/// A run that keeps a checkpoint: a small network with running statistics and masks, on 50 samples.
struct Course {
  /// By which means it is trained.
  enum Kind: String, Codable, CaseIterable {
    /// Adam on a plateau, without validation.
    case plateau
    /// Slow weights around SGD, in one cycle of rate and momentum.
    case cycle
    /// Slow weights around Adam, averages, a plateau of a validation loss, and early stopping.
    case everything
  }

  /// Where a course may be watched, or ended.
  enum Moment: Codable, Equatable {
    /// In a step, counted from the start of the process.
    case step(Int)
    /// After an epoch, before its checkpoint is written.
    case before(epoch: Int)
    /// After an epoch, when its checkpoint has been written.
    case after(epoch: Int)
  }

  var kind: Kind
  /// Where the checkpoint is.
  var path: String
  var seed: UInt64 = 1
  var hidden = 16
  var samples = 50
  var epochs = 10
  var momentum = 0.9
  var rate = 0.05
  var decay = 0.8
  var settings = [Setting("dataset", "made up")]

  /// What came of it.
  struct Outcome {
    let state: TrainingState
    let parameters: [Parameter]
  }

  /// Goes on from the checkpoint, where there is one, to the end.
  func run(_ watch: (Moment) throws -> Void = { _ in }) throws -> Outcome {
    switch kind {
    case .plateau:
      try run(Plateau(rate, factor: 0.5, patience: 0, threshold: 0.5), watch) {
        Adam($0, momentum: momentum)
      }
    case .cycle:
      try run(OneCycle(peak: rate, steps: 4 * epochs), watch) {
        Lookahead(SGD($0, rate: 0, momentum: momentum), interval: 3)
      }
    case .everything:
      try run(Plateau(rate, factor: 0.5, patience: 1, cooldown: 1), watch) {
        Lookahead(Adam($0, momentum: momentum), interval: 7)
      }
    }
  }

  private func run<O: Optimiser, S: Schedule>(
    _ schedule: S, _ watch: (Moment) throws -> Void, _ make: ([Parameter]) -> O
  ) throws -> Outcome {
    let pool = Pool()
    let key = Key(seed: seed)
    let scope = Scope(seed: key["model"], pool: pool)
    let first = Linear(2, hidden, activation: .tanh, in: scope["first"])
    let norm = BatchNorm1d(hidden, in: scope["norm"])
    let dropout = Dropout(0.1, in: scope["dropout"])
    let second = Linear(hidden, 1, in: scope["second"])
    let optimiser = make(scope.parameters)
    let isFull = kind == .everything
    let average = isFull ? MovingAverage(scope.parameters, decay: decay) : nil
    let plan = TrainingPlan(
      epochs: epochs, batchSize: 16, clippingNorm: 1, patience: isFull ? 3 : nil,
      key: key["training"])
    let checkpoint = Checkpoint(
      path, optimiser, schedule, plan, samples: samples, averaging: average, settings: settings)

    let before = (scope.parameters.digest, optimiser.state, average?.tensors)
    let start: TrainingState
    do {
      start = try checkpoint.restore()
    } catch {
      // What is refused has changed nothing.
      let now = (scope.parameters.digest, optimiser.state, average?.tensors)
      guard now == before else { throw Failure.changed }
      throw error
    }
    let inputs = (0..<2 * samples).map { key["x"].uniform(in: -1..<1, at: $0) }
    var failure: (any Error)?
    /// Keeps what went wrong, so that training stops.
    func attempt(_ body: () throws -> Void) {
      do { try body() } catch { failure = failure ?? error }
    }
    var (steps, epoch) = (0, start.records.count)
    // A measure that ends early, and depends on the numbers.
    let measure = {
      [4, 3, 2.5, 2.6, 2.4, 2.45, 2.7, 2.8, 3, 3][epoch]
        + 1e-3 * Double(scope.parameters[0].elements[0])
    }
    do {
      let state = try train(
        optimiser, schedule, plan, samples: samples, from: start, averaging: average,
        loss: { batch, mode in
          steps += 1
          attempt { try watch(.step(steps)) }
          let rows = batch.flatMap { [inputs[2 * $0], inputs[2 * $0 + 1]] }
          let targets = batch.map { inputs[2 * $0] - 0.5 * inputs[2 * $0 + 1] }
          let x = Tensor(rows, shape: [batch.count, 2], in: pool)
          let states = dropout(norm(first(x, mode), mode), mode)
          return second(states, mode).meanSquaredError(
            Tensor(targets, shape: [batch.count, 1], in: pool))
        }, validation: isFull ? measure : nil,
        progress: { state in
          attempt {
            try watch(.before(epoch: epoch))
            try checkpoint.save(state)
            try watch(.after(epoch: epoch))
          }
          epoch += 1
        }, shouldStop: { failure != nil })
      if let failure { throw failure }
      return Outcome(state: state, parameters: scope.parameters)
    } catch {
      throw failure ?? error
    }
  }

  enum Failure: Error {
    /// A refused checkpoint left something changed.
    case changed
    /// The course was ended on purpose.
    case ended
  }
}
