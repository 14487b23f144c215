import Exact

/// The derivative of an activation, from its result where that suffices and else from what was kept of its input.
struct Slope {
  private let activation: Activation
  private let kept: Buffer?

  /// The slope of an activation of `count` numbers; `isRecorded` says whether a derivative will be asked for.
  init(of activation: Activation, count: Int, isRecorded: Bool, in pool: Pool) {
    self.activation = activation
    switch activation {
    case .identity, .relu, .sigmoid, .tanh: kept = nil
    case .gelu, .silu, .softplus: kept = isRecorded ? pool.take(count) : nil
    }
  }

  /// Whether the gradient passes unchanged.
  var isOne: Bool { activation == .identity }

  /// Applies the activation in place to `count` numbers, and keeps what the derivative needs; they are numbers
  /// `start` and following of the whole.
  func apply(to x: UnsafeMutablePointer<Float>, start: Int, count: Int) {
    guard let kept else { return activation.apply(to: x, count: count) }
    let slope = kept.base + start
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

  /// Whether the derivative is worked out from the result.
  var needsResult: Bool { kept == nil && !isOne }

  /// Multiplies `count` gradients from `start` on by the derivative, in place; `y` are their results where those are
  /// needed.
  func scale(
    _ gradient: UnsafeMutablePointer<Float>, result y: UnsafeMutablePointer<Float>?, start: Int,
    count: Int
  ) {
    let g = gradient
    switch activation {
    case .identity: break
    case .relu: if let y { for i in 0..<count { g[i] = y[i] > 0 ? g[i] : 0 } }
    case .sigmoid: if let y { for i in 0..<count { g[i] *= y[i] * (1 - y[i]) } }
    case .tanh: if let y { for i in 0..<count { g[i] *= 1 - y[i] * y[i] } }
    case .gelu, .silu, .softplus:
      if let kept { for i in 0..<count { g[i] *= kept.base[start &+ i] } }
    }
  }

  /// Writes the gradient times the derivative, for `count` numbers from `start` on.
  ///
  /// - Parameters:
  ///   - gradient: the gradient of the whole.
  ///   - y: what the activation gave, of the whole.
  ///   - g: the result, for these numbers alone.
  func scale(
    _ gradient: UnsafePointer<Float>, _ y: UnsafePointer<Float>, start: Int, count: Int,
    to g: UnsafeMutablePointer<Float>
  ) {
    let (gradient, y) = (gradient + start, y + start)
    switch activation {
    case .identity: g.update(from: gradient, count: count)
    case .relu: for i in 0..<count { g[i] = y[i] > 0 ? gradient[i] : 0 }
    case .sigmoid: for i in 0..<count { g[i] = gradient[i] * (y[i] * (1 - y[i])) }
    case .tanh: for i in 0..<count { g[i] = gradient[i] * (1 - y[i] * y[i]) }
    case .gelu, .silu, .softplus:
      guard let slope = kept.map({ $0.base + start }) else { return }
      for i in 0..<count { g[i] = gradient[i] * slope[i] }
    }
  }

  /// The gradient times the derivative for `count` numbers from `start` on: in `room`, or where it lies already.
  func scaled(
    _ gradient: UnsafePointer<Float>, _ y: UnsafePointer<Float>, start: Int, count: Int,
    in room: Buffer?
  ) -> UnsafePointer<Float> {
    guard let room else { return gradient + start }
    scale(gradient, y, start: start, count: count, to: room.base)
    return UnsafePointer(room.base)
  }
}
