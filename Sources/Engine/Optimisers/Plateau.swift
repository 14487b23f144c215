/// A rate that is multiplied by a factor when a measure has stopped falling: a small state machine, and a value.
///
/// A measure is better when it is below best·(1 − threshold). After more than `patience` worse ones in a row the rate
/// falls, worse ones are counted anew, and for `cooldown` measures they do not count. NaN is worse than any number.
public struct Plateau: Schedule, Equatable {
  /// The rate now.
  public private(set) var rate: Double
  /// The least measure so far.
  public private(set) var best = Double.infinity
  private let first: Double
  private let factor: Double
  private let patience: Int
  private let threshold: Double
  private let cooldown: Int
  private let floor: Double
  private var worse = 0
  private var cooling = 0

  /// A state before the first measure.
  public init(
    _ rate: Double, factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4,
    cooldown: Int = 0, floor: Double = 0
  ) {
    self.rate = rate
    first = rate
    self.factor = factor
    self.patience = patience
    self.threshold = threshold
    self.cooldown = cooldown
    self.floor = floor
  }

  /// What it was made with.
  public var settings: [Setting] {
    [
      Setting("kind", "plateau"), Setting("rate", first), Setting("factor", factor),
      Setting("patience", patience), Setting("threshold", threshold),
      Setting("cooldown", cooldown), Setting("floor", floor),
    ]
  }

  /// The rate now, at any step.
  public func pace(at step: Int) -> Pace { Pace(rate: rate) }

  /// Takes a measure in, and moves the rate where it is time.
  ///
  /// A fall by less than 10⁻⁸ does not happen.
  public mutating func observe(_ measure: Double) {
    if measure < best * (1 - threshold) || (best == .infinity && measure.isFinite) {
      best = measure
      worse = 0
    } else {
      worse += 1
    }
    if cooling > 0 {
      cooling -= 1
      worse = 0
    }
    if worse > patience {
      let lower = max(rate * factor, floor)
      if rate - lower > 1e-8 { rate = lower }
      cooling = cooldown
      worse = 0
    }
  }
}
