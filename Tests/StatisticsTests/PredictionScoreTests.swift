import Statistics
import TestSupport
import Testing

@Suite struct `Prediction scores` {
  @Test func `equal scikit-learn's`() throws {
    let oracle = try Oracle("statistics")
    let scores = try RegressionScores(
      try oracle.doubles("regression/predicted"), try oracle.doubles("regression/truth"))
    expectClose(
      [scores.mse, scores.mae, scores.rSquared ?? .nan, scores.rmse],
      try oracle.doubles("regression/scores"), "regression")

    let labels = try oracle.integers("classification/positive")
    let numbers = try oracle.doubles("classification/scores")
    let area = try areaUnderROC(numbers, positive: labels.map { $0 == 1 })
    expectClose([area ?? .nan], try oracle.doubles("classification/area"), "area")
    expectClose(
      [try accuracy(numbers.map { $0 > 0.5 ? 1 : 0 }, labels)],
      try oracle.doubles("classification/accuracy"), "accuracy")
  }

  @Test func `the probability of improvement equals Mann and Whitney's statistic`() throws {
    let oracle = try Oracle("statistics")
    let first = try oracle.doubles("improvement/first")
    let second = try oracle.doubles("improvement/second")
    let higher = try oracle.doubles("improvement/higher")
    expectClose(
      [try probabilityOfImprovement(of: first, over: second, better: .higher)], higher, "higher")
    expectClose(
      [try probabilityOfImprovement(of: first, over: second, better: .lower)],
      higher.map { 1 - $0 }, "lower")
    #expect(try probabilityOfImprovement(of: [1, 1], over: [1], better: .lower) == 0.5)
  }

  @Test func `undefined ones are missing`() throws {
    #expect(try RegressionScores([1, 2], [3, 3]).rSquared == nil)
    #expect(try RegressionScores([1], [3]).rSquared == nil)
    #expect(try areaUnderROC([1, 2], positive: [true, true]) == nil)
    #expect(try areaUnderROC([], positive: []) == nil)
    #expect(try areaUnderROC([1, 1, 1], positive: [true, false, true]) == 0.5)
  }
}
