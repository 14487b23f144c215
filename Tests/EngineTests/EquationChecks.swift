import Engine
import Exact
import Testing

/// What differential equations are solved with.
let equationChecks: [OperationCheck] = [
  OperationCheck("advanced", [3, 4], [3, 4], [3, 4], [3, 4]) {
    $0[0].advanced(along: Array($0[1...]), by: [0.5, -1.25, 2]).squared()
  } reference: {
    ($0[0] + $0[1].times(0.5) + $0[2].times(-1.25) + $0[3].times(2)).squared()
  },
  OperationCheck("advanced, a coefficient for each row", [2, 3], [2, 3], [2, 3]) {
    $0[0].advanced(along: Array($0[1...]), by: [0.5, -1.25, 2, 0]).squared()
  } reference: {
    let coefficients = [Array64([0.5, 2], [2, 1]), Array64([-1.25, 0], [2, 1])]
    return ($0[0] + $0[1] * coefficients[0] + $0[2] * coefficients[1]).squared()
  },
  OperationCheck("advanced, along one rate twice", [4], [4]) {
    $0[0].advanced(along: [$0[1], $0[1]], by: [0.5, 1.5]).squared()
  } reference: {
    ($0[0] + $0[1].times(2)).squared()
  },
  OperationCheck("advanced, more than a block", [1300], [1300]) {
    $0[0].advanced(along: [$0[1]], by: [-0.75])
  } reference: {
    $0[0] + $0[1].times(-0.75)
  },
]

extension Array64 {
  fileprivate func times(_ factor: Double) -> Array64 { map { $0 * factor } }
}

/// Solutions by every method: the states at three times from an initial state and what is added to its rate.
private struct Solution: Sendable, CustomStringConvertible {
  let description: String
  let method: EquationMethod
  /// The adjoint method gives gradients to parameters and the initial state alone.
  var isAdjoint = false

  func states(_ operands: [Tensor]) -> Tensor? {
    let solution = try? odeSolve(
      from: operands[0], at: [0.2, 0.5, 1.4], by: method,
      gradients: isAdjoint ? .adjoint(of: []) : .direct, .training(Key(seed: 1))
    ) { time, state, _ in
      let rate = state.sin() * 1.5 - state * time.column
      return operands.count > 1 ? rate + operands[1] : rate
    }
    return solution?.states
  }
}

// Central differences move the step sizes too, which moves the solution by less than its tolerance: tight ones.
private let solutions: [Solution] = [
  Solution(description: "euler", method: .euler()),
  Solution(description: "rk4", method: .rk4(step: 0.4)),
  Solution(description: "dopri5", method: .dopri5(relative: 1e-5, absolute: 1e-5)),
  Solution(
    description: "dopri5, per sample",
    method: .dopri5(relative: 1e-5, absolute: 1e-5, perSample: true)),
  Solution(
    description: "dopri5, adjoint", method: .dopri5(relative: 1e-5, absolute: 1e-5),
    isAdjoint: true),
  Solution(
    description: "dopri5, adjoint, per sample",
    method: .dopri5(relative: 1e-5, absolute: 1e-5, perSample: true), isAdjoint: true),
]

@Suite struct `Solutions of equations` {
  /// Differences of Float32 solutions over a step of 2⁻⁷ are off by its square times the third derivative and by
  /// rounding over the step, some 1e-5 each, and the adjoint by its tolerance: 2e-3 leaves room for both.
  @Test(arguments: solutions)
  private func `have the gradients of central differences`(_ solution: Solution) throws {
    let pool = Pool()
    let key = Key(seed: 7)[solution.description]
    let shape: Shape = [3, 2]
    let numbers = (0..<(solution.isAdjoint ? 1 : 2)).map { position in
      (0..<6).map { key["operand"][position].uniform(in: -2..<2, at: $0) }
    }
    func weights(_ count: Int) -> [Float] {
      (0..<count).map { key["weights"].uniform(in: 0.5..<1.5, at: $0) }
    }
    func objective(_ numbers: [[Float]]) throws -> Double {
      let states = try #require(
        solution.states(numbers.map { Tensor($0, shape: shape, in: pool) }))
      return zip(states.elements, weights(states.count)).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
    let operands = numbers.map { Tensor($0, shape: shape, in: pool).tracked() }
    let states = try #require(solution.states(operands))
    (states * Tensor(weights(states.count), shape: states.shape, in: pool)).sum().backward()
    let step: Float = 0x1p-7
    for (position, operand) in operands.enumerated() {
      let gradient = try #require(operand.gradient?.elements)
      for element in gradient.indices {
        var (above, below) = (numbers, numbers)
        above[position][element] += step
        below[position][element] -= step
        let expected = (try objective(above) - objective(below)) / (2 * Double(step))
        #expect(abs(Double(gradient[element]) - expected) <= 2e-3 * (1 + abs(expected)))
      }
    }
  }
}
