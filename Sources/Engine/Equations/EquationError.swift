import Exact

/// Why a differential equation has no solution.
public enum EquationError: Error, Equatable, CustomStringConvertible {
  /// Fewer than two times.
  case tooFewTimes(Int)
  /// A time is infinite or NaN.
  case timeNotFinite(index: Int)
  /// A time does not go on in the direction of the first two.
  case timesNotOrdered(index: Int)
  /// A tolerance is not a positive number.
  case tolerance(Double)
  /// A given step size is not a positive number.
  case stepSize(Double)
  /// A limit of steps is not positive.
  case stepLimit(Int)
  /// The limit of steps was reached before the last time.
  case tooManySteps(limit: Int, time: Double)
  /// The step became too small to move the time.
  case stepUnderflow(time: Double)
  /// The state stopped being finite after a time.
  case notFinite(time: Double)

  /// What happened, where, and what to do.
  public var description: String {
    switch self {
    case .tooFewTimes(let count):
      "differential equation: \(count) times, expected at least 2: the first and one to reach"
    case .timeNotFinite(let index):
      "differential equation: time \(index) is infinite or not a number"
    case .timesNotOrdered(let index):
      "differential equation: time \(index) is not beyond the one before it: expected all times to rise or all to fall"
    case .tolerance(let value):
      "differential equation: a tolerance of \(canonical(value)), expected a finite number above 0"
    case .stepSize(let value):
      "differential equation: a step size of \(canonical(value)), expected a finite number above 0"
    case .stepLimit(let value):
      "differential equation: a limit of \(value) steps, expected at least 1"
    case .tooManySteps(let limit, let time):
      "differential equation: \(limit) steps came only to time \(canonical(time)): raise the limit or the tolerances"
    case .stepUnderflow(let time):
      "differential equation: at time \(canonical(time)) the step became too small to go on: raise the tolerances, or look for a singularity there"
    case .notFinite(let time):
      "differential equation: after time \(canonical(time)) the state is no longer finite: bound the dynamics, or take smaller steps"
    }
  }
}
