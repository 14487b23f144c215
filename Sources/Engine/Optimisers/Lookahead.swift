/// Another optimiser, held back by slow weights.
///
/// Zhang, Lucas, Hinton and Ba 2019, algorithm 1.
/// After every `interval` steps of the inner optimiser the slow weights go the share α of the way to the fast ones,
/// s ← s + α(w − s), and the fast ones start again from there. What is not learned is left alone.
public final class Lookahead<Inner: Optimiser>: Optimiser {
  /// The optimiser of the fast weights.
  public let inner: Inner
  private let interval: Int
  private let share: Float
  private let slow: Slot
  private var steps = 0.0

  /// Slow weights around an optimiser, starting from the parameters' numbers.
  public init(_ inner: Inner, interval: Int = 5, share: Float = 0.5) {
    guard interval > 0 else {
      fatalError("slow weights that move every \(interval) steps: expected at least 1")
    }
    self.inner = inner
    self.interval = interval
    self.share = share
    slow = Slot("slow", copying: inner.parameters)
  }

  /// The parameters that are moved.
  public var parameters: [Parameter] { inner.parameters }

  /// Interval and share, and what the inner optimiser was made with.
  public var settings: [Setting] {
    [
      Setting("kind", "lookahead"), Setting("interval", interval), Setting("share", share),
    ] + inner.settings.of("inner")
  }

  /// The inner optimiser's step size.
  public var rate: Float {
    get { inner.rate }
    set { inner.rate = newValue }
  }

  /// The inner optimiser's, then the slow weights.
  public var slots: [Slot] { inner.slots + [slow] }

  /// The inner optimiser's, then the steps since the slow weights moved.
  public var counters: [Double] {
    get { inner.counters + [steps] }
    set {
      inner.counters = Array(newValue.dropLast())
      steps = newValue[newValue.count - 1]
    }
  }

  /// Passes the pace of a schedule on to the inner optimiser.
  public func follow(_ pace: Pace) { inner.follow(pace) }

  /// Moves the fast weights, and every `interval` steps the slow ones.
  public func step() {
    inner.step()
    steps += 1
    guard steps == Double(interval) else { return }
    steps = 0
    let share = share
    for (index, parameter) in parameters.enumerated() where parameter.isLearned {
      let (s, w, count) = (slow[index], parameter.buffer.base, parameter.count)
      for i in 0..<count {
        s[i] += share * (w[i] - s[i])
        w[i] = s[i]
      }
    }
  }
}
