import Engine
import Exact

/// One layer of TimeMixer: season and trend of every scale, mixed from fine to coarse and from coarse to fine (Wang and
/// others 2024, section 3.2).
///
/// Channel by channel: each scale plus a feed-forward network of its mixed season and trend. All channels together:
/// season and trend pass a network of their own before, and their sum is the layer's output.
struct PastDecomposableMixing {
  /// How each scale is parted.
  private let partings: [Decomposition]
  private let isChannelIndependent: Bool
  private let lengths: [Int]
  private let width: Int
  private let down: [TimeMapping]
  private let up: [TimeMapping]
  private let wide: Linear
  private let narrow: Linear

  init(_ parameters: TimeMixer.Parameters, _ lengths: [Int], in scope: Scope) {
    partings = lengths.map { length in
      switch parameters.parting {
      case .movingAverage: .movingAverage(parameters.trendWindow)
      case .frequencies:
        .strongestFrequencies(
          min(parameters.frequencies, length / 2), of: Spectrum(length: length, in: scope.pool))
      }
    }
    isChannelIndependent = parameters.isChannelIndependent
    self.lengths = lengths
    width = parameters.width
    let pairs = Array(zip(lengths, lengths.dropFirst()))
    down = pairs.indices.map { TimeMapping(pairs[$0].0, pairs[$0].1, in: scope["down"][$0]) }
    up = pairs.indices.map { TimeMapping(pairs[$0].1, pairs[$0].0, in: scope["up"][$0]) }
    wide = Linear(
      parameters.width, parameters.hiddenWidth, activation: .gelu, in: scope["wide"])
    narrow = Linear(parameters.hiddenWidth, parameters.width, in: scope["narrow"])
  }

  /// The layer's output at every scale, [sample, time, width] each.
  func callAsFunction(_ scales: [Tensor], _ mode: Mode) -> [Tensor] {
    let feedForward = [wide.step(mode), narrow.step(mode)]
    let parts = zip(partings, scales).map { $0($1) }
    var seasons = parts.map { $0.season }
    var trends = parts.map { $0.trend }
    if !isChannelIndependent {
      seasons = seasons.map { $0.perceptron(feedForward) }
      trends = trends.map { $0.perceptron(feedForward) }
    }
    for i in down.indices { seasons[i + 1] = down[i](seasons[i], mode, adding: seasons[i + 1]) }
    for i in up.indices.reversed() { trends[i] = up[i](trends[i + 1], mode, adding: trends[i]) }
    return scales.indices.map { scale in
      let sum = seasons[scale] + trends[scale]
      guard isChannelIndependent else { return sum }
      return sum.perceptron(feedForward, adding: scales[scale])
    }
  }

  /// Multiply–adds of a sample: the maps along time once for each feature, the feed-forward network once for each row
  /// of each scale, twice where season and trend have one of their own.
  var multiplyAdds: Int {
    let mappings = (down + up).reduce(0) { $0 + $1.weights }
    let rows = lengths.reduce(0, +) * (isChannelIndependent ? 1 : 2)
    return width * mappings + rows * (wide.weight.count + narrow.weight.count)
  }
}

/// Two linear maps along time with a GELU between: from a scale's rows to another's.
private struct TimeMapping {
  private let first: Linear
  private let second: Linear

  init(_ input: Int, _ output: Int, in scope: Scope) {
    first = Linear(input, output, activation: .gelu, in: scope["first"])
    second = Linear(output, output, in: scope["second"])
  }

  var weights: Int { first.weight.count + second.weight.count }

  func callAsFunction(_ x: Tensor, _ mode: Mode, adding residual: Tensor) -> Tensor {
    x.mixedPerceptron([first.step(mode), second.step(mode)], adding: residual)
  }
}
