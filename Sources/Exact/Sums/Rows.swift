// Reductions along the last axis of a matrix [rows, columns]: row after row, each in the lane order.

/// The sums of the rows, in Float64.
///
/// Writes `rows` numbers; zeros where there are no columns.
public func rowSums(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int, into sums: UnsafeMutablePointer<Double>
) {
  for i in 0..<rows { sums[i] = sum(x + i &* columns, count: columns) }
}

/// The means and variances (of populations) of the rows, in two passes in Float64.
///
/// Writes `rows` numbers each; NaN where there are no columns.
public func rowMoments(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int,
  means: UnsafeMutablePointer<Double>, variances: UnsafeMutablePointer<Double>
) {
  for i in 0..<rows {
    let row = x + i &* columns
    means[i] = mean(row, count: columns)
    variances[i] = variance(row, count: columns, mean: means[i])
  }
}

/// The greatest number of each row and the first column that holds it.
///
/// Writes `rows` numbers and column indices. A NaN counts as greater than every number; the two zeros are
/// equal. There must be a column.
public func rowMaxima(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int,
  into maxima: UnsafeMutablePointer<Float>, indices: UnsafeMutablePointer<Int32>
) {
  for i in 0..<rows {
    let row = x + i &* columns
    let index = argmax(row, count: columns)
    maxima[i] = row[index]
    indices[i] = Int32(truncatingIfNeeded: index)
  }
}

/// The logarithm of the sum of the exponentials of each row, in Float64.
///
/// Writes `rows` numbers; −∞ where there are no columns.
public func rowLogSumExp(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int, into result: UnsafeMutablePointer<Double>
) {
  for i in 0..<rows { result[i] = logSumExp(x + i &* columns, count: columns) }
}
