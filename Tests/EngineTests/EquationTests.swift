import Engine
import Exact
import TestSupport
import Testing

/// A differential equation of the fixture.
private struct Case {
  static let names = (try? oracle().names()) ?? []
  static func oracle() throws -> Oracle { try Oracle("engine_equations") }

  let name: String
  let file: Oracle
  let pool = Pool()
  let field: Field
  let method: EquationMethod
  let times: [Double]
  let initial: Tensor
  let counts: [Int]

  init(_ name: String) throws {
    self.name = name
    file = try Case.oracle()
    let settings = try file.doubles("\(name)/settings")
    let shape = try file.shape("\(name)/y0")
    let hidden = try file.shape("\(name)/bias1")[0]
    var field = Field(width: shape[1], hidden: hidden, hasTime: settings[5] == 1, in: pool)
    field.decay = Float(settings[4])
    for (parameter, key) in zip(field.scope.parameters, Case.parameters) {
      parameter.elements = try file.floats("\(name)/\(key)")
    }
    self.field = field
    let step = settings[3] > 0 ? settings[3] : nil
    method =
      [
        .dopri5(relative: settings[1], absolute: settings[2]), .rk4(step: step),
        .euler(step: step),
      ][Int(settings[0])]
    times = try file.doubles("\(name)/times")
    initial = Tensor(try file.floats("\(name)/y0"), shape: Shape(shape), in: pool).tracked()
    counts = try file.integers("\(name)/counts")
  }

  static let parameters = ["weight1", "bias1", "weight2", "bias2"]

  var adjointTolerance: Float {
    guard case .dopri5(let relative, _, _, _) = method else { return 1e-5 }
    return 1e-5 + Float(relative) / 2
  }

  /// Solves and passes the loss's gradient back.
  func solve(_ gradients: EquationGradients) throws -> Trajectory {
    let solution = try odeSolve(
      from: initial, at: times, by: method, gradients: gradients, .training(Key(seed: 1))
    ) { field($0, $1, $2) }
    let states = solution.states
    let seeds = Tensor(try file.floats("\(name)/seeds"), shape: states.shape, in: pool)
    (states * seeds).sum().backward()
    return solution
  }

  /// Compares with the fixture's tensor; the tolerance is a share of its greatest magnitude.
  func expect(_ found: [Float]?, _ place: String, within tolerance: Float) throws {
    let expected = try file.floats("\(name)/\(place)")
    let found = found ?? []
    #expect(found.count == expected.count, "\(name), \(place)")
    let bound = tolerance * expected.reduce(0) { max($0, $1.magnitude) }
    for (index, pair) in zip(found, expected).enumerated()
    where !((pair.0 - pair.1).magnitude <= bound) {
      Issue.record("\(name), \(place), element \(index): \(pair.0), expected \(pair.1)")
    }
  }
}

@Suite struct `Differential equations` {
  /// States and exact gradients within 1e-5 of the greatest element.
  ///
  /// Both sides work in Float32 with sums in different orders: one rounding is 6e-8, a step of the stiff cases takes
  /// seven rates of some 20·y, and gradients pass through up to 290 evaluations.
  @Test(arguments: Case.names)
  func `equal torchdiffeq's, with direct gradients`(_ name: String) throws {
    let test = try Case(name)
    let solution = try test.solve(.direct)
    try test.expect(solution.states.elements, "states", within: 1e-5)
    #expect(
      [solution.evaluations, solution.steps, solution.rejections] == Array(test.counts[..<3]))
    #expect(solution.backwardEvaluations == 0)
    try test.expect(test.initial.gradient?.elements, "direct/y0", within: 1e-5)
    for (parameter, key) in zip(test.field.scope.parameters, Case.parameters) {
      try test.expect(parameter.gradient, "direct/\(key)", within: 1e-5)
    }
  }

  /// Gradients within 1e-5 of the greatest element and half the relative tolerance.
  ///
  /// Errors far below the tolerance are partly rounding, and steps grow by them: sizes differ in the fourth digit, and
  /// adjoint gradients with them by a part of their error. In the stiff cases errors hop about 1, where rounding
  /// decides what is rejected: evaluations may differ by three in a hundred.
  @Test(arguments: Case.names, [false, true])
  func `equal torchdiffeq's, with adjoint gradients`(_ name: String, isSeminorm: Bool) throws {
    let test = try Case(name)
    let parameters = test.field.scope.parameters
    let solution = try test.solve(.adjoint(of: parameters, seminorm: isSeminorm))
    try test.expect(solution.states.elements, "states", within: 1e-5)
    #expect(solution.backwardError == nil)
    #expect(
      [solution.evaluations, solution.steps, solution.rejections] == Array(test.counts[..<3]))
    let evaluations = test.counts[isSeminorm ? 4 : 3]
    let slack = test.field.decay == 0 ? 0 : 3 * evaluations / 100
    #expect(abs(solution.backwardEvaluations - evaluations) <= slack)
    let place = isSeminorm ? "seminorm" : "adjoint"
    try test.expect(test.initial.gradient?.elements, "\(place)/y0", within: test.adjointTolerance)
    for (parameter, key) in zip(parameters, Case.parameters) {
      try test.expect(parameter.gradient, "\(place)/\(key)", within: test.adjointTolerance)
    }
  }
}

