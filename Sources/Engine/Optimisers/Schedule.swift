import Exact

/// What a schedule asks of an optimiser: its step size, and its momentum where the schedule moves one.
public struct Pace: Equatable, Sendable {
  /// The step size.
  public var rate: Double
  /// The momentum; nil leaves it as it is.
  public var momentum: Double?

  /// A rate, and a momentum where one is moved.
  public init(rate: Double, momentum: Double? = nil) {
    self.rate = rate
    self.momentum = momentum
  }
}

/// A rate as a pure function of the step or epoch, whichever the caller counts, from 0.
public protocol Schedule: Sendable {
  /// What it was made with, the kind first.
  var settings: [Setting] { get }
  /// The pace at a step, 0 and up.
  func pace(at step: Int) -> Pace
  /// Takes in the validation loss of an epoch, or the training loss where there is none; most schedules do not look.
  mutating func observe(_ measure: Double)
}

extension Schedule {
  /// Leaves the schedule as it is.
  public mutating func observe(_ measure: Double) {}

  /// The rate at a step, 0 and up.
  public func rate(at step: Int) -> Double { pace(at: step).rate }
}

/// One rate for ever.
public struct ConstantRate: Schedule {
  private let rate: Double

  /// A schedule of one rate.
  public init(_ rate: Double) { self.rate = rate }

  /// What it was made with.
  public var settings: [Setting] { [Setting("kind", "constant"), Setting("rate", rate)] }

  /// The rate.
  public func pace(at step: Int) -> Pace { Pace(rate: rate) }
}

/// A rate that is multiplied by a factor after every `interval` steps.
public struct StepRate: Schedule {
  private let rate: Double
  private let factor: Double
  private let interval: Int

  /// A schedule from its first rate.
  public init(_ rate: Double, factor: Double = 0.1, every interval: Int) {
    guard interval > 0 else {
      fatalError("a rate that falls every \(interval) steps: expected at least 1")
    }
    self.rate = rate
    self.factor = factor
    self.interval = interval
  }

  /// What it was made with.
  public var settings: [Setting] {
    [
      Setting("kind", "step"), Setting("rate", rate), Setting("factor", factor),
      Setting("interval", interval),
    ]
  }

  /// The rate times factor^(step / interval, rounded down).
  public func pace(at step: Int) -> Pace {
    Pace(rate: rate * Exact.pow(factor, Double(step / interval)))
  }
}

/// A rate that is multiplied by a factor after every step.
public struct ExponentialRate: Schedule {
  private let rate: Double
  private let factor: Double

  /// A schedule from its first rate.
  public init(_ rate: Double, factor: Double) {
    self.rate = rate
    self.factor = factor
  }

  /// What it was made with.
  public var settings: [Setting] {
    [Setting("kind", "exponential"), Setting("rate", rate), Setting("factor", factor)]
  }

  /// The rate times factor^step.
  public func pace(at step: Int) -> Pace { Pace(rate: rate * Exact.pow(factor, Double(step))) }
}

/// A rate that falls along half a cosine to a floor, and stays there (Loshchilov and Hutter 2017, equation 5).
public struct CosineRate: Schedule {
  private let rate: Double
  private let floor: Double
  private let period: Int

  /// A schedule that reaches its floor at step `period`.
  public init(_ rate: Double, floor: Double = 0, period: Int) {
    guard period > 0 else {
      fatalError("a rate that falls over \(period) steps: expected at least 1")
    }
    self.rate = rate
    self.floor = floor
    self.period = period
  }

  /// What it was made with.
  public var settings: [Setting] {
    [
      Setting("kind", "cosine"), Setting("rate", rate), Setting("floor", floor),
      Setting("period", period),
    ]
  }

  /// The rate on the cosine, or the floor from step `period` on.
  public func pace(at step: Int) -> Pace {
    Pace(rate: alongCosine(rate, floor, Double(min(step, period)) / Double(period)))
  }
}

/// Cosines one after another, each from the first rate to the floor, and each `growth` times as long as the one before
/// (Loshchilov and Hutter 2017, section 3).
public struct WarmRestarts: Schedule {
  private let rate: Double
  private let floor: Double
  private let period: Int
  private let growth: Int

