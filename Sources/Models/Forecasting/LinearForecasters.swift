import Configuration
import Engine

/// A straight line for the season and one for the trend (Zeng and others 2023, arXiv:2205.13504, section 3: DLinear).
///
/// The trend is a moving average over 25 rows; both lines map the look-back to the horizon and are shared by all
/// channels.
public struct DLinear: ForecastingNetwork {
  /// What can be chosen about DLinear.
  public struct Parameters: ModelParameters {
    /// Rows of the moving average.
    public var window = 25

    /// All that can be set.
    public static let declared: [Declared<Self>] = [
      Declared("window", \.window, in: 1...1024, "Rows of the moving average.")
    ]

    /// The paper's choice.
    public init(window: Int = 25) { self.window = window }
  }

  private let channels: Int
  private let window: Int
  private let season: Linear
  private let trend: Linear

  /// A network at a place in a model.
  public init(_ parameters: Parameters, _ task: ForecastingTask, in scope: Scope) {
    channels = task.channels
    window = parameters.window
    season = Linear(task.lookBack, task.horizon, in: scope["season"])
    trend = Linear(task.lookBack, task.horizon, in: scope["trend"])
  }

  /// The forecast of a batch, [batch, horizon, channel].
  public func callAsFunction(_ input: ForecastingInput, _ mode: Mode) -> Tensor {
    let parts = input.values.decomposed(window, along: 1)
    return season.mixed(parts.season, mode, adding: trend.mixed(parts.trend, mode))
  }

  /// Both lines, once for each channel.
  public var multiplyAdds: Int { (season.weight.count + trend.weight.count) * channels }
}

/// A straight line from the distances to the last row (Zeng and others 2023, arXiv:2205.13504, section 3: NLinear).
public struct NLinear: ForecastingNetwork {
  /// Nothing can be chosen about NLinear.
  public typealias Parameters = NoParameters

  private let channels: Int
  private let line: Linear

  /// A network at a place in a model.
  public init(_ parameters: Parameters, _ task: ForecastingTask, in scope: Scope) {
    channels = task.channels
    line = Linear(task.lookBack, task.horizon, in: scope["line"])
  }

  /// The forecast of a batch, [batch, horizon, channel].
  public func callAsFunction(_ input: ForecastingInput, _ mode: Mode) -> Tensor {
    let x = input.values
    let last = x.sliced(x.shape[1] - 1..<x.shape[1], along: 1)
    return line.mixed(x - last, mode) + last
  }

  /// The line, once for each channel.
  public var multiplyAdds: Int { line.weight.count * channels }
}

/// A straight line between reversible normalisations (Li and others 2023, arXiv:2305.10721: RLinear).
public struct RLinear: ForecastingNetwork {
  /// What can be chosen about RLinear.
  public struct Parameters: ModelParameters {
    /// The share of normalised inputs that is dropped in training.
    public var dropout: Float

    /// All that can be set.
    public static let declared: [Declared<Self>] = [
      Declared("dropout", \.dropout, in: 0..<1, "The share of inputs dropped in training.")
    ]

    /// The choice of the authors' scripts.
    public init(dropout: Float = 0) { self.dropout = dropout }
  }

  private let channels: Int
  private let reversible: RevIN
  private let dropout: Dropout
  private let line: Linear

  /// A network at a place in a model.
  public init(_ parameters: Parameters, _ task: ForecastingTask, in scope: Scope) {
    channels = task.channels
    reversible = RevIN(task.channels, in: scope["reversible"])
    dropout = Dropout(parameters.dropout, in: scope["dropout"])
    line = Linear(task.lookBack, task.horizon, in: scope["line"])
  }

  /// The forecast of a batch, [batch, horizon, channel].
  public func callAsFunction(_ input: ForecastingInput, _ mode: Mode) -> Tensor {
    let (normalised, moments) = reversible.normalised(input.values, mode)
    return reversible.restored(line.mixed(dropout(normalised, mode), mode), moments, mode)
  }

  /// The line, once for each channel.
  public var multiplyAdds: Int { line.weight.count * channels }
}
