import Engine
import Exact

extension Bench {
  /// A training step (forward, backward, Adam) of a two-layer LSTM: input 5, hidden 64, 64 sequences of 100 steps,
  /// a linear layer on the last state.
  mutating func engineLSTM() {
    let key = Key(seed: 1)
    let pool = Pool()
    let scope = Scope(seed: key["model"], pool: pool)
    let network = LSTM(5, 64, layers: 2, in: scope["lstm"])
    let head = Linear(64, 1, in: scope["head"])
    let optimiser = Adam(scope.parameters)
    let (batch, time) = (64, 100)
    let x = Tensor(
      (0..<batch * time * 5).map { key["x"].normal(at: $0) }, shape: [batch, time, 5], in: pool)
    let y = Tensor((0..<batch).map { key["y"].normal(at: $0) }, shape: [batch, 1], in: pool)
    let mode = Mode.training(key["step"])
    compare("lstm", unit: .milliseconds, amount: 1, note: "arithmetic limit 18.5 at 105 GFLOP/s") {
      let states = network(x, mode)
      head(states.hidden[1], mode).meanSquaredError(y).backward()
      optimiser.step()
    }
  }
}
