import Configuration
import Datasets
import Engine
import Exact

/// How a forecasting network is trained: Adam on the mean squared error of scaled numbers.
public struct ForecastingTraining: ModelParameters {
  /// How the step size moves.
  public enum Course: String, ParameterChoice {
    /// One rate.
    case constant
    /// Half the rate after every epoch.
    case halved
    /// Up over a fifth of the steps and down over the rest, the momentum the other way.
    case oneCycle
  }

  /// The most epochs.
  public var epochs: Int
  /// Windows in a batch.
  public var batchSize: Int
  /// The fewest windows of the last batch of an epoch; one with fewer is left out of that epoch.
  ///
  /// A network with batch normalisation needs 2: of a single window nothing is left but the bias.
  public var leastBatch: Int
  /// Windows whose gradients are worked out together; nil for all of a batch.
  public var partSize: Int?
  /// The step size, the greatest one where it moves.
  public var rate: Double
  /// How the step size moves.
  public var course: Course
  /// Epochs without a better validation loss after which training stops.
  public var patience: Int

  /// All that can be set.
  public static let declared: [Declared<Self>] = [
    Declared("epochs", \.epochs, in: 1...10_000, "The most epochs."),
    Declared("batchSize", \.batchSize, in: 1...65_536, "Windows in a batch."),
    Declared(
      "leastBatch", \.leastBatch, in: 1...65_536,
      "The fewest windows of an epoch's last batch; one with fewer is left out."),
    Declared(
      "partSize", \.partSize, "Windows whose gradients are worked out together, or none for all."),
    Declared("rate", \.rate, in: 0...10, "The step size, the greatest one where it moves."),
    Declared("course", \.course, "How the step size moves."),
    Declared("patience", \.patience, in: 1...10_000, "Epochs without a better validation loss."),
  ]

  /// What cannot be together.
  public var problem: String? {
    if leastBatch > batchSize {
      return "leastBatch \(leastBatch) is more than batchSize \(batchSize)"
    }
    return partSize.flatMap { $0 < 1 ? "partSize \($0): expected at least 1" : nil }
  }

  /// A plan of training.
  public init(
    epochs: Int = 10, batchSize: Int = 32, leastBatch: Int = 1, partSize: Int? = nil,
    rate: Double = 1e-3, course: Course = .constant, patience: Int = 3
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.leastBatch = leastBatch
    self.partSize = partSize
    self.rate = rate
    self.course = course
    self.patience = patience
  }
}

/// A forecasting network that has been trained and selected on validation.
public struct FittedForecaster<Network: ForecastingNetwork>: SelectedModel {
  /// The network with the weights of its best epoch.
  public let network: Network
  /// Its parameters.
  public let parameters: [Parameter]
  /// What happened in each epoch; none for a network that learns nothing.
  public let history: [EpochRecord]
  /// The digest of the first weights.
  public let initialDigest: Digest
  private let scope: Scope

