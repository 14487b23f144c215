/// Adaptive moments (Kingma and Ba 2015, algorithm 1), with decoupled weight decay where asked for (Loshchilov and
/// Hutter 2019, algorithm 2).
///
/// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − η·decay·w − η·(m/(1 − β₁ᵗ)) / (√(v/(1 − β₂ᵗ)) + ε), in Float32
/// with the corrections worked out in Float64 once a step.
public final class Adam {
  /// The step size η.
  public var rate: Float
  /// The decay β₁ of the mean; a schedule may move it.
  public var momentum: Float
  private let secondDecay: Float
  private let epsilon: Float
  private let weightDecay: Float
  private let parameters: [Parameter]
  private let means: [Buffer]
  private let squares: [Buffer]
  private var momentumPower = 1.0
  private var secondPower = 1.0

  /// An optimiser of the given parameters; its moments lie in their pools.
  public init(
    _ parameters: [Parameter], rate: Float = 1e-3, momentum: Float = 0.9,
    secondDecay: Float = 0.999,
    epsilon: Float = 1e-8, weightDecay: Float = 0
  ) {
    self.parameters = parameters
    self.rate = rate
    self.momentum = momentum
    self.secondDecay = secondDecay
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    means = parameters.map { Adam.zeros($0) }
    squares = parameters.map { Adam.zeros($0) }
  }

  private static func zeros(_ parameter: Parameter) -> Buffer {
    let buffer = parameter.buffer.pool.take(parameter.count)
    buffer.base.update(repeating: 0, count: parameter.count)
    return buffer
  }

  /// Moves every parameter that has a gradient, and forgets the gradients.
  public func step() {
    momentumPower *= Double(momentum)
    secondPower *= Double(secondDecay)
    let size = Float(Double(rate) / (1 - momentumPower))
    let correction = Float(1 / (1 - secondPower).squareRoot())
    let kept = 1 - rate * weightDecay
    for (index, parameter) in parameters.enumerated() {
      let (m, v) = (means[index].base, squares[index].base)
      let (momentum, secondDecay, epsilon) = (momentum, secondDecay, epsilon)
      let (fresh, freshSquare) = (1 - momentum, 1 - secondDecay)
      parameter.withGradient { w, g in
        for i in 0..<parameter.count {
          m[i] = momentum * m[i] + fresh * g[i]
          v[i] = secondDecay * v[i] + freshSquare * (g[i] * g[i])
          w[i] = kept * w[i] - size * m[i] / (v[i].squareRoot() * correction + epsilon)
        }
      }
      parameter.clearGradient()
    }
  }
}
