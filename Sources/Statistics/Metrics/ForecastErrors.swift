import Exact

/// The errors of forecasts over whole windows, added up batch by batch.
///
/// Sums are kept in Float64 for each step and channel and run over the windows in their order, so the
/// scores have the same bits whatever the size of the batches. Every window counts once: scores are given
/// only when all that were announced have been added.
///
/// ```swift
/// var errors = ForecastErrors(windows: 2785, steps: 96, channels: 7)
/// for batch in batches { errors.add(forecast(batch), batch.truth) }
/// let report = try errors.report()
/// ```
public struct ForecastErrors: Sendable {
  /// How many windows are to be added.
  public let windows: Int
  /// Steps ahead in a window.
  public let steps: Int
  /// Channels of the series.
  public let channels: Int
  /// How many windows have been added.
  public private(set) var added = 0

  /// What is added up: e², |e|, |y| and 2|e| / (|ŷ| + |y|).
  private enum Term: Int {
    case square, magnitude, truth, share
  }

  // [term, step, channel]
  private var sums: [Double]
  // [window]
  private var squaredLosses: [Double] = []
  private var absoluteLosses: [Double] = []

  /// No errors yet, of forecasts [window, step, channel].
  public init(windows: Int, steps: Int, channels: Int) {
    guard windows >= 0, steps > 0, channels > 0 else {
      fatalError(
        "forecast errors: expected at least one step and channel, got "
          + "[\(windows), \(steps), \(channels)]")
    }
    (self.windows, self.steps, self.channels) = (windows, steps, channels)
    sums = [Double](repeating: 0, count: 4 * steps * channels)
    squaredLosses.reserveCapacity(windows)
    absoluteLosses.reserveCapacity(windows)
  }

  /// Adds the next windows, both lists [window, step, channel].
  public mutating func add(_ forecast: [Float], _ truth: [Float]) {
    let size = steps * channels
    guard forecast.count == truth.count, forecast.count % size == 0 else {
      fatalError(
        "forecast errors: expected whole windows of [\(steps), \(channels)] in both lists, got "
          + "\(forecast.count) numbers and \(truth.count)")
    }
    add(forecast, truth, windows: forecast.count / size)
  }

  /// Adds the next `count` windows, each `steps` × `channels` numbers.
  public mutating func add(
    _ forecast: UnsafePointer<Float>, _ truth: UnsafePointer<Float>, windows count: Int
  ) {
    guard count >= 0, count <= windows - added else {
      fatalError(
        "forecast errors: expected at most \(windows - added) further windows, got \(count)")
    }
    let size = steps * channels
    for window in 0..<count {
      addWindow(forecast + window * size, truth + window * size, size)
    }
    added += count
  }

  private mutating func addWindow(
    _ forecast: UnsafePointer<Float>, _ truth: UnsafePointer<Float>, _ size: Int
  ) {
    sums.withUnsafeMutableBufferPointer { sums in
      guard let squares = sums.baseAddress else { return }
      let (magnitudes, truths, shares) = (squares + size, squares + 2 * size, squares + 3 * size)
      for i in 0..<size {
        let (y, guess) = (Double(truth[i]), Double(forecast[i]))
        let error = guess - y
        let scale = guess.magnitude + y.magnitude
        squares[i] += error * error
        magnitudes[i] += error.magnitude
        truths[i] += y.magnitude
        // Both zero: nothing is wrong.
        shares[i] += scale == 0 ? 0 : 2 * error.magnitude / scale
      }
    }
    let squared = laneSum(size) { i in
      let error = Double(forecast[i]) - Double(truth[i])
      return error * error
    }
    let absolute = laneSum(size) { (Double(forecast[$0]) - Double(truth[$0])).magnitude }
    squaredLosses.append(squared / Double(size))
    absoluteLosses.append(absolute / Double(size))
  }

  /// The scores over all windows.
  ///
  /// `seasonalScales` holds a number a channel, see ``seasonalScales(_:channels:season:)``, and gives the
  /// scores their MASE. Errors: no windows, windows that were not added, a NaN or an infinity among
  /// forecasts or truths.
  public func report(
    seasonalScales: [Double]? = nil
  ) throws(StatisticsError) -> ForecastReport {
    if let scales = seasonalScales, scales.count != channels {
      fatalError("forecast errors: expected \(channels) seasonal scales, got \(scales.count)")
    }
    guard added == windows, windows > 0 else {
      throw .windowsMissing(expected: max(1, windows), found: added)
    }
    for cell in 0..<(steps * channels) where !sum(.square, cell).isFinite {
      throw .forecastNotFinite(step: cell / channels, channel: cell % channels)
    }
    return ForecastReport(
      overall: scores(of: steps * channels, seasonalScales) { $0 },
      byStep: (0..<steps).map { step in
        scores(of: channels, seasonalScales) { step * channels + $0 }
      },
      byChannel: (0..<channels).map { channel in
        scores(of: steps, seasonalScales) { $0 * channels + channel }
      },
      squaredErrorByWindow: squaredLosses, absoluteErrorByWindow: absoluteLosses)
  }

