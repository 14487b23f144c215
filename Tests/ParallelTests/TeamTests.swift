import Engine
import Exact
import Parallel
import Testing

@Suite struct `A team` {
  /// Trains a network with an LSTM, attention, a normalisation and dropout for twenty steps; the weights' digest.
  private func digest(parts: Int, threads: Int, optimisedBy rate: Float = 0.05) -> Digest {
    let key = Key(seed: 11)
    let scope = Scope(seed: key["model"], pool: Pool())
    let recurrent = LSTM(3, 8, in: scope["recurrent"])
    let norm = LayerNorm(8, in: scope["norm"])
    let attention = MultiHeadAttention(8, heads: 2, in: scope["attention"])
    let dropout = Dropout(0.2, in: scope["dropout"])
    let head = Linear(8, 2, activation: .gelu, in: scope["head"])
    let optimiser = SGD(scope.parameters, rate: rate, momentum: 0.9)
    let team = Team(.threads(threads), scope.parameters)
    let samples = 12 / parts
    for step in 0..<20 {
      _ = team.backward(parts: parts, key: key["step"][step]) { part, mode in
        let pool = mode.pool ?? scope.pool
        func draw(_ name: String, _ shape: [Int]) -> Tensor {
          let count = shape.reduce(samples, *)
          return Tensor(
            (0..<count).map { key[name].normal(at: part * count + $0) },
            shape: Shape([samples] + shape), in: pool)
        }
        let states = norm(recurrent(draw("x", [5, 3]), mode).output, mode)
        let (seen, _) = attention(states, mode, isCausal: true)
        return head(states + dropout(seen, mode), mode).meanSquaredError(draw("y", [5, 2]))
          * (1 / Float(parts))
      }
      optimiser.step()
    }
    return scope.parameters.digest
  }

  @Test func `gives one digest for any number of threads`() {
    let alone = digest(parts: 4, threads: 1)
    #expect(digest(parts: 4, threads: 2) == alone)
    #expect(digest(parts: 4, threads: 3) == alone)
    #expect(digest(parts: 4, threads: 9) == alone)
    #expect(digest(parts: 4, threads: 2, optimisedBy: 0.04) != alone)
  }

  /// The parts' gradients are those of the whole but for rounding: chains that are cut and added anew.
  @Test func `gives the gradients of the whole batch`() {
    let pool = Pool()
    let scope = Scope(seed: Key(seed: 2), pool: pool)
    let layer = Linear(5, 3, activation: .tanh, in: scope["layer"])
    let x = (0..<64 * 5).map { Key(seed: 3).normal(at: $0) }
    layer(Tensor(x, shape: [64, 5], in: pool), .training(Key(seed: 4))).squared().mean().backward()
    let expected = scope.parameters.map { $0.gradient ?? [] }
    for parameter in scope.parameters { parameter.clearGradient() }
    let losses = Team(.threads(2), scope.parameters).backward(parts: 4, key: Key(seed: 4)) {
      part, mode in
      let piece = Array(x[part * 80..<(part + 1) * 80])
      return layer(Tensor(piece, shape: [16, 5], in: mode.pool ?? pool), mode).squared().mean()
        * 0.25
    }
    #expect(losses.count == 4)
    for (parameter, expected) in zip(scope.parameters, expected) {
      let found = parameter.gradient ?? []
      #expect(found.count == expected.count)
      for (a, b) in zip(found, expected) {
        #expect(abs(a - b) <= 1e-6 + 2e-6 * abs(b), "\(parameter.name)")
      }
    }
  }

  @Test func `leaves parameters that are not listed alone`() {
    let pool = Pool()
    let scope = Scope(seed: Key(seed: 2), pool: pool)
    let frozen = Linear(2, 2, in: scope["frozen"])
    let listed = scope["listed"].parameter("weight", [2], .constant(1))
    _ = Team(.threads(2), [listed]).backward(parts: 2, key: Key(seed: 1)) { _, mode in
      let x = Tensor(repeating: 1, shape: [1, 2], in: mode.pool ?? pool)
      return (frozen(x, mode) * listed[mode]).sum()
    }
    #expect(frozen.weight.gradient == nil)
    #expect(listed.gradient != nil)
  }
}
