import Exact

/// The parameters of one layer and direction of a recurrent network.
public struct RecurrentCell {
  /// What inputs are multiplied by, [input, gates · hidden].
  public let weight: Parameter
  /// What states are multiplied by, [hidden, gates · hidden].
  public let recurrentWeight: Parameter
  /// What is added to the inputs' part, [gates · hidden].
  public let bias: Parameter
  /// What is added to the states' part, [gates · hidden].
  public let recurrentBias: Parameter

  private init(_ input: Int, _ hidden: Int, gates: Int, in scope: Scope) {
    let initialiser = Initialiser.uniform(bound: 1 / Float(max(1, hidden)).squareRoot())
    weight = scope.parameter("weight", [input, gates * hidden], initialiser)
    recurrentWeight = scope.parameter("recurrent_weight", [hidden, gates * hidden], initialiser)
    bias = scope.parameter("bias", [gates * hidden], initialiser)
    recurrentBias = scope.parameter("recurrent_bias", [gates * hidden], initialiser)
  }

  /// The cells of a stack: layer by layer, forwards before backwards.
  static func stack(
    _ input: Int, _ hidden: Int, gates: Int, layers: Int, isBidirectional: Bool, in scope: Scope
  ) -> [RecurrentCell] {
    guard hidden > 0, layers > 0 else {
      fatalError("\(layers) recurrent layers of \(hidden) units: expected at least one of each")
    }
    var cells: [RecurrentCell] = []
    for layer in 0..<layers {
      let width = layer == 0 ? input : isBidirectional ? 2 * hidden : hidden
      let place = scope[layer]
      cells.append(RecurrentCell(width, hidden, gates: gates, in: place))
      if isBidirectional {
        cells.append(RecurrentCell(width, hidden, gates: gates, in: place["reverse"]))
      }
    }
    return cells
  }
}

/// What a recurrent network gives: the states of the last layer at every step, and all layers' states after the
/// last step.
public struct RecurrentStates {
  /// The last layer's states in the order they are worked out in, [time, batch, directions · hidden].
  public let steps: Tensor
  /// The hidden states of each layer and direction after the last step read: [batch, hidden] each, layer by
  /// layer, forwards before backwards.
  public let hidden: [Tensor]
  /// The cells of each layer and direction after the last step read, like `hidden`; empty for a GRU.
  public let cell: [Tensor]

  /// The last layer's states, [batch, time, directions · hidden].
  public var output: Tensor { steps.transposed(0, 1) }

  /// Runs a stack layer by layer; `run` gives all hidden states of a layer and direction, whose place in the list of
  /// cells it is told, and its last cell.
  static func stack(
    _ x: Tensor, _ mode: Mode, _ cells: [RecurrentCell], isBidirectional: Bool,
    dropout: InnerDropout,
    run: (_ steps: Tensor, _ place: Int, _ isReversed: Bool) -> (Tensor, Tensor?)
  ) -> RecurrentStates {
    guard x.shape.rank == 3, x.shape[1] > 0 else {
      fatalError("a recurrent network over \(x.shape): expected [batch, time, input], time above 0")
    }
    var steps = x.transposed(0, 1)
    let time = x.shape[1]
    var hidden: [Tensor] = []
    var last: [Tensor] = []
    let directions = isBidirectional ? 2 : 1
    for layer in 0..<cells.count / directions {
      if layer > 0 { steps = dropout(steps, mode, layer: layer - 1) }
      var outputs: [Tensor] = []
      for direction in 0..<directions {
        let (output, cell) = run(steps, layer * directions + direction, direction == 1)
        let end = direction == 1 ? 0 : time - 1
        hidden.append(
          output.sliced(end..<end + 1, along: 0).reshaped([output.shape[1], output.shape[2]]))
        if let cell { last.append(cell) }
        outputs.append(output)
      }
      steps = directions == 1 ? outputs[0] : Tensor.concatenated(outputs, along: -1)
    }
    return RecurrentStates(steps: steps, hidden: hidden, cell: last)
  }
}

/// Dropout between the layers of a stack.
struct InnerDropout {
  let rate: Double
  /// The stack's name, which its masks are drawn by.
  let path: String

  /// Drops outputs of a layer in training: every number is zero with the probability `rate`, else divided by the
  /// probability of being kept.
  func callAsFunction(_ steps: Tensor, _ mode: Mode, layer: Int) -> Tensor {
    steps.dropout(Float(rate), mode, name: "\(path).dropout.\(layer)")
  }
}
