import Configuration
import Engine
import Exact

/// All-MLP mixing of time and features (Chen and others 2023, arXiv:2303.06053, section 4), as Google's own code has it.
///
/// Reversible normalisation, blocks that mix times and then features, a line from the look-back to the horizon. The
/// normalisation of a block is over times and channels together: each pair of them has its own statistics over the
/// batch (batch), or all of a sample's have one (layer).
///
/// Batch normalisation has Keras' constants (ε 1e-3, running statistics that move by 0.01). Deviations: its running
/// variance is that of a sample, and the reversible normalisation is undone with the scale kept from zero.
public struct TSMixer: ForecastingNetwork {
  /// How a block normalises what it mixes.
  public enum Normalisation: String, ParameterChoice {
    /// Statistics over the batch.
    case batch
    /// Statistics over a sample.
    case layer
  }

  /// What can be chosen about TSMixer.
  public struct Parameters: ModelParameters {
    /// Mixing blocks.
    public var blocks: Int
    /// The width of the hidden layer that mixes features.
    public var featureWidth: Int
    /// The share of numbers dropped after each layer in training.
    public var dropout: Float
    /// How blocks normalise.
    public var normalisation: Normalisation

    /// All that can be set.
    public static let declared: [Declared<Self>] = [
      Declared("blocks", \.blocks, in: 0...64, "Mixing blocks."),
      Declared(
        "featureWidth", \.featureWidth, in: 1...8192,
        "The width of the hidden layer that mixes features."),
      Declared("dropout", \.dropout, in: 0..<1, "The share of numbers dropped in training."),
      Declared("normalisation", \.normalisation, "How blocks normalise."),
    ]

    /// The settings of the authors' script for the ETT series.
    public init(
      blocks: Int = 2, featureWidth: Int = 64, dropout: Float = 0.9,
      normalisation: Normalisation = .batch
    ) {
      self.blocks = blocks
      self.featureWidth = featureWidth
      self.dropout = dropout
      self.normalisation = normalisation
    }
  }

  private let task: ForecastingTask
  private let reversible: RevIN
  private let blocks: [MixingBlock]
  private let head: Linear

  /// A network at a place in a model.
  public init(_ parameters: Parameters, _ task: ForecastingTask, in scope: Scope) {
    self.task = task
    reversible = RevIN(task.channels, in: scope["reversible"])
    blocks = (0..<parameters.blocks).map { MixingBlock(parameters, task, in: scope["blocks"][$0]) }
    head = Linear(task.lookBack, task.horizon, in: scope["head"])
  }

  /// The forecast of a batch, [batch, horizon, channel].
  public func callAsFunction(_ input: ForecastingInput, _ mode: Mode) -> Tensor {
    let (normalised, moments) = reversible.normalised(input.values, mode)
    let mixed = blocks.reduce(normalised) { x, block in block(x, mode) }
    let forecast = head(mixed.transposed(1, 2), mode).transposed(1, 2)
    return reversible.restored(forecast, moments, mode)
  }

  /// With batch normalisation they do.
  public static func mixesSamples(_ parameters: Parameters) -> Bool {
    parameters.normalisation == .batch && parameters.blocks > 0
  }

  /// The blocks, and the head once for each channel.
  public var multiplyAdds: Int {
    blocks.reduce(head.weight.count * task.channels) { $0 + $1.multiplyAdds(task) }
  }
}

/// One block of TSMixer: a layer along time and two across features, each with a residual connection.
private struct MixingBlock {
  private let timeNorm: JointNorm
  private let time: Linear
  private let timeDropout: Dropout
  private let featureNorm: JointNorm
  private let wide: Linear
  private let wideDropout: Dropout
  private let narrow: Linear
  private let narrowDropout: Dropout

  init(_ parameters: TSMixer.Parameters, _ task: ForecastingTask, in scope: Scope) {
    timeNorm = JointNorm(parameters.normalisation, task, in: scope["timeNorm"])
    time = Linear(task.lookBack, task.lookBack, activation: .relu, in: scope["time"])
    timeDropout = Dropout(parameters.dropout, in: scope["timeDropout"])
    featureNorm = JointNorm(parameters.normalisation, task, in: scope["featureNorm"])
    wide = Linear(task.channels, parameters.featureWidth, activation: .relu, in: scope["wide"])
    wideDropout = Dropout(parameters.dropout, in: scope["wideDropout"])
    narrow = Linear(parameters.featureWidth, task.channels, in: scope["narrow"])
    narrowDropout = Dropout(parameters.dropout, in: scope["narrowDropout"])
  }

  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    let steps = timeNorm(x, mode).transposed(1, 2)
    let timed = x + time(steps, mode, dropout: timeDropout.mask(mode)).transposed(1, 2)
    return featureNorm(timed, mode).perceptron(
      [
        wide.step(mode, dropout: wideDropout.mask(mode)),
        narrow.step(mode, dropout: narrowDropout.mask(mode)),
      ], adding: timed)
  }

  /// The layer along time once for each channel, those across features once for each row.
  func multiplyAdds(_ task: ForecastingTask) -> Int {
    time.weight.count * task.channels + (wide.weight.count + narrow.weight.count) * task.lookBack
  }
}

/// A normalisation over times and channels together.
private enum JointNorm {
  case batch(BatchNorm1d)
  case layer(LayerNorm)

  init(_ normalisation: TSMixer.Normalisation, _ task: ForecastingTask, in scope: Scope) {
    let places: Shape = [task.lookBack, task.channels]
    switch normalisation {
    case .batch: self = .batch(BatchNorm1d(places, epsilon: 1e-3, momentum: 0.01, in: scope))
    case .layer: self = .layer(LayerNorm(places, epsilon: 1e-3, in: scope))
    }
  }

  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    switch self {
    case .batch(let norm): norm(x, mode)
    case .layer(let norm): norm(x, mode)
    }
  }
}
