import Exact

extension Tensor {
  /// The softmax along the last axis.
  ///
  /// A row of −∞ alone becomes NaN.
  ///
  /// Derivative: y·(g − Σ g·y) in each row, the sum in Float64.
  public func softmax() -> Tensor {
    let x = self
    let (rows, columns) = rowsAndColumns("softmax")
    return Tensor.make(
      shape, from: [x],
      fill: { y in Exact.softmax(x.read, to: y, rows: rows, columns: columns) },
      rule: { y in
        { gradient in
          x.node?.receive { target, accumulating in
            for i in 0..<rows {
              let start = i &* columns
              softmaxSlope(
                gradient + start, y.base + start, to: target + start, columns: columns,
                accumulating: accumulating)
            }
          }
        }
      })
  }

  /// The logarithm of the softmax along the last axis.
  ///
  /// Derivative: g − exp(y)·Σ g in each row, the sum in Float64.
  public func logSoftmax() -> Tensor {
    let x = self
    let (rows, columns) = rowsAndColumns("log-softmax")
    return Tensor.make(
      shape, from: [x],
      fill: { y in Exact.logSoftmax(x.read, to: y, rows: rows, columns: columns) },
      rule: { y in
        { gradient in
          x.node?.receive { target, accumulating in
            for i in 0..<rows {
              let (g, row) = (gradient + i &* columns, y.base + i &* columns)
              let result = target + i &* columns
              let total = Float(Exact.sum(g, count: columns))
              for j in 0..<columns {
                let term = g[j] - Exact.exp(row[j]) * total
                result[j] = accumulating ? result[j] + term : term
              }
            }
          }
        }
      })
  }

  /// The tensor seen as a matrix with the last axis along its rows.
  func rowsAndColumns(_ operation: String) -> (rows: Int, columns: Int) {
    guard shape.rank >= 1 else { fatalError("\(operation) of a scalar: expected a last axis") }
    return (shape[-1] == 0 ? 0 : count / shape[-1], shape[-1])
  }
}

/// The derivative of one row's softmax `y`: y·(g − Σ g·y).
func softmaxSlope(
  _ gradient: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
  to target: UnsafeMutablePointer<Float>,
  columns: Int, accumulating: Bool
) {
  let mean = Float(sumOfProducts(gradient, y, count: columns))
  for j in 0..<columns {
    let term = y[j] * (gradient[j] - mean)
    target[j] = accumulating ? target[j] + term : term
  }
}
