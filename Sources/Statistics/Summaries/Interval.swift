/// An interval that a bootstrap drew around a statistic.
public struct Interval: Sendable, Equatable {
  /// How the bounds are read off the resampled statistics.
  public enum Method: Sendable, Equatable {
    /// Their quantiles at (1 − level)/2 and (1 + level)/2.
    case percentile
    /// BCa: quantiles moved by the bias of the median and by the acceleration that the jackknife shows
    /// (Efron, *Better Bootstrap Confidence Intervals*, 1987).
    case accelerated
  }

  /// Why percentiles stand in for BCa.
  public enum Fallback: Sendable, Equatable {
    /// Fewer than ten numbers say too little about the acceleration.
    case fewNumbers(Int)
    /// All numbers are equal, so the interval is a point.
    case constant
    /// No resampled statistic lies on one side of the statistic, so the bias is infinite.
    case oneSided
    /// Leaving out any one number changes nothing, so the acceleration is unknown.
    case flatJackknife
    /// The acceleration is so great that a bound has no place.
    case unstable
  }

  /// The lower bound.
  public let lower: Double
  /// The upper bound.
  public let upper: Double
  /// The share of repetitions in which such an interval is to hold the true value.
  public let level: Double
  /// The method taken.
  public let method: Method
  /// The reason where BCa was asked for and percentiles were taken.
  public let fallback: Fallback?
}

extension Interval.Fallback: CustomStringConvertible {
  /// The reason in words.
  public var description: String {
    switch self {
    case .fewNumbers(let count): "\(count) numbers are too few for BCa, and for a trusty interval"
    case .constant: "all numbers are equal"
    case .oneSided: "no resampled statistic lies on one side of the statistic"
    case .flatJackknife: "leaving out any one number changes nothing"
    case .unstable: "the acceleration is too great"
    }
  }
}
