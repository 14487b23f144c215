import Exact

/// How the steps of an adaptive method are chosen: the error of each, measured in tolerances, shall be just below 1.
struct StepControl {
  let relative: Double
  let absolute: Double
  /// The most attempts at a step.
  let limit: Int

  /// The step after one of a given size and error: 0.9·h/error^(1/5), at most 10·h, at least 0.2·h, and no smaller than
  /// h where the error was below 1 (Hairer, Nørsett and Wanner 1993, equation II.4.13).
  func next(after step: Double, error: Double) -> Double {
    guard error.isFinite else { return 0.2 * step }
    guard error > 0 else { return 10 * step }
    let factor = 0.9 / Exact.pow(error, 0.2)
    return step * min(10, max(error < 1 ? 1 : 0.2, factor))
  }

  /// A step to ask for a second rate with, from the sizes of state and rate in tolerances
  /// (Hairer, Nørsett and Wanner 1993, section II.4, starting step size, a and b).
  func trial(state: Double, rate: Double) -> Double {
    state < 1e-5 || rate < 1e-5 ? 1e-6 : 0.01 * state / rate
  }

  /// The first step, from the trial, the size of the rate and that of the change in rate over the trial
  /// (the same, e and f).
  func first(trial: Double, rate: Double, change: Double) -> Double {
    let bend = change / trial
    let step =
      rate <= 1e-15 && bend <= 1e-15
      ? max(1e-6, trial * 1e-3) : Exact.pow(0.01 / max(rate, bend), 0.2)
    return min(100 * trial, step)
  }

  /// The root mean square of x in tolerances at a state, absolute + relative·|state|, in Float64 in the lane order.
  func size(
    _ x: UnsafePointer<Float>, at state: UnsafePointer<Float>, count: Int
  ) -> Double {
    let squares = laneSum(count) { i in
      let share = Double(x[i]) / (absolute + relative * Double(state[i].magnitude))
      return share * share
    }
    return root(squares, count)
  }

  /// The same of x − y.
  func size(
    _ x: UnsafePointer<Float>, minus y: UnsafePointer<Float>, at state: UnsafePointer<Float>,
    count: Int
  ) -> Double {
    let squares = laneSum(count) { i in
      let share =
        (Double(x[i]) - Double(y[i])) / (absolute + relative * Double(state[i].magnitude))
      return share * share
    }
    return root(squares, count)
  }

  /// The root mean square of the error Σ cᵢ·kᵢ of a step from one state to another in tolerances, absolute +
  /// relative·max(|start|, |end|), in one pass: the error in Float32, the rest in Float64 in the lane order.
  ///
  /// There are six rates and coefficients, for the method's seventh has none.
  func error(
    _ rates: [UnsafePointer<Float>], _ coefficients: [Float], from start: UnsafePointer<Float>,
    to end: UnsafePointer<Float>, count: Int
  ) -> Double {
    let (a, b, c) = (rates[0], rates[1], rates[2])
    let (d, e, f) = (rates[3], rates[4], rates[5])
    let (ca, cb, cc) = (coefficients[0], coefficients[1], coefficients[2])
    let (cd, ce, cf) = (coefficients[3], coefficients[4], coefficients[5])
    let squares = laneSum(count) { i in
      let low = (ca * a[i]).addingProduct(cb, b[i]).addingProduct(cc, c[i])
      let sum = low.addingProduct(cd, d[i]).addingProduct(ce, e[i]).addingProduct(cf, f[i])
      let size = max(start[i].magnitude, end[i].magnitude)
      let share = Double(sum) / (absolute + relative * Double(size))
      return share * share
    }
    return root(squares, count)
  }

  private func root(_ squares: Double, _ count: Int) -> Double {
    count == 0 ? 0 : (squares / Double(count)).squareRoot()
  }
}
