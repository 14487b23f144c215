/// Gradients divided by the root of the sum of all their squares.
///
/// Duchi, Hazan and Singer 2011, section 1.1, with the diagonal alone:
/// g ← g + decay·w, s ← s + g², w ← w − η/(1 + (t − 1)·rateDecay) · g/(√s + ε), in Float32.
public final class Adagrad: Optimiser {
  /// The step size η.
  public var rate: Float
  /// The parameters that are moved.
  public let parameters: [Parameter]
  /// What it was made with.
  public let settings: [Setting]
  private let rateDecay: Double
  private let epsilon: Float
  private let weightDecay: Float
  private let squares: Slot
  private var steps = 0.0

  /// An optimiser of the given parameters, whose sums of squares start at `firstSquare`.
  public init(
    _ parameters: [Parameter], rate: Float = 1e-2, rateDecay: Double = 0, epsilon: Float = 1e-10,
    weightDecay: Float = 0, firstSquare: Float = 0
  ) {
    self.parameters = parameters
    self.rate = rate
    self.rateDecay = rateDecay
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    settings = [
      Setting("kind", "adagrad"), Setting("rateDecay", rateDecay), Setting("epsilon", epsilon),
      Setting("weightDecay", weightDecay), Setting("firstSquare", firstSquare),
    ]
    squares = Slot("square", of: parameters, filledWith: firstSquare)
  }

  /// The sums of squares.
  public var slots: [Slot] { [squares] }

  /// Rate and steps taken.
  public var counters: [Double] {
    get { [Double(rate), steps] }
    set {
      rate = Float(newValue[0])
      steps = newValue[1]
    }
  }

  /// Moves every parameter that has a gradient, and forgets the gradients.
  public func step() {
    let size = Float(Double(rate) / (1 + steps * rateDecay))
    steps += 1
    let (decay, epsilon) = (weightDecay, epsilon)
    for (index, parameter) in parameters.enumerated() {
      let (s, count) = (squares[index], parameter.count)
      parameter.withGradient { w, gradient in
        for i in 0..<count {
          let g = gradient[i] + decay * w[i]
          s[i] += g * g
          w[i] -= size * (g / (s[i].squareRoot() + epsilon))
        }
      }
      parameter.clearGradient()
    }
  }
}
