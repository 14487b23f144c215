import Datasets
import Engine
import Exact
import Models
import Statistics
import Suite

extension Outcome {
  /// The test error by step, by channel and by hour of the day.
  mutating func plotErrors(_ scored: Scored, _ series: Series) {
    let (steps, channels) = (scored.scaled.byStep, scored.scaled.byChannel)
    plot(
      "error_by_step", Plot.Column("step", 1...steps.count), Plot.Column("mse", steps.map(\.mse)),
      Plot.Column("mae", steps.map(\.mae)), Plot.Column("mase", texts(steps.map(\.mase))))
    plot(
      "error_by_channel", Plot.Column("channel", series.channels),
      Plot.Column("mse", channels.map(\.mse)), Plot.Column("mae", channels.map(\.mae)),
      Plot.Column("mase", texts(channels.map(\.mase))),
      Plot.Column("mse_original_units", scored.original.byChannel.map(\.mse)),
      Plot.Column("mae_original_units", scored.original.byChannel.map(\.mae)))
    guard let hours = scored.byHour else { return }
    plot(
      "error_by_hour", Plot.Column("hour", hours.map(\.hour)),
      Plot.Column("mse", hours.map(\.mse)), Plot.Column("mae", hours.map(\.mae)))
  }

  /// The test error over all windows, beside what is left of it when an incomplete last batch is dropped, as loaders
  /// of published code do.
  mutating func plotAudit(_ report: ForecastReport) {
    let count = report.squaredErrorByWindow.count
    let sizes = [1, 32, 128].filter { $0 <= count }
    func mean(_ losses: [Double], first kept: Int) -> Double {
      laneSum(kept) { losses[$0] } / Double(kept)
    }
    let kept = sizes.map { count / $0 * $0 }
    plot(
      "audit", Plot.Column("batch", sizes), Plot.Column("windows", kept),
      Plot.Column("windows_dropped", kept.map { count - $0 }),
      Plot.Column("mse", kept.map { mean(report.squaredErrorByWindow, first: $0) }),
      Plot.Column("mae", kept.map { mean(report.absoluteErrorByWindow, first: $0) }))
  }

  /// The loss of each epoch of training, where there is any.
  mutating func plotLearning(_ history: [EpochRecord]) {
    guard !history.isEmpty else { return }
    plot(
      "learning_curve", Plot.Column("epoch", history.map { $0.epoch + 1 }),
      Plot.Column("training_loss", history.map(\.loss)),
      Plot.Column("validation_loss", history.compactMap(\.validationLoss)))
  }

  /// Forecast and truth of the named windows, in the units of the series, for the channels that are shown.
  mutating func plotForecasts(_ scored: Scored, _ series: Series) {
    let shown = shownChannels(series)
    var (windows, rows, moments, channels) = ([String](), [Int](), [String](), [String]())
    var (steps, forecasts, truths) = ([Int](), [Float](), [Float]())
    for window in scored.named {
      let width = series.channels.count
      for channel in shown {
        for step in 0..<window.forecast.count / width {
          let row = window.firstRow + step
          windows.append(window.name)
          rows.append(row)
          moments.append(series.time?.time(of: row)?.description ?? "")
          channels.append(series.channels[channel])
          steps.append(step + 1)
          forecasts.append(window.forecast[step * width + channel])
          truths.append(window.truth[step * width + channel])
        }
      }
    }
    plot(
      "forecast", Plot.Column("window", windows), Plot.Column("channel", channels),
      Plot.Column("step", steps), Plot.Column("row", rows), Plot.Column("time", moments),
      Plot.Column("forecast_original_units", forecasts),
      Plot.Column("truth_original_units", truths))
  }

  /// The share of each time scale in the forecast of the middle window, for a network that has several: on the
  /// normalised numbers of that window, for the channels that are shown.
  mutating func plotScales(
    of fitted: any SelectedForecaster, _ windows: Windows, _ series: Series
  ) throws {
    guard let shares = try fitted.shares(of: windows.count / 2, in: windows) else { return }
    let width = series.channels.count
    var (scales, channels, steps) = ([Int](), [String](), [Int]())
    var values: [Float] = []
    for (scale, share) in shares.enumerated() {
      for channel in shownChannels(series) {
        for step in 0..<share.count / width {
          scales.append(scale)
          channels.append(series.channels[channel])
          steps.append(step + 1)
          values.append(share[step * width + channel])
        }
      }
    }
    plot(
      "scales", Plot.Column("scale", scales), Plot.Column("channel", channels),
      Plot.Column("step", steps), Plot.Column("share_normalised", values))
  }
}

/// The first channel and the last: enough to see, few enough to keep.
private func shownChannels(_ series: Series) -> [Int] {
  let last = series.channels.count - 1
  return last == 0 ? [0] : [0, last]
}

/// Numbers in their shortest text; empty where there is none.
private func texts(_ numbers: [Double?]) -> [String] {
  numbers.map { $0.map { canonical($0) } ?? "" }
}
