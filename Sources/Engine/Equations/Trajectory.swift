/// The solution of a differential equation at the times that were asked for, and what it took.
public struct Trajectory {
  /// The times, the first that of the initial state.
  public let times: [Double]
  private let parts: [Tensor]
  private let whole: Tensor?
  private let tally: Tally

  /// A solution of states that are tensors of their own.
  init(_ states: [Tensor], at times: [Double], _ tally: Tally) {
    self.times = times
    self.tally = tally
    parts = states
    whole = nil
  }

  /// A solution of states that are one tensor [time, batch, …].
  init(whole: Tensor, at times: [Double], _ tally: Tally) {
    self.times = times
    self.tally = tally
    parts = []
    self.whole = whole
  }

  /// The states at all times, [time, batch, …].
  public var states: Tensor { whole ?? Tensor.stacked(parts) }

  /// The state at one of the times, [batch, …].
  public subscript(index: Int) -> Tensor {
    guard times.indices.contains(index) else {
      fatalError("state \(index) of a trajectory of \(times.count) times")
    }
    guard let whole else { return parts[index] }
    return whole.sliced(index..<index + 1, along: 0).reshaped(whole.shape.without(0))
  }

  /// The state at the last time, [batch, …].
  public var last: Tensor { self[times.count - 1] }

  /// How often the dynamics were asked for rates on the way forward, each time for the whole batch.
  public var evaluations: Int { tally.evaluations }

  /// How often they were asked by the adjoint method on the way back, for rates and their derivatives.
  public var backwardEvaluations: Int { tally.backwardEvaluations }

  /// Steps taken on the way forward; where each sample has its own, those of all samples.
  public var steps: Int { tally.accepted }

  /// Steps tried and given up for their error on the way forward.
  public var rejections: Int { tally.rejected }

  /// Why the adjoint method found no gradients; they are NaN then, for `backward` cannot throw.
  public var backwardError: EquationError? { tally.backwardError }
}

/// What a solve has taken so far.
final class Tally {
  var evaluations = 0
  var backwardEvaluations = 0
  var accepted = 0
  var rejected = 0
  var backwardError: EquationError?
}

extension Tensor {
  /// Tensors of one shape as one, along a new first axis.
  static func stacked(_ parts: [Tensor]) -> Tensor {
    concatenated(parts.map { $0.reshaped(Shape([1] + $0.shape.array)) }, along: 0)
  }
}
