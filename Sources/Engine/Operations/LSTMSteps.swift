import Exact

extension Tensor {
  /// A long short-term memory over whole sequences.
  ///
  /// Hochreiter and Schmidhuber 1997, with the forget gate of Gers, Schmidhuber and Cummins 2000:
  /// i, f, o = σ(xW + hU + b), g = tanh(xW + hU + b), c ← f·c + i·g, h ← o·tanh(c).
  ///
  /// Shapes: the sequences [time, batch, input]; `weight` [input, 4·hidden] and `recurrentWeight`
  /// [hidden, 4·hidden] with the gates in the order i, f, g, o; biases [4·hidden]; initial states
  /// [batch, hidden], zeros where none are given. The result: the hidden states [time, batch, hidden], every one
  /// at the time of its input, and the cell after the last step read, [batch, hidden].
  ///
  /// Derivative: back through time, the gradients of the weights added block by block from the last step to
  /// the first, those of the biases in Float64.
  ///
  /// - Parameters:
  ///   - weight: what inputs are multiplied by.
  ///   - recurrentWeight: what states are multiplied by.
  ///   - bias: added.
  ///   - recurrentBias: added as well.
  ///   - initial: the states before the first step.
  ///   - isReversed: whether the sequences are read from the last time to the first.
  public func lstm(
    weight: Tensor, recurrentWeight: Tensor, bias: Tensor, recurrentBias: Tensor,
    initial: (hidden: Tensor, cell: Tensor)? = nil, isReversed: Bool = false
  ) -> (hidden: Tensor, cell: Tensor) {
    let recurrence = Recurrence(
      "lstm", self, weight, recurrentWeight, [bias, recurrentBias], gates: 4,
      states: initial.map { [$0.hidden, $0.cell] } ?? [], isReversed: isReversed)
    let operands =
      [self, weight, recurrentWeight, bias, recurrentBias]
      + (initial.map { [$0.hidden, $0.cell] } ?? [])
    let pass = LSTMPass(
      recurrence: recurrence, x: self, weight: weight, recurrentWeight: recurrentWeight,
      bias: bias, recurrentBias: recurrentBias, initialHidden: initial?.hidden,
      initialCell: initial?.cell,
      arrays: BlockArrays(
        recurrence, arrays: LSTMPass.arrayCount,
        isKept: operands.contains { $0.node != nil }, in: pool),
      lateCell: LateGradient())
    let hidden = Tensor.make(
      [recurrence.time, recurrence.batch, recurrence.hidden], from: operands,
      fill: { pass.forward(into: $0) },
      rule: { states in { pass.backward($0, states: UnsafePointer(states.base)) } })
    let last = pool.take(recurrence.stepCount)
    last.base.update(
      from: pass.arrays.step(LSTMPass.cell, at: recurrence.lastTime), count: recurrence.stepCount)
    let cell = pass.lateCell.second(
      last, shape: [recurrence.batch, recurrence.hidden], of: hidden)
    return (hidden, cell)
  }
}

/// What both ways through an LSTM work with.
private struct LSTMPass {
  // The arrays of a block: the gates, the cell and its tanh.
  static let (i, f, g, o, cell, squashed) = (0, 1, 2, 3, 4, 5)
  static let arrayCount = 6

  let recurrence: Recurrence
  let x: Tensor
  let weight: Tensor
  let recurrentWeight: Tensor
  let bias: Tensor
  let recurrentBias: Tensor
  let initialHidden: Tensor?
  let initialCell: Tensor?
  let arrays: BlockArrays
  let lateCell: LateGradient

  func forward(into h: UnsafeMutablePointer<Float>) {
    let pool = x.pool
    let weights = GateMatrices(weight, gates: 4)
    let recurrentWeights = GateMatrices(recurrentWeight, gates: 4)
    let biases = pool.take(bias.count)
    for j in 0..<bias.count { biases.base[j] = bias.read[j] + recurrentBias.read[j] }
    let zeros = pool.zeros(recurrence.stepCount)
    let count = recurrence.stepCount
    for block in 0..<recurrence.blocks {
      for gate in 0..<4 {
        recurrence.project(
          x.read, weights[gate], bias: biases.base + gate * recurrence.hidden, block: block,
          into: arrays.array(gate, block: block))
      }
      recurrence.forEachTime(of: block) { t in
        let isFirst = t == recurrence.firstTime
        let before = recurrence.time(before: t)
        let state = isFirst ? initialHidden?.read : UnsafePointer(h + before * count)
        let cellBefore =
          isFirst
          ? initialCell?.read ?? UnsafePointer(zeros.base)
          : UnsafePointer(arrays.step(LSTMPass.cell, at: before))
        if let state {
          for gate in 0..<4 {
            recurrence.recur(state, recurrentWeights[gate], into: arrays.step(gate, at: t))
          }
        }
        step(at: t, cellBefore: cellBefore, into: h + t * count)
      }
    }
    withExtendedLifetime((biases, zeros)) {}
  }

