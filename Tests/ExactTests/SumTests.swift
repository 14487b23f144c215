// swift-format-ignore-file: NeverForceUnwrap

import Exact
import Glibc
import Testing

/// The specification of a sum: sixteen lanes, then halves onto halves.
private func specifiedSum(_ terms: [Double]) -> Double {
  var lanes = [Double](repeating: 0, count: 16)
  for (index, term) in terms.enumerated() { lanes[index % 16] += term }
  var width = 16
  while width > 1 {
    width /= 2
    for lane in 0..<width { lanes[lane] += lanes[lane + width] }
  }
  return lanes[0]
}

private let lengths = [0, 1, 2, 7, 15, 16, 17, 31, 32, 33, 100, 257, 4096, 5003]

@Suite struct `Sums` {
  @Test(arguments: lengths)
  func `follow the lane order bit for bit`(_ count: Int) {
    let x: [Float] = scatter(count, seed: 11)
    let y: [Float] = scatter(count, seed: 12)
    let wide: [Double] = scatter(count, seed: 13)
    #expect(sum(x, count: count) == specifiedSum(x.map(Double.init)))
    #expect(sum(wide, count: count) == specifiedSum(wide))
    #expect(sumOfSquares(x, count: count) == specifiedSum(x.map { Double($0) * Double($0) }))
    #expect(sumOfSquares(wide, count: count) == specifiedSum(wide.map { $0 * $0 }))
    #expect(sumOfMagnitudes(x, count: count) == specifiedSum(x.map { Double(abs($0)) }))
    #expect(sumOfMagnitudes(wide, count: count) == specifiedSum(wide.map { abs($0) }))
    #expect(
      sumOfProducts(x, y, count: count)
        == specifiedSum(zip(x, y).map { Double($0) * Double($1) }))
    #expect(
      euclideanNorm(x, count: count)
        == specifiedSum(x.map { Double($0) * Double($0) }).squareRoot())
  }

  @Test(arguments: lengths.filter { $0 > 1 })
  func `give means and variances`(_ count: Int) {
    let x: [Float] = (scatter(count, seed: 14) as [Float]).map { 1000 + $0 }
    let wide = x.map(Double.init)
    let expected = specifiedSum(wide) / Double(count)
    #expect(mean(x, count: count) == expected)
    #expect(mean(wide, count: count) == expected)
    let squares = specifiedSum(wide.map { ($0 - expected) * ($0 - expected) })
    #expect(variance(x, count: count, mean: expected) == squares / Double(count))
    #expect(
      variance(x, count: count, mean: expected, correction: 1) == squares / Double(count - 1))
    #expect(variance(wide, count: count, mean: expected) == squares / Double(count))
  }

  @Test func `of nothing are zero, and its mean is no number`() {
    let none: [Float] = []
    #expect(sum(none, count: 0) == 0)
    #expect(mean(none, count: 0).isNaN)
    #expect(variance([1 as Float], count: 1, mean: 1, correction: 1).isNaN)
    #expect(maximum(none, count: 0) == -.infinity)
    #expect(logSumExp(none, count: 0) == -.infinity)
  }

  @Test(arguments: [(0, 3), (1, 1), (5, 1), (37, 7), (64, 33), (3, 100)])
  func `of columns run from the first row to the last`(_ shape: (Int, Int)) {
    let (rows, columns) = shape
    let x: [Float] = scatter(rows * columns, seed: 15)
    var sums = [Double](repeating: 9, count: columns)
    columnSums(x, rows: rows, columns: columns, into: &sums)
    var means = sums
    var variances = sums
    if rows > 0 {
      columnMoments(x, rows: rows, columns: columns, means: &means, variances: &variances)
    }
    for j in 0..<columns {
      let column = (0..<rows).map { Double(x[$0 * columns + j]) }
      let total = column.reduce(0, +)
      #expect(sums[j] == total)
      if rows > 0 {
        let middle = total / Double(rows)
        #expect(means[j] == middle)
        #expect(
          variances[j]
            == column.map { ($0 - middle) * ($0 - middle) }.reduce(0, +) / Double(rows))
      }
    }
    var lines = [Double](repeating: 9, count: rows)
    rowSums(x, rows: rows, columns: columns, into: &lines)
    for i in 0..<rows {
      #expect(
        lines[i] == specifiedSum((0..<columns).map { Double(x[i * columns + $0]) }))
    }
  }

  @Test func `run along a list in its order`() {
    let x: [Float] = scatter(1000, seed: 16)
    var running = x
    running.withUnsafeMutableBufferPointer { y in
      prefixSums(y.baseAddress!, to: y.baseAddress!, count: 1000)
    }
    var total = 0.0
    for (value, result) in zip(x, running) {
      total += Double(value)
      #expect(result == Float(total))
    }
    let wide = [1e16, 1, -1e16, 3]
    var sums = wide
    prefixSums(wide, to: &sums, count: 4)
    #expect(sums == [1e16, 1e16, 0, 3])
  }

  @Test func `of histograms take rows in their order`() {
    let bins: [UInt8] = [2, 0, 2, 2, 1, 0]
    let weights: [Float] = [1e8, 2, 1, -1e8, 0.5, 0.25]
    var sums = [0.0, 0, 0]
    var counts: [Int32] = [0, 0, 0]
    addHistogram(
      bins: bins, weights: weights, count: 6, into: &sums, counts: &counts, binCount: 3)
    #expect(sums == [2.25, 0.5, 1])
    #expect(counts == [2, 1, 3])
  }

  @Test func `of histograms refuse a bin that is not there`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var sums = [0.0, 0]
      var counts: [Int32] = [0, 0]
      addHistogram(
        bins: [1, 2], weights: [1, 1], count: 2, into: &sums, counts: &counts, binCount: 2)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("row 1 is in bin 2, expected one of 2 bins"))
  }
}

