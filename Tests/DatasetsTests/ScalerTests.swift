import Datasets
import HDF5
import TestSupport
import Testing

/// Scales against scikit-learn's, quantiles against numpy's.
@Suite struct `Scalers` {
  @Test(arguments: ["full", "holes"], Scaling.allCases)
  func `equal scikit-learn's`(_ name: String, _ scaling: Scaling) throws {
    let oracle = try Oracle("datasets")
    let elements = try oracle.floats("scalers/\(name)/values")
    let shape = try oracle.shape("scalers/\(name)/values")
    let rows = Rows(elements, width: shape[1])
    let scaler = try Scaler(fitting: scaling, to: rows, rows: 0..<200)
    let path = "scalers/\(name)/\(scaling.rawValue)"
    let offsets = try oracle.doubles("\(path)/offsets")
    let divisors = try oracle.doubles("\(path)/divisors")
    // Column 6 is 0.1 everywhere: scikit-learn takes the rounding of its mean for a deviation or not.
    #expect(scaler.constantColumns == [6])
    #expect(scaler.divisors[6] == 1)
    for column in 0..<shape[1] where column != 6 {
      // Sums of 200 numbers in another order: a few roundings of Float64, relative to the sum of
      // magnitudes, which for the mean of numbers around 0 is some ten times the mean.
      #expect(
        abs(scaler.offsets[column] - offsets[column])
          <= 1e-13 * max(abs(offsets[column]), divisors[column]))
      #expect(abs(scaler.divisors[column] - divisors[column]) <= 1e-13 * divisors[column])
    }
    var scaled = elements
    scaler.apply(to: &scaled, rows: shape[0])
    let expected = try oracle.doubles("\(path)/scaled")
    for index in scaled.indices where index % shape[1] != 6 {
      // One rounding to Float32; near 0 what the offsets differ by.
      let error = abs(Double(scaled[index]) - expected[index])
      #expect(
        scaled[index].isNaN && expected[index].isNaN
          || error <= 6e-8 * abs(expected[index]) + 1e-12)
    }
    var restored = scaled
    scaler.restore(&restored, rows: shape[0])
    for index in restored.indices where !elements[index].isNaN {
      // Scaled numbers carry the rounding of Float32, which counts against the offset's size.
      let column = index % shape[1]
      let size = abs(scaler.offsets[column]) + abs(Double(elements[index]))
      #expect(abs(Double(restored[index]) - Double(elements[index])) <= 1.5e-7 * size)
    }
  }

  @Test func `rows after those of the fit do not matter`() throws {
    let elements: [Float] = [1, 2, 3, 4, 5, 6]
    for scaling in Scaling.allCases {
      let short = try Scaler(fitting: scaling, to: Rows(elements, width: 1), rows: 0..<4)
      let long = try Scaler(fitting: scaling, to: Rows(elements + [1e9], width: 1), rows: 0..<4)
      #expect(short == long && short.digest == long.digest)
    }
  }

  @Test func `numbers worked out by hand`() throws {
    let rows = Rows([1, 2, 3, 4, 10], width: 1)
    let standard = try Scaler(fitting: .standard, to: rows, rows: 0..<5)
    #expect(standard.offsets == [4] && standard.divisors == [(10.0).squareRoot()])
    let minMax = try Scaler(fitting: .minMax, to: rows, rows: 0..<5)
    #expect(minMax.offsets == [1] && minMax.divisors == [9])
    let robust = try Scaler(fitting: .robust, to: rows, rows: 0..<5)
    #expect(robust.offsets == [3] && robust.divisors == [2])
  }

  @Test func `columns that do not vary`() throws {
    for scaling in Scaling.allCases {
      // 0.1 has no exact form, so that the mean of many differs from it by rounding.
      let rows = Rows([Float](repeating: 0.1, count: 1000), width: 1)
      let scaler = try Scaler(fitting: scaling, to: rows, rows: 0..<1000)
      #expect(scaler.constantColumns == [0])
      var value: [Float] = [0.1]
      scaler.apply(to: &value, rows: 1)
      #expect(abs(value[0]) < 1e-15)
    }
    // Half of the numbers are one: the quartiles are, too.
    let robust = try Scaler(
      fitting: .robust, to: Rows([3, 3, 3, 3, 9], width: 1), rows: 0..<5)
    #expect(robust.constantColumns == [0] && robust.divisors == [1])
  }

  @Test func `a column of nothing but NaN stays so`() throws {
    for scaling in Scaling.allCases {
      let rows = Rows([.nan, 1, .nan, 2], width: 2)
      let scaler = try Scaler(fitting: scaling, to: rows, rows: 0..<2)
      #expect(scaler.constantColumns == [0] && scaler.offsets[0] == 0)
      var values: [Float] = [.nan, 1.5]
      scaler.apply(to: &values, rows: 1)
      #expect(values[0].isNaN && values[1].isFinite)
    }
  }

  @Test(arguments: Scaling.allCases)
  func `numbers of a file give the same scale as in memory`(_ scaling: Scaling) throws {
    let folder = try Scratch()
    let elements = (0..<90_000).map { Float($0 * 7919 % 1013) / 7 }
    try smallSeries(elements, width: 3).write(to: folder / "a.h5")
    let inMemory = try Series.open(folder / "a.h5")
    let streamed = try Series.open(folder / "a.h5", memory: 1 << 18)
    #expect(inMemory.values.isInMemory && !streamed.values.isInMemory)
    let a = try inMemory.split().scaled(scaling)
    let b = try streamed.split().scaled(scaling)
    #expect(a.scaler == b.scaler && a.digest == b.digest)
    #expect(try a.values.read(0..<30_000) == b.values.read(0..<30_000))
    #expect(inMemory.summaries == streamed.summaries)
  }
}
