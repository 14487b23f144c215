import Datasets
import Exact
import Models
import Statistics

/// What a selected forecaster says of some windows, each scored once.
struct Scored {
  /// The errors on scaled numbers, with MASE where no channel of training repeats itself exactly.
  let scaled: ForecastReport
  /// The errors in the units of the series.
  let original: ForecastReport
  /// The errors by hour of the day; nil for a series without dates or with less than two rows a day.
  let byHour: [HourlyErrors.Hour]?
  /// The digest of all forecasts.
  let digest: Digest
  /// The first, the middle and the last window, in the units of the series.
  let named: [NamedWindow]

  /// Forecasts all windows of a part of a split, and scores them.
  init(_ fitted: any SelectedForecaster, on windows: Windows, of split: SeriesSplit) throws {
    let (width, horizon) = (windows.channels.count, windows.horizon)
    let size = horizon * width
    var scaled = ForecastErrors(windows: windows.count, steps: horizon, channels: width)
    var original = scaled
    var hours = HourlyErrors(windows, of: split.series)
    var tally = ScoreTally(count: windows.count)
    var digest = TensorDigest()
    let names = NamedWindow.places(windows.count)
    var named: [NamedWindow] = []
    try fitted.forecast(windows, batchSize: 64) { range, forecast, truth in
      scaled.add(forecast, truth)
      hours?.add(range, forecast, truth)
      tally.score(range)
      digest.add("\(range.lowerBound)", shape: [range.count, horizon, width], forecast)
      let (said, was) = (restored(forecast, split.scaler), restored(truth, split.scaler))
      original.add(said, was)
      for (name, window) in names where range.contains(window) {
        let place = (window - range.lowerBound) * size
        named.append(
          NamedWindow(
            name: name, firstRow: windows.firstRow(of: window) + windows.lookBack,
            forecast: Array(said[place..<place + size]), truth: Array(was[place..<place + size])))
      }
    }
    tally.requireComplete()
    self.scaled = try scaled.report(seasonalScales: Scored.seasonalScales(split))
    self.original = try original.report()
    byHour = hours?.hours
    self.digest = digest.finalize()
    self.named = named
  }

  /// The mean change of each channel over a season of training, which MASE is measured in; nil where training is
  /// shorter than a season.
  private static func seasonalScales(_ split: SeriesSplit) throws -> [Double]? {
    let season = split.series.season ?? 1
    guard split.bounds.train > season else { return nil }
    return try Statistics.seasonalScales(
      split.values.read(split.bounds.trainRows), channels: split.values.width, season: season)
  }
}

/// Scaled numbers, [row, channel], in the units of the series.
private func restored(_ numbers: [Float], _ scaler: Scaler?) -> [Float] {
  guard let scaler else { return numbers }
  var numbers = numbers
  numbers.withUnsafeMutableBufferPointer { numbers in
    guard let base = numbers.baseAddress else { return }
    scaler.restore(base, rows: numbers.count / scaler.offsets.count)
  }
  return numbers
}

/// A window that is shown in full: its forecast and the truth, [horizon, channel].
struct NamedWindow {
  let name: String
  /// The row of the series that is forecast first.
  let firstRow: Int
  let forecast: [Float]
  let truth: [Float]

  /// Names of some of so many windows, each once, and which ones they are.
  static func places(_ count: Int) -> [(name: String, window: Int)] {
    var places = [("first", 0)]
    if count > 2 { places.append(("middle", count / 2)) }
    if count > 1 { places.append(("last", count - 1)) }
    return places
  }
}

/// Errors on scaled numbers, gathered by the hour of the day that is forecast.
///
/// Sums are in Float64 in the order of windows, steps and channels.
struct HourlyErrors {
  /// The errors of one hour.
  struct Hour {
    let hour: Int
    let mse: Double
    let mae: Double
  }

  private let lookBack: Int
  private let stride: Int
  private let horizon: Int
  private let channels: Int
  /// The hour of each row that windows cover.
  private let clock: [Int]
  private var squares = [Double](repeating: 0, count: 24)
  private var magnitudes = [Double](repeating: 0, count: 24)
  private var counts = [Int](repeating: 0, count: 24)

  /// None yet; nil for a series without dates or with less than two rows a day.
  init?(_ windows: Windows, of series: Series) {
    guard let time = series.time, case .seconds(let step) = time.step, step <= 43_200 else {
      return nil
    }
    clock = windows.rows.map { time.time(of: $0)?.hour ?? 0 }
    (lookBack, stride) = (windows.lookBack, windows.stride)
    (horizon, channels) = (windows.horizon, windows.channels.count)
  }

  /// Adds forecasts and truths of some windows, [window, horizon, channel] both.
  mutating func add(_ windows: Range<Int>, _ forecast: [Float], _ truth: [Float]) {
    var place = 0
    for window in windows {
      let first = window * stride + lookBack
      for step in 0..<horizon {
        let hour = clock[first + step]
        for _ in 0..<channels {
          let error = Double(forecast[place]) - Double(truth[place])
          squares[hour] += error * error
          magnitudes[hour] += error.magnitude
          place += 1
        }
        counts[hour] += channels
      }
    }
  }

  /// The hours of which there are forecasts.
  var hours: [Hour] {
    (0..<24).filter { counts[$0] > 0 }.map { hour in
      let count = Double(counts[hour])
      return Hour(hour: hour, mse: squares[hour] / count, mae: magnitudes[hour] / count)
    }
  }
}
