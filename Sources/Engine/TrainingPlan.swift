import Exact

/// How a network is trained, apart from what it learns.
public struct TrainingPlan: Sendable {
  /// The most epochs.
  public var epochs: Int
  /// Samples in a batch; the last of an epoch may have fewer.
  public var batchSize: Int
  /// The fewest samples that the last batch of an epoch may have; one with fewer is left out of that epoch.
  ///
  /// At 1 every sample is seen in every epoch. At 2 no batch has a single sample, on which batch normalisation over
  /// samples gives nothing but its bias.
  public var leastBatch: Int
  /// The most samples of a part of a batch, whose gradients are worked out by themselves (see `Team`); nil for whole
  /// batches.
  public var partSize: Int?
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
    epochs: Int, batchSize: Int, leastBatch: Int = 1, partSize: Int? = nil,
    clippingNorm: Double? = nil, patience: Int? = nil, schedulesEpochs: Bool = false, key: Key
  ) {
    guard batchSize > 0 else {
      fatalError("batches of \(batchSize) samples: expected at least 1")
    }
    guard (1...batchSize).contains(leastBatch) else {
      fatalError("a last batch of at least \(leastBatch) samples: expected 1 to \(batchSize)")
    }
    if let partSize, partSize < 1 {
      fatalError("parts of \(partSize) samples: expected at least 1")
    }
    self.epochs = epochs
    self.batchSize = batchSize
    self.leastBatch = leastBatch
    self.partSize = partSize
    self.clippingNorm = clippingNorm
    self.patience = patience
    self.schedulesEpochs = schedulesEpochs
    self.key = key
  }

  /// The steps that an epoch over so many samples takes.
  public func steps(over samples: Int) -> Int {
    samples / batchSize + (samples % batchSize >= leastBatch ? 1 : 0)
  }

  /// All of the plan.
  public var settings: [Setting] {
    [
      Setting("epochs", epochs), Setting("batchSize", batchSize),
      Setting("leastBatch", leastBatch), Setting("partSize", partSize),
      Setting("clippingNorm", clippingNorm),
      Setting("patience", patience), Setting("schedulesEpochs", schedulesEpochs),
      Setting("key", "\(key.cipher) \(key.stream)"),
    ]
  }
}
