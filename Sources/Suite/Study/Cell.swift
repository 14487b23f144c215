import Configuration
import Exact

/// One dataset, variant, model and seed of a study: all that ``Study/run(_:)`` may depend on.
public struct Cell<S: Study> {
  /// The profile of the run.
  public let profile: Profile
  /// The name of the dataset.
  public let datasetName: String
  /// The dataset, opened once for all cells.
  public let dataset: S.Dataset
  /// The variant.
  public let variant: S.Variant
  /// The name of the model.
  public let modelName: String
  /// The parameters of the model, as ``model()`` gets them.
  public let parameters: any ModelParameters
  /// The seed; 0 for a model without seeds.
  public let seed: Int
  /// Whether it is the first cell of its dataset, variant and model, which alone need draw what does not
  /// depend on the seed.
  public let isFirstSeed: Bool
  let make: @Sendable () throws -> S.Model
  let context: CellContext

  /// What everything random is drawn from: the same for all models, so that they are compared in pairs.
  public var key: Key { Key(seed: UInt64(seed)) }

  /// Makes the model of its parameters.
  public func model() throws -> S.Model { try make() }

  /// Says how far the cell has come, for whoever watches: `done` of `total` steps of a kind, with a word about them.
  public func report(_ step: String, _ done: Int, of total: Int, _ text: String = "") {
    context.report(Advance(step: step, done: done, total: total, text: text))
  }

  /// Says that an epoch is done, and its loss.
  public func report(epoch: Int, of total: Int, loss: Double) {
    report("epoch", epoch, of: total, "loss \(decimal(loss, 4))")
  }

  /// Notes how long something took, under a name, in `timing.json`; results do not depend on it.
  public func timed<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    try context.timed(name, body)
  }

  /// The path of a file of the cell's own, kept until the cell is finished: for checkpoints, from which a
  /// run that was killed goes on.
  public func scratch(_ name: String) throws -> String { try context.scratch(name) }
}

/// Which cell it is, in names.
package struct CellIdentity: Sendable, Equatable, CustomStringConvertible {
  let dataset: String
  let variant: String
  let model: String
  /// Nil for a model without seeds.
  let seed: Int?

  package init(dataset: String, variant: String, model: String, seed: Int?) {
    (self.dataset, self.variant, self.model, self.seed) = (dataset, variant, model, seed)
  }

  package var description: String {
    "\(dataset) \(variant) \(model)" + (seed.map { " seed \($0)" } ?? "")
  }

  /// The seed as tables hold it.
  var seedText: String { seed.map { canonical($0) } ?? "" }
}

/// How far a cell has come.
struct Advance: Sendable, Equatable {
  let step: String
  let done: Int
  let total: Int
  let text: String
}

/// What a cell has to do with the run around it.
struct CellContext: Sendable {
  let report: @Sendable (Advance) -> Void
  let durations: Durations
  let scratch: @Sendable (String) throws -> String

  func timed<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    try durations.time(name, body)
  }
}
