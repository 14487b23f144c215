import Engine
import Exact
import Testing

/// An encoder, a differential equation and a penalty on its parameters, which thus get gradients from two sides.
private struct LatentModel {
  let pool = Pool()
  let field: Field
  let encoder: Linear
  let input: Tensor

  init() {
    field = Field(width: 3, hidden: 8, in: pool)
    encoder = Linear(2, 3, activation: .tanh, in: field.scope["encoder"])
    input = Tensor(
      (0..<10).map { Key(seed: 2).normal(at: $0) }, shape: [5, 2], in: pool)
  }

  var dynamics: [Parameter] { Array(field.scope.parameters[0..<4]) }

  /// Gradients of all parameters, those of the dynamics first.
  func gradients(
    by method: EquationMethod, _ choice: EquationGradients
  ) throws -> (gradients: [[Float]], solution: Trajectory) {
    let mode = Mode.training(Key(seed: 3))
    let solution = try odeSolve(
      from: encoder(input, mode), at: [0, 0.4, 1.5, 2], by: method, gradients: choice, mode
    ) { field($0, $1, $2) }
    let penalty = Tensor.squarePenalty(of: dynamics.map { $0[mode] }, weight: 0.1)
    (solution.states.squared().mean() + solution.last.sum() + penalty).backward()
    defer { for parameter in field.scope.parameters { parameter.clearGradient() } }
    return (field.scope.parameters.map { $0.gradient ?? [] }, solution)
  }
}

/// The greatest difference between tensors, as a share of each one's greatest magnitude.
private func distance(_ found: [[Float]], _ expected: [[Float]]) -> Float {
  zip(found, expected).map { found, expected in
    let size = expected.reduce(0) { max($0, $1.magnitude) }
    return zip(found, expected).map { ($0 - $1).magnitude }.max().map { $0 / size } ?? .nan
  }.max() ?? .nan
}

@Suite struct `Adjoint gradients` {
  /// Each is within some tolerances of the truth a step.
  @Test func `approach the direct ones as tolerances shrink`() throws {
    let model = LatentModel()
    for (tolerance, bound) in [(1e-3, Float(3e-2)), (1e-6, 1e-4)] {
      let method = EquationMethod.dopri5(relative: tolerance, absolute: tolerance)
      let (direct, _) = try model.gradients(by: method, .direct)
      for seminorm in [false, true] {
        let (adjoint, solution) = try model.gradients(
          by: method, .adjoint(of: model.dynamics, seminorm: seminorm))
        #expect(distance(adjoint, direct) < bound)
        #expect(solution.backwardEvaluations > 0)
      }
    }
  }

  /// A way back by Euler with small steps: 1e-3 is about its step times the gradient's rate of change.
  @Test func `may take another method on the way back`() throws {
    let model = LatentModel()
    let method = EquationMethod.dopri5(relative: 1e-6, absolute: 1e-6)
    let (direct, _) = try model.gradients(by: method, .direct)
    let (adjoint, solution) = try model.gradients(
      by: method, .adjoint(of: model.dynamics, method: .euler(step: 1e-3)))
    #expect(distance(adjoint, direct) < 1e-2)
    #expect((2000...2003).contains(solution.backwardEvaluations))
  }

  @Test func `are NaN with a reason where the way back has no end`() throws {
    let model = LatentModel()
    let limited = EquationMethod.dopri5(relative: 1e-6, absolute: 1e-6, limit: 2)
    let (gradients, solution) = try model.gradients(
      by: .dopri5(relative: 1e-3, absolute: 1e-3),
      .adjoint(of: model.dynamics, method: limited))
    #expect(gradients.joined().allSatisfy { $0.isNaN })
    guard case .tooManySteps(limit: 2, time: _) = solution.backwardError else {
      Issue.record("\(String(describing: solution.backwardError))")
      return
    }
  }

  @Test func `and others are not worked out in evaluation`() throws {
    let model = LatentModel()
    let initial = Tensor(repeating: 0.5, shape: [2, 3], in: model.pool)
    for choice in [EquationGradients.direct, .adjoint(of: model.dynamics)] {
      let solution = try odeSolve(
        from: initial, at: [0, 1], by: .rk4(), gradients: choice, .evaluation
      ) { model.field($0, $1, $2) }
      solution.states.sum().backward()
      #expect(model.dynamics.allSatisfy { $0.gradient == nil })
      #expect(solution.backwardEvaluations == 0)
    }
  }

  @Test func `and direct ones give their memory back`() throws {
    let model = LatentModel()
    let tight = EquationMethod.dopri5(relative: 1e-4, absolute: 1e-4)
    let each = EquationMethod.dopri5(relative: 1e-4, absolute: 1e-4, perSample: true)
    var held: [Int] = []
    for step in 0..<20 {
      for method in [tight, each, .rk4(step: 0.1)] {
        _ = try model.gradients(by: method, .direct)
        _ = try model.gradients(by: method, .adjoint(of: model.dynamics))
      }
      if step > 0 { held.append(model.pool.bytesReserved + model.pool.bytesInUse) }
    }
    #expect(held.allSatisfy { $0 == held[0] })
  }
}

