import Exact

/// What numbers are scaled by.
public enum Scaling: String, Hashable, Sendable, CaseIterable {
  /// Mean 0 and standard deviation 1, of the population (divided by n).
  case standard
  /// Least 0 and greatest 1.
  case minMax
  /// Median 0 and distance between the quartiles 1.
  case robust
}

/// The scale of each column: z = (x − offset) / divisor, worked out in Float64 and rounded once.
///
/// Fitted on rows of training only. NaNs, where a table has them, are left out of the fit and stay NaN.
public struct Scaler: Hashable, Sendable {
  /// What it was fitted as.
  public let scaling: Scaling
  /// What is taken from each column.
  public let offsets: [Double]
  /// What each column is divided by; 1 where its numbers do not vary.
  public let divisors: [Double]
  /// Columns whose numbers do not vary in the rows of the fit, or whose quartiles are one number: their
  /// divisor is 1.
  public let constantColumns: [Int]

  /// A scaler with given numbers, as one read back.
  public init(scaling: Scaling, offsets: [Double], divisors: [Double], constantColumns: [Int] = [])
  {
    guard offsets.count == divisors.count, divisors.allSatisfy({ $0 > 0 }) else {
      fatalError(
        "a scaler: expected as many positive divisors as offsets, "
          + "got \(divisors) for \(offsets.count)")
    }
    self.scaling = scaling
    self.offsets = offsets
    self.divisors = divisors
    self.constantColumns = constantColumns
  }

  /// The scale of some rows, which are those of training.
  ///
  /// - Throws: when a file that was readable is so no more; never for numbers in memory.
  public init(fitting scaling: Scaling, to values: Rows, rows: Range<Int>) throws(DataError) {
    var tally = ColumnTally(width: values.width)
    try values.scan(rows) { (block, elements) in tally.take(elements, rows: block.count) }
    let offsets: [Double]
    var divisors: [Double]
    switch scaling {
    case .standard:
      let means = tally.means
      var squares = [Double](repeating: 0, count: values.width)
      try values.scan(rows) { (block, elements) in
        ColumnTally.addSquares(elements, rows: block.count, means: means, to: &squares)
      }
      offsets = means
      divisors = zip(squares, tally.counts).map { ($0 / $1).squareRoot() }
    case .minMax:
      offsets = tally.minima.map { Double($0) }
      divisors = zip(tally.maxima, tally.minima).map { Double($0) - Double($1) }
    case .robust:
      let quartiles = try quantiles(values, rows: rows, at: [0.25, 0.5, 0.75])
      offsets = quartiles.map { $0[1] }
      divisors = quartiles.map { $0[2] - $0[0] }
    }
    // Rounding may leave a trace of a deviation in a column that has none.
    let constant = divisors.indices.filter {
      tally.minima[$0] >= tally.maxima[$0] || !(divisors[$0] > 0)
    }
    for column in constant { divisors[column] = 1 }
    self.init(
      scaling: scaling, offsets: offsets.map { $0.isFinite ? $0 : 0 }, divisors: divisors,
      constantColumns: constant)
  }

  /// Scales numbers in place, [row, column].
  public func apply(to values: UnsafeMutablePointer<Float>, rows: Int) {
    withColumns { offsets, divisors, width in
      for row in 0..<rows {
        let values = values + row &* width
        for column in 0..<width {
          values[column] = Float((Double(values[column]) - offsets[column]) / divisors[column])
        }
      }
    }
  }

  /// Takes scaled numbers back to what they were, in place, [row, column], up to rounding.
  public func restore(_ values: UnsafeMutablePointer<Float>, rows: Int) {
    withColumns { offsets, divisors, width in
      for row in 0..<rows {
        let values = values + row &* width
        for column in 0..<width {
          values[column] = Float(Double(values[column]) * divisors[column] + offsets[column])
        }
      }
    }
  }

  private func withColumns(
    _ body: (UnsafePointer<Double>, UnsafePointer<Double>, Int) -> Void
  ) {
    offsets.withUnsafeBufferPointer { offsets in
      divisors.withUnsafeBufferPointer { divisors in
        guard let first = offsets.baseAddress, let second = divisors.baseAddress else { return }
        body(first, second, offsets.count)
      }
    }
  }

  /// The digest of the scale.
  public var digest: Digest {
    var digest = TensorDigest()
    digest.add("scaling", shape: [], [scaling.rawValue])
    digest.add("offsets", shape: [offsets.count], offsets)
    digest.add("divisors", shape: [divisors.count], divisors)
    return digest.finalize()
  }
}
