import Configuration
import Engine

/// Every row of the horizon is the last row seen.
public struct Naive: ForecastingNetwork {
  /// Nothing can be chosen.
  public typealias Parameters = NoParameters

  private let horizon: Int

  /// A forecaster without parameters.
  public init(_ parameters: Parameters, _ task: ForecastingTask, in scope: Scope) {
    horizon = task.horizon
  }

  /// The forecast of a batch, [batch, horizon, channel].
  public func callAsFunction(_ input: ForecastingInput, _ mode: Mode) -> Tensor {
    input.values.rowsRepeated(last: 1, over: horizon)
  }

  /// None: nothing is learned.
  public var multiplyAdds: Int { 0 }
}

/// Every row of the horizon is the one a season before it, the last season again and again.
public struct SeasonalNaive: ForecastingNetwork {
  /// What can be chosen.
  public struct Parameters: ModelParameters {
    /// Rows of a season; nil for the series' own, or one row where it has none.
    public var season: Int?

    /// All that can be set.
    public static let declared: [Declared<Self>] = [
      Declared("season", \.season, "Rows of a season; none for the series' own.")
    ]

    /// What no season can be.
    public var problem: String? {
      season.flatMap { $0 < 1 ? "season \($0): expected at least 1 row" : nil }
    }

    /// The series' own season, or another.
    public init(season: Int? = nil) { self.season = season }
  }

  private let season: Int
  private let horizon: Int

  /// A forecaster without parameters; the season must fit into the look-back.
  public init(_ parameters: Parameters, _ task: ForecastingTask, in scope: Scope) {
    season = SeasonalNaive.season(parameters, task)
    if let problem = SeasonalNaive.problem(parameters, task) { fatalError(problem) }
    horizon = task.horizon
  }

  private static func season(_ parameters: Parameters, _ task: ForecastingTask) -> Int {
    parameters.season ?? task.season ?? 1
  }

  /// A season that is longer than the look-back.
  public static func problem(_ parameters: Parameters, _ task: ForecastingTask) -> String? {
    let season = season(parameters, task)
    guard season > task.lookBack else { return nil }
    return "expected a look-back of at least the season's \(season) rows, found \(task.lookBack); "
      + "lengthen lookBack, or set another season"
  }

  /// The forecast of a batch, [batch, horizon, channel].
  public func callAsFunction(_ input: ForecastingInput, _ mode: Mode) -> Tensor {
    input.values.rowsRepeated(last: season, over: horizon)
  }

  /// None: nothing is learned.
  public var multiplyAdds: Int { 0 }
}

extension Tensor {
  /// The last rows of [batch, time, channel], again and again: [batch, horizon, channel].
  fileprivate func rowsRepeated(last count: Int, over horizon: Int) -> Tensor {
    let period = sliced(shape[1] - count..<shape[1], along: 1)
    let rounds = (horizon + count - 1) / count
    return Tensor.concatenated(Array(repeating: period, count: rounds), along: 1)
      .sliced(0..<horizon, along: 1)
  }
}
