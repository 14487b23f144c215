import Exact
import Statistics
import TestSupport
import Testing

@Suite struct `Forecast errors` {
  @Test func `equal utilsforecast's`() throws {
    let oracle = try Oracle("statistics")
    let shape = try oracle.shape("forecast/truth")
    let scales = try seasonalScales(
      try oracle.floats("forecast/train"), channels: shape[2],
      season: try oracle.integers("forecast/season")[0])
    var errors = ForecastErrors(windows: shape[0], steps: shape[1], channels: shape[2])
    errors.add(try oracle.floats("forecast/forecast"), try oracle.floats("forecast/truth"))
    let report = try errors.report(seasonalScales: scales)
    func numbers(_ scores: [ForecastScores]) -> [Double] {
      scores.flatMap { [$0.mse, $0.mae, $0.smape, $0.wape ?? .nan, $0.mase ?? .nan] }
    }
    expectClose(numbers([report.overall]), try oracle.doubles("forecast/by all"), "overall")
    expectClose(numbers(report.byStep), try oracle.doubles("forecast/by step"), "by step")
    expectClose(numbers(report.byChannel), try oracle.doubles("forecast/by channel"), "by channel")
    expectClose(
      report.squaredErrorByWindow + report.absoluteErrorByWindow,
      try oracle.doubles("forecast/windows"), "by window")
    #expect(report.overall.rmse == report.overall.mse.squareRoot())
    #expect(try errors.report().overall.mase == nil)
  }

  @Test(arguments: [1, 2, 7, 32, 100])
  func `have the same bits whatever the batch`(_ batch: Int) throws {
    let (windows, steps, channels) = (101, 13, 3)
    let size = steps * channels
    let key = Key(seed: 9)
    let truth = (0..<windows * size).map { key["truth"].normal(at: $0) }
    let forecast = (0..<windows * size).map { key["forecast"].normal(at: $0) }
    let scales = [0.5, 1.25, 2]
    var whole = ForecastErrors(windows: windows, steps: steps, channels: channels)
    whole.add(forecast, truth)
    var parts = ForecastErrors(windows: windows, steps: steps, channels: channels)
    for start in stride(from: 0, to: windows, by: batch) {
      let range = (start * size)..<(min(start + batch, windows) * size)
      parts.add(Array(forecast[range]), Array(truth[range]))
    }
    #expect(try parts.report(seasonalScales: scales) == whole.report(seasonalScales: scales))

    // The sums are those of a plain loop over the windows.
    var sum = 0.0
    for window in 0..<windows {
      let place = window * size + 4 * channels + 1
      sum += (Double(forecast[place]) - Double(truth[place])).magnitude
    }
    var one = ForecastErrors(windows: windows, steps: 1, channels: 1)
    let places = (0..<windows).map { $0 * size + 4 * channels + 1 }
    one.add(places.map { forecast[$0] }, places.map { truth[$0] })
    #expect(try one.report().overall.mae == sum / Double(windows))
  }

  @Test func `are refused while windows are missing`() throws {
    var errors = ForecastErrors(windows: 5, steps: 1, channels: 2)
    errors.add([1, 2, 3, 4], [1, 2, 3, 4])
    #expect(errors.added == 2)
    #expect(throws: StatisticsError.windowsMissing(expected: 5, found: 2)) { try errors.report() }
    errors.add([Float](repeating: 0, count: 6), [Float](repeating: 0, count: 6))
    #expect(throws: Never.self) { try errors.report() }
    let none = ForecastErrors(windows: 0, steps: 1, channels: 2)
    #expect(throws: StatisticsError.windowsMissing(expected: 1, found: 0)) { try none.report() }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `name the step and channel of what is not finite`(_ bad: Float) throws {
    for inForecast in [true, false] {
      var errors = ForecastErrors(windows: 2, steps: 2, channels: 3)
      var list = [Float](repeating: 1, count: 12)
      list[10] = bad
      let other = [Float](repeating: 1, count: 12)
      errors.add(inForecast ? list : other, inForecast ? other : list)
      #expect(throws: StatisticsError.forecastNotFinite(step: 1, channel: 1)) {
        try errors.report()
      }
    }
  }

  @Test func `of a perfect forecast of zeros are zero`() throws {
    var errors = ForecastErrors(windows: 2, steps: 1, channels: 1)
    errors.add([0, 0], [0, 0])
    let scores = try errors.report(seasonalScales: [0]).overall
    #expect(scores.mse == 0 && scores.mae == 0 && scores.smape == 0)
    #expect(scores.wape == nil && scores.mase == nil)
  }

  @Test func `without scale in one channel have MASE in the others`() throws {
    let scales = try seasonalScales([1, 5, 2, 5, 4, 5], channels: 2, season: 1)
    #expect(scales == [1.5, 0])
    var errors = ForecastErrors(windows: 1, steps: 2, channels: 2)
    errors.add([1, 2, 3, 4], [2, 2, 5, 4])
    let report = try errors.report(seasonalScales: scales)
    #expect(report.byChannel.map(\.mase) == [1, nil])
    #expect(report.overall.mase == nil && report.byStep.allSatisfy { $0.mase == nil })
  }

  @Test func `stay finite at the greatest numbers`() throws {
    var errors = ForecastErrors(windows: 1, steps: 1, channels: 2)
    let huge = Float.greatestFiniteMagnitude
    errors.add([huge, -huge], [-huge, huge])
    let scores = try errors.report().overall
    #expect(scores.mse.isFinite && scores.smape == 2 && scores.wape == 2)
  }
}
