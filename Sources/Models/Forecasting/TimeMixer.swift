import Configuration
import Engine
import Exact

/// Mixing of several time scales (Wang and others 2024, arXiv:2405.14616: TimeMixer).
///
/// A series is seen at several scales, each half as long as the one before. Layers part every scale into season and
/// trend, mix seasons from fine to coarse and trends from coarse to fine (`PastDecomposableMixing`). Every scale makes
/// a forecast; their sum is the network's.
///
/// Two ways: channel by channel, where all channels are samples of one network (the authors' setting), or all channels
/// together, where only the season is embedded and the trend of the input has lines of its own to the horizon.
///
/// Mended against the authors' code: calendar features go with the sample they belong to (issue 17 of
/// kwuking/TimeMixer); the convolution that down-samples is learned, not drawn anew each time; frequencies are taken
/// along time, each series choosing its own. Left out: layers that are made and never used. Linear maps that follow
/// each other are applied narrow one first: the same function in other roundings.
public struct TimeMixer: MultiScaleNetwork {
  /// How a scale is made from the finer one.
  public enum DownSampling: String, ParameterChoice {
    /// The mean of each window.
    case average
    /// The greatest of each window.
    case maximum
    /// A learned convolution of three rows, on a ring.
    case convolution
  }

  /// How season and trend are told apart.
  public enum Parting: String, ParameterChoice {
    /// The trend is a moving average.
    case movingAverage
    /// The season is the strongest frequencies.
    case frequencies
  }

  /// What can be chosen about TimeMixer.
  public struct Parameters: ModelParameters {
    /// Mixing layers.
    public var layers = 2
    /// Scales beside the finest.
    public var downSamplings = 3
    /// Rows that make one of the next scale.
    public var window = 2
    /// How scales are made.
    public var downSampling = DownSampling.average
    /// Features of a row within the network.
    public var width = 16
    /// The width of the hidden layers.
    public var hiddenWidth = 32
    /// The share of embedded numbers dropped in training.
    public var dropout: Float = 0.1
    /// How season and trend are told apart.
    public var parting = Parting.movingAverage
    /// Rows of the moving average.
    public var trendWindow = 25
    /// Frequencies that make a season.
    public var frequencies = 5
    /// Whether every channel is a sample of its own.
    public var isChannelIndependent = true
    /// Whether each scale is normalised, and the forecast brought back.
    public var isNormalised = true
    /// Whether calendar features of the horizon are used.
    public var usesFutureMarks = false

    /// All that can be set.
    public static let declared: [Declared<Self>] = [
      Declared("layers", \.layers, in: 0...64, "Mixing layers."),
      Declared("downSamplings", \.downSamplings, in: 0...12, "Scales beside the finest."),
      Declared("window", \.window, in: 2...64, "Rows that make one of the next scale."),
      Declared("downSampling", \.downSampling, "How scales are made."),
      Declared("width", \.width, in: 1...4096, "Features of a row within the network."),
      Declared("hiddenWidth", \.hiddenWidth, in: 1...8192, "The width of the hidden layers."),
      Declared(
        "dropout", \.dropout, in: 0..<1, "The share of embedded numbers dropped in training."),
      Declared("parting", \.parting, "How season and trend are told apart."),
      Declared("trendWindow", \.trendWindow, in: 1...1024, "Rows of the moving average."),
      Declared("frequencies", \.frequencies, in: 1...1024, "Frequencies that make a season."),
      Declared(
        "isChannelIndependent", \.isChannelIndependent,
        "Whether every channel is a sample of its own."),
      Declared(
        "isNormalised", \.isNormalised,
        "Whether each scale is normalised, and the forecast brought back."),
      Declared(
        "usesFutureMarks", \.usesFutureMarks, "Whether calendar features of the horizon are used."),
    ]

    /// The settings of the authors' script for the series ETTh1.
    public init() {}
  }

  private let parameters: Parameters
  private let task: ForecastingTask
  /// Rows of each scale.
  private let lengths: [Int]
  private let narrowing: Conv1d?
  private let reversible: [RevIN]
  private let embedding: SeriesEmbedding
  private let layers: [PastDecomposableMixing]
  private let predictors: [Linear]
  private let projection: Linear
  /// Lines of the trend of all channels together: within a scale, and to the horizon.
  private let trendLines: [(within: Linear, ahead: Linear)]

