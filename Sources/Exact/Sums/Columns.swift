/// The sums of the columns of a matrix [rows, columns], each from the first row to the last in Float64.
///
/// The gradient of a bias is such a sum. Writes `columns` numbers; zeros where there are no rows.
public func columnSums(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int, into sums: UnsafeMutablePointer<Double>
) {
  sums.update(repeating: 0, count: columns)
  for i in 0..<rows {
    let row = x + i &* columns
    for j in 0..<columns { sums[j] += Double(row[j]) }
  }
}

/// The sums of the rows of a matrix [rows, columns], each in the lane order in Float64.
///
/// Writes `rows` numbers.
public func rowSums(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int, into sums: UnsafeMutablePointer<Double>
) {
  for i in 0..<rows { sums[i] = sum(x + i &* columns, count: columns) }
}

/// The means and variances (of populations) of the columns of a matrix [rows, columns].
///
/// Two passes from the first row to the last in Float64. Writes `columns` numbers each; NaN for no rows.
public func columnMoments(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int,
  means: UnsafeMutablePointer<Double>, variances: UnsafeMutablePointer<Double>
) {
  columnSums(x, rows: rows, columns: columns, into: means)
  for j in 0..<columns { means[j] /= Double(rows) }
  variances.update(repeating: 0, count: columns)
  for i in 0..<rows {
    let row = x + i &* columns
    for j in 0..<columns {
      let deviation = Double(row[j]) - means[j]
      variances[j] += deviation * deviation
    }
  }
  for j in 0..<columns { variances[j] /= Double(rows) }
}
