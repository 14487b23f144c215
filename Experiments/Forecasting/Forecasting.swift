import Configuration
import Datasets
import Engine
import Exact
import Models
import Statistics
import Suite

/// Which mixer forecasts long horizons better, TimeMixer or TSMixer, and better than a straight line.
///
/// Protocol of the long-horizon literature: chronological split, every channel scaled by its mean and deviation in
/// training, errors on scaled numbers over every window of the test. See README.md beside this file.
@main
struct Forecasting: Study {
  typealias Dataset = ForecastingDataset
  typealias Variant = Int
  typealias Model = any ForecastingMethod

  let name = "forecasting"
  let question = "Which mixer forecasts long horizons better, and better than a straight line?"
  let variantKind = "horizon"
  let baseline = "dlinear"
  let metrics = [
    Metric("mse", better: .lower), Metric("mae", better: .lower), Metric("mase", better: .lower),
    Metric("mse_original", "MSE in original units", better: .lower),
    Metric("mae_original", "MAE in original units", better: .lower),
  ]
  let tables = [
    ReportTable("test", metrics: ["mse", "mae", "mase"]),
    ReportTable("validation", metrics: ["mse", "mae"]),
    ReportTable("units", split: "test", metrics: ["mse_original", "mae_original"]),
  ]
  var published: [Published] { literature }

  func datasets(_ profile: Profile) -> [DatasetUse] {
    profile == .quick
      ? [.shipped("nyc-weather")]
      : [.shipped("nyc-weather"), .fetched("etth1"), .fetched("exchange-rate")]
  }

  func variants(_ profile: Profile) -> [Int] {
    switch profile {
    case .quick: [24]
    case .standard, .paper: [96]
    }
  }

  func variant(_ text: String) -> Int? {
    Int(text).flatMap { (1...10_000).contains($0) ? $0 : nil }
  }

  func seeds(_ profile: Profile) -> [Int] {
    switch profile {
    case .quick: [0]
    case .standard: [0, 1, 2]
    case .paper: [0, 1, 2, 3, 4]
    }
  }

  func models(_ profile: Profile) -> [ModelChoice<Forecasting>] {
    let isQuick = profile == .quick
    func epochs(_ standard: Int, _ paper: Int) -> Int {
      isQuick ? 1 : profile == .standard ? standard : paper
    }
    return [
      choice(
        "timemixer", "Mixing of several time scales.",
        TrainedForecaster(
          TimeMixer.self, .init(),
          training: .init(
            epochs: epochs(3, 10), batchSize: 128, partSize: 16, rate: 0.01, course: .oneCycle,
            patience: 10))),
      choice(
        "tsmixer", "All-MLP mixing of time and features.",
        TrainedForecaster(
          TSMixer.self, lookBack: isQuick ? 96 : 512, .init(),
          training: .init(
            epochs: epochs(6, 100), leastBatch: 2, rate: 1e-3, patience: 5))),
      choice(
        "lstm", "A memory that reads, and one that goes on from its states.",
        TrainedForecaster(
          SequenceForecaster.self, .init(),
          training: .init(epochs: epochs(3, 20), batchSize: 64, partSize: 32))),
      choice(
        "dlinear", "A line for the season and one for the trend.",
        TrainedForecaster(DLinear.self, .init(), training: line(epochs(10, 10)))),
      choice(
        "nlinear", "A line from the distances to the last row.",
        TrainedForecaster(NLinear.self, .init(), training: line(epochs(10, 10)))),
      choice(
        "rlinear", "A line between reversible normalisations.",
        TrainedForecaster(RLinear.self, .init(), training: line(epochs(10, 10)))),
      choice(
        "seasonal-naive", "The last season again.",
        TrainedForecaster(SeasonalNaive.self, .init()), isSeeded: false),
      choice(
        "naive", "The last row again.", TrainedForecaster(Naive.self, .init()), isSeeded: false),
    ]
  }

