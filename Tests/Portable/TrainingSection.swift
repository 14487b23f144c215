import Engine
import Exact

/// Networks trained for some steps: the weights that come out, and what the networks then say.
///
/// Between them they hold every layer, loss and optimiser of the engine, and a differential equation.
@Sendable func computeTraining(_ fingerprint: inout Fingerprint) {
  trainPerceptron(&fingerprint)
  trainSequences(&fingerprint)
  trainForecaster(&fingerprint)
  trainEquation(&fingerprint)
}

/// Linear layers with several activations, broadcasting, reductions; Adam with weight decay.
private func trainPerceptron(_ fingerprint: inout Fingerprint) {
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

/// An LSTM, attention, normalisations over places and over the batch, and dropout; SGD with momentum.
private func trainSequences(_ fingerprint: inout Fingerprint) {
  let pool = Pool()
  let key = Key(seed: 6)
  let scope = Scope(seed: key["model"], pool: pool)
  let recurrent = LSTM(3, 8, in: scope["recurrent"])
  let norm = LayerNorm(8, in: scope["norm"])
  let attention = MultiHeadAttention(8, heads: 2, in: scope["attention"])
  let dropout = Dropout(0.25, in: scope["dropout"])
  let batchNorm = BatchNorm1d(8, in: scope["batchNorm"])
  let head = Linear(8, 2, in: scope["head"])
  let optimiser = SGD(scope.parameters, rate: 0.02, momentum: 0.9)
  let x = Tensor((0..<6 * 7 * 3).map { key["x"].normal(at: $0) }, shape: [6, 7, 3], in: pool)
  let y = Tensor((0..<6 * 7 * 2).map { key["y"].normal(at: $0) }, shape: [6, 7, 2], in: pool)
  func predict(_ mode: Mode) -> Tensor {
    let states = norm(recurrent(x, mode).output, mode)
    let (seen, _) = attention(states, mode, isCausal: true)
    return head(batchNorm(states + dropout(seen, mode), mode), mode)
  }
  for step in 0..<100 {
    let loss = predict(.training(key["step"][step])).meanSquaredError(y)
    loss.backward()
    if step % 25 == 0 { fingerprint.add(loss.scalar) }
    optimiser.step()
  }
  for parameter in scope.parameters { fingerprint.add(parameter.elements) }
  fingerprint.add(predict(.evaluation).elements)
}

/// A differential equation between linear layers, by every method and both kinds of gradients; Adam.
private func trainEquation(_ fingerprint: inout Fingerprint) {
  let pool = Pool()
  let key = Key(seed: 7)
  let scope = Scope(seed: key["model"], pool: pool)
  let encoder = Linear(3, 4, in: scope["encoder"])
  let first = Linear(5, 8, activation: .tanh, in: scope["first"])
  let second = Linear(8, 4, in: scope["second"])
  let dynamics = Array(scope.parameters[2...])
  let optimiser = Adam(scope.parameters, rate: 0.01)
  let x = Tensor((0..<6 * 3).map { key["x"].normal(at: $0) }, shape: [6, 3], in: pool)
  let y = Tensor((0..<6 * 4).map { key["y"].normal(at: $0) }, shape: [6, 4], in: pool)
  let shared = EquationMethod.dopri5(relative: 1e-3, absolute: 1e-4)
  let own = EquationMethod.dopri5(relative: 1e-3, absolute: 1e-4, perSample: true)
  for step in 0..<20 {
    let mode = Mode.training(key["step"][step])
    let method = [shared, own, .rk4(step: 0.3), .euler(step: 0.1)][step % 4]
    let solution = try? odeSolve(
      from: encoder(x, mode), at: [0, 0.5, 1], by: method,
      gradients: step < 10 ? .direct : .adjoint(of: dynamics), mode
    ) { time, state, mode in
      second(first(Tensor.concatenated([state, time.column], along: 1), mode), mode)
    }
    guard let solution else { return fingerprint.add(Float.nan) }
    let loss = solution.last.meanSquaredError(y)
    loss.backward()
    fingerprint.add(loss.scalar)
    fingerprint.add(UInt64(solution.evaluations + solution.backwardEvaluations))
    optimiser.step()
  }
  for parameter in scope.parameters { fingerprint.add(parameter.elements) }
}
