import Engine
import Exact
import TestSupport
import Testing

/// Two parameters with the fixture's first numbers, and its gradients.
private struct Course {
  let pool = Pool()
  let parameters: [Parameter]
  private let gradients: [[Float]]

  init() throws {
    let oracle = try Oracle("engine_optimisers")
    let scope = Scope(seed: Key(seed: 1), pool: pool)
    parameters = try (0..<2).map { i in
      let shape = Shape(try oracle.shape("optimisers/first\(i)"))
      let parameter = scope.parameter("p\(i)", shape, .constant(0))
      parameter.elements = try oracle.floats("optimisers/first\(i)")
      return parameter
    }
    gradients = try (0..<2).map { try oracle.floats("optimisers/gradients\($0)") }
  }

  /// Gives every parameter the gradient of a step, as that of the sum of its products with constants.
  func backward(step: Int) {
    let mode = Mode.training(Key(seed: 2))
    for (i, parameter) in parameters.enumerated() {
      let numbers = gradients[i][step * parameter.count..<(step + 1) * parameter.count]
      (parameter[mode] * Tensor(Array(numbers), shape: parameter.shape, in: pool)).sum().backward()
    }
  }
}

private let steps = 20

/// Runs an optimiser along the fixture's gradients and compares the parameters after every step.
///
/// Both round in Float32 in their own order. At every one of the 20 steps a relative 10⁻⁶ and an absolute 2·10⁻⁷: some
/// roundings of 6·10⁻⁸ of numbers around 1, which stay where a parameter passes by 0.
private func follow<O: Optimiser>(
  _ name: String, before: ([Parameter], Int, O) throws -> Void = { _, _, _ in },
  after: (Int) -> Void = { _ in }, shown: ((Int) -> [Float])? = nil,
  course: Course? = nil, make: ([Parameter]) -> O
) throws {
  let oracle = try Oracle("engine_optimisers")
  let course = try course ?? Course()
  let paths = try (0..<2).map { try oracle.floats("optimisers/\(name)/path\($0)") }
  let optimiser = make(course.parameters)
  for step in 0..<steps {
    course.backward(step: step)
    try before(course.parameters, step, optimiser)
    optimiser.step()
    after(step)
    for (i, parameter) in course.parameters.enumerated() {
      #expect(parameter.gradient == nil)
      expectClose(
        shown?(i) ?? parameter.elements,
        Array(paths[i][step * parameter.count..<(step + 1) * parameter.count]),
        "\(name), parameter \(i) after step \(step)", absolute: 2e-7,
        relative: 1e-6)
    }
  }
}

@Suite struct `Optimisers` {
  @Test func `descend as PyTorch's`() throws {
    try follow("SGD") { SGD($0, rate: 0.05) }
    try follow("SGD, decay") { SGD($0, rate: 0.05, weightDecay: 0.1) }
    try follow("SGD, momentum") { SGD($0, rate: 0.05, momentum: 0.9, weightDecay: 0.1) }
    try follow("SGD, nesterov") { SGD($0, rate: 0.05, momentum: 0.9, nesterov: true) }
  }

  @Test func `adapt as PyTorch's`() throws {
    try follow("Adam") { Adam($0, rate: 0.01) }
    try follow("Adam, decay") {
      Adam(
        $0, rate: 0.01, momentum: 0.8, secondDecay: 0.99, epsilon: 1e-3, weightDecay: 0.1,
        decoupled: false)
    }
    try follow("Adam, decoupled decay") { Adam($0, rate: 0.01, weightDecay: 0.1) }
    try follow("RMSprop") { RMSprop($0) }
    try follow("RMSprop, momentum") {
      RMSprop($0, squareDecay: 0.9, momentum: 0.8, weightDecay: 0.1)
    }
    try follow("Adagrad") { Adagrad($0, rate: 0.1) }
    try follow("Adagrad, decay") {
      Adagrad($0, rate: 0.1, rateDecay: 0.05, weightDecay: 0.1, firstSquare: 0.2)
    }
  }

  @Test func `look ahead`() throws {
    try follow("Lookahead") { Lookahead(Adam($0, rate: 0.01), interval: 3, share: 0.4) }
  }

  @Test func `follow one cycle`() throws {
    let schedule = OneCycle(peak: 0.05, steps: steps + 1)
    try follow("Adam, in one cycle") { _, step, optimiser in
      optimiser.follow(schedule.pace(at: step))
    } make: {
      Adam($0, rate: 0.01)
    }
  }

  @Test func `take clipped gradients`() throws {
    let norms = try Oracle("engine_optimisers").floats("optimisers/clipped by norm/norms")
    try follow("clipped by norm") { parameters, step, _ in
      let norm = parameters.clipGradients(norm: 1.5)
      expectClose([Float(norm)], [norms[step]], "norm of step \(step)", absolute: 0)
    } make: {
      SGD($0, rate: 0.05)
    }
    try follow("clipped by value") { parameters, _, _ in
      parameters.clipGradients(value: 0.3)
    } make: {
      SGD($0, rate: 0.05)
    }
  }