  private func choice<Method: ForecastingMethod & ModelParameters>(
    _ name: String, _ summary: String, _ method: Method, isSeeded: Bool = true
  ) -> ModelChoice<Forecasting> {
    ModelChoice(name, summary, method, isSeeded: isSeeded) { $0 }
  }

  private func line(_ epochs: Int) -> ForecastingTraining {
    ForecastingTraining(epochs: epochs, rate: 5e-3, course: .halved, patience: 3)
  }

  func check(
    _ method: any ForecastingMethod, on dataset: ForecastingDataset, _ horizon: Int
  ) throws {
    let series = dataset.series
    let windows: WindowSplit
    do throws(DataError) {
      windows = try series.split().windows(lookBack: method.lookBack, horizon: horizon)
    } catch {
      // A series too short to be cut is no mistake of the command line.
      throw error.kind == .usage ? SuiteError(.badData, error.description) : SuiteError(error)
    }
    if let problem = method.problem(on: windows.train, season: series.season) {
      throw SuiteError(.usage, problem)
    }
  }

  func run(_ cell: Cell<Forecasting>) throws -> Outcome {
    let method = try cell.model()
    let series = cell.dataset.series
    let split = try series.split().scaled(.standard)
    let windows = try split.windows(lookBack: method.lookBack, horizon: cell.variant)
    // Short runs train on some of the windows, which overlap; what is scored is the same.
    let stride =
      switch cell.profile {
      case .quick: 8
      case .standard: 3
      case .paper: 1
      }
    let train = try split.windows(
      lookBack: method.lookBack, horizon: cell.variant, stride: stride
    ).train

    let fitted = try cell.timed("fit") {
      try method.fit(
        train, validation: windows.validation, season: series.season, key: cell.key
      ) { epoch in
        cell.report("epoch", epoch.epoch + 1, of: epoch.epoch + 1, "loss \(canonical(epoch.loss))")
      }
    }

    var outcome = Outcome()
    outcome.evidence.record(.split, split.digest)
    outcome.evidence.record(.initialWeights, fitted.initialDigest)
    outcome.evidence.record(epochs: fitted.history.map(\.digest))
    outcome.count("parameters", fitted.parameters.reduce(0) { $0 + ($1.isLearned ? $1.count : 0) })
    outcome.count("multiply_adds", fitted.multiplyAdds)
    let validation = try Scored(fitted, on: windows.validation, of: split).scaled
    outcome.score("mse", validation.overall.mse, on: "validation")
    outcome.score("mae", validation.overall.mae, on: "validation")

    let test = windows.test.open(for: fitted)
    let scored = try cell.timed("test") { try Scored(fitted, on: test, of: split) }
    outcome.score("mse", scored.scaled.overall.mse)
    outcome.score("mae", scored.scaled.overall.mae)
    if let mase = scored.scaled.overall.mase { outcome.score("mase", mase) }
    outcome.score("mse_original", scored.original.overall.mse)
    outcome.score("mae_original", scored.original.overall.mae)
    outcome.evidence.record(.predictions, scored.digest)
    outcome.compare(
      by: "mse", scored.scaled.squaredErrorByWindow, overlap: cell.variant)
    outcome.plotErrors(scored, series)
    outcome.plotAudit(scored.scaled)
    outcome.plotLearning(fitted.history)
    if cell.isFirstSeed {
      outcome.plotForecasts(scored, series)
      try outcome.plotScales(of: fitted, test, series)
    }
    return outcome
  }
}

/// A file of the schema `forecasting/1`.
struct ForecastingDataset: StudyDataset {
  let series: Series

  init(opening path: String) throws {
    do throws(DataError) { series = try Series.open(path) } catch { throw SuiteError(error) }
  }

  func digest() throws -> Digest { try series.digest() }
}

extension SuiteError {
  /// What is wrong with a dataset, with the exit code of its kind.
  fileprivate init(_ error: DataError) {
    self.init(ExitCode(rawValue: error.exitCode) ?? .badData, error.description)
  }
}