  /// A network at a place in a model; the look-back must hold a row of the coarsest scale.
  public init(_ parameters: Parameters, _ task: ForecastingTask, in scope: Scope) {
    self.parameters = parameters
    self.task = task
    if let problem = TimeMixer.problem(parameters, task) { fatalError(problem) }
    let lengths = TimeMixer.lengths(parameters, task)
    self.lengths = lengths
    let channels = task.channels
    let width = parameters.width
    narrowing =
      parameters.downSampling == .convolution
      ? Conv1d(
        channels, channels, kernel: 3, stride: parameters.window, padding: (1, 1),
        paddingMode: .circular, bias: false, in: scope["narrowing"]) : nil
    reversible =
      parameters.isNormalised
      ? lengths.indices.map { RevIN(channels, in: scope["reversible"][$0]) } : []
    embedding = SeriesEmbedding(
      parameters.isChannelIndependent ? 1 : channels, width: width,
      dropout: parameters.dropout, hasCalendar: task.hasCalendar, in: scope["embedding"])
    layers = (0..<parameters.layers).map {
      PastDecomposableMixing(parameters, lengths, in: scope["layers"][$0])
    }
    predictors = lengths.indices.map {
      Linear(lengths[$0], task.horizon, in: scope["predictors"][$0])
    }
    projection = Linear(
      width, parameters.isChannelIndependent ? 1 : channels, in: scope["projection"])
    trendLines =
      parameters.isChannelIndependent
      ? []
      : lengths.indices.map {
        (
          Linear(lengths[$0], lengths[$0], in: scope["trendWithin"][$0]),
          Linear(lengths[$0], task.horizon, in: scope["trendAhead"][$0])
        )
      }
  }

  /// Rows of each scale, finest first.
  private static func lengths(_ parameters: Parameters, _ task: ForecastingTask) -> [Int] {
    var lengths = [task.lookBack]
    for _ in 0..<parameters.downSamplings {
      lengths.append(lengths[lengths.count - 1] / parameters.window)
    }
    return lengths
  }

  /// A look-back that leaves the coarsest scale without a row.
  public static func problem(_ parameters: Parameters, _ task: ForecastingTask) -> String? {
    guard lengths(parameters, task).contains(0) else { return nil }
    return
      "expected a look-back that leaves a row after \(parameters.downSamplings) down-samplings "
      + "by \(parameters.window), found \(task.lookBack); lengthen lookBack, or lessen "
      + "downSamplings"
  }

  /// The forecast of a batch, [batch, horizon, channel].
  public func callAsFunction(_ input: ForecastingInput, _ mode: Mode) -> Tensor {
    components(input, mode).forecast
  }

  /// The forecast of a batch, and the share of each scale in it before it is brought back, finest first.
  public func components(
    _ input: ForecastingInput, _ mode: Mode
  ) -> (forecast: Tensor, shares: [Tensor]) {
    let batch = input.values.shape[0]
    var moments: RevIN.Moments?
    var trends: [Tensor] = []
    var states: [Tensor] = []
    for (scale, series) in scales(of: input.values, mode).enumerated() {
      var series = series
      if parameters.isNormalised {
        let (normalised, taken) = reversible[scale].normalised(series, mode)
        series = normalised
        if scale == 0 { moments = taken }
      }
      if !parameters.isChannelIndependent {
        let parts = series.decomposed(parameters.trendWindow, along: 1)
        trends.append(parts.trend)
        series = parts.season
      }
      states.append(embedding(sampled(series), marks(input.marks, scale), mode, scale: scale))
    }
    for layer in layers { states = layer(states, mode) }

    let narrow = projection.weight[mode]
    let future = futureOffset(input.futureMarks, narrow, mode)
    var shares = states.indices.map { scale in
      let line = states[scale].linear(narrow)
      let share = predictors[scale].weight[mode]
      var forecast = line.mixed(share) + offset(scale, narrow, mode)
      if let future { forecast = forecast + future }
      return merged(forecast, batch)
    }
    for scale in trends.indices {
      let line = trendLines[scale].within.mixed(trends[scale], mode)
      shares[scale] = trendLines[scale].ahead.mixed(line, mode, adding: shares[scale])
    }
    let sum = shares.dropFirst().reduce(shares[0]) { $0 + $1 }
    guard let moments else { return (sum, shares) }
    return (reversible[0].restored(sum, moments, mode), shares)
  }

  /// Samples are channels, or the window as a whole; calendar features are embedded once for a window.
  public var multiplyAdds: Int {
    let samples = parameters.isChannelIndependent ? task.channels : 1
    let outputs = projection.weight.shape[1]
    var total = layers.reduce(0) { $0 + samples * $1.multiplyAdds }
    for (scale, rows) in lengths.enumerated() {
      total += rows * embedding.multiplyAdds(samples: samples)
      total += samples * rows * projection.weight.count
      total += samples * outputs * predictors[scale].weight.count
    }
    if let narrowing {
      // On a ring, every finer row at a multiple of the window is the middle of a kernel.
      for finer in lengths.dropLast() {
        total += (finer + parameters.window - 1) / parameters.window * narrowing.weight.count
      }
    }
    for line in trendLines {
      total += task.channels * (line.within.weight.count + line.ahead.weight.count)
    }
    if parameters.usesFutureMarks, task.hasCalendar {
      total += task.horizon * (embedding.multiplyAdds(samples: 0) + projection.weight.count)
    }
    return total
  }

