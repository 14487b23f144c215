import Engine
import Exact
import TestSupport
import Testing

/// Ten steps of a network of the fixture, along PyTorch's.
private struct Trajectory {
  let name: String
  let pool = Pool()
  let scope: Scope
  private let oracle: Oracle

  init(_ name: String) throws {
    self.name = name
    oracle = try Oracle("engine_trajectories")
    scope = Scope(seed: Key(seed: 1), pool: pool)
  }

  /// The numbers at an entry for one step, without the axis of steps.
  func batch(_ entry: String, _ step: Int) throws -> Tensor {
    let path = "\(name)/\(entry)"
    let shape = Shape(Array(try oracle.shape(path).dropFirst()))
    let numbers = try oracle.floats(path)[step * shape.count..<(step + 1) * shape.count]
    return Tensor(Array(numbers), shape: shape, in: pool)
  }

  /// Whole numbers at an entry for one step.
  func indices(_ entry: String, _ step: Int) throws -> Indices {
    let path = "\(name)/\(entry)"
    let shape = Shape(Array(try oracle.shape(path).dropFirst()))
    let numbers = try oracle.integers(path)[step * shape.count..<(step + 1) * shape.count]
    return Indices(numbers.map { Int32($0) }, shape: shape)
  }

  /// Starts from PyTorch's numbers, takes ten steps, and expects its losses and then all of its numbers.
  ///
  /// Everything within 3·10⁻⁷·(1 + |expected|): five roundings in Float32 of numbers around 1, since sums of up to 400
  /// products run in another order, and ten steps of at most 0.03 hardly carry a difference on.
  func follow<O: Optimiser, S: Schedule>(
    _ optimiser: O, _ schedule: S, clippingNorm: Double? = nil,
    loss: (_ step: Int, _ mode: Mode) throws -> Tensor
  ) throws {
    let bound = 3e-7
    let parameters = scope.parameters
    #expect(parameters.map(\.name).sorted() == (try oracle.names("\(name)/initial")))
    for parameter in parameters {
      let path = "\(name)/initial/\(parameter.name)"
      #expect(parameter.shape.array == (try oracle.shape(path)), "\(parameter.name)")
      parameter.elements = try oracle.floats(path)
    }
    var losses: [Float] = []
    for step in 0..<10 {
      let value = try loss(step, .training(Key(seed: 2)[step]))
      value.backward()
      if let clippingNorm {
        #expect(parameters.clipGradients(norm: clippingNorm) > clippingNorm)
      }
      optimiser.follow(schedule.pace(at: step))
      optimiser.step()
      losses.append(value.scalar)
    }
    expectClose(
      losses, try oracle.floats("\(name)/losses"), "\(name), losses", absolute: bound,
      relative: bound)
    for parameter in parameters {
      let start = try oracle.floats("\(name)/initial/\(parameter.name)")
      let end = try oracle.floats("\(name)/final/\(parameter.name)")
      expectClose(
        parameter.elements, end, "\(name), \(parameter.name)", absolute: bound, relative: bound)
      // They have moved by much more; not the keys' bias, which no softmax of scores depends on.
      if parameter.name != "attention.key.bias" {
        #expect(
          zip(start, end).contains { Double(abs($0 - $1)) > 100 * bound }, "\(parameter.name)")
      }
    }
  }
}

@Suite struct `Trajectories` {
  @Test func `of a perceptron with Adam`() throws {
    let trajectory = try Trajectory("mlp")
    let scope = trajectory.scope
    let first = Linear(6, 32, activation: .gelu, in: scope["first"])
    let second = Linear(32, 16, activation: .tanh, in: scope["second"])
    let third = Linear(16, 2, in: scope["third"])
    try trajectory.follow(Adam(scope.parameters), ConstantRate(0.01)) { step, mode in
      let x = try trajectory.batch("x", step)
      let output = third(second(first(x, mode), mode), mode)
      return output.meanSquaredError(try trajectory.batch("y", step))
    }
  }

  @Test func `of an LSTM with AdamW and clipping`() throws {
    let trajectory = try Trajectory("lstm")
    let scope = trajectory.scope
    let lstm = LSTM(4, 16, layers: 2, in: scope["lstm"])
    let head = Linear(16, 1, in: scope["head"])
    try trajectory.follow(
      Adam(scope.parameters, weightDecay: 0.1), ConstantRate(0.005), clippingNorm: 0.1
    ) { step, mode in
      let states = lstm(try trajectory.batch("x", step), mode)
      return head(states.hidden[1], mode).meanSquaredError(try trajectory.batch("y", step))
    }
  }

  @Test func `of a mixer with SGD in one cycle`() throws {
    let (length, channels, horizon) = (24, 5, 8)
    let trajectory = try Trajectory("mixer")
    let scope = trajectory.scope
    let reversible = RevIN(channels, in: scope["reversible"])
    let timeNorm = BatchNorm1d(length * channels, in: scope["timeNorm"])
    let time = Linear(length, length, activation: .relu, in: scope["time"])
    let channelNorm = BatchNorm1d(length * channels, in: scope["channelNorm"])
    let wide = Linear(channels, 12, activation: .relu, in: scope["wide"])
    let narrow = Linear(12, channels, in: scope["narrow"])
    let head = Linear(length, horizon, in: scope["head"])

    /// Normalises over the batch, with statistics for each step and channel.
    func joint(_ norm: BatchNorm1d, _ x: Tensor, _ mode: Mode) -> Tensor {
      norm(x.reshaped([x.shape[0], length * channels]), mode).reshaped(x.shape)
    }
    try trajectory.follow(
      SGD(scope.parameters, rate: 0, momentum: 0.9), OneCycle(peak: 0.02, steps: 11)
    ) { step, mode in
      var (x, moments) = reversible.normalised(try trajectory.batch("x", step), mode)
      x = x + time(joint(timeNorm, x, mode).transposed(1, 2), mode).transposed(1, 2)
      x = x + narrow(wide(joint(channelNorm, x, mode), mode), mode)
      let y = head(x.transposed(1, 2), mode).transposed(1, 2)
      return reversible.restored(y, moments, mode).meanSquaredError(
        try trajectory.batch("y", step))
    }
  }

  @Test func `of attention with RMSprop`() throws {
    let trajectory = try Trajectory("attention")
    let scope = trajectory.scope
    let embedding = Embedding(20, 12, in: scope["embedding"])
    let attention = MultiHeadAttention(12, heads: 3, in: scope["attention"])
    let norm = LayerNorm(12, in: scope["norm"])
    let head = Linear(12, 4, in: scope["head"])
    try trajectory.follow(
      RMSprop(scope.parameters, epsilon: 1e-4), ConstantRate(0.003)
    ) { step, mode in
      let x = embedding(try trajectory.indices("tokens", step), mode)
      let states = norm(x + attention(x, mode).result, mode)
      return head(states.mean(along: 1), mode).crossEntropy(
        try trajectory.indices("labels", step).elements)
    }
  }
}
