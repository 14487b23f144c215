import Exact

/// One number that stands for many.
public enum Statistic: Sendable, Equatable, CaseIterable {
  /// The arithmetic mean, corrected by the mean of what it leaves over, so that equal numbers have
  /// exactly their own value as mean.
  case mean
  /// The middle number, or the mean of the middle two.
  case median
  /// The mean of what is left without the ⌊n/4⌋ least and the ⌊n/4⌋ greatest numbers (Agarwal et al.,
  /// *Deep Reinforcement Learning at the Edge of the Statistical Precipice*, 2021).
  case interquartileMean

  /// The statistic of the numbers in any order; NaN for none, or where one of them is NaN.
  public func value(of numbers: [Double]) -> Double {
    var copy = numbers
    return copy.withUnsafeMutableBufferPointer { value(reordering: $0) }
  }

  /// The statistic of numbers that may be left in another order.
  func value(reordering numbers: UnsafeMutableBufferPointer<Double>) -> Double {
    let count = numbers.count
    guard count > 0, let first = numbers.baseAddress else { return .nan }
    if self == .mean { return correctedMean(first, count) }
    for index in 0..<count where first[index].isNaN { return .nan }
    var sorted = numbers
    sorted.sort()
    switch self {
    case .mean, .interquartileMean:
      return correctedMean(first + count / 4, count - 2 * (count / 4))
    case .median:
      let middle = count / 2
      return count % 2 == 1 ? first[middle] : 0.5 * first[middle - 1] + 0.5 * first[middle]
    }
  }
}

/// The standard deviation of a sample around its mean, with n − 1 in the denominator; `nil` for fewer
/// than two numbers.
public func standardDeviation(_ numbers: [Double]) -> Double? {
  guard numbers.count > 1 else { return nil }
  let mean = correctedMean(numbers, numbers.count)
  return variance(numbers, count: numbers.count, mean: mean, correction: 1).squareRoot()
}

/// The quantile of sorted numbers at a probability, between the two nearest by a straight line.
///
/// Definition 7 of Hyndman and Fan, *Sample Quantiles in Statistical Packages*, 1996.
func quantile(_ probability: Double, ofSorted numbers: [Double]) -> Double {
  let place = probability * Double(numbers.count - 1)
  let below = min(Int(place), numbers.count - 1)
  let above = min(below + 1, numbers.count - 1)
  let share = place - Double(below)
  return numbers[below] + share * (numbers[above] - numbers[below])
}

/// The mean, and the mean of what it leaves over added to it.
func correctedMean(_ numbers: UnsafePointer<Double>, _ count: Int) -> Double {
  let first = mean(numbers, count: count)
  let correction = laneSum(count) { numbers[$0] - first } / Double(count)
  return correction.isFinite ? first + correction : first
}