  /// A schedule whose first cosine takes `period` steps.
  public init(_ rate: Double, floor: Double = 0, period: Int, growth: Int = 1) {
    guard period > 0, growth > 0 else {
      fatalError("restarts after \(period) steps, times \(growth): expected at least 1 of each")
    }
    self.rate = rate
    self.floor = floor
    self.period = period
    self.growth = growth
  }

  /// What it was made with.
  public var settings: [Setting] {
    [
      Setting("kind", "restarts"), Setting("rate", rate), Setting("floor", floor),
      Setting("period", period), Setting("growth", growth),
    ]
  }

  /// The rate on the cosine that the step falls in.
  public func pace(at step: Int) -> Pace {
    var (length, place) = (period, step)
    if growth == 1 {
      place %= length
    } else {
      while place >= length {
        place -= length
        length *= growth
      }
    }
    return Pace(rate: alongCosine(rate, floor, Double(place) / Double(length)))
  }
}

/// A rate that rises in a straight line, and then follows another schedule from its start.
public struct WarmUp<Base: Schedule>: Schedule {
  private var base: Base
  private let steps: Int
  private let start: Double

  /// A rise over `steps` steps, from the share `start` of the other schedule's first rate.
  public init(_ base: Base, steps: Int, from start: Double = 0) {
    guard steps >= 0 else { fatalError("a rise over \(steps) steps: expected at least 0") }
    self.base = base
    self.steps = steps
    self.start = start
  }

  /// Its own choices, and what the other schedule was made with.
  public var settings: [Setting] {
    [Setting("kind", "warm-up"), Setting("steps", steps), Setting("start", start)]
      + base.settings.of("base")
  }

  /// Hands the measure on to the other schedule.
  public mutating func observe(_ measure: Double) { base.observe(measure) }

  /// The other schedule's first pace with a share of its rate, then that schedule `steps` later.
  public func pace(at step: Int) -> Pace {
    guard step < steps else { return base.pace(at: step - steps) }
    var pace = base.pace(at: 0)
    pace.rate *= start + (1 - start) * (Double(step) / Double(steps))
    return pace
  }
}

/// A rate that rises to a peak and falls far below its start, while the momentum goes the other way (Smith and Topin
/// 2019), in two cosines as PyTorch has them.
public struct OneCycle: Schedule {
  private let peak: Double
  private let first: Double
  private let last: Double
  private let turn: Double
  private let end: Double
  private let momentum: ClosedRange<Double>?

  /// A cycle over `steps` steps, the share `rising` of them upwards.
  ///
  /// The rate starts at peak/startDivisor and ends at that over endDivisor; the momentum starts and ends at its upper
  /// bound and has its lower at the peak, or is left alone where nil.
  public init(
    peak: Double, steps: Int, rising: Double = 0.3, startDivisor: Double = 25,
    endDivisor: Double = 1e4, momentum: ClosedRange<Double>? = 0.85...0.95
  ) {
    turn = rising * Double(steps) - 1
    end = Double(steps - 1)
    guard turn > 0, turn < end else {
      fatalError("one cycle of \(steps) steps: expected more than one on each side of the peak")
    }
    self.peak = peak
    first = peak / startDivisor
    last = first / endDivisor
    self.momentum = momentum
  }

  /// What it was made with: its rates, and the steps at which it turns and ends.
  public var settings: [Setting] {
    [
      Setting("kind", "one cycle"), Setting("first", first), Setting("peak", peak),
      Setting("last", last), Setting("turn", turn), Setting("end", end),
      Setting("leastMomentum", momentum?.lowerBound),
      Setting("greatestMomentum", momentum?.upperBound),
    ]
  }

  /// The pace on the cycle, or at its end from there on.
  public func pace(at step: Int) -> Pace {
    let step = min(Double(step), end)
    let isRising = step <= turn
    let share = isRising ? step / turn : (step - turn) / (end - turn)
    let rate = isRising ? alongCosine(first, peak, share) : alongCosine(peak, last, share)
    let moved = momentum.map { range in
      isRising
        ? alongCosine(range.upperBound, range.lowerBound, share)
        : alongCosine(range.lowerBound, range.upperBound, share)
    }
    return Pace(rate: rate, momentum: moved)
  }
}

/// The point at a share of the way from one value to another along half a cosine.
private func alongCosine(_ from: Double, _ to: Double, _ share: Double) -> Double {
  to + (from - to) * (0.5 * (1 + Exact.cos(Double.pi * share)))
}
