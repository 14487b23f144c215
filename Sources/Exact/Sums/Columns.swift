// Reductions along the first axis of a matrix [rows, columns]: every column is an independent result, so
// its terms are taken strictly from the first row to the last while the columns fill the vectors.

/// The sums of the columns, in Float64.
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

/// The sums of the squares of the columns, in Float64.
///
/// Writes `columns` numbers; zeros where there are no rows.
public func columnSumsOfSquares(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int, into sums: UnsafeMutablePointer<Double>
) {
  sums.update(repeating: 0, count: columns)
  for i in 0..<rows {
    let row = x + i &* columns
    for j in 0..<columns { sums[j] += Double(row[j]) * Double(row[j]) }
  }
}

/// The means and variances (of populations) of the columns, in two passes in Float64.
///
/// Writes `columns` numbers each; NaN where there are no rows.
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

/// The greatest number of each column and the first row that holds it.
///
/// Writes `columns` numbers and row indices. A NaN counts as greater than every number; the two zeros are
/// equal. There must be a row.
public func columnMaxima(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int,
  into maxima: UnsafeMutablePointer<Float>, indices: UnsafeMutablePointer<Int32>
) {
  require(rows > 0, "the greatest numbers of columns: expected at least one row, got \(rows)")
  for j in 0..<columns {
    maxima[j] = x[j]
    indices[j] = 0
  }
  for i in 1..<max(1, rows) {
    let row = x + i &* columns
    for j in 0..<columns {
      let isGreater = row[j] > maxima[j] || (row[j].isNaN && !maxima[j].isNaN)
      maxima[j] = isGreater ? row[j] : maxima[j]
      indices[j] = isGreater ? Int32(truncatingIfNeeded: i) : indices[j]
    }
  }
}

/// The softmax of each column: exp(xᵢ − m) / Σ exp(xⱼ − m), m the column's greatest number.
///
/// The exponentials in Float32, their sum in Float64, one rounding of its reciprocal; special numbers as in
/// the softmax of rows. x and y may be the same memory. There must be a row.
public func columnSoftmax(
  _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, rows: Int, columns: Int
) {
  withColumnExponentials(x, rows: rows, columns: columns, to: y) { _, sums in
    for j in 0..<columns { sums[j] = 1 / sums[j] }
    for i in 0..<rows {
      let row = y + i &* columns
      for j in 0..<columns { row[j] *= Float(sums[j]) }
    }
  }
}

/// The logarithm of the sum of the exponentials of each column, in Float64.
///
/// Writes `columns` numbers. There must be a row.
public func columnLogSumExp(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int, into result: UnsafeMutablePointer<Double>
) {
  withUnsafeTemporaryAllocation(of: Float.self, capacity: rows * columns) { room in
    guard let exponentials = room.baseAddress else { return }
    withColumnExponentials(x, rows: rows, columns: columns, to: exponentials) { maxima, sums in
      for j in 0..<columns {
        let greatest = Double(maxima[j])
        result[j] = greatest.isFinite ? greatest + log(sums[j]) : greatest
      }
    }
  }
}

/// Writes exp(x − m) for every column's greatest number m, and hands on the greatest numbers and the sums.
private func withColumnExponentials(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int, to y: UnsafeMutablePointer<Float>,
  _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Double>) -> Void
) {
  withUnsafeTemporaryAllocation(of: Float.self, capacity: columns) { maxima in
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: columns) { indices in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: columns) { sums in
        guard let maxima = maxima.baseAddress, let indices = indices.baseAddress,
          let sums = sums.baseAddress
        else { return }
        columnMaxima(x, rows: rows, columns: columns, into: maxima, indices: indices)
        for i in 0..<rows {
          let source = x + i &* columns
          let target = y + i &* columns
          for j in 0..<columns { target[j] = exp(source[j] - maxima[j]) }
        }
        columnSums(y, rows: rows, columns: columns, into: sums)
        body(maxima, sums)
      }
    }
  }
}
