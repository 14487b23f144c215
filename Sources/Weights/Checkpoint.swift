import Engine
import Exact
import HDF5

/// The file in which a training run keeps how far it has come, so that it can go on after a crash to the same bits.
///
/// ```swift
/// let checkpoint = Checkpoint("run.h5", optimiser, schedule, plan, samples: 50)
/// var failure: HDF5Error?
/// try train(
///   optimiser, schedule, plan, samples: 50, from: try checkpoint.restore(), loss: loss,
///   progress: { state in
///     do throws(HDF5Error) { try checkpoint.save(state) } catch { failure = error }
///   }, shouldStop: { failure != nil })
/// ```
///
/// It holds the numbers of all parameters, the optimiser's state, the averages, the epochs' records and the best
/// weights; and the choices that the run was made with, so that no other run goes on from it.
public struct Checkpoint<O: Optimiser> {
  /// Where the file is, or will be.
  public let path: String
  /// The choices that the run is made with: those of numerics, plan, schedule, optimiser and averages, and the caller's.
  public let settings: [Setting]
  private let optimiser: O
  private let average: MovingAverage?

  /// The checkpoint of a run by these means over so many samples.
  ///
  /// `settings` are choices that bits depend on beyond those: the dataset's digest, what of the network its
  /// parameters do not show.
  public init<S: Schedule>(
    _ path: String, _ optimiser: O, _ schedule: S, _ plan: TrainingPlan, samples: Int,
    averaging average: MovingAverage? = nil, settings: [Setting] = []
  ) {
    self.path = path
    self.optimiser = optimiser
    self.average = average
    self.settings =
      [
        Setting("numericsRevision", numericsRevision), Setting("samples", samples),
        Setting("learned", optimiser.parameters.learnedCount),
      ]
      + plan.settings.of("plan") + schedule.settings.of("schedule")
      + optimiser.settings.of("optimiser") + (average?.settings.of("average") ?? []) + settings
  }

  /// Writes what there is now: for `train`'s `progress`, which hands in the state.
  ///
  /// The file appears whole, in place of an earlier one, or not at all.
  public func save(_ state: TrainingState) throws(HDF5Error) {
    try contents(state).write(to: path)
  }

  /// Takes parameters, optimiser and averages back to where the file was written, and returns the state to go on
  /// from; where there is no file, changes nothing and returns the state of a start.
  ///
  /// - Throws: `WeightsError.differences` for the file of another run, all of them, or `schema` or `damaged`;
  ///   `HDF5Error` for a file that cannot be read. Then nothing is changed.
  public func restore() throws -> TrainingState {
    let found: CheckpointContents
    do {
      found = try contents(TrainingState()).read(from: path)
    } catch let error as HDF5Error where error.reason == .missing && error.path == "/" {
      return TrainingState()
    }
    // Names, shapes and counts have been compared, so neither fails when the other has gone through.
    try optimiser.restore(found.optimiser)
    try average?.restore(found.averages)
    for (parameter, tensor) in zip(optimiser.parameters, found.parameters) {
      parameter.elements = tensor.elements
    }
    return found.training
  }

  private func contents(_ state: TrainingState) -> CheckpointContents {
    CheckpointContents(
      settings: settings, parameters: optimiser.parameters.map { NamedTensor($0) },
      optimiser: optimiser.state, averages: average?.tensors ?? [], training: state)
  }
}

extension NamedTensor {
  /// The numbers that a parameter has now.
  fileprivate init(_ parameter: Parameter) {
    self.init(name: parameter.name, shape: parameter.shape, elements: parameter.elements)
  }
}
