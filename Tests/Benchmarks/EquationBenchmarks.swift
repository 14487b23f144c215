import Engine
import Exact

extension Bench {
  /// Training steps through a differential equation, against torchdiffeq's.
  mutating func equations() {
    equation("ode-direct", productsPerEvaluation: 3) { _ in .direct }
    equation("ode-adjoint", productsPerEvaluation: 4) { .adjoint(of: $0) }
  }

  /// dy/dt = Linear(tanh(Linear(y))) from 0 to 1 by dopri5, state 32, hidden 64, batch 64; mean squared error, Adam.
  ///
  /// The rate of learning is 0, for the number of evaluations changes with the weights: it is 14 here, as it is for
  /// PyTorch. Products count as many times: once forward, twice for gradients; the adjoint method asks again.
  private mutating func equation(
    _ name: String, productsPerEvaluation: Double,
    _ gradients: ([Parameter]) -> EquationGradients
  ) {
    let pool = Pool()
    let key = Key(seed: 4)
    let scope = Scope(seed: key["model"], pool: pool)
    let (batch, width, hidden) = (64, 32, 64)
    let first = Linear(width, hidden, activation: .tanh, in: scope["first"])
    let second = Linear(hidden, width, in: scope["second"])
    let optimiser = Adam(scope.parameters, rate: 0)
    let numbers = ["x", "y"].map { name in (0..<batch * width).map { key[name].normal(at: $0) } }
    let x = Tensor(numbers[0], shape: [batch, width], in: pool)
    let y = Tensor(numbers[1], shape: [batch, width], in: pool)
    let mode = Mode.training(key["step"])
    let method = EquationMethod.dopri5(relative: 1e-3, absolute: 1e-4)
    func solution() throws -> Trajectory {
      try odeSolve(
        from: x, at: [0, 1], by: method, gradients: gradients(scope.parameters), mode
      ) { _, state, mode in second(first(state, mode), mode) }
    }
    let evaluations = Double((try? solution().evaluations) ?? 0)
    let products = evaluations * productsPerEvaluation * Double(batch * 2 * width * hidden)
    step(name, megaflops: 2e-6 * products) {
      (try? solution())?.last.meanSquaredError(y).backward()
      optimiser.step()
    }
  }
}
