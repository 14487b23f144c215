import Exact

extension Tensor {
  /// A gated recurrent unit over whole sequences.
  ///
  /// Cho and others 2014, with the reset after the product as in cuDNN and PyTorch:
  /// r, z = σ(xW + b + hU + b′), n = tanh(xW + b + r·(hU + b′)), h ← (1 − z)·n + z·h.
  ///
  /// Shapes: the sequences [time, batch, input]; `weight` [input, 3·hidden] and `recurrentWeight`
  /// [hidden, 3·hidden] with the gates in the order r, z, n; biases [3·hidden]; the initial state
  /// [batch, hidden], zeros where none is given. The result: the hidden states [time, batch, hidden], every one
  /// at the time of its input.
  ///
  /// Derivative: back through time, the gradients of the weights added block by block from the last step to
  /// the first, those of the biases in Float64.
  ///
  /// - Parameters:
  ///   - weight: what inputs are multiplied by.
  ///   - recurrentWeight: what states are multiplied by.
  ///   - bias: added to the inputs' part.
  ///   - recurrentBias: added to the states' part.
  ///   - initial: the state before the first step.
  ///   - isReversed: whether the sequences are read from the last time to the first.
  public func gru(
    weight: Tensor, recurrentWeight: Tensor, bias: Tensor, recurrentBias: Tensor,
    initial: Tensor? = nil, isReversed: Bool = false
  ) -> Tensor {
    let states = initial.map { [$0] } ?? []
    let recurrence = Recurrence(
      "gru", self, weight, recurrentWeight, [bias, recurrentBias], gates: 3, states: states,
      isReversed: isReversed)
    let operands = [self, weight, recurrentWeight, bias, recurrentBias] + states
    let pass = GRUPass(
      recurrence: recurrence, x: self, weight: weight, recurrentWeight: recurrentWeight,
      bias: bias, recurrentBias: recurrentBias, initial: initial,
      arrays: BlockArrays(
        recurrence, arrays: GRUPass.arrayCount, isKept: operands.contains { $0.node != nil },
        in: pool))
    return Tensor.make(
      [recurrence.time, recurrence.batch, recurrence.hidden], from: operands,
      fill: { pass.forward(into: $0) },
      rule: { states in { pass.backward($0, states: UnsafePointer(states.base)) } })
  }
}

/// What both ways through a GRU work with.
private struct GRUPass {
  // The arrays of a block: the gates, and what the reset gate multiplies; going back, that one's gradient.
  static let (r, z, n, inner) = (0, 1, 2, 3)
  static let arrayCount = 4

  let recurrence: Recurrence
  let x: Tensor
  let weight: Tensor
  let recurrentWeight: Tensor
  let bias: Tensor
  let recurrentBias: Tensor
  let initial: Tensor?
  let arrays: BlockArrays

  /// Where the product of a gate with the states goes.
  private func recurrentArray(_ gate: Int) -> Int { gate == GRUPass.n ? GRUPass.inner : gate }

  func forward(into h: UnsafeMutablePointer<Float>) {
    let pool = x.pool
    let (count, hidden) = (recurrence.stepCount, recurrence.hidden)
    let weights = GateMatrices(weight, gates: 3)
    let recurrentWeights = GateMatrices(recurrentWeight, gates: 3)
    let biases = pool.take(bias.count)
    for j in 0..<bias.count {
      biases.base[j] = j < 2 * hidden ? bias.read[j] + recurrentBias.read[j] : bias.read[j]
    }
    let zeros = pool.zeros(count)
    for block in 0..<recurrence.blocks {
      for gate in 0..<3 {
        recurrence.project(
          x.read, weights[gate], bias: biases.base + gate * hidden, block: block,
          into: arrays.array(gate, block: block))
      }
      recurrence.forEachTime(of: block) { t in
        let isFirst = t == recurrence.firstTime
        let state =
          isFirst ? initial?.read : UnsafePointer(h + recurrence.time(before: t) * count)
        let inner = arrays.step(GRUPass.inner, at: t)
        for row in 0..<recurrence.batch {
          (inner + row * hidden).update(from: recurrentBias.read + 2 * hidden, count: hidden)
        }
        if let state {
          for gate in 0..<3 {
            recurrence.recur(
              state, recurrentWeights[gate], into: arrays.step(recurrentArray(gate), at: t))
          }
        }
        step(at: t, before: state ?? UnsafePointer(zeros.base), into: h + t * count)
      }
    }
    withExtendedLifetime((biases, zeros)) {}
  }

