import Configuration
import Engine
import Exact
import Models
import TestSupport
import Testing

/// A network of the fixture `models_forecasting.h5`, made at a place of a model.
struct NetworkCase: Sendable, CustomStringConvertible {
  let description: String
  let make:
    @Sendable (ForecastingTask, Scope) -> (
      forecast: (ForecastingInput, Mode) -> Tensor, multiplyAdds: Int
    )

  init<N: ForecastingNetwork>(_ name: String, _: N.Type, _ parameters: N.Parameters) {
    description = name
    make = { task, scope in
      let network = N(parameters, task, in: scope)
      return ({ network($0, $1) }, network.multiplyAdds)
    }
  }
}

private func timeMixer(_ change: (inout TimeMixer.Parameters) -> Void) -> TimeMixer.Parameters {
  var parameters = TimeMixer.Parameters()
  parameters.downSamplings = 2
  parameters.width = 4
  parameters.hiddenWidth = 5
  parameters.dropout = 0
  parameters.trendWindow = 5
  parameters.frequencies = 2
  change(&parameters)
  return parameters
}

private var sequence: SequenceForecaster.Parameters {
  var parameters = SequenceForecaster.Parameters()
  parameters.hidden = 5
  parameters.dropout = 0
  return parameters
}

private let networks: [NetworkCase] = [
  NetworkCase("timemixer", TimeMixer.self, timeMixer { _ in }),
  NetworkCase(
    "timemixer, frequencies and future marks", TimeMixer.self,
    timeMixer {
      $0.parting = .frequencies
      $0.usesFutureMarks = true
    }),
  NetworkCase(
    "timemixer, plain, maximum", TimeMixer.self,
    timeMixer {
      $0.downSampling = .maximum
      $0.isNormalised = false
    }),
  NetworkCase(
    "timemixer, together", TimeMixer.self, timeMixer { $0.isChannelIndependent = false }),
  NetworkCase(
    "timemixer, together, convolution, future marks", TimeMixer.self,
    timeMixer {
      $0.isChannelIndependent = false
      $0.downSampling = .convolution
      $0.usesFutureMarks = true
    }),
  NetworkCase("tsmixer", TSMixer.self, .init(featureWidth: 5, dropout: 0)),
  NetworkCase(
    "tsmixer, layer", TSMixer.self, .init(featureWidth: 5, dropout: 0, normalisation: .layer)),
  NetworkCase("dlinear", DLinear.self, .init(window: 5)),
  NetworkCase("nlinear", NLinear.self, .init()),
  NetworkCase("rlinear", RLinear.self, .init()),
  NetworkCase("sequence", SequenceForecaster.self, sequence),
]

@Suite struct `Forecasting networks` {
  /// Against the networks in PyTorch, in Float64.
  ///
  /// A forecast goes through some twenty operations in Float32, and a
  /// gradient through twice as many, each with errors of 2e-6: 2e-5 of the largest number of a tensor.
  @Test(arguments: networks)
  func `forecast and learn as in PyTorch`(_ network: NetworkCase) throws {
    let oracle = try Oracle("models_forecasting")
    let pool = Pool()
    let scope = Scope(seed: Key(seed: 1), pool: pool)
    let task = ForecastingTask(lookBack: 24, horizon: 6, channels: 3, hasCalendar: true)
    let (forecast, multiplyAdds) = network.make(task, scope)
    func tensor(_ name: String) throws -> Tensor {
      Tensor(try oracle.floats(name), shape: Shape(try oracle.shape(name)), in: pool)
    }
    let learned = scope.parameters.filter { $0.isLearned }
    let root = network.description
    #expect(multiplyAdds == (try oracle.integers("\(root)/multiply_adds"))[0])
    #expect(learned.map(\.name).sorted() == (try oracle.names("\(root)/weights")).sorted())
    for parameter in learned {
      let path = "\(root)/weights/\(parameter.name)"
      #expect(parameter.shape.array == (try oracle.shape(path)), "\(parameter.name)")
      parameter.elements = try oracle.floats(path)
    }
    let input = ForecastingInput(
      values: try tensor("x"), marks: try tensor("marks"), futureMarks: try tensor("future"))
    let output = forecast(input, .training(Key(seed: 2)))
    try expectClose(output.elements, oracle.floats("\(root)/forecast"), "\(root): forecast")
    (output * (try tensor("objective"))).sum().backward()
    for parameter in learned {
      let expected = try oracle.floats("\(root)/gradients/\(parameter.name)")
      let found = parameter.gradient ?? [Float](repeating: 0, count: parameter.count)
      expectClose(found, expected, "\(root): \(parameter.name)")
    }
  }

  private func expectClose(_ found: [Float], _ expected: [Float], _ name: String) {
    #expect(found.count == expected.count, "\(name)")
    let largest = expected.reduce(0) { max($0, abs($1)) }
    for (i, (a, b)) in zip(found, expected).enumerated()
    where !(abs(a - b) <= 1e-6 + 2e-5 * largest) {
      Issue.record("\(name)[\(i)]: \(a), expected \(b), of at most \(largest)")
      return
    }
  }

  /// The official code counts 75,497: 64 of two normalisations in each layer that are made and never used.
  @Test func `TimeMixer has the parameters that are in use in the authors' script`() {
    let scope = Scope(seed: Key(seed: 1), pool: Pool())
    _ = TimeMixer(
      .init(), ForecastingTask(lookBack: 96, horizon: 96, channels: 7, hasCalendar: true),
      in: scope)
    #expect(scope.parameters.reduce(0) { $0 + $1.count } == 75_433)
  }

  @Test func `Naive forecasts repeat what was seen`() {
    let pool = Pool()
    let scope = Scope(seed: Key(seed: 1), pool: pool)
    let x = Tensor((0..<8).map { Float($0) }, shape: [1, 4, 2], in: pool)
    let task = ForecastingTask(lookBack: 4, horizon: 5, channels: 2, season: 3)
    let input = ForecastingInput(values: x)
    let last = Naive(.init(), task, in: scope)(input, .evaluation)
    #expect(last.elements == [6, 7, 6, 7, 6, 7, 6, 7, 6, 7])
    let seasonal = SeasonalNaive(.init(), task, in: scope)(input, .evaluation)
    #expect(seasonal.elements == [2, 3, 4, 5, 6, 7, 2, 3, 4, 5])
  }

  /// A forecast of a window does not depend on the windows beside it.
  @Test func `TimeMixer forecasts each window by itself`() {
    let pool = Pool()
    let scope = Scope(seed: Key(seed: 1), pool: pool)
    let task = ForecastingTask(lookBack: 24, horizon: 6, channels: 3, hasCalendar: true)
    let network = TimeMixer(timeMixer { _ in }, task, in: scope)
    func draw(_ name: String, _ shape: [Int]) -> Tensor {
      Tensor(
        (0..<shape.reduce(1, *)).map { Key(seed: 5)[name].normal(at: $0) }, shape: Shape(shape),
        in: pool)
    }
    let (x, marks) = (draw("x", [5, 24, 3]), draw("marks", [5, 24, 4]))
    let together = network(ForecastingInput(values: x, marks: marks), .evaluation)
    for window in 0..<5 {
      let alone = network(
        ForecastingInput(
          values: x.sliced(window..<window + 1, along: 0),
          marks: marks.sliced(window..<window + 1, along: 0)), .evaluation)
      #expect(alone.elements == together.sliced(window..<window + 1, along: 0).elements)
    }
  }
}
