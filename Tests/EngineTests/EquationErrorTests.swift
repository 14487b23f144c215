import Engine
import Exact
import Testing

@Suite struct `Differential equations without a solution` {
  private let pool = Pool()

  private func solve(
    _ times: [Double], by method: EquationMethod = .dopri5(relative: 1e-3, absolute: 1e-3),
    from initial: [Float] = [1, 1], _ dynamics: @escaping Dynamics = { _, state, _ in state }
  ) throws(EquationError) {
    _ = try odeSolve(
      from: Tensor(initial, shape: [initial.count, 1], in: pool), at: times, by: method,
      .training(Key(seed: 1)), dynamics)
  }

  @Test func `refuse times that are none`() {
    #expect(throws: EquationError.tooFewTimes(0)) { try solve([]) }
    #expect(throws: EquationError.tooFewTimes(1)) { try solve([0]) }
    #expect(throws: EquationError.timeNotFinite(index: 1)) { try solve([0, .infinity]) }
    #expect(throws: EquationError.timeNotFinite(index: 2)) { try solve([0, 1, .nan]) }
    #expect(throws: EquationError.timesNotOrdered(index: 1)) { try solve([0, 0]) }
    #expect(throws: EquationError.timesNotOrdered(index: 2)) { try solve([0, 1, 0.5]) }
    #expect(throws: EquationError.timesNotOrdered(index: 3)) { try solve([3, 2, 1, 1]) }
  }

  @Test func `refuse tolerances and steps that are none`() {
    for wrong in [0, -1, .nan, .infinity] as [Double] {
      // Compared as texts, for NaN equals nothing.
      func expect(_ expected: EquationError, _ method: EquationMethod) {
        do throws(EquationError) {
          try solve([0, 1], by: method)
          Issue.record("solved by \(method)")
        } catch {
          #expect(error.description == expected.description)
        }
      }
      expect(.tolerance(wrong), .dopri5(relative: wrong, absolute: 1e-3))
      expect(.tolerance(wrong), .dopri5(relative: 1e-3, absolute: wrong))
      expect(.stepSize(wrong), .rk4(step: wrong))
      expect(.stepSize(wrong), .euler(step: wrong))
    }
    #expect(
      EquationError.tolerance(-1).description
        == "differential equation: a tolerance of -1.0, expected a finite number above 0")
    #expect(throws: EquationError.stepLimit(0)) {
      try solve([0, 1], by: .dopri5(relative: 1e-3, absolute: 1e-3, limit: 0))
    }
    #expect(throws: EquationError.tooManySteps(limit: 1 << 31, time: 0)) {
      try solve([0, 1], by: .euler(step: 1e-300))
    }
    #expect(throws: EquationError.stepUnderflow(time: 1e17)) {
      try solve([1e17, 1e17 + 100], by: .rk4(step: 1))
    }
  }

  @Test(arguments: [false, true])
  func `stop at the limit of steps`(_ perSample: Bool) {
    let method = EquationMethod.dopri5(
      relative: 1e-6, absolute: 1e-6, perSample: perSample, limit: 5)
    do throws(EquationError) {
      try solve([0, 50], by: method) { time, state, _ in (state * time.column).sin() }
      Issue.record("solved")
    } catch {
      guard case .tooManySteps(limit: 5, time: let time) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(time > 0 && time < 50)
      #expect(error.description.contains("5 steps came only to time \(canonical(time))"))
    }
  }

  /// y′ = y² from 1 is 1/(1 − t): no step passes t = 1.
  @Test(arguments: [false, true])
  func `stop at a singularity`(_ perSample: Bool) {
    let method = EquationMethod.dopri5(relative: 1e-4, absolute: 1e-4, perSample: perSample)
    do throws(EquationError) {
      try solve([0, 2], by: method, from: [1, 0.1]) { _, state, _ in state.squared() }
      Issue.record("solved")
    } catch {
      switch error {
      case .stepUnderflow(let time), .notFinite(let time): #expect(abs(time - 1) < 1e-3)
      default: Issue.record("\(error)")
      }
    }
  }

  @Test func `stop where a state is not finite`() {
    let methods: [EquationMethod] = [
      .dopri5(relative: 1e-3, absolute: 1e-3),
      .dopri5(relative: 1e-3, absolute: 1e-3, perSample: true), .rk4(), .euler(step: 0.25),
    ]
    for method in methods {
      #expect(throws: EquationError.notFinite(time: 0)) {
        try solve([0, 1], by: method, from: [1, .infinity])
      }
      #expect(throws: EquationError.notFinite(time: 0)) {
        try solve([0, 1], by: method) { _, state, _ in state * .nan }
      }
      // The logarithm of a number below 0 from t = 1/2 on.
      do throws(EquationError) {
        try solve([0, 0.4, 2], by: method) { time, state, _ in
          state * (-time.column + 0.5).log()
        }
        Issue.record("solved")
      } catch {
        guard case .notFinite(let time) = error else {
          Issue.record("\(method): \(error)")
          continue
        }
        #expect(time >= 0 && time <= 0.5)
      }
    }
  }

  /// A sample whose first steps lead out of the finite numbers goes on with smaller ones, and spoils no gradient.
  @Test(arguments: [false, true])
  func `are not those with steps that go too far`(_ perSample: Bool) throws {
    let initial = Tensor([1e-3, 0.5], shape: [2, 1], in: pool).tracked()
    let scope = Scope(seed: Key(seed: 1), pool: pool)
    let scale = scope.parameter("scale", [1], .constant(-1))
    var hasGoneTooFar = false
    // y′ = −√y has no real rate below 0, where too long a step leads.
    let solution = try odeSolve(
      from: initial, at: [0, 0.05],
      by: .dopri5(relative: 1e-2, absolute: 1e-2, perSample: perSample),
      .training(Key(seed: 1))
    ) { _, state, mode in
      hasGoneTooFar = hasGoneTooFar || state.elements.contains { $0 < 0 }
      return state.squareRoot() * scale[mode]
    }
    #expect(hasGoneTooFar)
    solution.last.sum().backward()
    // (√y − t/2)² and its derivative by y, 1 − t/(2√y); by the scale, t·(√y − t/2).
    for (found, y) in zip(solution.last.elements, [1e-3, 0.5]) {
      let root = y.squareRoot() - 0.025
      #expect((Double(found) - root * root).magnitude < 1e-3)
    }
    #expect(initial.gradient?.elements.allSatisfy { $0.isFinite } == true)
    #expect(scale.gradient?.allSatisfy { $0.isFinite } == true)
  }
}