  @Test func `are averaged, and the averages swapped in and out`() throws {
    let course = try Course()
    let average = MovingAverage(course.parameters, decay: 0.9)
    try follow(
      "MovingAverage", after: { _ in average.update() },
      shown: { average.tensors[$0].elements }, course: course, make: { SGD($0, rate: 0.05) })
    let trained = course.parameters.map(\.elements)
    let averages = average.tensors.map(\.elements)
    #expect(trained != averages)
    average.swap()
    #expect(course.parameters.map(\.elements) == averages)
    average.swap()
    #expect(course.parameters.map(\.elements) == trained)
    let other = MovingAverage(course.parameters)
    try other.restore(average.tensors)
    #expect(other.tensors == average.tensors)
    #expect(throws: OptimiserStateError.missing(name: "average.p1")) {
      try other.restore([average.tensors[0]])
    }
  }

  @Test func `go on from their state`() throws {
    try goesOn { SGD($0, rate: 0.05, momentum: 0.9) }
    try goesOn { Adam($0, rate: 0.01, weightDecay: 0.1) }
    try goesOn { RMSprop($0, momentum: 0.8) }
    try goesOn { Adagrad($0, rateDecay: 0.1) }
    try goesOn { Lookahead(Adam($0, rate: 0.01), interval: 7) }
  }

  /// Stops after half of the steps, and goes on in another program's place.
  private func goesOn<O: Optimiser>(_ make: ([Parameter]) -> O) throws {
    let (whole, first, second) = (try Course(), try Course(), try Course())
    run(make(whole.parameters), along: whole, 0..<steps)
    let stopped = make(first.parameters)
    run(stopped, along: first, 0..<steps / 2)
    for (from, to) in zip(first.parameters, second.parameters) { to.elements = from.elements }
    let resumed = make(second.parameters)
    resumed.rate = 17
    let state = stopped.state
    try resumed.restore(OptimiserState(counters: state.counters, tensors: state.tensors.reversed()))
    #expect(resumed.state == state)
    run(resumed, along: second, steps / 2..<steps)
    #expect(second.parameters.map(\.elements) == whole.parameters.map(\.elements))
    #expect(resumed.rate != 17)
  }

  private func run<O: Optimiser>(_ optimiser: O, along course: Course, _ steps: Range<Int>) {
    for step in steps {
      course.backward(step: step)
      optimiser.step()
    }
  }

  @Test func `refuse a state that is not theirs`() throws {
    let course = try Course()
    let adam = Adam(course.parameters)
    let state = adam.state
    #expect(
      state.tensors.map(\.name) == ["mean.p0", "mean.p1", "square.p0", "square.p1"])
    func expect(_ error: OptimiserStateError, _ change: (inout OptimiserState) -> Void) {
      var changed = state
      change(&changed)
      #expect(throws: error) { try adam.restore(changed) }
      #expect(adam.state == state)
    }
    expect(.counters(expected: 3, found: 2)) { $0.counters.removeLast() }
    expect(.missing(name: "mean.p1")) { $0.tensors.remove(at: 1) }
    expect(.shape(name: "square.p1", expected: [5], found: [1, 5])) {
      $0.tensors[3] = NamedTensor(
        name: "square.p1", shape: [1, 5], elements: $0.tensors[3].elements)
    }
    expect(.unknown(name: "mean.p2")) {
      $0.tensors.append(NamedTensor(name: "mean.p2", shape: [1], elements: [0]))
    }
  }

  @Test func `leave what is not learned alone`() {
    let scope = Scope(seed: Key(seed: 1), pool: Pool())
    let weight = scope.parameter("weight", [1], .constant(0))
    let statistic = scope.state("statistic", [1], .constant(0))
    let optimiser = Lookahead(
      SGD(scope.parameters, rate: 1, weightDecay: 0.5), interval: 2, share: 0.5)
    for step in 1...2 {
      statistic.elements = [Float(step)]
      weight[.training(Key(seed: 2))].sum().backward()
      optimiser.step()
    }
    #expect(statistic.elements == [2])
    // Two steps to −1.5, and half of the way back to 0.
    #expect(weight.elements == [-0.75])
  }

  @Test func `leave parameters without a gradient alone`() throws {
    let course = try Course()
    let adam = Adam(course.parameters, weightDecay: 0.5)
    let first = course.parameters.map(\.elements)
    course.backward(step: 0)
    course.parameters[0].clearGradient()
    #expect(course.parameters.gradientNorm() > 0)
    adam.step()
    #expect(course.parameters[0].elements == first[0])
    #expect(course.parameters[1].elements != first[1])
    #expect(course.parameters.gradientNorm() == 0)
  }
}
