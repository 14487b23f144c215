import Exact

/// What a test holds against "no difference", first list minus second.
public enum Alternative: Sendable, Equatable {
  /// The lists differ.
  case twoSided
  /// The first list has the greater numbers.
  case greater
  /// The first list has the lesser numbers.
  case less
}

/// So few pairs that no outcome of an exact test could be significant.
public struct Unreachable: Sendable, Equatable {
  /// Pairs that differ.
  public let pairs: Int
  /// The p-value of the clearest outcome that so many pairs can have: all differences on one side.
  public let leastPValue: Double
  /// The significance level that it does not reach.
  public let significance: Double

  /// The warning, or `nil` where the level can be reached.
  ///
  /// Each of 2ⁿ patterns of signs is equally likely where there is no difference. `comparisons` is the
  /// number of tests among which Holm's first correction divides the level.
  init?(
    pairs: Int, significance: Double, alternative: Alternative = .twoSided, comparisons: Int = 1
  ) {
    let one = pairs < 1000 ? Double(sign: .plus, exponent: -pairs, significand: 1) : 0
    let least = (alternative == .twoSided ? 2 * one : one) * Double(comparisons)
    guard least > significance else { return nil }
    (self.pairs, self.significance) = (pairs, significance)
    leastPValue = min(1, least)
  }
}

extension Unreachable: CustomStringConvertible {
  /// The warning in words.
  public var description: String {
    "\(pairs) pairs that differ give p-values of \(canonical(leastPValue)) or more in an exact test, "
      + "so none reaches \(canonical(significance))"
  }
}