@Suite struct `Greatest numbers` {
  @Test(arguments: lengths.filter { $0 > 0 })
  func `are found, the first of equals`(_ count: Int) {
    let x: [Float] = (scatter(count, seed: 17) as [Float]).map { ($0 * 20).rounded() }
    let greatest = x.max()!
    #expect(maximum(x, count: count) == greatest)
    #expect(argmax(x, count: count) == x.firstIndex(of: greatest))
  }

  @Test func `heed infinities, zeros and NaN`() {
    #expect(maximum([-.infinity, -.infinity], count: 2) == -.infinity)
    #expect(maximum([-1, .infinity, 3], count: 3) == .infinity)
    #expect(maximum([-0.0, 0.0], count: 2).sign == .plus)
    #expect(maximum([-0.0, -0.0], count: 2).sign == .minus)
    #expect(argmax([-0.0, 0.0, -1], count: 3) == 0)
    #expect(argmax([-.infinity, -.infinity], count: 2) == 0)
    let marked: [Float] = (0..<40).map { $0 == 21 || $0 == 30 ? -.nan : Float($0) }
    #expect(maximum(marked, count: 40).isNaN)
    #expect(argmax(marked, count: 40) == 21)
  }
}

@Suite struct `Softmax` {
  /// Relative to a Float64 reference within 4·2⁻²⁴, because exponential, reciprocal and product are each
  /// rounded, plus |x − m|·2⁻²⁴, which is what rounding the difference does to its exponential.
  @Test(arguments: [(3, 1), (4, 5), (2, 16), (3, 97), (1, 5000)])
  func `agrees with Float64`(_ shape: (Int, Int)) {
    let (rows, columns) = shape
    let x: [Float] = (scatter(rows * columns, seed: 18) as [Float]).map { $0 * 30 }
    var y = x
    softmax(x, to: &y, rows: rows, columns: columns)
    var logarithms = x
    logSoftmax(x, to: &logarithms, rows: rows, columns: columns)
    for i in 0..<rows {
      let row = x[i * columns..<(i + 1) * columns].map(Double.init)
      let top = row.max()!
      let total = row.map { Glibc.exp($0 - top) }.reduce(0, +)
      let sum = top + Glibc.log(total)
      #expect(abs(logSumExp(row.map(Float.init), count: columns) - sum) <= 1e-7 * (1 + abs(sum)))
      for j in 0..<columns {
        let expected = Glibc.exp(row[j] - top) / total
        let found = Double(y[i * columns + j])
        let bound = (4 + top - row[j]) * 0x1p-24 * expected + 0x1p-149
        #expect(abs(found - expected) <= bound)
        let logarithm = Double(logarithms[i * columns + j])
        #expect(abs(logarithm - (row[j] - sum)) <= 2e-7 * (1 + abs(row[j] - sum)))
      }
    }
  }

