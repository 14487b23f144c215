import Exact

/// Adaptive moments (Kingma and Ba 2015, algorithm 1), with weight decay decoupled from the gradient (Loshchilov and
/// Hutter 2019, algorithm 2) or as part of it.
///
/// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − η·decay·w − η·(m/(1 − β₁ᵗ)) / (√(v/(1 − β₂ᵗ)) + ε), in Float32
/// with the corrections worked out in Float64 once a step. Decay that is not decoupled is added to the gradient
/// instead: g ← g + decay·w. The decays β are Float64, for 1 − β keeps too few digits in Float32. Where a schedule
/// moves β₁, the correction is that of its value now, as in PyTorch. Steps t are those of the optimiser, also for a
/// parameter that had no gradient in some of them.
public final class Adam: Optimiser {
  /// The step size η.
  public var rate: Float
  /// The decay β₁ of the mean; a schedule may move it.
  public var momentum: Double
  /// The parameters that are moved.
  public let parameters: [Parameter]
  /// What it was made with.
  public let settings: [Setting]
  private let secondDecay: Double
  private let epsilon: Float
  private let weightDecay: Float
  private let isDecoupled: Bool
  private let means: Slot
  private let squares: Slot
  private var steps = 0.0

  /// An optimiser of the given parameters; its moments lie in their pools.
  public init(
    _ parameters: [Parameter], rate: Float = 1e-3, momentum: Double = 0.9,
    secondDecay: Double = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0,
    decoupled: Bool = true
  ) {
    self.parameters = parameters
    self.rate = rate
    self.momentum = momentum
    self.secondDecay = secondDecay
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    isDecoupled = decoupled
    settings = [
      Setting("kind", "adam"), Setting("momentum", momentum), Setting("secondDecay", secondDecay),
      Setting("epsilon", epsilon), Setting("weightDecay", weightDecay),
      Setting("decoupled", decoupled),
    ]
    means = Slot("mean", of: parameters)
    squares = Slot("square", of: parameters)
  }

  /// The means and mean squares of the gradients.
  public var slots: [Slot] { [means, squares] }

  /// Rate, momentum and steps taken.
  public var counters: [Double] {
    get { [Double(rate), momentum, steps] }
    set {
      rate = Float(newValue[0])
      momentum = newValue[1]
      steps = newValue[2]
    }
  }

  /// Takes the rate of a schedule, and its momentum where it moves one.
  public func follow(_ pace: Pace) {
    rate = Float(pace.rate)
    if let moved = pace.momentum { momentum = moved }
  }

  /// Moves every parameter that has a gradient, and forgets the gradients.
  public func step() {
    steps += 1
    let size = Float(Double(rate) / (1 - Exact.pow(momentum, steps)))
    let correction = Float(1 / (1 - Exact.pow(secondDecay, steps)).squareRoot())
    let kept = isDecoupled ? Float(1 - Double(rate) * Double(weightDecay)) : 1
    let pull = isDecoupled ? 0 : weightDecay
    let (decay, fresh) = (Float(momentum), Float(1 - momentum))
    let (squareDecay, freshSquare) = (Float(secondDecay), Float(1 - secondDecay))
    let epsilon = epsilon
    for (index, parameter) in parameters.enumerated() {
      let (m, v, count) = (means[index], squares[index], parameter.count)
      parameter.withGradient { w, gradient in
        for i in 0..<count {
          let g = gradient[i] + pull * w[i]
          m[i] = decay * m[i] + fresh * g
          v[i] = squareDecay * v[i] + freshSquare * (g * g)
          w[i] = kept * w[i] - size * m[i] / (v[i].squareRoot() * correction + epsilon)
        }
      }
      parameter.clearGradient()
    }
  }
}
