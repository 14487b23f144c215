import Exact

/// The derivative of an activation, from its result where that suffices and else from what was kept of its input.
struct Slope {
  private let activation: Activation
  private let kept: Buffer?

  init(of activation: Activation, count: Int, in pool: Pool) {
    self.activation = activation
    switch activation {
    case .identity, .relu, .sigmoid, .tanh: kept = nil
    case .gelu, .silu, .softplus: kept = pool.take(count)
    }
  }

  /// Whether something of the input has to be kept for the derivative.
  var isKept: Bool { kept != nil }

  /// Applies the activation in place and keeps its derivative.
  func apply(to x: UnsafeMutablePointer<Float>) {
    guard let kept else { return }
    let slope = kept.base
    let count = kept.count
    switch activation {
    case .gelu:
      geluWithDerivative(x, to: x, derivative: slope, count: count)
    case .silu:
      sigmoid(x, to: slope, count: count)
      silu(x, to: x, count: count)
      for i in 0..<count { slope[i] += x[i] * (1 - slope[i]) }
    case .softplus:
      sigmoid(x, to: slope, count: count)
      softplus(x, to: x, count: count)
    case .identity, .relu, .sigmoid, .tanh: break
    }
  }

  /// Hands on the gradient times the derivative; `result` is what the activation gave.
  func scale(
    _ gradient: UnsafePointer<Float>, result: Buffer, _ body: (UnsafePointer<Float>) -> Void
  ) {
    guard activation != .identity else { return body(gradient) }
    let scaled = result.pool.take(result.count)
    let (g, y, count) = (scaled.base, result.base, result.count)
    switch activation {
    case .relu: for i in 0..<count { g[i] = y[i] > 0 ? gradient[i] : 0 }
    case .sigmoid: for i in 0..<count { g[i] = gradient[i] * (y[i] * (1 - y[i])) }
    case .tanh: for i in 0..<count { g[i] = gradient[i] * (1 - y[i] * y[i]) }
    case .gelu, .silu, .softplus:
      guard let slope = kept?.base else { return }
      for i in 0..<count { g[i] = gradient[i] * slope[i] }
    case .identity: break
    }
    withExtendedLifetime(scaled) { body(UnsafePointer(g)) }
  }
}

extension Tensor {
  /// An activation of every element.
  public func activated(_ activation: Activation) -> Tensor {
    let x = self
    let slope = Slope(of: activation, count: count, in: pool)
    return Tensor.make(
      shape, from: [x],
      fill: { y in
        y.update(from: x.read, count: count)
        if x.node != nil, slope.isKept {
          slope.apply(to: y)
        } else {
          activation.apply(to: y, count: count)
        }
      },
      rule: { y in
        { gradient in
          slope.scale(gradient, result: y) { g in x.node?.receiveEach { g[$0] } }
        }
      })
  }
}
