/// Gradients divided by the root of a running mean of their squares (Hinton 2012, lecture 6e), with momentum where
/// asked for, as PyTorch writes it.
///
/// g ← g + decay·w, s ← αs + (1 − α)g², v ← µv + g/(√s + ε), w ← w − ηv, in Float32.
public final class RMSprop: Optimiser {
  /// The step size η.
  public var rate: Float
  /// The decay µ of the velocity; a schedule may move it.
  public var momentum: Double
  /// The parameters that are moved.
  public let parameters: [Parameter]
  /// What it was made with.
  public let settings: [Setting]
  private let squareDecay: Double
  private let epsilon: Float
  private let weightDecay: Float
  private let squares: Slot
  private let velocities: Slot?

  /// An optimiser of the given parameters; `squareDecay` is α.
  public init(
    _ parameters: [Parameter], rate: Float = 1e-2, squareDecay: Double = 0.99,
    epsilon: Float = 1e-8, momentum: Double = 0, weightDecay: Float = 0
  ) {
    self.parameters = parameters
    self.rate = rate
    self.momentum = momentum
    self.squareDecay = squareDecay
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    settings = [
      Setting("kind", "rmsprop"), Setting("squareDecay", squareDecay), Setting("epsilon", epsilon),
      Setting("momentum", momentum), Setting("weightDecay", weightDecay),
    ]
    squares = Slot("square", of: parameters)
    velocities = momentum == 0 ? nil : Slot("velocity", of: parameters)
  }

  /// The mean squares, and the velocities where there is momentum.
  public var slots: [Slot] { [squares] + (velocities.map { [$0] } ?? []) }

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
      fatalError("a schedule that moves a momentum, for RMSprop made without")
    }
    momentum = moved
  }

  /// Moves every parameter that has a gradient, and forgets the gradients.
  public func step() {
    let (rate, decay, epsilon) = (rate, weightDecay, epsilon)
    let momentum = Float(momentum)
    let (kept, fresh) = (Float(squareDecay), Float(1 - squareDecay))
    for (index, parameter) in parameters.enumerated() {
      let (s, count) = (squares[index], parameter.count)
      parameter.withGradient { w, gradient in
        if let v = velocities?[index] {
          for i in 0..<count {
            let g = gradient[i] + decay * w[i]
            s[i] = kept * s[i] + fresh * (g * g)
            v[i] = momentum * v[i] + g / (s[i].squareRoot() + epsilon)
            w[i] -= rate * v[i]
          }
        } else {
          for i in 0..<count {
            let g = gradient[i] + decay * w[i]
            s[i] = kept * s[i] + fresh * (g * g)
            w[i] -= rate * (g / (s[i].squareRoot() + epsilon))
          }
        }
      }
      parameter.clearGradient()
    }
  }
}