  private func sum(_ term: Term, _ cell: Int) -> Double {
    sums[term.rawValue * steps * channels + cell]
  }

  /// The scores over some steps and channels, in that order.
  private func scores(
    of count: Int, _ scales: [Double]?, _ cell: (Int) -> Int
  ) -> ForecastScores {
    let total = Double(count) * Double(windows)
    func pooled(_ term: Term) -> Double { laneSum(count) { sum(term, cell($0)) } }
    var mase: Double?
    if let scales, (0..<count).allSatisfy({ scales[cell($0) % channels] > 0 }) {
      let scaled = laneSum(count) { sum(.magnitude, cell($0)) / scales[cell($0) % channels] }
      mase = scaled / total
    }
    let (magnitude, truth) = (pooled(.magnitude), pooled(.truth))
    return ForecastScores(
      mse: pooled(.square) / total, mae: magnitude / total, smape: pooled(.share) / total,
      wape: truth > 0 ? magnitude / truth : nil, mase: mase)
  }
}

/// How far forecasts ŷ lie from the truth y, over some windows, steps and channels.
public struct ForecastScores: Sendable, Equatable {
  /// Mean squared error.
  public let mse: Double
  /// Mean absolute error.
  public let mae: Double
  /// Symmetric mean absolute percentage error, the mean of 2|ŷ − y| / (|ŷ| + |y|), 0 where both are 0:
  /// from 0 to 2.
  public let smape: Double
  /// Weighted absolute percentage error, Σ|ŷ − y| / Σ|y|; `nil` where the truth is 0 throughout.
  public let wape: Double?
  /// Mean absolute scaled error, each error over its channel's seasonal scale; `nil` without scales or
  /// where one of them is 0.
  ///
  /// Hyndman and Koehler, *Another Look at Measures of Forecast Accuracy*, 2006.
  public let mase: Double?

  /// Root of the mean squared error.
  public var rmse: Double { mse.squareRoot() }
}

/// The scores of a whole test: pooled, along the steps, and by channel.
public struct ForecastReport: Sendable, Equatable {
  /// Over all windows, steps and channels.
  public let overall: ForecastScores
  /// For steps 1 … h ahead, over all channels.
  public let byStep: [ForecastScores]
  /// For each channel, over all steps.
  public let byChannel: [ForecastScores]
  /// The mean squared error of each window: losses for a ``DieboldMarianoTest``.
  public let squaredErrorByWindow: [Double]
  /// The mean absolute error of each window.
  public let absoluteErrorByWindow: [Double]
}

/// The mean absolute change over one season of each channel of a training series [row, channel]: what
/// MASE divides by, 0 for a channel that repeats itself.
///
/// Errors: a season below 1, not more rows than the season, a NaN or an infinity.
public func seasonalScales(
  _ series: [Float], channels: Int, season: Int
) throws(StatisticsError) -> [Double] {
  guard channels > 0, series.count % channels == 0 else {
    fatalError("seasonal scales: expected whole rows of \(channels), got \(series.count) numbers")
  }
  guard season >= 1 else {
    throw .setting(what: "the season", expected: "at least 1", found: "\(season)")
  }
  let rows = series.count / channels
  guard rows > season else {
    throw .tooFew(
      what: "the seasonal scales, rows", expected: season < Int.max ? season + 1 : season,
      found: rows)
  }
  for index in series.indices where !series[index].isFinite {
    throw .unusable(
      what: "the seasonal scales, row \(index / channels)", index: index % channels,
      found: canonical(series[index]))
  }
  var sums = [Double](repeating: 0, count: channels)
  for row in season..<rows {
    for channel in 0..<channels {
      let now = series[row * channels + channel]
      let before = series[(row - season) * channels + channel]
      sums[channel] += (Double(now) - Double(before)).magnitude
    }
  }
  return sums.map { $0 / Double(rows - season) }
}
