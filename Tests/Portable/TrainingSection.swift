import Engine
import Exact

/// A network trained for a hundred steps: the weights that come out, and what the network then says.
@Sendable func computeTraining(_ fingerprint: inout Fingerprint) {
  let pool = Pool()
  let key = Key(seed: 5)
  let scope = Scope(seed: key["model"], pool: pool)
  let first = Linear(6, 12, activation: .gelu, in: scope["first"])
  let second = Linear(12, 9, activation: .tanh, in: scope["second"])
  let third = Linear(9, 2, in: scope["third"])
  let optimiser = Adam(scope.parameters, rate: 0.01, weightDecay: 0.01)
  let x = Tensor((0..<20 * 6).map { key["x"].normal(at: $0) }, shape: [20, 6], in: pool)
  let y = Tensor((0..<20 * 2).map { key["y"].uniform(at: $0) }, shape: [20, 2], in: pool)
  for step in 0..<100 {
    let mode = Mode.training(key["step"][step])
    let hidden = second(first(x, mode), mode)
    let mixed = hidden.transposed(0, 1).reshaped([20, 9]) * hidden.mean(along: 0)
    let loss = third(mixed + hidden.exp(), mode).huberLoss(y) + hidden.squared().mean() * 0.01
    loss.backward()
    if step % 25 == 0 { fingerprint.add(loss.scalar) }
    optimiser.step()
  }
  for parameter in scope.parameters { fingerprint.add(parameter.elements) }
  fingerprint.add(third(second(first(x, .evaluation), .evaluation), .evaluation).elements)
}
