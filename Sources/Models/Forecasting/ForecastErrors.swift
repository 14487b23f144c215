/// Errors of forecasts, gathered window by window: squares and magnitudes for every step and channel.
///
/// Sums are in Float64 in the order of the windows, so that they do not depend on how windows are batched.
public struct ForecastErrors: Sendable {
  /// Rows of a forecast.
  public let horizon: Int
  /// Channels of a forecast.
  public let channels: Int
  /// Windows gathered so far.
  public private(set) var windows = 0
  private var squares: [Double]
  private var magnitudes: [Double]

  /// No errors yet.
  public init(horizon: Int, channels: Int) {
    self.horizon = horizon
    self.channels = channels
    squares = [Double](repeating: 0, count: horizon * channels)
    magnitudes = squares
  }

  /// Adds forecasts and truths of some windows, [window, horizon, channel] both.
  public mutating func add(_ forecast: [Float], _ truth: [Float]) {
    let size = squares.count
    guard forecast.count == truth.count, size > 0, forecast.count % size == 0 else {
      fatalError(
        "errors of \(forecast.count) forecasts and \(truth.count) truths: expected equal numbers, a multiple of \(size)"
      )
    }
    for start in stride(from: 0, to: forecast.count, by: size) {
      for i in 0..<size {
        let error = Double(forecast[start &+ i]) - Double(truth[start &+ i])
        squares[i] += error * error
        magnitudes[i] += abs(error)
      }
    }
    windows += forecast.count / size
  }

  /// The mean squared error over windows, steps and channels.
  public var meanSquaredError: Double { squares.reduce(0, +) / Double(windows * squares.count) }

  /// The mean absolute error over windows, steps and channels.
  public var meanAbsoluteError: Double {
    magnitudes.reduce(0, +) / Double(windows * magnitudes.count)
  }

  /// The mean squared and the mean absolute error of each step of the horizon.
  public var bySteps: [(squared: Double, absolute: Double)] {
    (0..<horizon).map { step in
      mean(stride(from: step * channels, to: (step + 1) * channels, by: 1))
    }
  }

  /// The mean squared and the mean absolute error of each channel.
  public var byChannels: [(squared: Double, absolute: Double)] {
    (0..<channels).map { mean(stride(from: $0, to: horizon * channels, by: channels)) }
  }

  private func mean(_ places: StrideTo<Int>) -> (squared: Double, absolute: Double) {
    var (square, magnitude, count) = (0.0, 0.0, 0)
    for place in places {
      square += squares[place]
      magnitude += magnitudes[place]
      count += 1
    }
    let number = Double(max(1, count * windows))
    return (square / number, magnitude / number)
  }
}
