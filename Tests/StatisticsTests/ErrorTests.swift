import Exact
import Statistics
import Testing

/// Something that must fail, with its error and the words that its one line must have.
struct FailingCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let error: StatisticsError
  let words: [String]
  let body: @Sendable () throws -> Void

  init(
    _ name: String, _ error: StatisticsError, _ words: String...,
    body: @escaping @Sendable () throws -> Void
  ) {
    (testDescription, self.error, self.words, self.body) = (name, error, words, body)
  }
}

private let bootstrap = Bootstrap(Key(seed: 1))

private let failing: [FailingCase] = [
  FailingCase(
    "a summary of nothing", .tooFew(what: "the summary", expected: 1, found: 0),
    "the summary: expected at least 1, found 0"
  ) { _ = try Summary([], bootstrap: bootstrap) },
  FailingCase(
    "a summary of NaN", .unusable(what: "the summary", index: 1, found: "nan"), "index 1", "nan"
  ) { _ = try Summary([1, .nan], bootstrap: bootstrap) },
  FailingCase(
    "a summary of an infinity", .unusable(what: "the summary", index: 0, found: "-inf"), "-inf"
  ) { _ = try Summary([-.infinity], bootstrap: bootstrap) },
  FailingCase(
    "a summary of the greatest number",
    .unusable(what: "the summary", index: 0, found: "1.7976931348623157e+308"), "2^500"
  ) { _ = try Summary([.greatestFiniteMagnitude], bootstrap: bootstrap) },
  FailingCase(
    "a level of 95",
    .setting(
      what: "the level of the bootstrap",
      expected: "a number between 0 and 1, 1e-12 or more away from both", found: "95.0"),
    "found 95.0"
  ) { _ = try Summary([1, 2], bootstrap: Bootstrap(Key(seed: 1), level: 95)) },
  FailingCase(
    "no resamples",
    .setting(what: "the bootstrap's resamples", expected: "1 to 10000000", found: "0"), "found 0"
  ) { _ = try Bootstrap(Key(seed: 1), resamples: 0).interval(of: .mean, [1, 2]) },
  FailingCase(
    "an interval of one number", .tooFew(what: "the bootstrap", expected: 2, found: 1), "found 1"
  ) { _ = try bootstrap.interval(of: .mean, [1]) },
  FailingCase(
    "strata without a list", .tooFew(what: "the bootstrap, lists", expected: 1, found: 0), "lists"
  ) { _ = try bootstrap.interval(of: .mean, strata: []) },
  FailingCase(
    "strata with an empty list", .tooFew(what: "the bootstrap, list 1", expected: 1, found: 0),
    "list 1"
  ) { _ = try bootstrap.interval(of: .mean, strata: [[1], []]) },
  FailingCase(
    "ranks of NaN", .unusable(what: "the ranks", index: 2, found: "nan"), "index 2"
  ) { _ = try standings([1, 2, .nan]) },
  FailingCase(
    "pairs of different number",
    .unequalCounts(what: "the Wilcoxon test, second list", expected: 2, found: 1),
    "expected 2 numbers", "found 1"
  ) { _ = try WilcoxonTest([1, 2], [1]) },
  FailingCase(
    "no pairs", .tooFew(what: "the Wilcoxon test, first list", expected: 1, found: 0), "found 0"
  ) { _ = try WilcoxonTest([], []) },
  FailingCase(
    "NaN in the second list",
    .unusable(what: "the Wilcoxon test, second list", index: 0, found: "nan"), "second list"
  ) { _ = try WilcoxonTest([1], [.nan]) },
  FailingCase(
    "exact p-values of many pairs",
    .setting(
      what: "the Wilcoxon test's exact p-value", expected: "at most 500 pairs that differ",
      found: "501"), "at most 500"
  ) {
    _ = try WilcoxonTest(
      [Double](repeating: 1, count: 501), [Double](repeating: 0, count: 501), method: .exact)
  },
  FailingCase(
    "a bootstrap of one pair",
    .tooFew(what: "the paired bootstrap, first list", expected: 2, found: 1), "at least 2"
  ) { _ = try PairedBootstrap([1], [2], bootstrap: bootstrap) },
  FailingCase(
    "a horizon of the length",
    .tooFew(what: "the Diebold-Mariano test, first list", expected: 4, found: 3), "at least 4"
  ) { _ = try DieboldMarianoTest([1, 2, 3], [3, 1, 2], horizon: 3) },
  FailingCase(
    "a horizon of 0",
    .setting(what: "the Diebold-Mariano test's horizon", expected: "at least 1", found: "0"),
    "horizon"
  ) { _ = try DieboldMarianoTest([1, 2, 3], [3, 1, 2], horizon: 0) },
  FailingCase(
    "the greatest horizon",
    .tooFew(what: "the Diebold-Mariano test, first list", expected: .max, found: 2), "found 2"
  ) { _ = try DieboldMarianoTest([1, 2], [3, 1], horizon: .max) },
  FailingCase(
    "one dataset", .tooFew(what: "the Friedman test, rows", expected: 2, found: 1), "rows"
  ) { _ = try FriedmanTest([[1, 2, 3]], better: .lower) },
  FailingCase(
    "one method", .tooFew(what: "the Friedman test, row 0", expected: 2, found: 1), "row 0"
  ) { _ = try FriedmanTest([[1], [2]], better: .lower) },
  FailingCase(
    "ragged rows",
    .unequalCounts(what: "the Friedman test, row 1", expected: 3, found: 2), "row 1"
  ) { _ = try FriedmanTest([[1, 2, 3], [1, 2]], better: .lower) },
  FailingCase(
    "Nemenyi at 5",
    .setting(
      what: "Nemenyi's significance",
      expected: "a number between 0 and 1, 1e-12 or more away from both", found: "5.0"), "5.0"
  ) { _ = try FriedmanTest([[1, 2], [2, 1]], better: .lower).nemenyi(significance: 5) },
  FailingCase(
    "pairwise tests of nothing",
    .tooFew(what: "the pairwise Wilcoxon tests, rows", expected: 1, found: 0), "rows"
  ) { _ = try PairwiseWilcoxon([], better: .lower) },
  FailingCase(
    "Holm's correction of NaN",
    .setting(
      what: "Holm's correction, p-value 1", expected: "a number from 0 to 1", found: "nan"),
    "p-value 1"
  ) { _ = try holmCorrected([0.5, .nan]) },
  FailingCase(
    "a difference detectable by one run",
    .tooFew(what: "the detectable difference, runs", expected: 2, found: 1), "runs"
  ) { _ = try detectableDifference(deviation: 1, runs: 1) },
  FailingCase(
    "a deviation of NaN",
    .setting(
      what: "the detectable difference's deviation", expected: "a finite number from 0 on",
      found: "nan"), "deviation"
  ) { _ = try detectableDifference(deviation: .nan, runs: 3) },
  FailingCase(
    "a power that chance has",
    .setting(
      what: "the detectable difference's power", expected: "more than the significance of 0.05",
      found: "0.05"), "power"
  ) { _ = try detectableDifference(deviation: 1, runs: 3, power: 0.05) },
  FailingCase(
    "a season as long as the series",
    .tooFew(what: "the seasonal scales, rows", expected: 4, found: 3), "rows"
  ) { _ = try seasonalScales([1, 2, 3], channels: 1, season: 3) },
  FailingCase(
    "the greatest season", .tooFew(what: "the seasonal scales, rows", expected: .max, found: 3),
    "rows"
  ) { _ = try seasonalScales([1, 2, 3], channels: 1, season: .max) },
  FailingCase(
    "a season of 0", .setting(what: "the season", expected: "at least 1", found: "0"), "season"
  ) { _ = try seasonalScales([1, 2, 3], channels: 1, season: 0) },
  FailingCase(
    "a series with NaN",
    .unusable(what: "the seasonal scales, row 1", index: 0, found: "nan"), "row 1"
  ) { _ = try seasonalScales([1, 2, .nan, 4], channels: 2, season: 1) },
  FailingCase(
    "accuracy of nothing", .tooFew(what: "the accuracy", expected: 1, found: 0), "accuracy"
  ) { _ = try accuracy([], []) },
  FailingCase(
    "accuracy of unequal lists",
    .unequalCounts(what: "the accuracy, truth", expected: 1, found: 2), "found 2"
  ) { _ = try accuracy([1], [1, 2]) },
  FailingCase(
    "an area of unequal lists",
    .unequalCounts(what: "the area under the ROC, labels", expected: 1, found: 0), "labels"
  ) { _ = try areaUnderROC([1], positive: []) },
  FailingCase(
    "an area of NaN",
    .unusable(what: "the area under the ROC", index: 0, found: "nan"), "nan"
  ) { _ = try areaUnderROC([.nan], positive: [true]) },
  FailingCase(
    "improvement over nothing",
    .tooFew(what: "the probability of improvement, second list", expected: 1, found: 0), "second"
  ) { _ = try probabilityOfImprovement(of: [1], over: [], better: .lower) },
  FailingCase(
    "regression of unequal lists",
    .unequalCounts(what: "the regression scores, second list", expected: 1, found: 2), "found 2"
  ) { _ = try RegressionScores([1], [1, 2]) },
]

@Suite struct `Mistakes of a user` {
  @Test(arguments: failing)
  func `end in one line that says what and where`(_ failure: FailingCase) {
    let error = #expect(throws: StatisticsError.self) { try failure.body() }
    #expect(error == failure.error)
    let line = error?.description ?? ""
    for word in failure.words { #expect(line.contains(word)) }
    #expect(!line.contains("\n") && line.contains("expected") && line.contains("; "))
  }

  @Test func `in forecasts say what to do`() {
    #expect(
      StatisticsError.windowsMissing(expected: 2785, found: 2784).description.contains(
        "expected 2785 windows, found 2784; add every window once"))
    #expect(
      StatisticsError.forecastNotFinite(step: 3, channel: 1).description.contains(
        "step 3, channel 1"))
  }
}
