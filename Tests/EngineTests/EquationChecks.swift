import Engine
import Exact

/// What differential equations are solved with, and solutions by every method.
let equationChecks: [OperationCheck] = [
  OperationCheck("advance", [3, 4], [3, 4], [3, 4], [3, 4]) {
    $0[0].advanced(along: Array($0[1...]), by: [0.5, -1.25, 2]).squared()
  },
  OperationCheck("advance, a coefficient for each row", [2, 3], [2, 3], [2, 3]) {
    $0[0].advanced(along: Array($0[1...]), by: [0.5, -1.25, 2, 0]).squared()
  },
  OperationCheck("advance along one rate twice", [4], [4]) {
    $0[0].advanced(along: [$0[1], $0[1]], by: [0.5, 1.5]).squared()
  },
  OperationCheck("advance more than a block", [1300], [1300]) {
    $0[0].advanced(along: [$0[1]], by: [-0.75]).squared().mean()
  },
  equationCheck("euler", .euler()),
  equationCheck("rk4, steps", .rk4(step: 0.4)),
  // Central differences move the step sizes too, which moves the solution by less than its tolerance: tight ones.
  equationCheck("dopri5", .dopri5(relative: 1e-5, absolute: 1e-5)),
  equationCheck("dopri5, per sample", .dopri5(relative: 1e-5, absolute: 1e-5, perSample: true)),
  equationCheck(
    "dopri5, adjoint", .dopri5(relative: 1e-5, absolute: 1e-5), isAdjoint: true),
  equationCheck(
    "dopri5, adjoint, per sample", .dopri5(relative: 1e-5, absolute: 1e-5, perSample: true),
    isAdjoint: true),
]

/// The states at three times from an initial state and what is added to its rate.
private func equationCheck(
  _ name: String, _ method: EquationMethod, isAdjoint: Bool = false
) -> OperationCheck {
  // The adjoint method gives gradients to parameters and the initial state alone.
  let shapes: [Shape] = isAdjoint ? [[3, 2]] : [[3, 2], [3, 2]]
  return OperationCheck(name, shapes: shapes) { operands in
    let solution = try? odeSolve(
      from: operands[0], at: [0.2, 0.5, 1.4], by: method,
      gradients: isAdjoint ? .adjoint(of: []) : .direct, .training(Key(seed: 1))
    ) { time, state, _ in
      let rate = state.sin() * 1.5 - state * time.column
      return operands.count > 1 ? rate + operands[1] : rate
    }
    return solution?.states ?? operands[0]
  }
}
