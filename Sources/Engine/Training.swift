import Exact

/// Why training stopped with no result; steps count from the start of their epoch.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// There are too few samples for a single batch.
  case samples(expected: Int, found: Int)
  /// The loss of a batch is infinite or NaN.
  case loss(epoch: Int, step: Int)
  /// The norm of the gradients is infinite or NaN.
  case gradient(epoch: Int, step: Int)
  /// The validation loss after an epoch is infinite or NaN.
  case validation(epoch: Int)
  /// The caller asked to stop, before this step was taken.
  case stopped(epoch: Int, step: Int)

  /// What happened and where.
  public var description: String {
    switch self {
    case .samples(let expected, let found):
      "training: expected at least \(expected) samples, found \(found)"
    case .loss(let epoch, let step):
      "training: the loss of epoch \(epoch), step \(step) is not finite"
    case .gradient(let epoch, let step):
      "training: the gradients of epoch \(epoch), step \(step) are not finite"
    case .validation(let epoch):
      "training: the validation loss after epoch \(epoch) is not finite"
    case .stopped(let epoch, let step):
      "training: stopped on request before epoch \(epoch), step \(step)"
    }
  }
}

/// Trains the parameters of an optimiser, and returns how far that came.
///
/// Every epoch takes the samples 0 ..< `samples` in an order of its own, drawn from the plan's key, in batches: `loss`
/// gets the numbers of a batch's samples and the mode to call the network in, and gives their mean loss; it makes its
/// tensors in `mode.pool`. Where the plan cuts batches into parts, it is called for each, by the threads of `crew` at
/// once: their number changes no bits, the size of the parts does. Then gradients are clipped, and the optimiser takes the schedule's pace and a step. `validation` is called after every epoch and
/// gives a loss, which the schedule observes; where it does, training may stop early, and the parameters end as they
/// were when it was least.
///
/// With `averaging`, the averages take every step in, validation sees them in the parameters' place, and they are what
/// the parameters end as.
///
/// `progress` sees the state after every epoch. From the state that it saw, with the parameters' numbers, the
/// optimiser's state and the averages of that moment and the same plan and schedule, training goes on to the same
/// bits. For this, and for the best weights, the optimiser has to know all of the model's parameters, also those that
/// are not learned. `shouldStop` is asked before every step.
///
/// Throws, leaving the parameters as they are, where a loss or a norm of gradients is not finite, or on request.
@discardableResult
public func train<O: Optimiser, S: Schedule>(
  _ optimiser: O, _ schedule: S, _ plan: TrainingPlan, samples: Int,
  from state: TrainingState = TrainingState(), averaging average: MovingAverage? = nil,
  crew: Crew = .alone,
  loss: (_ batch: ArraySlice<Int>, _ mode: Mode) -> Tensor,
  validation: (() -> Double)? = nil, progress: (TrainingState) -> Void = { _ in },
  shouldStop: () -> Bool = { false }
) throws(TrainingError) -> TrainingState {
  let steps = plan.steps(over: samples)
  guard steps > 0 else { throw .samples(expected: plan.leastBatch, found: samples) }
  let parameters = optimiser.parameters
  let team = Team(crew, parameters)
  for parameter in parameters { parameter.clearGradient() }
  var (state, schedule) = (state, schedule)
  for record in state.records { schedule.observe(record.validationLoss ?? record.loss) }

  /// Takes one step, and gives the sum of its samples' losses and the norm of the gradients before clipping.
  func takeStep(_ step: Int, _ batch: ArraySlice<Int>) throws(TrainingError) -> (Double, Double) {
    let epoch = state.records.count
    let done = epoch * steps + step
    guard !shouldStop() else { throw .stopped(epoch: epoch, step: step) }
    optimiser.follow(schedule.pace(at: plan.schedulesEpochs ? epoch : done))
    let mean = team.meanLoss(of: batch, plan.partSize, key: plan.key["mask"][done], loss)
    guard mean.isFinite else { throw .loss(epoch: epoch, step: step) }
    let norm =
      plan.clippingNorm.map { parameters.clipGradients(norm: $0) } ?? parameters.gradientNorm()
    guard norm.isFinite else { throw .gradient(epoch: epoch, step: step) }
    optimiser.step()
    average?.update()
    return (mean * Double(batch.count), norm)
  }

  while !state.isDone(plan) {
    let epoch = state.records.count
    let order = plan.key["order"][epoch].permutation(samples)
    let seen = min(samples, steps * plan.batchSize)
    var (total, norm) = (0.0, 0.0)
    for step in 0..<steps {
      let batch = order[step * plan.batchSize..<min(seen, (step + 1) * plan.batchSize)]
      let (sum, last) = try takeStep(step, batch)
      total += sum
      norm = last
    }
    let digest = parameters.digest
    average?.swap()
    let measured = validation?()
    if let measured, !measured.isFinite {
      average?.swap()
      throw .validation(epoch: epoch)
    }
    let mean = total / Double(seen)
    schedule.observe(measured ?? mean)
    state.records.append(
      EpochRecord(
        epoch: epoch, loss: mean, validationLoss: measured, rate: optimiser.rate,
        gradientNorm: norm, digest: digest))
    if state.bestRecord?.epoch == epoch { state.best = parameters.map { $0.elements } }
    average?.swap()
    progress(state)
  }

  if let best = state.best {
    for (parameter, numbers) in zip(parameters, best) { parameter.elements = numbers }
  } else if let average {
    for (parameter, tensor) in zip(average.parameters, average.tensors) {
      parameter.elements = tensor.elements
    }
  }
  return state
}

extension Team {
  /// Works out the gradients of a batch's mean loss, part by part, and gives that loss.
  fileprivate func meanLoss(
    of batch: ArraySlice<Int>, _ partSize: Int?, key: Key,
    _ loss: (_ batch: ArraySlice<Int>, _ mode: Mode) -> Tensor
  ) -> Double {
    let size = min(partSize ?? batch.count, batch.count)
    let parts = (batch.count + size - 1) / size
    let losses = backward(parts: parts, key: key) { part, mode in
      let start = batch.startIndex + part * size
      let piece = batch[start..<min(batch.endIndex, start + size)]
      let value = loss(piece, mode)
      return parts == 1 ? value : value * (Float(piece.count) / Float(batch.count))
    }
    return losses.reduce(0) { $0 + Double($1) }
  }
}
