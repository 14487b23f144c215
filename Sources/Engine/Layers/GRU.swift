/// Layers of gated recurrent units over whole sequences, each reading the one before; both ways where asked for.
///
/// Input [batch, time, input]. Parameters of layer l, as PyTorch draws them (uniform up to 1/√hidden): `l.weight`
/// [input, 3·hidden], `l.recurrent_weight` [hidden, 3·hidden], `l.bias` and `l.recurrent_bias` [3·hidden], gates in
/// the order r, z, n; those of the reverse direction under `l.reverse`.
public struct GRU {
  /// The parameters of every layer and direction: layer by layer, forwards before backwards.
  public let cells: [RecurrentCell]
  /// Whether every layer reads both ways.
  public let isBidirectional: Bool
  private let dropout: InnerDropout

  /// A stack at a place in a model.
  ///
  /// - Parameters:
  ///   - input: features of a step.
  ///   - hidden: hidden units of each layer and direction.
  ///   - layers: how many are stacked.
  ///   - isBidirectional: whether every layer reads both ways; its outputs are then joined, [forwards, backwards].
  ///   - dropout: the probability that an output of a layer is dropped on its way to the next, in training.
  ///   - scope: the place.
  public init(
    _ input: Int, _ hidden: Int, layers: Int = 1, isBidirectional: Bool = false,
    dropout: Double = 0, in scope: Scope
  ) {
    self.isBidirectional = isBidirectional
    self.dropout = InnerDropout(rate: dropout, path: scope.path)
    cells = RecurrentCell.stack(
      input, hidden, gates: 3, layers: layers, isBidirectional: isBidirectional, in: scope)
  }

  /// The states of every step, and those after the last.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> RecurrentStates {
    RecurrentStates.stack(
      x, mode, cells, isBidirectional: isBidirectional, dropout: dropout
    ) { steps, place, isReversed in
      let cell = cells[place]
      let hidden = steps.gru(
        weight: cell.weight[mode], recurrentWeight: cell.recurrentWeight[mode],
        bias: cell.bias[mode], recurrentBias: cell.recurrentBias[mode], isReversed: isReversed)
      return (hidden, nil)
    }
  }
}