  /// One step from the gates' sums to the new cell and state.
  private func step(
    at t: Int, cellBefore: UnsafePointer<Float>, into h: UnsafeMutablePointer<Float>
  ) {
    let count = recurrence.stepCount
    let i = arrays.step(LSTMPass.i, at: t)
    let f = arrays.step(LSTMPass.f, at: t)
    let g = arrays.step(LSTMPass.g, at: t)
    let o = arrays.step(LSTMPass.o, at: t)
    let cell = arrays.step(LSTMPass.cell, at: t)
    let squashed = arrays.step(LSTMPass.squashed, at: t)
    sigmoid(i, to: i, count: count)
    sigmoid(f, to: f, count: count)
    tanh(g, to: g, count: count)
    sigmoid(o, to: o, count: count)
    forEachVector(count) { at, lanes in
      let kept = (f + at).vector(lanes) * (cellBefore + at).vector(lanes)
      (cell + at).set(kept + (i + at).vector(lanes) * (g + at).vector(lanes), lanes)
    }
    tanh(cell, to: squashed, count: count)
    forEachVector(count) { at, lanes in
      (h + at).set((o + at).vector(lanes) * (squashed + at).vector(lanes), lanes)
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
    let count = recurrence.stepCount
    let weights = GateMatrices(weight, gates: 4, transposed: true)
    let recurrentWeights = GateMatrices(recurrentWeight, gates: 4, transposed: true)
    let slopes = BlockArrays(recurrence, arrays: 4, isKept: false, in: pool)
    let gathered = RecurrentGradients(recurrence, weight, recurrentWeight, gates: 4)
    let hiddenCarry = pool.zeros(count)
    let cellCarry = pool.zeros(count)
    let zeros = pool.zeros(count)
    if let late = lateCell.buffer { cellCarry.base.update(from: late.base, count: count) }
    lateCell.buffer = nil
    withUnsafeTemporaryAllocation(of: Double.self, capacity: bias.count) { sums in
      guard let sums = sums.baseAddress else { return }
      sums.update(repeating: 0, count: bias.count)
      for block in (0..<recurrence.blocks).reversed() {
        recurrence.forEachTime(of: block, backwards: true) { t in
          let isFirst = t == recurrence.firstTime
          let cellBefore =
            isFirst
            ? initialCell?.read ?? UnsafePointer(zeros.base)
            : UnsafePointer(arrays.step(LSTMPass.cell, at: recurrence.time(before: t)))
          stepBack(
            at: t, gradient + t * count, hiddenCarry.base, cellCarry.base, cellBefore, slopes)
          if isFirst, initialHidden == nil { return }
          for gate in 0..<4 {
            recurrence.recur(
              UnsafePointer(slopes.step(gate, at: t)), recurrentWeights[gate],
              into: hiddenCarry.base, accumulating: gate > 0)
          }
        }
        for gate in 0..<4 {
          let g = UnsafePointer(slopes.array(gate, block: block))
          gathered.add(
            gate: gate, block: block, x: x.read, states: states, initial: initialHidden?.read,
            g: g, r: g)
          recurrence.addSums(of: g, block: block, to: sums + gate * recurrence.hidden)
          if let inputs {
            recurrence.unproject(
              g, weights[gate], block: block, into: inputs, accumulating: accumulating || gate > 0)
          }
        }
      }
      bias.node?.receiveEach { Float(sums[$0]) }
      recurrentBias.node?.receiveEach { Float(sums[$0]) }
    }
    gathered.pass(to: weight, recurrentWeight)
    initialHidden?.node?.receiveEach { hiddenCarry.base[$0] }
    initialCell?.node?.receiveEach { cellCarry.base[$0] }
    withExtendedLifetime((hiddenCarry, cellCarry, zeros)) {}
  }

  /// One step back: from the gradients of state and cell to those of the gates' sums and of the cell before.
  private func stepBack(
    at t: Int, _ gradient: UnsafePointer<Float>, _ hiddenCarry: UnsafeMutablePointer<Float>,
    _ cellCarry: UnsafeMutablePointer<Float>, _ cellBefore: UnsafePointer<Float>,
    _ slopes: BlockArrays
  ) {
    forEachPiece(recurrence.stepCount) { at, count in
      let i = arrays.step(LSTMPass.i, at: t) + at
      let f = arrays.step(LSTMPass.f, at: t) + at
      let g = arrays.step(LSTMPass.g, at: t) + at
      let o = arrays.step(LSTMPass.o, at: t) + at
      let squashed = arrays.step(LSTMPass.squashed, at: t) + at
      let iSlope = slopes.step(LSTMPass.i, at: t) + at
      let fSlope = slopes.step(LSTMPass.f, at: t) + at
      let gSlope = slopes.step(LSTMPass.g, at: t) + at
      let oSlope = slopes.step(LSTMPass.o, at: t) + at
      let (dh, dc) = (hiddenCarry + at, cellCarry + at)
      let (arriving, before) = (gradient + at, cellBefore + at)
      for k in 0..<count {
        dh[k] += arriving[k]
        dc[k] += dh[k] * o[k] * (1 - squashed[k] * squashed[k])
      }
      for k in 0..<count { oSlope[k] = dh[k] * squashed[k] * (o[k] * (1 - o[k])) }
      for k in 0..<count {
        iSlope[k] = dc[k] * g[k] * (i[k] * (1 - i[k]))
        gSlope[k] = dc[k] * i[k] * (1 - g[k] * g[k])
      }
      for k in 0..<count {
        fSlope[k] = dc[k] * before[k] * (f[k] * (1 - f[k]))
        dc[k] *= f[k]
      }
    }
  }
}
