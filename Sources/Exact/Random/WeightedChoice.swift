/// What is wrong with a list of weights.
public enum WeightError: Error, Equatable {
  /// A weight is negative, infinite or NaN.
  case invalid(index: Int, weight: Double)
  /// The sum of all weights is infinite.
  case overflow
  /// Fewer weights are positive than there are items to choose.
  case tooFew(expected: Int, found: Int)
}

extension WeightError: CustomStringConvertible {
  /// What was expected of the weights and what was found.
  public var description: String {
    switch self {
    case .invalid(let index, let weight):
      "weight \(index): expected a finite number that is not negative, got \(canonical(weight))"
    case .overflow:
      "the weights: expected a finite sum"
    case .tooFew(let expected, let found):
      "the weights: expected at least \(expected) positive ones, found \(found)"
    }
  }
}

/// Weights made ready for choices with replacement: index `i` is chosen with probability `weight[i]` over
/// the sum.
///
/// Holds running sums in Float64, added in ascending order. A choice is the first index whose running sum
/// is above `u` times the total, so an index of weight zero is never chosen.
public struct WeightedChoice: Sendable {
  private let sums: [Double]

  /// Sums up weights; they need not add to one, but one of them must be positive.
  public init(_ weights: [Double]) throws(WeightError) {
    try checkWeights(weights, positive: 1)
    var sums: [Double] = []
    sums.reserveCapacity(weights.count)
    var sum = 0.0
    for weight in weights {
      sum += weight
      sums.append(sum)
    }
    guard sum.isFinite else { throw .overflow }
    self.sums = sums
  }

  /// The index chosen by draw `index` of a key, from its ``Key/uniformDouble(at:)``.
  public func index(_ key: Key, at index: Int) -> Int {
    // u is at most 1 - 2⁻⁵³, so the product rounds to less than the total and the search ends.
    let target = key.uniformDouble(at: index) * sums[sums.count - 1]
    var low = 0
    var high = sums.count - 1
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > target { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension Key {
  /// `chosen` different indices, drawn one after another with probability proportional to weight.
  ///
  /// Index `i` gets the arrival time `exponential(at: i) / weight[i]`, and the earliest ones are chosen, in
  /// order of arrival, ties by index: the first has the probabilities of ``WeightedChoice``, the next ones
  /// those of what remains. Zero weights never arrive.
  /// Source: Efraimidis and Spirakis, *Weighted Random Sampling with a Reservoir*, 2006, with the
  /// logarithm of their keys, turned round.
  public func sample(_ chosen: Int, weights: [Double]) throws(WeightError) -> [Int] {
    require(chosen >= 0, "the number of indices to choose is not negative")
    try checkWeights(weights, positive: chosen)
    var arrivals: [(time: Double, index: Int)] = []
    for index in 0..<weights.count where weights[index] > 0 {
      arrivals.append((exponential(at: index) / weights[index], index))
    }
    arrivals.sort { $0.time != $1.time ? $0.time < $1.time : $0.index < $1.index }
    return arrivals[..<chosen].map { $0.index }
  }
}

private func checkWeights(_ weights: [Double], positive expected: Int) throws(WeightError) {
  var found = 0
  for index in 0..<weights.count {
    let weight = weights[index]
    guard weight >= 0, weight < .infinity else { throw .invalid(index: index, weight: weight) }
    if weight > 0 { found += 1 }
  }
  guard found >= expected else { throw .tooFew(expected: expected, found: found) }
}
