import Exact

/// How a network is trained, apart from what it learns.
public struct TrainingPlan: Sendable {
  /// The most epochs.
  public var epochs: Int
  /// Samples in a batch; the last of an epoch may have fewer.
  public var batchSize: Int
  /// The greatest norm of the gradients; nil clips none.
  public var clippingNorm: Double?
  /// Epochs without a better validation loss after which training stops; nil never stops early.
  public var patience: Int?
  /// Whether the schedule counts epochs; else it counts steps.
  public var schedulesEpochs: Bool
  /// What shuffling and masks are drawn from.
  public var key: Key

  /// A plan of training.
  public init(
    epochs: Int, batchSize: Int, clippingNorm: Double? = nil, patience: Int? = nil,
    schedulesEpochs: Bool = false, key: Key
  ) {
    guard batchSize > 0 else {
      fatalError("batches of \(batchSize) samples: expected at least 1")
    }
    self.epochs = epochs
    self.batchSize = batchSize
    self.clippingNorm = clippingNorm
    self.patience = patience
    self.schedulesEpochs = schedulesEpochs
    self.key = key
  }
}

/// What happened in one epoch.
public struct EpochRecord: Equatable, Sendable {
  /// The epoch, from 0.
  public let epoch: Int
  /// The mean loss of its samples, each as it was when its batch came.
  public let loss: Double
  /// The validation loss after it; nil where there is none.
  public let validationLoss: Double?
  /// The rate of its last step.
  public let rate: Float
  /// The norm of the gradients of its last step, before clipping.
  public let gradientNorm: Double
  /// The digest of all parameters after it.
  public let digest: Digest

  /// A record, as one made or one read back.
  public init(
    epoch: Int, loss: Double, validationLoss: Double?, rate: Float, gradientNorm: Double,
    digest: Digest
  ) {
    self.epoch = epoch
    self.loss = loss
    self.validationLoss = validationLoss
    self.rate = rate
    self.gradientNorm = gradientNorm
    self.digest = digest
  }
}

/// How far training has come: with the parameters' numbers and the optimiser's state all that a checkpoint needs.
public struct TrainingState: Equatable, Sendable {
  /// What happened in the epochs that are done.
  public var records: [EpochRecord]
  /// The numbers of all parameters after the epoch with the least validation loss; nil without validation.
  public var best: [[Float]]?

  /// The state after epochs that are done, of which there are none at the start.
  public init(records: [EpochRecord] = [], best: [[Float]]? = nil) {
    self.records = records
    self.best = best
  }

  /// The first of the epochs with the least validation loss.
  public var bestRecord: EpochRecord? {
    var best: EpochRecord?
    for record in records {
      guard let loss = record.validationLoss else { continue }
      if best?.validationLoss.map({ loss < $0 }) ?? true { best = record }
    }
    return best
  }

  /// Whether nothing is left to do.
  fileprivate func isDone(_ plan: TrainingPlan) -> Bool {
    guard records.count < plan.epochs else { return true }
    guard let patience = plan.patience, let best = bestRecord else { return false }
    return records.count > best.epoch + max(1, patience)
  }
}

/// Why training stopped with no result.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// The loss of a batch is infinite or NaN; steps count from the start of the epoch.
  case loss(epoch: Int, step: Int)
  /// The validation loss after an epoch is infinite or NaN.
  case validation(epoch: Int)

  /// Where the loss stopped being a number.
  public var description: String {
    switch self {
    case .loss(let epoch, let step):
      "training: the loss of epoch \(epoch), step \(step) is not finite"
    case .validation(let epoch):
      "training: the validation loss after epoch \(epoch) is not finite"
    }
  }
}

extension Array where Element == Parameter {
  /// The SHA-256 digest of all parameters with their names and shapes.
  public var digest: Digest {
    var digest = TensorDigest()
    for parameter in self {
      digest.add(parameter.name, shape: parameter.shape.array, parameter.elements)
    }
    return digest.finalize()
  }
}

/// Trains the parameters of an optimiser, and returns how far that came.
///
/// Every epoch takes the samples 0 ..< `samples` in an order of its own, drawn from the plan's key, in batches: `loss`
/// gets the numbers of a batch's samples and the mode to call the network in, and gives their mean loss. Then gradients
/// are clipped, and the optimiser takes the schedule's pace and a step. `validation` is called after every epoch and
/// gives a loss, which the schedule observes; where it does, training may stop early, and the parameters end as they
/// were when it was least. `progress` sees the state after every epoch. From the state that it saw, with the
/// parameters' numbers and the optimiser's state of that moment and the same plan and schedule, training goes on to
/// the same bits. Throws, leaving the parameters as they are, where a loss is not finite.
@discardableResult
public func train<O: Optimiser, S: Schedule>(
  _ optimiser: O, _ schedule: S, _ plan: TrainingPlan, samples: Int,
  from state: TrainingState = TrainingState(),
  loss: (_ batch: ArraySlice<Int>, _ mode: Mode) -> Tensor,
  validation: (() -> Double)? = nil, progress: (TrainingState) -> Void = { _ in }
) throws(TrainingError) -> TrainingState {
  guard samples > 0 else { fatalError("training on \(samples) samples: expected at least 1") }
  let parameters = optimiser.parameters
  var (state, schedule) = (state, schedule)
  for record in state.records { schedule.observe(record.validationLoss ?? record.loss) }
  while !state.isDone(plan) {
    let epoch = state.records.count
    let (mean, norm) = try runEpoch(epoch, optimiser, schedule, plan, samples, loss)
    let measured = validation?()
    if let measured, !measured.isFinite { throw .validation(epoch: epoch) }
    schedule.observe(measured ?? mean)
    state.records.append(
      EpochRecord(
        epoch: epoch, loss: mean, validationLoss: measured, rate: optimiser.rate,
        gradientNorm: norm, digest: parameters.digest))
    if state.bestRecord?.epoch == epoch { state.best = parameters.map { $0.elements } }
    progress(state)
  }
  if let best = state.best {
    for (parameter, numbers) in zip(parameters, best) { parameter.elements = numbers }
  }
  return state
}

/// One pass over all samples: their mean loss, and the norm of the last gradients before clipping.
private func runEpoch<O: Optimiser, S: Schedule>(
  _ epoch: Int, _ optimiser: O, _ schedule: S, _ plan: TrainingPlan, _ samples: Int,
  _ loss: (_ batch: ArraySlice<Int>, _ mode: Mode) -> Tensor
) throws(TrainingError) -> (loss: Double, norm: Double) {
  let batches = (samples + plan.batchSize - 1) / plan.batchSize
  let order = plan.key["order"][epoch].permutation(samples)
  var (total, norm) = (0.0, 0.0)
  for step in 0..<batches {
    let done = epoch * batches + step
    let batch = order[step * plan.batchSize..<min(samples, (step + 1) * plan.batchSize)]
    optimiser.follow(schedule.pace(at: plan.schedulesEpochs ? epoch : done))
    let value = loss(batch, .training(plan.key["mask"][done]))
    guard value.scalar.isFinite else { throw .loss(epoch: epoch, step: step) }
    total += Double(value.scalar) * Double(batch.count)
    value.backward()
    if let limit = plan.clippingNorm {
      norm = optimiser.parameters.clipGradients(norm: limit)
    } else if step == batches - 1 {
      norm = optimiser.parameters.gradientNorm()
    }
    optimiser.step()
  }
  return (total / Double(samples), norm)
}
