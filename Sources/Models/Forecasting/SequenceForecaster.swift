import Configuration
import Engine

/// A long short-term memory that reads the look-back, and another that goes on from its states over the horizon
/// (Sutskever, Vinyals and Le 2014, arXiv:1409.3215), between reversible normalisations.
///
/// The second one reads what is known of the horizon: how far into it a row is, and its calendar features. It does not
/// read its own forecasts, so errors do not feed on themselves and a whole horizon is one operation.
public struct SequenceForecaster: ForecastingNetwork {
  /// What can be chosen about the network.
  public struct Parameters: ModelParameters {
    /// Hidden units of a layer.
    public var hidden = 64
    /// Layers of either memory.
    public var layers = 1
    /// The share of states dropped between layers and before the output, in training.
    public var dropout: Float = 0.1

    /// All that can be set.
    public static let declared: [Declared<Self>] = [
      Declared("hidden", \.hidden, in: 1...4096, "Hidden units of a layer."),
      Declared("layers", \.layers, in: 1...16, "Layers of either memory."),
      Declared("dropout", \.dropout, in: 0..<1, "The share of states dropped in training."),
    ]

    /// A small network.
    public init() {}
  }

  private let parameters: Parameters
  private let task: ForecastingTask
  private let reversible: RevIN
  private let reader: LSTM
  private let writer: LSTM
  private let dropout: Dropout
  private let head: Linear

  /// A network at a place in a model.
  public init(_ parameters: Parameters, _ task: ForecastingTask, in scope: Scope) {
    self.parameters = parameters
    self.task = task
    let marks = task.hasCalendar ? 4 : 0
    let rate = Double(parameters.dropout)
    reversible = RevIN(task.channels, in: scope["reversible"])
    reader = LSTM(
      task.channels + marks, parameters.hidden, layers: parameters.layers, dropout: rate,
      in: scope["reader"])
    writer = LSTM(
      1 + marks, parameters.hidden, layers: parameters.layers, dropout: rate, in: scope["writer"])
    dropout = Dropout(parameters.dropout, in: scope["dropout"])
    head = Linear(parameters.hidden, task.channels, in: scope["head"])
  }

  /// The forecast of a batch, [batch, horizon, channel].
  public func callAsFunction(_ input: ForecastingInput, _ mode: Mode) -> Tensor {
    let (normalised, moments) = reversible.normalised(input.values, mode)
    let read = reader(joined(normalised, input.marks), mode)
    let (batch, horizon) = (input.values.shape[0], task.horizon)
    let places = (0..<batch * horizon).map { Float($0 % horizon) / Float(horizon) - 0.5 }
    let ahead = Tensor(places, shape: [batch, horizon, 1], in: input.values.pool)
    let written = writer(joined(ahead, input.futureMarks), mode, from: read)
    return reversible.restored(head(dropout(written.output, mode), mode), moments, mode)
  }

  /// Four gates of every layer at every row of both memories, and the head at every row of the horizon.
  public var multiplyAdds: Int {
    let (hidden, marks) = (parameters.hidden, task.hasCalendar ? 4 : 0)
    func gates(_ inputs: Int) -> Int {
      4 * hidden * (inputs + hidden) + (parameters.layers - 1) * 4 * hidden * (hidden + hidden)
    }
    return task.lookBack * gates(task.channels + marks)
      + task.horizon * (gates(1 + marks) + head.weight.count)
  }

  private func joined(_ values: Tensor, _ marks: Tensor?) -> Tensor {
    guard let marks, task.hasCalendar else { return values }
    return Tensor.concatenated([values, marks], along: 2)
  }
}
