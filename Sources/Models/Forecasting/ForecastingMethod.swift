import Configuration
import Datasets
import Engine
import Exact

/// A way to forecast with every choice made: what a study compares.
public protocol ForecastingMethod: Sendable {
  /// Rows that a forecast looks back on.
  var lookBack: Int { get }

  /// What keeps it from forecasting such windows of a series with a season; nil where nothing does.
  func problem(on windows: Windows, season: Int?) -> String?

  /// Fits to windows of training, and selects on those of validation.
  ///
  /// What is random is drawn from the key; `progress` hears of every epoch.
  func fit(
    _ train: Windows, validation: Windows, season: Int?, key: Key,
    progress: (EpochRecord) -> Void
  ) throws -> any SelectedForecaster
}

/// A forecaster that has been fitted and selected, and does not change any more.
public protocol SelectedForecaster: SelectedModel {
  /// Its parameters; none for one that learns nothing.
  var parameters: [Parameter] { get }
  /// The digest of its parameters before training.
  var initialDigest: Digest { get }
  /// What happened in each epoch.
  var history: [EpochRecord] { get }
  /// Multiply–adds of the linear maps that a forecast of one window goes through.
  var multiplyAdds: Int { get }
  /// Hands on the forecasts of all windows in order, some at a time.
  func forecast(
    _ windows: Windows, batchSize: Int,
    _ body: (_ range: Range<Int>, _ forecast: [Float], _ truth: [Float]) throws -> Void
  ) throws
  /// The shares of several time scales in the forecast of a window, finest first, [horizon, channel] each, as they
  /// are before the normalisation is undone; nil for a network without scales.
  func shares(of window: Int, in windows: Windows) throws -> [[Float]]?
}

extension FittedForecaster: SelectedForecaster {}

/// A network, how it is trained and how far it looks back: all that can be set about a forecaster.
public struct TrainedForecaster<Network: ForecastingNetwork>: ModelParameters, ForecastingMethod {
  /// Rows that a forecast looks back on.
  public var lookBack: Int
  /// What is chosen about the network.
  public var network: Network.Parameters
  /// How it is trained.
  public var training: ForecastingTraining

  /// A forecaster with every choice made.
  public init(
    _: Network.Type, lookBack: Int = 96, _ network: Network.Parameters,
    training: ForecastingTraining = .init()
  ) {
    self.lookBack = lookBack
    self.network = network
    self.training = training
  }

  /// The look-back, what the network declares, and what training does.
  public static var declared: [Declared<Self>] {
    [Declared("lookBack", \.lookBack, in: 1...100_000, "Rows that a forecast looks back on.")]
      + Network.Parameters.declared.map { $0.at(\.network) }
      + ForecastingTraining.declared.map { $0.at(\.training) }
  }

  /// What is wrong with the network's or the training's choices, or with the two together.
  public var problem: String? {
    if let problem = network.problem ?? training.problem { return problem }
    guard let size = training.partSize, Network.mixesSamples(network) else { return nil }
    return "partSize \(size): expected none, since batch normalisation takes a batch as a whole"
  }

  /// Fits to windows of training, and selects on those of validation.
  public func fit(
    _ train: Windows, validation: Windows, season: Int?, key: Key,
    progress: (EpochRecord) -> Void
  ) throws -> any SelectedForecaster {
    try FittedForecaster<Network>(
      network, ForecastingTask(train, season: season), on: train, validation: validation,
      by: training, key: key, progress: progress)
  }

  /// What keeps the network from forecasting such windows of a series with a season; nil where nothing does.
  public func problem(on windows: Windows, season: Int?) -> String? {
    Network.problem(network, ForecastingTask(windows, season: season))
  }
}

extension ForecastingTask {
  /// What windows of a series with a season ask for.
  fileprivate init(_ windows: Windows, season: Int?) {
    self.init(
      lookBack: windows.lookBack, horizon: windows.horizon, channels: windows.channels.count,
      season: season, hasCalendar: windows.calendar != nil)
  }
}
