/// The time at which the dynamics are asked for the rate of a batch: one for all samples, or one for each where
/// samples take steps of their own.
public struct Moment {
  /// One time, or one for each sample.
  let times: [Double]
  private let batch: Int
  private let pool: Pool

  /// A moment for the samples of a state.
  init(_ times: [Double], of state: Tensor) {
    self.times = times
    batch = state.shape[0]
    pool = state.pool
  }

  /// The time of a sample.
  public subscript(sample: Int) -> Double { times.count == 1 ? times[0] : times[sample] }

  /// The times of all samples as a column [batch, 1], to be joined to the state or multiplied with it.
  public var column: Tensor {
    let buffer = pool.take(batch)
    for sample in 0..<batch { buffer.base[sample] = Float(self[sample]) }
    return Tensor(shape: [batch, 1], buffer: buffer)
  }
}

extension Moment {
  /// The rate of a state by the dynamics, its shape checked.
  func rate(of state: Tensor, by dynamics: Dynamics, _ mode: Mode) -> Tensor {
    let rate = dynamics(self, state, mode)
    guard rate.shape == state.shape else {
      fatalError(
        "dynamics gave a rate of \(rate.shape) for a state of \(state.shape): expected equal shapes"
      )
    }
    return rate
  }
}

/// The right side of dy/dt = f(t, y): from the time, the state [batch, …] and the mode to call layers in the rate of
/// change, of the state's shape.
///
/// Calls of one solve get one mode, so dropout inside draws one mask for them all.
public typealias Dynamics = (_ time: Moment, _ state: Tensor, _ mode: Mode) -> Tensor
