/// Running sums: y[i] = x[0] + … + x[i], accumulated from the first to the last in Float64.
///
/// Each result is rounded to Float32 once. x and y may be the same memory.
public func prefixSums(
  _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int
) {
  var total = 0.0
  for i in 0..<count {
    total += Double(x[i])
    y[i] = Float(total)
  }
}

/// Running sums in Float64: y[i] = x[0] + … + x[i].
///
/// x and y may be the same memory.
public func prefixSums(
  _ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, count: Int
) {
  var total = 0.0
  for i in 0..<count {
    total += x[i]
    y[i] = total
  }
}

/// Adds a weight to the bin of each row, in the order of the rows.
///
/// For `count` rows, `sums[bins[row]]` gains `weights[row]` and `counts[bins[row]]` gains 1. Every bin must
/// be less than `binCount`, the length of `sums` and `counts`.
public func addHistogram(
  bins: UnsafePointer<UInt8>, weights: UnsafePointer<Float>, count: Int,
  into sums: UnsafeMutablePointer<Double>, counts: UnsafeMutablePointer<Int32>, binCount: Int
) {
  for row in 0..<count {
    let bin = Int(bins[row])
    guard bin < binCount else {
      fatalError("histogram: row \(row) is in bin \(bin), expected one of \(binCount) bins")
    }
    sums[bin] += Double(weights[row])
    counts[bin] &+= 1
  }
}
