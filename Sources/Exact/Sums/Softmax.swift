/// The logarithm of the sum of the exponentials of `count` Float32 numbers; −∞ for none.
///
/// m + log Σ exp(xᵢ − m) with m the greatest number: the exponentials in Float32, their sum in Float64 in the
/// lane order. NaN where any number is NaN; ∞ where one is.
public func logSumExp(_ x: UnsafePointer<Float>, count: Int) -> Double {
  let greatest = maximum(x, count: count)
  guard greatest.isFinite else { return Double(greatest) }
  let total = laneSum(count) { Double(exp(x[$0] - greatest)) }
  return Double(greatest) + log(total)
}

/// The softmax of each row of a matrix [rows, columns]: exp(xᵢ − m) / Σ exp(xⱼ − m), m the row's greatest.
///
/// The exponentials in Float32, their sum in Float64 in the lane order, one rounding of its reciprocal. A row
/// with a NaN or +∞ becomes NaN, and so does one of −∞ alone. x and y may be the same memory.
public func softmax(
  _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, rows: Int, columns: Int
) {
  for i in 0..<rows {
    let row = x + i &* columns
    let target = y + i &* columns
    let (least, greatest) = extent(row, count: columns)
    if greatest - least <= 87 {
      forEachElement(row, to: target, count: columns) { normalExponential($0 - greatest) }
    } else {
      forEachElement(row, to: target, count: columns) { exp($0 - greatest) }
    }
    let scale = Float(1 / sum(target, count: columns))
    for j in 0..<columns { target[j] *= scale }
  }
}

/// The logarithm of the softmax of each row of a matrix [rows, columns]: xᵢ − log Σ exp(xⱼ).
///
/// The row's log-sum-exp is worked out in Float64, subtracted there, and each result rounded once.
/// x and y may be the same memory.
public func logSoftmax(
  _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, rows: Int, columns: Int
) {
  for i in 0..<rows {
    let row = x + i &* columns
    let target = y + i &* columns
    let total = logSumExp(row, count: columns)
    for j in 0..<columns { target[j] = Float(Double(row[j]) - total) }
  }
}
