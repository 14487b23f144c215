import Configuration
import Engine

/// What a forecaster is asked for: the sizes of its input and output.
public struct ForecastingTask: Hashable, Sendable {
  /// Rows that a forecast looks back on.
  public var lookBack: Int
  /// Rows that are forecast.
  public var horizon: Int
  /// Channels, all of which are forecast.
  public var channels: Int
  /// Rows after which the series is expected to repeat; nil where nothing is known.
  public var season: Int?
  /// Whether calendar features come with the rows.
  public var hasCalendar: Bool

  /// A task of these sizes.
  public init(
    lookBack: Int, horizon: Int, channels: Int, season: Int? = nil, hasCalendar: Bool = false
  ) {
    self.lookBack = lookBack
    self.horizon = horizon
    self.channels = channels
    self.season = season
    self.hasCalendar = hasCalendar
  }
}

/// What a forecast is made of: some windows of a series, and what the calendar says of them.
public struct ForecastingInput {
  /// The rows looked back on, [batch, lookBack, channel].
  public var values: Tensor
  /// Calendar features of those rows, [batch, lookBack, 4]; nil for a series without dates.
  public var marks: Tensor?
  /// Calendar features of the rows that are forecast, [batch, horizon, 4].
  public var futureMarks: Tensor?

  /// An input of these tensors.
  public init(values: Tensor, marks: Tensor? = nil, futureMarks: Tensor? = nil) {
    self.values = values
    self.marks = marks
    self.futureMarks = futureMarks
  }
}

/// A network that forecasts all channels of a series over a horizon.
///
/// Its output is [batch, horizon, channel].
public protocol ForecastingNetwork: SendableMetatype {
  /// What can be chosen about it; the defaults are those of its paper.
  associatedtype Parameters: ModelParameters

  /// A network at a place in a model.
  init(_ parameters: Parameters, _ task: ForecastingTask, in scope: Scope)

  /// What keeps a network of these parameters from a task; nil where nothing does.
  static func problem(_ parameters: Parameters, _ task: ForecastingTask) -> String?

  /// Whether samples of a batch know of each other in training, as with batch normalisation: then gradients cannot be
  /// worked out for parts of a batch.
  static func mixesSamples(_ parameters: Parameters) -> Bool

  /// Multiply–adds of the linear maps, convolutions and recurrences that a forecast of one window goes through: what
  /// is learned, without normalisations, averages and transforms.
  var multiplyAdds: Int { get }

  /// The forecast of a batch.
  func callAsFunction(_ input: ForecastingInput, _ mode: Mode) -> Tensor
}

extension ForecastingNetwork {
  /// Nothing: it is made for any task.
  public static func problem(_ parameters: Parameters, _ task: ForecastingTask) -> String? { nil }

  /// They do not.
  public static func mixesSamples(_ parameters: Parameters) -> Bool { false }
}

/// A network whose forecast is a sum of forecasts at several time scales.
public protocol MultiScaleNetwork: ForecastingNetwork {
  /// The forecast of a batch, and the share of each scale in it before it is brought back, finest first.
  func components(
    _ input: ForecastingInput, _ mode: Mode
  ) -> (forecast: Tensor, shares: [Tensor])
}
