/// How a differential equation is solved.
public enum EquationMethod: Equatable, Sendable {
  /// Dormand and Prince (1980), order 5, with steps as large as the tolerances allow.
  ///
  /// The error of a step, divided by absolute + relative·|y| element by element, has a root mean square of at most 1.
  /// That is over the whole batch, and all samples take the same steps, unless `perSample` is set: then each sample has
  /// its own error and steps. Where the dynamics keep samples apart, its states and its gradients by the adjoint method
  /// do not depend on its batch, down to the last bit, and its direct gradients only in the order of roundings.
  /// `limit` is the most attempts at a step, in the second case for each sample.
  case dopri5(
    relative: Double, absolute: Double, perSample: Bool = false, limit: Int = 10_000)
  /// Kutta's 3/8 rule, order 4: one step from each time to the next, or steps of a given size, with states inside a
  /// step on the straight line between its ends.
  case rk4(step: Double? = nil)
  /// Euler's method, order 1, with steps as for `rk4`.
  case euler(step: Double? = nil)
}

/// How the gradients of a solution are worked out.
public enum EquationGradients {
  /// Back-propagation through the steps, whose sizes count as constants: exact for the steps taken, with the memory of
  /// all of them.
  case direct
  /// The adjoint method (Chen et al. 2018, algorithm 1): an equation for the gradients solved backwards from each
  /// time to the one before, with memory for the states at these times alone; as exact as the tolerances.
  ///
  /// `parameters` are those of the dynamics, which may depend on no other tensor that wants a gradient. Step sizes
  /// follow the greatest error among the state, its gradient and each parameter's gradient; with `seminorm` set, the
  /// parameters have no say (Kidger, Chen and Lyons 2021), nor with steps per sample, where what is common to
  /// the samples cannot. `method` is that of the way back, the same as forwards where it is nil.
  case adjoint(of: [Parameter], seminorm: Bool = false, method: EquationMethod? = nil)
}

/// Solves dy/dt = f(t, y) from an initial state [batch, …] at the first of the times.
///
/// The times rise or fall. An adaptive method asks for rates also a little beyond the last. Gradients flow to the
/// initial state and to the parameters that the dynamics use in the mode they are called with; none flow to the times.
/// Throws where times, tolerances or step sizes make no sense, where the limit of steps is reached, the steps become
/// too small to move the time, or the state is no longer finite.
public func odeSolve(
  from initial: Tensor, at times: [Double], by method: EquationMethod,
  gradients: EquationGradients = .direct, _ mode: Mode, _ dynamics: @escaping Dynamics
) throws(EquationError) -> Trajectory {
  guard initial.shape.rank >= 1 else {
    fatalError(
      "a differential equation from a state of shape \(initial.shape): expected [batch, …]")
  }
  try check(times)
  try method.check()
  let tally = Tally()
  guard case .adjoint(let parameters, let seminorm, let backward) = gradients else {
    let system = System(of: dynamics, mode, lanes: method.lanes(of: initial)) {
      tally.evaluations += 1
    }
    let states = try method.run(system, from: [initial], at: times, tally)
    return Trajectory([initial] + states.map { $0[0] }, at: times, tally)
  }
  try backward?.check()
  let adjoint = Adjoint(
    dynamics: dynamics, mode: mode, parameters: parameters, isSeminorm: seminorm,
    method: backward ?? method, tally: tally)
  return try adjoint.solve(from: initial, at: times, by: method)
}

extension System {
  /// The dynamics alone; `count` is called with every evaluation.
  init(of dynamics: @escaping Dynamics, _ mode: Mode, lanes: Int, count: @escaping () -> Void) {
    self.init(
      rates: { moment, state in
        count()
        return [moment.rate(of: state[0], by: dynamics, mode)]
      }, signs: [1], driving: 1, measured: 1, wanted: 0..<1, lanes: lanes)
  }
}

extension EquationMethod {
  /// Whether each sample has its own steps.
  var isPerSample: Bool {
    guard case .dopri5(_, _, true, _) = self else { return false }
    return true
  }

  /// The number of time lines for a batch: one, or one for each sample.
  func lanes(of state: Tensor) -> Int { isPerSample ? max(1, state.shape[0]) : 1 }

  /// The wanted parts of a system at every time but the first.
  func run(
    _ system: System, from initial: [Tensor], at times: [Double], _ tally: Tally
  ) throws(EquationError) -> [[Tensor]] {
    switch self {
    case .dopri5(let relative, let absolute, _, let limit):
      let control = StepControl(relative: relative, absolute: absolute, limit: limit)
      return try AdaptiveSteps.run(system, from: initial, at: times, control, tally)
    case .rk4(let step):
      return try FixedSteps(tableau: .threeEighths, size: step)
        .run(system, from: initial, at: times, tally)
    case .euler(let step):
      return try FixedSteps(tableau: .euler, size: step)
        .run(system, from: initial, at: times, tally)
    }
  }

  fileprivate func check() throws(EquationError) {
    switch self {
    case .dopri5(let relative, let absolute, _, let limit):
      for tolerance in [relative, absolute] where !(tolerance > 0 && tolerance.isFinite) {
        throw .tolerance(tolerance)
      }
      guard limit > 0 else { throw .stepLimit(limit) }
    case .rk4(let step?), .euler(let step?):
      guard step > 0, step.isFinite else { throw .stepSize(step) }
    case .rk4, .euler: break
    }
  }
}

private func check(_ times: [Double]) throws(EquationError) {
  guard times.count >= 2 else { throw .tooFewTimes(times.count) }
  for (index, time) in times.enumerated() where !time.isFinite {
    throw .timeNotFinite(index: index)
  }
  for index in 1..<times.count {
    let isOrdered =
      times[1] > times[0] ? times[index] > times[index - 1] : times[index] < times[index - 1]
    guard isOrdered else { throw .timesNotOrdered(index: index) }
  }
}
