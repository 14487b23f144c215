import Exact

extension Tensor {
  /// Layer normalisation along the last axis: (x − mean)/√(variance + ε), times a scale, plus a bias.
  ///
  /// Scale and bias have the size of the last axis; without them nothing is multiplied or added. Statistics of
  /// each row (the variance of a population) in Float64. Ba, Kiros and Hinton 2016.
  ///
  /// Derivative, with h the gradient times the scale and n the normalised row: (h − mean h − n·mean(h·n))/√(variance + ε).
  public func layerNorm(scale: Tensor? = nil, bias: Tensor? = nil, epsilon: Float = 1e-5) -> Tensor
  {
    normalisedRows(scale, bias, epsilon: epsilon, isCentred: true)
  }

  /// Normalisation by the root of the mean square along the last axis: x/√(mean x² + ε), times a scale.
  ///
  /// The scale has the size of the last axis. The mean square of each row in Float64. Zhang and Sennrich 2019.
  ///
  /// Derivative, with h the gradient times the scale and n the normalised row: (h − n·mean(h·n))/√(mean x² + ε).
  public func rmsNorm(scale: Tensor? = nil, epsilon: Float = 1e-5) -> Tensor {
    normalisedRows(scale, nil, epsilon: epsilon, isCentred: false)
  }

  private func normalisedRows(
    _ scale: Tensor?, _ bias: Tensor?, epsilon: Float, isCentred: Bool
  ) -> Tensor {
    let x = self
    let (rows, columns) = rowsAndColumns("a normalisation")
    checkColumns(scale, bias)
    let normal = pool.take(count)
    let factors = pool.take(rows)
    return Tensor.make(
      shape, from: [x] + [scale, bias].compactMap { $0 },
      fill: { y in
        for i in 0..<rows {
          let (row, target) = (x.read + i &* columns, normal.base + i &* columns)
          let mean = isCentred ? Exact.mean(row, count: columns) : 0
          let spread = Exact.variance(row, count: columns, mean: mean)
          let factor = 1 / (spread + Double(epsilon)).squareRoot()
          for j in 0..<columns { target[j] = Float((Double(row[j]) - mean) * factor) }
          factors.base[i] = Float(factor)
        }
        stretch(normal.base, to: y, rows: rows, columns: columns, scale?.read, bias?.read)
      },
      rule: { _ in
        { gradient in
          x.node?.receive { target, accumulating in
            let scaled = x.pool.take(columns)
            let h = scaled.base
            for i in 0..<rows {
              let start = i &* columns
              let (g, n) = (gradient + start, normal.base + start)
              if let scale = scale?.read {
                for j in 0..<columns { h[j] = g[j] * scale[j] }
              } else {
                h.update(from: g, count: columns)
              }
              let size = Double(columns)
              let mean = isCentred ? Float(Exact.sum(h, count: columns) / size) : 0
              let along = Float(sumOfProducts(h, n, count: columns) / size)
              let factor = factors.base[i]
              for j in 0..<columns {
                let term = (h[j] - mean - n[j] * along) * factor
                target[start &+ j] = accumulating ? target[start &+ j] + term : term
              }
            }
            withExtendedLifetime(scaled) {}
          }
          scale?.node?.receiveColumnProducts(gradient, normal.base, rows: rows, columns: columns)
          bias?.node?.receiveColumnSums(of: gradient, rows: rows, columns: columns)
        }
      })
  }

