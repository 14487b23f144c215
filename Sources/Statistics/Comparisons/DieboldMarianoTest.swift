import Exact

/// The test of Diebold and Mariano: whether two forecasters have the same expected loss.
///
/// The mean loss difference over its standard error, with the autocovariances up to lag h − 1 that
/// forecasts h steps ahead share because their windows overlap (Diebold and Mariano, *Comparing Predictive
/// Accuracy*, 1995), corrected for small samples and held against Student's t with T − 1 degrees of freedom
/// (Harvey, Leybourne and Newbold, *Testing the Equality of Prediction Mean Squared Errors*, 1997).
public struct DieboldMarianoTest: Sendable, Equatable {
  /// The weights of the autocovariances γₖ in the long-run variance γ₀ + 2 Σ wₖ γₖ, k below h.
  public enum Kernel: Sendable, Equatable {
    /// All 1, as in the paper.
    case rectangular
    /// wₖ = 1 − k/h, which never gives a negative variance (Newey and West, 1987).
    case bartlett
  }

  /// Something a reader of the p-value should know.
  public enum Note: Sendable, Equatable {
    /// The rectangular long-run variance is not positive, so Bartlett's weights stand in.
    case rectangularNotPositive
    /// The losses are equal but for rounding: statistic 0, p-value 1.
    case equalLosses
    /// The losses differ by a constant but for rounding, so there is no variance to hold the difference
    /// against, and no p-value.
    case constantDifference
  }

  /// The mean of first minus second: below zero where the first forecasts better.
  public let meanDifference: Double
  /// The estimate of the variance of the mean difference, times T.
  public let longRunVariance: Double
  /// The weights taken.
  public let kernel: Kernel
  /// The corrected statistic; `nil` for a constant difference.
  public let statistic: Double?
  /// T − 1.
  public let degreesOfFreedom: Int
  /// `nil` for a constant difference.
  public let pValue: Double?
  /// What is special about the losses, if anything.
  public let note: Note?

  /// Compares losses of forecasts made at times 0, 1, … T − 1, `horizon` steps ahead.
  ///
  /// For whole windows of h steps, with one loss a window, the horizon is h. Errors: not more losses than
  /// the horizon, lists of different length, an unusable number, a horizon below 1.
  public init(
    _ first: [Double], _ second: [Double], horizon: Int, alternative: Alternative = .twoSided
  ) throws(StatisticsError) {
    let what = "the Diebold-Mariano test"
    guard horizon >= 1 else {
      throw .setting(what: "\(what)'s horizon", expected: "at least 1", found: "\(horizon)")
    }
    let (least, overflow) = horizon.addingReportingOverflow(1)
    let differences = try checkedDifferences(
      first, second, atLeast: overflow ? Int.max : max(2, least), what)
    let count = differences.count
    let mean = Statistic.mean.value(of: differences)
    meanDifference = mean
    degreesOfFreedom = count - 1

    // What lies within the rounding of the losses is no variation, nor what is too small to square.
    let greatest = (first + second).reduce(0) { max($0, $1.magnitude) }
    let rounding = max(greatest * 0x1p-50, 0x1p-500)
    if differences.allSatisfy({ ($0 - mean).magnitude <= rounding }) {
      (longRunVariance, kernel) = (0, .rectangular)
      let isEqual = mean.magnitude <= rounding
      (statistic, pValue) = isEqual ? (0, 1) : (nil, nil)
      note = isEqual ? .equalLosses : .constantDifference
      return
    }

    let deviations = differences.map { $0 - mean }
    let covariances = (0..<horizon).map { autocovariance(deviations, lag: $0) }
    let rectangular = covariances[0] + 2 * covariances.dropFirst().reduce(0, +)
    // A sum that cancels to the rounding of its terms is not positive.
    if rectangular > 0x1p-40 * covariances[0] {
      (longRunVariance, kernel, note) = (rectangular, .rectangular, nil)
    } else {
      longRunVariance = (1..<horizon).reduce(covariances[0]) {
        $0 + 2 * (1 - Double($1) / Double(horizon)) * covariances[$1]
      }
      (kernel, note) = (.bartlett, .rectangularNotPositive)
    }

    // (T + 1 − 2h + h(h − 1)/T) / T is (T − h)(T − h + 1) / T².
    let (total, rest) = (Double(count), Double(count - horizon))
    let correction = (rest * (rest + 1)).squareRoot() / total
    let corrected = correction * mean / (longRunVariance / total).squareRoot()
    let freedom = total - 1
    statistic = corrected
    pValue =
      switch alternative {
      case .twoSided: 2 * studentTSurvival(corrected.magnitude, degreesOfFreedom: freedom)
      case .greater: studentTSurvival(corrected, degreesOfFreedom: freedom)
      case .less: studentTCumulative(corrected, degreesOfFreedom: freedom)
      }
  }
}

/// The mean over all T places of the products of deviations a lag apart.
private func autocovariance(_ deviations: [Double], lag: Int) -> Double {
  let products = deviations.withUnsafeBufferPointer { deviations in
    laneSum(deviations.count - lag) { deviations[$0] * deviations[$0 + lag] }
  }
  return products / Double(deviations.count)
}