@Suite struct `Steps per sample` {
  /// Samples of very different sizes, so that their steps differ.
  private let numbers = (0..<7).map { sample in
    (0..<3).map { Key(seed: 5)[sample].normal(at: $0) * [0.01, 8, 1, 0.2, 3, 0, 20][sample] }
  }
  private static let method = EquationMethod.dopri5(
    relative: 1e-4, absolute: 1e-5, perSample: true)
  private static let adjoint = EquationMethod.dopri5(
    relative: 1e-5, absolute: 1e-6, perSample: true)

  /// States [time][sample] and the gradients by the samples' initial states.
  private func solve(
    _ samples: [Int], _ times: [Double], by method: EquationMethod, _ isAdjoint: Bool,
    field: Field
  ) throws -> (states: [[[Float]]], gradients: [[Float]], parameters: [[Float]], Trajectory) {
    let pool = field.scope.pool
    let initial = Tensor(
      samples.flatMap { numbers[$0] }, shape: [samples.count, 3], in: pool
    ).tracked()
    let parameters = field.scope.parameters
    let solution = try odeSolve(
      from: initial, at: times, by: method,
      gradients: isAdjoint ? .adjoint(of: parameters) : .direct, .training(Key(seed: 1))
    ) { field($0, $1, $2) }
    let states = solution.states
    (states * states).sum().backward()
    func rows(_ numbers: [Float]) -> [[Float]] {
      stride(from: 0, to: numbers.count, by: 3).map { Array(numbers[$0..<$0 + 3]) }
    }
    defer { for parameter in parameters { parameter.clearGradient() } }
    return (
      times.indices.map { rows(solution[$0].elements) }, rows(initial.gradient?.elements ?? []),
      parameters.map { $0.gradient ?? [] }, solution
    )
  }

  private func field() -> Field {
    var field = Field(width: 3, hidden: 8, in: Pool())
    for parameter in field.scope.parameters {
      parameter.elements = parameter.elements.map { 3 * $0 }
    }
    field.decay = 4
    return field
  }

  @Test(arguments: [[0, 0.001, 0.3, 0.31, 2, 5], [2, 1.7, 0.5, 0.4, -0.1]], [false, true])
  func `give a sample the same bits in every batch`(_ times: [Double], isAdjoint: Bool) throws {
    let field = field()
    let all = Array(numbers.indices)
    let alone = try all.map {
      try solve([$0], times, by: Self.method, isAdjoint, field: field)
    }
    #expect(Set(alone.map { $0.3.steps }).count > 2)
    #expect(alone.contains { $0.3.rejections > 0 })
    for batch in [all, all.reversed(), [1, 6], [2, 0, 4], [5, 5, 1, 3]] {
      let together = try solve(batch, times, by: Self.method, isAdjoint, field: field)
      for (row, sample) in batch.enumerated() {
        for index in times.indices {
          #expect(
            together.states[index][row].map(\.bitPattern)
              == alone[sample].states[index][0].map(\.bitPattern))
        }
        // Back-propagation adds up contributions in the order of the graph, which differs: some roundings.
        let (found, expected) = (together.gradients[row], alone[sample].gradients[0])
        #expect(isAdjoint ? found == expected : distance([found], [expected]) < 1e-6)
      }
      #expect(together.3.steps == batch.reduce(0) { $0 + alone[$1].3.steps })
      #expect(together.3.rejections == batch.reduce(0) { $0 + alone[$1].3.rejections })
    }
    // With steps in common it does depend on the batch: the test can tell.
    let shared = EquationMethod.dopri5(relative: 1e-4, absolute: 1e-5)
    let together = try solve(all, times, by: shared, isAdjoint, field: field)
    #expect(together.states.last?[2] != alone[2].states.last?[0])
  }

  /// Sums over samples in another order: some roundings of the greatest element.
  @Test(arguments: [false, true])
  func `give the parameters the sum of the samples' gradients`(_ isAdjoint: Bool) throws {
    let field = field()
    let times = [0, 0.3, 0.31, 2]
    let together = try solve([0, 1, 2, 3], times, by: Self.method, isAdjoint, field: field)
    let alone = try [0, 1, 2, 3].map {
      try solve([$0], times, by: Self.method, isAdjoint, field: field).parameters
    }
    let sums = alone[0].indices.map { parameter in
      alone[0][parameter].indices.map { index in alone.reduce(0) { $0 + $1[parameter][index] } }
    }
    #expect(distance(together.parameters, sums) < 1e-5)
  }

  @Test func `have adjoint gradients near the direct ones`() throws {
    let field = field()
    let times = [0, 0.3, 0.31, 2]
    let adjoint = try solve([0, 1, 2, 3], times, by: Self.adjoint, true, field: field)
    let direct = try solve([0, 1, 2, 3], times, by: Self.adjoint, false, field: field)
    // Some hundred tolerances: parameters have no say in the steps.
    #expect(distance(adjoint.parameters, direct.parameters) < 1e-3)
    #expect(distance(adjoint.gradients, direct.gradients) < 1e-3)
  }

  @Test func `of one sample are the steps of its batch`() throws {
    let field = field()
    let shared = EquationMethod.dopri5(relative: 1e-4, absolute: 1e-5)
    for sample in [1, 2, 6] {
      let own = try solve([sample], [0, 0.5, 3], by: Self.method, false, field: field)
      let common = try solve([sample], [0, 0.5, 3], by: shared, false, field: field)
      #expect(own.states == common.states)
      #expect(own.gradients == common.gradients)
      #expect(own.parameters == common.parameters)
      #expect(own.3.evaluations == common.3.evaluations)
    }
  }
}
