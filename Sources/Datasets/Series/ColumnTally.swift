/// Counts, sums and bounds of columns, gathered block by block; NaNs are left out.
///
/// Every column's sum is added up in Float64 from the first row to the last, so that blocks do not matter.
struct ColumnTally {
  /// How many numbers were there.
  private(set) var counts: [Double]
  private(set) var sums: [Double]
  /// The least number of each column, infinity where there is none.
  private(set) var minima: [Float]
  /// The greatest number of each column, minus infinity where there is none.
  private(set) var maxima: [Float]

  init(width: Int) {
    counts = [Double](repeating: 0, count: width)
    sums = counts
    minima = [Float](repeating: .infinity, count: width)
    maxima = [Float](repeating: -.infinity, count: width)
  }

  var means: [Double] { zip(sums, counts).map { $0 / $1 } }

  /// Takes some rows; where a mask is given and 0, as if there were a NaN.
  mutating func take(
    _ elements: UnsafePointer<Float>, rows: Int, mask: UnsafePointer<UInt8>? = nil
  ) {
    let width = counts.count
    counts.withUnsafeMutableBufferPointer { counts in
      sums.withUnsafeMutableBufferPointer { sums in
        minima.withUnsafeMutableBufferPointer { minima in
          maxima.withUnsafeMutableBufferPointer { maxima in
            for row in 0..<rows {
              let elements = elements + row &* width
              let mask = mask.map { $0 + row &* width }
              for column in 0..<width {
                let isObserved = mask.map { $0[column] != 0 } ?? true
                let value = isObserved ? elements[column] : .nan
                counts[column] += value.isNaN ? 0 : 1
                sums[column] += value.isNaN ? 0 : Double(value)
                minima[column] = value < minima[column] ? value : minima[column]
                maxima[column] = value > maxima[column] ? value : maxima[column]
              }
            }
          }
        }
      }
    }
  }

  /// Adds the squared deviations of some rows from given means to `squares`, NaNs left out.
  static func addSquares(
    _ elements: UnsafePointer<Float>, rows: Int, means: [Double], to squares: inout [Double]
  ) {
    let width = means.count
    means.withUnsafeBufferPointer { means in
      squares.withUnsafeMutableBufferPointer { squares in
        for row in 0..<rows {
          let elements = elements + row &* width
          for column in 0..<width {
            let deviation = Double(elements[column]) - means[column]
            squares[column] += elements[column].isNaN ? 0 : deviation * deviation
          }
        }
      }
    }
  }
}