  /// The series at every scale, finest first.
  private func scales(of x: Tensor, _ mode: Mode) -> [Tensor] {
    var scales = [x]
    let window = parameters.window
    for length in lengths.dropFirst() {
      let finer = scales[scales.count - 1]
      let coarser =
        switch parameters.downSampling {
        case .average: finer.averagePooled(window, stride: window, along: 1)
        case .maximum: finer.maximumPooled(window, stride: window, along: 1)
        // On a ring, an odd length gives a row more.
        case .convolution:
          narrowing.map { $0(finer, mode).sliced(0..<length, along: 1) } ?? finer
        }
      scales.append(coarser)
    }
    return scales
  }

  /// The samples of the network: [batch, time, channel], or [batch · channel, time, 1] channel by channel.
  private func sampled(_ series: Tensor) -> Tensor {
    guard parameters.isChannelIndependent else { return series }
    let (batch, time) = (series.shape[0], series.shape[1])
    return series.transposed(1, 2).reshaped([batch * task.channels, time, 1])
  }

  /// The forecast of the network's samples as [batch, horizon, channel].
  private func merged(_ forecast: Tensor, _ batch: Int) -> Tensor {
    guard parameters.isChannelIndependent else { return forecast }
    return forecast.reshaped([batch, task.channels, task.horizon]).transposed(1, 2)
  }

  /// The calendar features of a scale: those of every window's first row.
  private func marks(_ marks: Tensor?, _ scale: Int) -> Tensor? {
    guard let marks, task.hasCalendar else { return nil }
    var step = 1
    for _ in 0..<scale { step *= parameters.window }
    let (batch, features) = (marks.shape[0], marks.shape[2])
    let rows = lengths[scale]
    return marks.sliced(0..<rows * step, along: 1).reshaped([batch, rows, step * features])
      .sliced(0..<features, along: 2)
  }

  /// What biases add to a scale's forecast, [horizon, outputs]: the predictor's times the sum of the projection's weights.
  private func offset(_ scale: Int, _ narrow: Tensor, _ mode: Mode) -> Tensor {
    let total = narrow.sum(along: 0, keepingAxis: true)
    guard let line = predictors[scale].bias, let last = projection.bias else { return total * 0 }
    return line[mode].reshaped([task.horizon, 1]) * total + last[mode]
  }

  /// What the horizon's calendar adds to every scale's forecast, one for each sample of the network.
  private func futureOffset(_ marks: Tensor?, _ narrow: Tensor, _ mode: Mode) -> Tensor? {
    guard parameters.usesFutureMarks, let marks, task.hasCalendar else { return nil }
    let known = embedding.calendar(marks, mode).linear(narrow)
    guard parameters.isChannelIndependent else { return known }
    let batch = marks.shape[0]
    let repeated = Tensor(repeating: 0, shape: [1, task.channels, 1, 1], in: known.pool)
    return (known.reshaped([batch, 1, task.horizon, 1]) + repeated)
      .reshaped([batch * task.channels, task.horizon, 1])
  }
}

/// Rows of a series, and of its calendar, as vectors: a convolution of three rows on a ring plus a linear map of the
/// calendar features.
struct SeriesEmbedding {
  private let token: Conv1d
  private let times: Linear?
  private let rate: Float
  private let path: String

  init(_ channels: Int, width: Int, dropout: Float, hasCalendar: Bool, in scope: Scope) {
    token = Conv1d(
      channels, width, kernel: 3, padding: (1, 1), paddingMode: .circular, bias: false,
      initialiser: .heNormal, in: scope["token"])
    times = hasCalendar ? Linear(4, width, bias: false, in: scope["times"]) : nil
    rate = dropout
    path = scope.path
  }

  /// Embeds series [sample, time, channel] with the features [batch, time, 4] that several samples may share, sample
  /// by sample: [sample, time, width].
  func callAsFunction(_ series: Tensor, _ marks: Tensor?, _ mode: Mode, scale: Int) -> Tensor {
    var embedded = token(series, mode)
    if let marks, let times {
      let (samples, time, width) = (embedded.shape[0], embedded.shape[1], embedded.shape[2])
      let batch = marks.shape[0]
      embedded =
        (embedded.reshaped([batch, samples / batch, time, width])
        + times(marks, mode).reshaped([batch, 1, time, width]))
        .reshaped([samples, time, width])
    }
    return embedded.dropout(rate, mode, name: "\(path).dropout.\(scale)")
  }

  /// Multiply–adds of one row: of the series of some samples, and of the calendar.
  func multiplyAdds(samples: Int) -> Int {
    samples * token.weight.count + (times?.weight.count ?? 0)
  }

  /// Embeds calendar features alone, [batch, time, width].
  func calendar(_ marks: Tensor, _ mode: Mode) -> Tensor {
    guard let times else { return marks }
    return times(marks, mode).dropout(rate, mode, name: "\(path).dropout.future")
  }
}
