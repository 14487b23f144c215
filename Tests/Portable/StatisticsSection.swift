import Exact
import Statistics

/// Summaries, tests and metrics: intervals, p-values and scores.
@Sendable func computeStatistics(_ fingerprint: inout Fingerprint) {
  do throws(StatisticsError) {
    try addSummaries(&fingerprint)
    try addComparisons(&fingerprint)
    try addMetrics(&fingerprint)
  } catch {
    fatalError(error.description)
  }
}

private let key = Key(seed: 8)

private func numbers(_ name: String, _ count: Int, mean: Double = 0) -> [Double] {
  (0..<count).map { mean + key[name].normalDouble(at: $0) }
}

private func addSummaries(_ fingerprint: inout Fingerprint) throws(StatisticsError) {
  let x = numbers("x", 31)
  let bootstrap = Bootstrap(key["bootstrap"], resamples: 200)
  for statistic in Statistic.allCases {
    let interval = try bootstrap.interval(of: statistic, x)
    fingerprint.add([statistic.value(of: x), interval.lower, interval.upper])
  }
  fingerprint.add(try PairedBootstrap(x, numbers("y", 31), bootstrap: bootstrap).pValue)
}

private func addComparisons(_ fingerprint: inout Fingerprint) throws(StatisticsError) {
  for count in [20, 60] {
    let (x, y) = (numbers("x", count), numbers("y", count, mean: 0.5))
    fingerprint.add(try WilcoxonTest(x, y).pValue)
    for horizon in [1, 7] {
      fingerprint.add(try DieboldMarianoTest(x, y, horizon: horizon).pValue ?? .nan)
    }
  }
  let scores = (0..<9).map { row in numbers("row \(row)", 4) }
  let friedman = try FriedmanTest(scores, better: .lower)
  let nemenyi = try friedman.nemenyi()
  fingerprint.add([friedman.chiSquarePValue, friedman.imanDavenportPValue])
  fingerprint.add(nemenyi.criticalDifference)
  for row in nemenyi.pValues { fingerprint.add(row) }
  let pairs = try PairwiseWilcoxon(scores, better: .higher)
  fingerprint.add(pairs.comparisons.map { $0.correctedPValue })
  for runs in [2, 5, 900] {
    fingerprint.add(try detectableDifference(deviation: 1, runs: runs))
  }
}

private func addMetrics(_ fingerprint: inout Fingerprint) throws(StatisticsError) {
  let (windows, steps, channels) = (9, 5, 3)
  let truth = (0..<windows * steps * channels).map { key["truth"].normal(at: $0) }
  let forecast = truth.map { 0.75 * $0 + 0.1 }
  var errors = ForecastErrors(windows: windows, steps: steps, channels: channels)
  errors.add(forecast, truth)
  let scales = try seasonalScales(truth, channels: channels, season: 4)
  let report = try errors.report(seasonalScales: scales)
  for scores in [report.overall] + report.byStep + report.byChannel {
    fingerprint.add([
      scores.mse, scores.mae, scores.rmse, scores.smape, scores.wape ?? .nan, scores.mase ?? .nan,
    ])
  }
  fingerprint.add(report.squaredErrorByWindow)
  let labels = (0..<40).map { key["labels"].bernoulli(0.5, at: $0) }
  fingerprint.add(try areaUnderROC(numbers("scores", 40), positive: labels) ?? .nan)
}