@Suite struct `Solutions of differential equations` {
  /// The harmonic oscillator, y″ = −y, from (1, 0): (cos t, −sin t).
  private func oscillator(
    _ times: [Double], _ method: EquationMethod
  ) throws -> [(found: Float, exact: Double)] {
    let pool = Pool()
    let turn = Tensor([0, -1, 1, 0], shape: [2, 2], in: pool)
    let solution = try odeSolve(
      from: Tensor([1, 0], shape: [1, 2], in: pool), at: times, by: method, .evaluation
    ) { _, state, _ in state.matmul(turn) }
    return zip(solution.states.elements, times.flatMap { [Exact.cos($0), -Exact.sin($0)] })
      .map { ($0, $1) }
  }

  /// The error of a step is held to the tolerance; that of the solution gathers over some ten steps.
  ///
  /// Times of output lie close together, so most are interpolated.
  @Test(arguments: [1e-3, 1e-4, 1e-5])
  func `by dopri5 keep to the tolerance, also between steps`(_ tolerance: Double) throws {
    let method = EquationMethod.dopri5(relative: tolerance, absolute: tolerance)
    for direction in [1.0, -1] {
      let times = (0..<80).map { direction * 0.08 * Double($0) }
      let errors = try oscillator(times, method).map { (Double($0) - $1).magnitude }
      #expect(errors.allSatisfy { $0 < 10 * tolerance })
    }
  }

  /// Halving the step divides the error by 2 to the order, up to terms of the next order.
  @Test func `by fixed steps have the method's order`() throws {
    func error(_ method: EquationMethod) throws -> Double {
      try oscillator([0, 2], method).map { (Double($0) - $1).magnitude }.max() ?? .nan
    }
    let rk4 = try error(.rk4(step: 0.5)) / error(.rk4(step: 0.25))
    #expect(rk4 > 13 && rk4 < 20)
    let euler = try error(.euler(step: 0.01)) / error(.euler(step: 0.005))
    #expect(euler > 1.9 && euler < 2.1)
  }

  /// y′ = −y to t = 1 in a great many steps of Euler: y and its gradient are (1 − h)ⁿ, and neither using the graph nor
  /// dropping it unused runs out of stack.
  @Test func `may be thousands of steps long`() throws {
    let pool = Pool()
    func solve() throws -> (Tensor, Tensor) {
      let initial = Tensor([2], shape: [1, 1], in: pool).tracked()
      let solution = try odeSolve(
        from: initial, at: [0, 1], by: .euler(step: 0x1p-14), .training(Key(seed: 1))
      ) { _, state, _ in -state }
      return (initial, solution.last)
    }
    let (initial, last) = try solve()
    last.sum().backward()
    let decay = Exact.pow(1 - 0x1p-14, 0x1p14)
    // A rounding of 2⁻²⁵ on average a step, of either sign.
    #expect((Double(last.scalar) / 2 - decay).magnitude < 2e-5)
    #expect((Double(initial.gradient?.scalar ?? 0) - decay).magnitude < 2e-5)
    _ = try solve()
  }

  @Test func `at the first time are the initial state`() throws {
    let pool = Pool()
    let initial = Tensor([1, -2, 3, 0.5], shape: [2, 2], in: pool)
    for method in [EquationMethod.dopri5(relative: 1e-3, absolute: 1e-3), .rk4(), .euler()] {
      let solution = try odeSolve(from: initial, at: [1, 3, 4], by: method, .evaluation) {
        _, state, _ in state * 0
      }
      #expect(solution.states.shape == [3, 2, 2])
      for index in 0..<3 { #expect(solution[index].elements == initial.elements) }
      #expect(solution.last.shape == [2, 2])
    }
    let none = try odeSolve(
      from: Tensor([], shape: [0, 2], in: pool), at: [0, 1],
      by: .dopri5(relative: 1e-3, absolute: 1e-3, perSample: true), .evaluation
    ) { _, state, _ in state }
    #expect(none.states.shape == [2, 0, 2])
  }
}