  @Test func `may work in place, and marks rows that have none`() {
    var x: [Float] = [1, 2, 3, .nan, 0, 0, -.infinity, -.infinity, -.infinity, -.infinity, 0, 0]
    var y = x
    softmax(x, to: &y, rows: 4, columns: 3)
    x.withUnsafeMutableBufferPointer { x in
      softmax(x.baseAddress!, to: x.baseAddress!, rows: 4, columns: 3)
    }
    #expect(firstDifference(x, y) == nil)
    #expect(y[3..<9].allSatisfy { $0.isNaN })
    #expect(y[9...] == [0, 0.5, 0.5])
    #expect(logSumExp([.infinity, 1], count: 2) == .infinity)
    #expect(logSumExp([.nan, 1], count: 2).isNaN)
  }
}

@Suite struct `Reductions along an axis` {
  @Test(arguments: [(1, 1), (5, 1), (1, 9), (37, 7), (64, 33), (3, 100)])
  func `agree with those of single rows and columns`(_ shape: (Int, Int)) {
    let (rows, columns) = shape
    let x: [Float] = (scatter(rows * columns, seed: 19) as [Float]).map { ($0 * 40).rounded() / 4 }
    var moments = (rows: [Double](), means: [Double](), variances: [Double]())
    moments.rows = [Double](repeating: 9, count: rows)
    moments.means = moments.rows
    moments.variances = moments.rows
    rowMoments(
      x, rows: rows, columns: columns, means: &moments.means, variances: &moments.variances)
    rowLogSumExp(x, rows: rows, columns: columns, into: &moments.rows)
    var greatest = [Float](repeating: 9, count: max(rows, columns))
    var indices = [Int32](repeating: 9, count: max(rows, columns))
    rowMaxima(x, rows: rows, columns: columns, into: &greatest, indices: &indices)
    for i in 0..<rows {
      let row = Array(x[i * columns..<(i + 1) * columns])
      #expect(moments.means[i] == mean(row, count: columns))
      #expect(moments.variances[i] == variance(row, count: columns, mean: moments.means[i]))
      #expect(moments.rows[i] == logSumExp(row, count: columns))
      #expect(greatest[i] == row.max())
      #expect(Int(indices[i]) == row.firstIndex(of: greatest[i]))
    }

    columnMaxima(x, rows: rows, columns: columns, into: &greatest, indices: &indices)
    var squares = [Double](repeating: 9, count: columns)
    columnSumsOfSquares(x, rows: rows, columns: columns, into: &squares)
    var logarithms = squares
    columnLogSumExp(x, rows: rows, columns: columns, into: &logarithms)
    var y = x
    columnSoftmax(x, to: &y, rows: rows, columns: columns)
    for j in 0..<columns {
      let column = (0..<rows).map { x[$0 * columns + j] }
      #expect(greatest[j] == column.max())
      #expect(Int(indices[j]) == column.firstIndex(of: greatest[j]))
      #expect(squares[j] == column.map { Double($0) * Double($0) }.reduce(0, +))
      // The column's terms are added in another order than a row's: a few roundings of Float64 apart.
      #expect(abs(logarithms[j] - logSumExp(column, count: rows)) <= 1e-13 * 20)
      var expected = column
      softmax(column, to: &expected, rows: 1, columns: rows)
      for i in 0..<rows {
        #expect(abs(y[i * columns + j] - expected[i]) <= 0x1p-23 * expected[i])
      }
    }
  }

  @Test func `of columns heed NaN, and refuse to have no rows`() async {
    let x: [Float] = [1, .nan, 3, 2, 5, .nan, 2, .nan, 4]
    var greatest: [Float] = [0, 0, 0]
    var indices: [Int32] = [9, 9, 9]
    columnMaxima(x, rows: 3, columns: 3, into: &greatest, indices: &indices)
    #expect(greatest[0] == 2 && greatest[1].isNaN && greatest[2].isNaN)
    #expect(indices == [1, 0, 1])
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var maxima: [Float] = [0]
      var indices: [Int32] = [0]
      columnMaxima([], rows: 0, columns: 1, into: &maxima, indices: &indices)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("expected at least one row, got 0"))
  }
}
