/// Gradients of a solution by an equation of their own.
///
/// With a the gradient of the loss by the state, da/dt = −aᵀ·∂f/∂y, and the gradient of the parameters θ is the integral
/// of aᵀ·∂f/∂θ over time (Chen et al. 2018, equations 4 and 5). State, a and the gradients of the parameters are
/// solved together, backwards from each time to the one before; there the state is set to what it was on the way
/// forward, and the loss's gradient by it is added to a. Products with the Jacobian come from the recorded dynamics.
struct Adjoint {
  let dynamics: Dynamics
  let mode: Mode
  let parameters: [Parameter]
  let isSeminorm: Bool
  let method: EquationMethod
  let tally: Tally

  /// Where the parameters' gradients gather; nowhere where nothing learns.
  private var leaves: [Node] {
    parameters.compactMap { $0.leaf(in: mode) }
  }

  /// Solves forwards with nothing recorded but the states at the times.
  func solve(
    from initial: Tensor, at times: [Double], by method: EquationMethod
  ) throws(EquationError) -> Trajectory {
    let forward = System(of: unrecordedDynamics, mode, lanes: method.lanes(of: initial)) {
      tally.evaluations += 1
    }
    let found = try method.run(forward, from: [initial.detached], at: times, tally)
    let states = [initial.detached] + found.map { $0[0] }
    let inputs = (initial.node.map { [$0] } ?? []) + leaves
    guard !inputs.isEmpty else { return Trajectory(states, at: times, tally) }
    let whole = Tensor.stacked(states)
    let node = Node(shape: whole.shape, pool: whole.pool, inputs: inputs) { gradient in
      passBack(gradient, through: states, at: times, to: initial.node)
    }
    return Trajectory(
      whole: Tensor(shape: whole.shape, buffer: whole.buffer, node: node), at: times, tally)
  }

  /// The dynamics without a record of their parameters; whatever else wants a gradient would get none.
  private var unrecordedDynamics: Dynamics {
    { moment, state, mode in
      let rate = dynamics(moment, state, mode.unrecorded)
      guard rate.node == nil else {
        fatalError(
          "adjoint method: the dynamics use a tensor that would get no gradient; call layers in the mode that the dynamics are given, and make other tensors part of the state"
        )
      }
      return rate
    }
  }

  /// Turns the gradient by the states at all times into those by the initial state and the parameters; NaN and a
  /// reason where the way back has no solution.
  private func passBack(
    _ gradient: UnsafePointer<Float>, through states: [Tensor], at times: [Double],
    to initial: Node?
  ) {
    let leaves = leaves
    // What has gathered elsewhere waits aside: on the way back these are the gradients of single rates.
    let earlier = leaves.map { $0.exchange(nil) }
    var sums: [Tensor]
    do throws(EquationError) {
      sums = try integrate(gradient, through: states, at: times, leaves)
    } catch {
      tally.backwardError = error
      sums = ([states[0].shape] + leaves.map { $0.shape }).map {
        Tensor(repeating: .nan, shape: $0, in: states[0].pool)
      }
    }
    for (index, leaf) in leaves.enumerated() {
      _ = leaf.exchange(earlier[index])
      leaf.receiveEach { sums[index + 1].read[$0] }
    }
    initial?.receiveEach { sums[0].read[$0] }
  }

