/// An exponential moving average of parameters, for evaluation (Polyak and Juditsky 1992 with a decay).
///
/// a ← a + (1 − decay)(w − a) after every step, from the numbers at the start.
public final class MovingAverage {
  /// The parameters that are averaged.
  public let parameters: [Parameter]
  private let decay: Double
  private let averages: Slot
  /// Whether the parameters hold the averages now.
  public private(set) var isSwappedIn = false

  /// Averages that start at the parameters' numbers.
  public init(_ parameters: [Parameter], decay: Double = 0.999) {
    self.parameters = parameters
    self.decay = decay
    averages = Slot("average", copying: parameters)
  }

  /// Takes the parameters' numbers in.
  public func update() {
    guard !isSwappedIn else {
      fatalError("an average of parameters that hold the average: expected swap() before update()")
    }
    let fresh = Float(1 - decay)
    for (index, parameter) in parameters.enumerated() {
      let (a, w, count) = (averages[index], parameter.buffer.base, parameter.count)
      for i in 0..<count { a[i] += fresh * (w[i] - a[i]) }
    }
  }

  /// Exchanges parameters and averages: once to evaluate, once more to train on.
  public func swap() {
    isSwappedIn.toggle()
    for (index, parameter) in parameters.enumerated() {
      let (a, w, count) = (averages[index], parameter.buffer.base, parameter.count)
      for i in 0..<count {
        let held = w[i]
        w[i] = a[i]
        a[i] = held
      }
    }
  }

  /// What it was made with.
  public var settings: [Setting] { [Setting("kind", "exponential"), Setting("decay", decay)] }

  /// The averages as named tensors, `average.parameter`, for a checkpoint; taken while they are swapped out.
  public var tensors: [NamedTensor] {
    guard !isSwappedIn else {
      fatalError("the averages of parameters that hold them: expected swap() before they are taken")
    }
    return averages.tensors
  }

  /// Goes back to averages listed by `tensors` for the same parameters.
  ///
  /// Throws at the first difference, and then changes nothing.
  public func restore(_ tensors: [NamedTensor]) throws(OptimiserStateError) {
    try Engine.restore([averages], from: tensors)
  }
}