  /// Trains a network on windows, and keeps the weights with the least validation error.
  ///
  /// Batches are drawn from the key's stream `fit`, first weights from `model`. The validation error is the mean over
  /// all windows, whatever the batches.
  ///
  /// - Throws: `DataError` where a file cannot be read any more, `TrainingError` where a loss is not finite.
  public init(
    _ choice: Network.Parameters, _ task: ForecastingTask, on train: Windows,
    validation: Windows, by training: ForecastingTraining, key: Key,
    progress: (EpochRecord) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws {
    let scope = Scope(seed: key["model"], pool: Pool())
    let network = Network(choice, task, in: scope)
    self.network = network
    self.scope = scope
    parameters = scope.parameters
    initialDigest = scope.parameters.digest
    guard scope.parameters.contains(where: { $0.isLearned }) else {
      history = []
      return
    }
    let plan = TrainingPlan(
      epochs: training.epochs, batchSize: training.batchSize, leastBatch: training.leastBatch,
      partSize: training.partSize, patience: training.patience,
      schedulesEpochs: training.course == .halved, key: key["fit"])
    // What fails inside a closure of the loop is thrown when the loop is left.
    var failure: (any Error)?
    func run(_ schedule: some Schedule) throws -> TrainingState {
      do {
        return try Engine.train(
          Adam(scope.parameters, rate: Float(training.rate)), schedule, plan,
          samples: train.count,
          loss: { batch, mode in
            let pool = mode.pool ?? scope.pool
            do {
              let (input, target) = try train.tensors(batch, in: pool)
              return network(input, mode).meanSquaredError(target)
            } catch {
              failure = error
              return Tensor(repeating: .nan, shape: [], in: pool)
            }
          },
          validation: {
            do {
              return try validation.meanSquaredError(of: network, in: scope.pool)
            } catch {
              failure = error
              return .nan
            }
          },
          progress: { state in if let last = state.records.last { progress(last) } },
          shouldStop: shouldStop)
      } catch {
        throw failure ?? error
      }
    }
    let steps = plan.steps(over: train.count) * training.epochs
    let state =
      switch training.course {
      case .constant: try run(ConstantRate(training.rate))
      case .halved: try run(StepRate(training.rate, factor: 0.5, every: 1))
      // Too few steps for a rise and a fall keep one rate.
      case .oneCycle where steps < 8: try run(ConstantRate(training.rate))
      case .oneCycle: try run(OneCycle(peak: training.rate, steps: steps, rising: 0.2))
      }
    history = state.records
  }

  /// Hands on the forecasts of all windows in order, some at a time: which windows, forecasts and truths
  /// [window, horizon, channel].
  ///
  /// A forecast does not depend on the windows beside it.
  public func forecast(
    _ windows: Windows, batchSize: Int = 64,
    _ body: (_ range: Range<Int>, _ forecast: [Float], _ truth: [Float]) throws -> Void
  ) throws {
    for range in windows.batches(of: batchSize) {
      let (input, target) = try windows.tensors(range, in: scope.pool)
      try body(range, network(input, .evaluation).elements, target.elements)
    }
  }

  /// Multiply–adds of the linear maps that a forecast of one window goes through.
  public var multiplyAdds: Int { network.multiplyAdds }

  /// The shares of several time scales in the forecast of a window, finest first, [horizon, channel] each, as they
  /// are before the normalisation is undone; nil for a network without scales.
  public func shares(of window: Int, in windows: Windows) throws -> [[Float]]? {
    guard let network = network as? any MultiScaleNetwork else { return nil }
    let (input, _) = try windows.tensors(CollectionOfOne(window), in: scope.pool)
    return network.components(input, .evaluation).shares.map(\.elements)
  }
}

extension Windows {
  /// Some windows as a network's input, and what it should say.
  func tensors(
    _ windows: some Collection<Int>, in pool: Pool
  ) throws(DataError) -> (input: ForecastingInput, target: Tensor) {
    let (count, width) = (windows.count, channels.count)
    var (values, targets) = (
      [Float](repeating: 0, count: count * lookBack * width),
      [Float](repeating: 0, count: count * horizon * width)
    )
    try gather(windows, inputs: &values, targets: &targets)
    var input = ForecastingInput(
      values: Tensor(values, shape: [count, lookBack, width], in: pool))
    if calendar != nil {
      let features = CalendarMarks.width
      var (past, future) = (
        [Float](repeating: 0, count: count * lookBack * features),
        [Float](repeating: 0, count: count * horizon * features)
      )
      gatherMarks(windows, inputs: &past, targets: &future)
      input.marks = Tensor(past, shape: [count, lookBack, features], in: pool)
      input.futureMarks = Tensor(future, shape: [count, horizon, features], in: pool)
    }
    return (input, Tensor(targets, shape: [count, horizon, width], in: pool))
  }

  /// The mean squared error of a network's forecasts over all windows, in Float64.
  func meanSquaredError(
    of network: some ForecastingNetwork, in pool: Pool
  ) throws(DataError) -> Double {
    var total = 0.0
    for range in batches(of: 64) {
      let (input, target) = try tensors(range, in: pool)
      total +=
        Double(network(input, .evaluation).meanSquaredError(target).scalar)
        * Double(range.count)
    }
    return total / Double(count)
  }
}
