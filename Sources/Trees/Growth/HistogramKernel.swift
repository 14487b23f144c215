/// Derivatives of the loss by the output, first and second, of one row.
typealias Derivatives = SIMD2<Float>

/// Adds the derivatives of rows to the histograms of one to four columns of a group.
///
/// Every bin sums its rows in the order in which they are given, in Float64; columns do not meet. So the bits depend neither
/// on how many columns go together nor on which thread takes them.
struct HistogramKernel<Bin: FixedWidthInteger & UnsignedInteger> {
  /// The bins of the first column: that of row r lies at 4 r, those of its neighbours behind.
  let bins: UnsafePointer<Bin>
  /// The rows, or nil for the first `count`.
  let rows: UnsafePointer<Int32>?
  /// The derivatives of the rows, in their order.
  let derivatives: UnsafePointer<Derivatives>
  let count: Int

  /// Adds to the histograms of `columns` neighbouring columns.
  func add(columns: Int, to histograms: (Int) -> Histogram) {
    switch columns {
    case 4: four(histograms(0), histograms(1), histograms(2), histograms(3))
    case 3:
      two(0, histograms(0), histograms(1))
      one(2, histograms(2))
    case 2: two(0, histograms(0), histograms(1))
    default: one(0, histograms(0))
    }
  }

  @inline(__always)
  private func four(_ a: Histogram, _ b: Histogram, _ c: Histogram, _ d: Histogram) {
    eachRow { bins, pair in
      a[Int(bins[0])] += pair
      b[Int(bins[1])] += pair
      c[Int(bins[2])] += pair
      d[Int(bins[3])] += pair
    }
  }

  @inline(__always)
  private func two(_ first: Int, _ a: Histogram, _ b: Histogram) {
    eachRow { bins, pair in
      a[Int(bins[first])] += pair
      b[Int(bins[first &+ 1])] += pair
    }
  }

  @inline(__always)
  private func one(_ first: Int, _ a: Histogram) {
    eachRow { bins, pair in a[Int(bins[first])] += pair }
  }

  @inline(__always)
  private func eachRow(_ add: (UnsafePointer<Bin>, SIMD2<Double>) -> Void) {
    if let rows {
      for i in 0..<count {
        let pair = derivatives[i]
        add(bins + (Int(rows[i]) &* BinnedTable.lanes), SIMD2(Double(pair.x), Double(pair.y)))
      }
    } else {
      for i in 0..<count {
        let pair = derivatives[i]
        add(bins + (i &* BinnedTable.lanes), SIMD2(Double(pair.x), Double(pair.y)))
      }
    }
  }
}
