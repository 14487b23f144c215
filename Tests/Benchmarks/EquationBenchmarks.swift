import Engine
import Exact

extension Bench {
  /// Training steps through a differential equation, against torchdiffeq's.
  mutating func equations(_ threads: Int) {
    equation("ode-direct", threads, productsPerEvaluation: 3) { _ in .direct }
    equation("ode-adjoint", threads, productsPerEvaluation: 4) { .adjoint(of: $0) }
  }

  /// dy/dt = Linear(tanh(Linear(y))) from 0 to 1 by dopri5, state 32, hidden 64, batch 64; mean squared error, Adam.
  ///
  /// The rate of learning is 0, for the number of evaluations changes with the weights: it is 14 here, as it is for
  /// PyTorch. Products count as many times: once forward, twice for gradients; the adjoint method asks again.
  private mutating func equation(
    _ name: String, _ threads: Int, productsPerEvaluation: Double,
    _ gradients: ([Parameter]) -> EquationGradients
  ) {
    let (width, hidden) = (32, 64)
    let bed = TestBed(name, seed: 4, threads: threads, batch: 64, parts: 1)
    let first = Linear(width, hidden, activation: .tanh, in: bed.scope["first"])
    let second = Linear(hidden, width, in: bed.scope["second"])
    let (x, y) = (bed.draw([width], "x"), bed.draw([width], "y"))
    let method = EquationMethod.dopri5(relative: 1e-3, absolute: 1e-4)
    func solution(_ part: Int, _ mode: Mode) -> Trajectory? {
      try? odeSolve(
        from: x[part, mode], at: [0, 1], by: method, gradients: gradients(bed.scope.parameters),
        mode
      ) { _, state, mode in second(first(state, mode), mode) }
    }
    let evaluations = Double(solution(0, .training(bed.key["step"]))?.evaluations ?? 0)
    let products =
      evaluations * productsPerEvaluation * Double(bed.batch * 2 * width * hidden)
    step(bed, megaflops: 2e-6 * products, rate: 0) { part, mode in
      guard let found = solution(part, mode) else { fatalError("\(name) has no solution") }
      return found.last.meanSquaredError(y[part, mode])
    }
  }
}
