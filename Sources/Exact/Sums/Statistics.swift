/// The sum of `count` Float32 numbers, accumulated in Float64 in the lane order; 0 for none.
public func sum(_ x: UnsafePointer<Float>, count: Int) -> Double {
  laneSum(count) { Double(x[$0]) }
}

/// The sum of `count` Float64 numbers in the lane order; 0 for none.
public func sum(_ x: UnsafePointer<Double>, count: Int) -> Double {
  laneSum(count) { x[$0] }
}

/// The mean of `count` Float32 numbers; NaN for none.
public func mean(_ x: UnsafePointer<Float>, count: Int) -> Double {
  sum(x, count: count) / Double(count)
}

/// The mean of `count` Float64 numbers; NaN for none.
public func mean(_ x: UnsafePointer<Double>, count: Int) -> Double {
  sum(x, count: count) / Double(count)
}

/// The sum of squared deviations from `mean`, divided by count − `correction`.
///
/// A correction of 0 gives the variance of a population, 1 the unbiased estimate from a sample. NaN where
/// nothing is left to divide by.
public func variance(
  _ x: UnsafePointer<Float>, count: Int, mean: Double, correction: Int = 0
) -> Double {
  let squares = laneSum(count) { index in
    let deviation = Double(x[index]) - mean
    return deviation * deviation
  }
  return divided(squares, by: count - correction)
}

/// The sum of squared deviations from `mean`, divided by count − `correction`.
///
/// A correction of 0 gives the variance of a population, 1 the unbiased estimate from a sample. NaN where
/// nothing is left to divide by.
public func variance(
  _ x: UnsafePointer<Double>, count: Int, mean: Double, correction: Int = 0
) -> Double {
  let squares = laneSum(count) { index in
    let deviation = x[index] - mean
    return deviation * deviation
  }
  return divided(squares, by: count - correction)
}

private func divided(_ squares: Double, by count: Int) -> Double {
  count > 0 ? squares / Double(count) : .nan
}

/// The sum of the squares of `count` Float32 numbers; each square is exact in Float64.
public func sumOfSquares(_ x: UnsafePointer<Float>, count: Int) -> Double {
  laneSum(count) { index in
    let value = Double(x[index])
    return value * value
  }
}

/// The sum of the squares of `count` Float64 numbers.
public func sumOfSquares(_ x: UnsafePointer<Double>, count: Int) -> Double {
  laneSum(count) { x[$0] * x[$0] }
}

/// The Euclidean norm of `count` Float32 numbers; no square of a Float32 leaves the range of Float64.
public func euclideanNorm(_ x: UnsafePointer<Float>, count: Int) -> Double {
  sumOfSquares(x, count: count).squareRoot()
}

/// The sum of the magnitudes of `count` Float32 numbers.
public func sumOfMagnitudes(_ x: UnsafePointer<Float>, count: Int) -> Double {
  laneSum(count) { Double(x[$0].magnitude) }
}

/// The sum of the magnitudes of `count` Float64 numbers.
public func sumOfMagnitudes(_ x: UnsafePointer<Double>, count: Int) -> Double {
  laneSum(count) { x[$0].magnitude }
}

/// The sum of products of `count` pairs of Float32 numbers, each product exact in Float64, in the lane order.
///
/// For statistics; the product of matrices has an order of its own, see `dot`.
public func sumOfProducts(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int
) -> Double {
  laneSum(count) { Double(x[$0]) * Double(y[$0]) }
}

/// The sum of products of `count` pairs of Float64 numbers in the lane order.
public func sumOfProducts(
  _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, count: Int
) -> Double {
  laneSum(count) { x[$0] * y[$0] }
}
