import Foundation

// Recurrent networks over [time, batch, input], step by step and unit by unit.

extension Array64 {
  /// All hidden states [time, batch, hidden], and the last cells [batch, hidden].
  ///
  /// - Parameters:
  ///   - weights: of inputs [input, 4·hidden] and of states [hidden, 4·hidden], both biases [4·hidden]; gates i, f, g, o.
  ///   - initial: hidden states and cells before the first step, [batch, hidden]; zeros where there are none.
  func lstm(
    _ weights: [Array64], initial: [Array64] = [], isReversed: Bool = false
  ) -> (hidden: Array64, cell: Array64) {
    recurrent(weights, initial: initial, gates: 4, isReversed: isReversed) {
      input, state, _, cell in
      func gate(_ index: Int) -> Double { input[index] + state[index] }
      let kept = Reference.sigmoid(gate(1)) * cell
      let cell = kept + Reference.sigmoid(gate(0)) * Foundation.tanh(gate(2))
      return (Reference.sigmoid(gate(3)) * Foundation.tanh(cell), cell)
    }
  }

  /// All hidden states [time, batch, hidden]; weights as of `lstm` with the gates r, z, n.
  func gru(
    _ weights: [Array64], initial: [Array64] = [], isReversed: Bool = false
  ) -> Array64 {
    recurrent(weights, initial: initial, gates: 3, isReversed: isReversed) {
      input, state, hidden, _ in
      let reset = Reference.sigmoid(input[0] + state[0])
      let update = Reference.sigmoid(input[1] + state[1])
      let new = Foundation.tanh(input[2] + reset * state[2])
      return ((1 - update) * new + update * hidden, 0)
    }.hidden
  }

  /// Steps in the order of reading: `unit` gets the sums of a unit's gates from inputs and from states, its hidden state
  /// and its cell, and gives the next two.
  private func recurrent(
    _ weights: [Array64], initial: [Array64], gates: Int, isReversed: Bool,
    unit: (_ input: [Double], _ state: [Double], _ hidden: Double, _ cell: Double) ->
      (hidden: Double, cell: Double)
  ) -> (hidden: Array64, cell: Array64) {
    let (time, batch, size) = (shape[0], shape[1], weights[1].shape[0])
    let zeros = Array64([batch, size]) { _ in 0 }
    var hidden = initial.isEmpty ? zeros : initial[0]
    var cell = initial.count < 2 ? zeros : initial[1]
    var result = Array64([time, batch, size]) { _ in 0 }
    for t in isReversed ? Array((0..<time).reversed()) : Array(0..<time) {
      let before = hidden
      for b in 0..<batch {
        for j in 0..<size {
          /// The sums of the unit's gates.
          func sums(_ weight: Array64, _ bias: Array64, _ source: (Int) -> Double) -> [Double] {
            (0..<gates).map { gate in
              (0..<weight.shape[0]).reduce(bias[gate * size + j]) {
                $0 + source($1) * weight[$1, gate * size + j]
              }
            }
          }
          let input = sums(weights[0], weights[2]) { self[t, b, $0] }
          let state = sums(weights[1], weights[3]) { before[b, $0] }
          let next = unit(input, state, before[b, j], cell[b, j])
          hidden[b, j] = next.hidden
          cell[b, j] = next.cell
          result[t, b, j] = next.hidden
        }
      }
    }
    return (result, cell)
  }
}
