import Engine
import Exact

/// dy/dt = W₂·tanh(W₁·[y, t] + b₁) + b₂ − decay·y, with or without t.
struct Field {
  let first: Linear
  let second: Linear
  let scope: Scope
  var decay: Float = 0
  var hasTime = true

  init(width: Int, hidden: Int, hasTime: Bool = true, in pool: Pool) {
    scope = Scope(seed: Key(seed: 8), pool: pool)
    first = Linear(hasTime ? width + 1 : width, hidden, activation: .tanh, in: scope["first"])
    second = Linear(hidden, width, in: scope["second"])
    self.hasTime = hasTime
  }

  func callAsFunction(_ time: Moment, _ state: Tensor, _ mode: Mode) -> Tensor {
    let x = hasTime ? Tensor.concatenated([state, time.column], along: 1) : state
    return second(first(x, mode), mode) - state * decay
  }
}