  /// One step from the gates' sums to the new state.
  private func step(
    at t: Int, before: UnsafePointer<Float>, into h: UnsafeMutablePointer<Float>
  ) {
    let count = recurrence.stepCount
    let r = arrays.step(GRUPass.r, at: t)
    let z = arrays.step(GRUPass.z, at: t)
    let n = arrays.step(GRUPass.n, at: t)
    let inner = arrays.step(GRUPass.inner, at: t)
    sigmoid(r, to: r, count: count)
    sigmoid(z, to: z, count: count)
    forEachVector(count) { at, lanes in
      let reset = (r + at).vector(lanes) * (inner + at).vector(lanes)
      (n + at).set((n + at).vector(lanes) + reset, lanes)
    }
    tanh(n, to: n, count: count)
    forEachVector(count) { at, lanes in
      let z = (z + at).vector(lanes)
      let fresh = (1 - z) * (n + at).vector(lanes)
      (h + at).set(fresh + z * (before + at).vector(lanes), lanes)
    }
  }

  func backward(_ gradient: UnsafePointer<Float>, states: UnsafePointer<Float>) {
    if let node = x.node {
      node.receive { target, accumulating in
        backward(gradient, states: states, inputs: target, accumulating)
      }
    } else {
      backward(gradient, states: states, inputs: nil, false)
    }
  }

  private func backward(
    _ gradient: UnsafePointer<Float>, states: UnsafePointer<Float>,
    inputs: UnsafeMutablePointer<Float>?, _ accumulating: Bool
  ) {
    let pool = x.pool
    let (count, hidden) = (recurrence.stepCount, recurrence.hidden)
    let weights = GateMatrices(weight, gates: 3, transposed: true)
    let recurrentWeights = GateMatrices(recurrentWeight, gates: 3, transposed: true)
    let slopes = BlockArrays(recurrence, arrays: GRUPass.arrayCount, isKept: false, in: pool)
    let gathered = RecurrentGradients(recurrence, weight, recurrentWeight, gates: 3)
    let carry = pool.zeros(count)
    let zeros = pool.zeros(count)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * hidden) { sums in
      guard let sums = sums.baseAddress else { return }
      sums.update(repeating: 0, count: 4 * hidden)
      for block in (0..<recurrence.blocks).reversed() {
        recurrence.forEachTime(of: block, backwards: true) { t in
          let isFirst = t == recurrence.firstTime
          let before =
            isFirst
            ? initial?.read ?? UnsafePointer(zeros.base)
            : states + recurrence.time(before: t) * count
          stepBack(at: t, gradient + t * count, carry.base, before, slopes)
          if isFirst, initial == nil { return }
          for gate in 0..<3 {
            recurrence.recur(
              UnsafePointer(slopes.step(recurrentArray(gate), at: t)), recurrentWeights[gate],
              into: carry.base)
          }
        }
        for gate in 0..<3 {
          let g = UnsafePointer(slopes.array(gate, block: block))
          gathered.add(
            gate: gate, block: block, x: x.read, states: states, initial: initial?.read, g: g,
            r: UnsafePointer(slopes.array(recurrentArray(gate), block: block)))
          if let inputs {
            recurrence.unproject(
              g, weights[gate], block: block, into: inputs, accumulating: accumulating || gate > 0)
          }
        }
        for array in 0..<GRUPass.arrayCount {
          recurrence.addSums(
            of: UnsafePointer(slopes.array(array, block: block)), block: block,
            to: sums + array * hidden)
        }
      }
      bias.node?.receiveEach { Float(sums[$0]) }
      recurrentBias.node?.receiveEach { Float(sums[$0 < 2 * hidden ? $0 : $0 + hidden]) }
    }
    gathered.pass(to: weight, recurrentWeight)
    initial?.node?.receiveEach { carry.base[$0] }
    withExtendedLifetime((carry, zeros)) {}
  }

  /// One step back: from the gradient of the state to those of the gates' sums, and to what the state before
  /// gets of it directly.
  private func stepBack(
    at t: Int, _ gradient: UnsafePointer<Float>, _ carry: UnsafeMutablePointer<Float>,
    _ before: UnsafePointer<Float>, _ slopes: BlockArrays
  ) {
    forEachPiece(recurrence.stepCount) { at, count in
      let r = arrays.step(GRUPass.r, at: t) + at
      let z = arrays.step(GRUPass.z, at: t) + at
      let n = arrays.step(GRUPass.n, at: t) + at
      let inner = arrays.step(GRUPass.inner, at: t) + at
      let rSlope = slopes.step(GRUPass.r, at: t) + at
      let zSlope = slopes.step(GRUPass.z, at: t) + at
      let nSlope = slopes.step(GRUPass.n, at: t) + at
      let innerSlope = slopes.step(GRUPass.inner, at: t) + at
      let (dh, arriving, before) = (carry + at, gradient + at, before + at)
      for k in 0..<count {
        dh[k] += arriving[k]
        nSlope[k] = dh[k] * (1 - z[k]) * (1 - n[k] * n[k])
      }
      for k in 0..<count { zSlope[k] = dh[k] * (before[k] - n[k]) * (z[k] * (1 - z[k])) }
      for k in 0..<count {
        rSlope[k] = nSlope[k] * inner[k] * (r[k] * (1 - r[k]))
        innerSlope[k] = nSlope[k] * r[k]
      }
      for k in 0..<count { dh[k] *= z[k] }
    }
  }
}
