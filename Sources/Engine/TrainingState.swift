import Exact

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

/// How far training has come: with the parameters' numbers, the optimiser's state and the averages all that a
/// checkpoint needs.
public struct TrainingState: Equatable, Sendable {
  /// What happened in the epochs that are done.
  public var records: [EpochRecord]
  /// The numbers of all parameters, or their averages, after the epoch with the least validation loss; nil without
  /// validation.
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
  func isDone(_ plan: TrainingPlan) -> Bool {
    guard records.count < plan.epochs else { return true }
    guard let patience = plan.patience, let best = bestRecord else { return false }
    return records.count > best.epoch + max(1, patience)
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
