/// The quantile of some numbers, interpolated as LightGBM does.
///
/// Without weights, between the two order statistics around (count − 1)(1 − share), counted from the greatest. With weights,
/// where the sum of the weights of the smaller numbers passes that share, interpolated only over weights of at least 1.
/// `inFloat32` does the last differences in Float32, in which the original keeps targets.
func quantile(
  _ share: Double, count: Int, weights: ((Int) -> Float)?, inFloat32: Bool = false,
  _ number: (Int) -> Double
) -> Double {
  guard count > 1 else { return number(0) }
  func difference(_ a: Double, _ b: Double) -> Double { inFloat32 ? Double(Float(a - b)) : a - b }
  let sorted = (0..<count).map { (number($0), $0) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
  guard let weights else {
    let place = Double(count - 1) * (1 - share)
    let position = Int(place) + 1
    if position < 1 { return sorted[count - 1].0 }
    if position >= count { return sorted[0].0 }
    let upper = sorted[count - position].0
    let lower = sorted[count - position - 1].0
    return upper - difference(upper, lower) * (place - Double(position - 1))
  }
  var sums: [Double] = []
  var sum = 0.0
  for (_, index) in sorted {
    sum += Double(weights(index))
    sums.append(sum)
  }
  let threshold = sum * share
  let position = min(sums.firstIndex { $0 > threshold } ?? count, count - 1)
  if position == 0 || position == count - 1 { return sorted[position].0 }
  let (lower, upper) = (sorted[position - 1].0, sorted[position].0)
  let step = sums[position] - sums[position - 1]
  guard step >= 1 else { return lower }
  return (threshold - sums[position - 1]) / step * difference(upper, lower) + lower
}
