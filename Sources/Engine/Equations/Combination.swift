extension Tensor {
  /// x + Σ cᵢ·kᵢ, in one pass: the state of a stage or the end of a step from the rates of the stages before.
  ///
  /// The rates have the shape of x. There is one coefficient for every rate, or one for every rate and every row of
  /// the first axis, a row's together. The sum is one chain of fused multiply–adds in the order of the rates,
  /// and is then added to x.
  ///
  /// Derivatives: 1 at x, cᵢ at kᵢ.
  public func advanced(along rates: [Tensor], by coefficients: [Float]) -> Tensor {
    guard !rates.isEmpty else { return self }
    let rows = coefficients.count / rates.count
    guard rows * rates.count == coefficients.count,
      rows == 1 || (shape.rank > 0 && rows == shape[0])
    else {
      fatalError(
        "\(coefficients.count) coefficients of \(rates.count) rates for a state of \(shape): expected one a rate, or one for each rate and row"
      )
    }
    for rate in rates where rate.shape != shape {
      fatalError("a state of \(shape) along a rate of \(rate.shape): expected equal shapes")
    }
    let x = self
    let length = count / max(1, rows)
    return Tensor.make(
      shape, from: [x] + rates,
      fill: { y in
        for row in 0..<rows {
          x.advance(
            along: rates, by: coefficients[(row * rates.count)...], from: row * length,
            count: length, into: y)
        }
      },
      rule: { _ in
        { gradient in
          x.node?.receiveEach { gradient[$0] }
          for (index, rate) in rates.enumerated() {
            rate.node?.receive { target, accumulating in
              for row in 0..<rows {
                let c = coefficients[row * rates.count + index]
                let (t, g) = (target + row * length, gradient + row * length)
                if accumulating {
                  for i in 0..<length { t[i] = t[i].addingProduct(c, g[i]) }
                } else {
                  for i in 0..<length { t[i] = c * g[i] }
                }
              }
            }
          }
        }
      })
  }

  /// A piece of the sum, cut so that what gathers stays in the first cache.
  private func advance(
    along rates: [Tensor], by coefficients: ArraySlice<Float>, from start: Int, count: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    for offset in stride(from: start, to: start + count, by: 1024) {
      let length = min(1024, start + count - offset)
      let (x, y) = (read + offset, result + offset)
      for (index, rate) in rates.enumerated() {
        let c = coefficients[coefficients.startIndex + index]
        let k = rate.read + offset
        if index == 0 {
          for i in 0..<length { y[i] = c * k[i] }
        } else {
          for i in 0..<length { y[i] = y[i].addingProduct(c, k[i]) }
        }
      }
      for i in 0..<length { y[i] = x[i] + y[i] }
    }
  }
}