  /// The gradients by the initial state and by each parameter.
  private func integrate(
    _ gradient: UnsafePointer<Float>, through states: [Tensor], at times: [Double],
    _ leaves: [Node]
  ) throws(EquationError) -> [Tensor] {
    let pool = states[0].pool
    let zeros = leaves.map { Tensor(repeating: 0, shape: $0.shape, in: pool) }
    let system = method.isPerSample ? perSampleSystem(of: states[0]) : sharedSystem(leaves)
    let (last, size, shape) = (states.count - 1, states[0].count, states[0].shape)
    var sum = Tensor.filled(shape, in: pool) {
      $0.update(from: gradient + last * size, count: size)
    }
    var gathered = method.isPerSample ? [] : zeros
    for index in stride(from: last, to: 0, by: -1) {
      let parts = try method.run(
        system, from: [states[index], sum] + gathered, at: [times[index], times[index - 1]],
        Tally())[0]
      let own = gradient + (index - 1) * size
      sum = Tensor.filled(shape, in: pool) { target in
        for i in 0..<size { target[i] = parts[0].read[i] + own[i] }
      }
      gathered = Array(parts.dropFirst())
    }
    return [sum] + (method.isPerSample ? taken(leaves) : gathered)
  }

  /// State, its gradient and the parameters' gradients, with one step for all.
  private func sharedSystem(_ leaves: [Node]) -> System {
    System(
      rates: { moment, state in
        let (rate, product) = product(moment, state, mode)
        return [rate, product] + taken(leaves)
      }, signs: [1] + [Double](repeating: -1, count: 1 + leaves.count), driving: 2,
      measured: isSeminorm ? 2 : 2 + leaves.count, wanted: 1..<2 + leaves.count, lanes: 1)
  }

  /// State and its gradient, with a step for each sample.
  ///
  /// What a rate adds to the parameters' gradients depends on each sample's step, so it is worked out once the steps are
  /// known to be taken, by another evaluation.
  private func perSampleSystem(of state: Tensor) -> System {
    System(
      rates: { moment, state in
        // Nothing of the parameters' gradients is wanted here.
        let (rate, product) = product(moment, state, mode.unrecorded)
        return [rate, product]
      }, signs: [1, -1], driving: 2, measured: 2, wanted: 1..<2, lanes: method.lanes(of: state),
      observe: { moment, state, coefficients in
        guard coefficients.contains(where: { $0 != 0 }), !leaves.isEmpty else { return }
        tally.backwardEvaluations += 1
        let sum = state[1]
        let scaled = Tensor.filled(sum.shape, in: sum.pool) { target in
          let length = sum.count / coefficients.count
          for (lane, coefficient) in coefficients.enumerated() {
            let c = Float(-coefficient)
            for i in lane * length..<(lane + 1) * length { target[i] = c * sum.read[i] }
          }
        }
        moment.rate(of: state[0], by: dynamics, mode).passBack(scaled)
      })
  }

  /// The rate of the state and the product of its gradient with the Jacobian.
  private func product(
    _ moment: Moment, _ state: [Tensor], _ mode: Mode
  ) -> (rate: Tensor, product: Tensor) {
    tally.backwardEvaluations += 1
    let y = state[0].tracked()
    let found = moment.rate(of: y, by: dynamics, mode)
    found.passBack(state[1])
    let product = y.gradient ?? Tensor(repeating: 0, shape: y.shape, in: y.pool)
    return (found.detached, product)
  }

  /// Takes away the gradients that have gathered, zeros where there are none.
  private func taken(_ leaves: [Node]) -> [Tensor] {
    leaves.map { leaf in
      leaf.exchange(nil).map { Tensor(shape: leaf.shape, buffer: $0) }
        ?? Tensor(repeating: 0, shape: leaf.shape, in: leaf.pool)
    }
  }
}

extension Tensor {
  /// A tensor outside of every graph.
  fileprivate static func filled(
    _ shape: Shape, in pool: Pool, _ fill: (UnsafeMutablePointer<Float>) -> Void
  ) -> Tensor {
    let buffer = pool.take(shape.count)
    fill(buffer.base)
    return Tensor(shape: shape, buffer: buffer)
  }

  /// Passes a gradient by this tensor back through the graph behind it, which is used up.
  fileprivate func passBack(_ gradient: Tensor) {
    guard let node else { return }
    node.receive { target, accumulating in
      let g = gradient.read
      for i in 0..<count { target[i] = accumulating ? target[i] + g[i] : g[i] }
    }
    node.propagate()
  }
}
