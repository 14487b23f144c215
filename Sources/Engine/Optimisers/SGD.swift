/// Gradient descent with momentum (Polyak 1964) or Nesterov's look ahead.
///
/// g ← g + decay·w, v ← µv + g, w ← w − ηv, or with Nesterov w ← w − η(g + µv), in Float32: Sutskever, Martens, Dahl
/// and Hinton 2013, section 2, with the rate outside of the velocity as in PyTorch.
public final class SGD: Optimiser {
  /// The step size η.
  public var rate: Float
  /// The decay µ of the velocity; a schedule may move it.
  public var momentum: Double
  /// The parameters that are moved.
  public let parameters: [Parameter]
  /// What it was made with.
  public let settings: [Setting]
  private let isNesterov: Bool
  private let weightDecay: Float
  private let velocities: Slot?

  /// An optimiser of the given parameters; without momentum it keeps no velocity.
  public init(
    _ parameters: [Parameter], rate: Float, momentum: Double = 0, nesterov: Bool = false,
    weightDecay: Float = 0
  ) {
    guard momentum != 0 || !nesterov else {
      fatalError("gradient descent by Nesterov without momentum: expected a momentum above 0")
    }
    self.parameters = parameters
    self.rate = rate
    self.momentum = momentum
    self.weightDecay = weightDecay
    isNesterov = nesterov
    settings = [
      Setting("kind", "sgd"), Setting("momentum", momentum), Setting("nesterov", nesterov),
      Setting("weightDecay", weightDecay),
    ]
    velocities = momentum == 0 ? nil : Slot("velocity", of: parameters)
  }

  /// The velocities, where there is momentum.
  public var slots: [Slot] { velocities.map { [$0] } ?? [] }

  /// Rate and momentum.
  public var counters: [Double] {
    get { [Double(rate), momentum] }
    set {
      rate = Float(newValue[0])
      momentum = newValue[1]
    }
  }

  /// Takes the rate of a schedule, and its momentum where it moves one.
  public func follow(_ pace: Pace) {
    rate = Float(pace.rate)
    guard let moved = pace.momentum else { return }
    guard velocities != nil else {
      fatalError("a schedule that moves a momentum, for gradient descent made without")
    }
    momentum = moved
  }

  /// Moves every parameter that has a gradient, and forgets the gradients.
  public func step() {
    let (rate, decay) = (rate, weightDecay)
    let momentum = Float(momentum)
    // The velocity's and the gradient's share of the move.
    let (carried, direct): (Float, Float) = isNesterov ? (momentum, 1) : (1, 0)
    for (index, parameter) in parameters.enumerated() {
      let count = parameter.count
      parameter.withGradient { w, gradient in
        if let v = velocities?[index] {
          for i in 0..<count {
            let g = gradient[i] + decay * w[i]
            v[i] = momentum * v[i] + g
            w[i] -= rate * (direct * g + carried * v[i])
          }
        } else {
          for i in 0..<count { w[i] -= rate * (gradient[i] + decay * w[i]) }
        }
      }
      parameter.clearGradient()
    }
  }
}