  /// Batch normalisation over the last axis: (x − mean)/√(variance + ε), times a scale, plus a bias, where each
  /// place of the last axis has its own statistics over all others.
  ///
  /// Scale and bias have the size of the last axis. The statistics, in Float64, are of the tensor itself (the
  /// variance of a population) unless they are given; `observe` is told those worked out: pointers to means and
  /// variances, and the number of rows. Ioffe and Szegedy 2015.
  ///
  /// Derivative, with n the normalised numbers and means over the rows: scale·(g − mean g − n·mean(g·n))/√(variance + ε);
  /// with given statistics scale·g/√(variance + ε).
  public func batchNorm(
    scale: Tensor? = nil, bias: Tensor? = nil, epsilon: Float = 1e-5,
    statistics: (means: Tensor, variances: Tensor)? = nil,
    observe: ((UnsafePointer<Double>, UnsafePointer<Double>, Int) -> Void)? = nil
  ) -> Tensor {
    let x = self
    let (rows, columns) = rowsAndColumns("a normalisation")
    checkColumns(scale, bias)
    checkColumns(statistics?.means, statistics?.variances)
    let normal = pool.take(count)
    let factors = pool.take(columns)
    return Tensor.make(
      shape, from: [x] + [scale, bias].compactMap { $0 },
      fill: { y in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * columns) { moments in
          guard let means = moments.baseAddress else { return }
          let variances = means + columns
          if let statistics {
            for j in 0..<columns {
              means[j] = Double(statistics.means.read[j])
              variances[j] = Double(statistics.variances.read[j])
            }
          } else {
            columnMoments(x.read, rows: rows, columns: columns, means: means, variances: variances)
            observe?(means, variances, rows)
          }
          for j in 0..<columns {
            variances[j] = 1 / (variances[j] + Double(epsilon)).squareRoot()
            factors.base[j] = Float(variances[j])
          }
          for i in 0..<rows {
            let (row, target) = (x.read + i &* columns, normal.base + i &* columns)
            for j in 0..<columns { target[j] = Float((Double(row[j]) - means[j]) * variances[j]) }
          }
        }
        stretch(normal.base, to: y, rows: rows, columns: columns, scale?.read, bias?.read)
      },
      rule: { _ in
        { gradient in
          x.node?.receiveBatchNorm(
            gradient, normal.base, rows: rows, columns: columns, factors: factors.base,
            scale: scale?.read, isFixed: statistics != nil)
          scale?.node?.receiveColumnProducts(gradient, normal.base, rows: rows, columns: columns)
          bias?.node?.receiveColumnSums(of: gradient, rows: rows, columns: columns)
        }
      })
  }

  private func checkColumns(_ a: Tensor?, _ b: Tensor?) {
    for operand in [a, b] {
      if let operand, operand.shape != [shape[-1]] {
        fatalError("normalisation of \(shape) with \(operand.shape): expected [\(shape[-1])]")
      }
    }
  }
}

/// Rows times a scale, plus a bias.
private func stretch(
  _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, rows: Int, columns: Int,
  _ scale: UnsafePointer<Float>?, _ bias: UnsafePointer<Float>?
) {
  for i in 0..<rows {
    let (row, target) = (x + i &* columns, y + i &* columns)
    switch (scale, bias) {
    case (let scale?, let bias?):
      for j in 0..<columns { target[j] = row[j] * scale[j] + bias[j] }
    case (let scale?, nil): for j in 0..<columns { target[j] = row[j] * scale[j] }
    case (nil, let bias?): for j in 0..<columns { target[j] = row[j] + bias[j] }
    case (nil, nil): target.update(from: row, count: columns)
    }
  }
}

extension Node {
  /// Adds the sums of the columns of a product, element by element, worked out in Float64.
  func receiveColumnProducts(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, rows: Int, columns: Int
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: columns) { sums in
      guard let sums = sums.baseAddress else { return }
      columnProducts(a, b, rows: rows, columns: columns, into: sums)
      receiveEach { Float(sums[$0]) }
    }
  }

  /// Adds the derivative of a batch normalisation.
  fileprivate func receiveBatchNorm(
    _ gradient: UnsafePointer<Float>, _ normal: UnsafePointer<Float>, rows: Int, columns: Int,
    factors: UnsafePointer<Float>, scale: UnsafePointer<Float>?, isFixed: Bool
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * columns) { sums in
      guard let means = sums.baseAddress else { return }
      let along = means + columns
      let products = along + columns
      for j in 0..<columns { products[j] = Double(scale.map { $0[j] * factors[j] } ?? factors[j]) }
      if isFixed {
        means.update(repeating: 0, count: 2 * columns)
      } else {
        columnSums(gradient, rows: rows, columns: columns, into: means)
        columnProducts(gradient, normal, rows: rows, columns: columns, into: along)
        for j in 0..<2 * columns { means[j] /= Double(rows) }
      }
      receive { target, accumulating in
        for i in 0..<rows {
          let start = i &* columns
          for j in 0..<columns {
            let place = start &+ j
            let centred = gradient[place] - Float(means[j]) - normal[place] * Float(along[j])
            let term = centred * Float(products[j])
            target[place] = accumulating ? target[place] + term : term
          }
        }
      }
    }
  }
}

/// The sums of the columns of a product, element by element, from the first row to the last in Float64.
private func columnProducts(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, rows: Int, columns: Int,
  into sums: UnsafeMutablePointer<Double>
) {
  sums.update(repeating: 0, count: columns)
  for i in 0..<rows {
    let (left, right) = (a + i &* columns, b + i &* columns)
    for j in 0..<columns { sums[j] += Double(left[j]) * Double(right[j]) }
  }
}
