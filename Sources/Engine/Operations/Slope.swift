import Exact

/// The derivative of an activation and the dropout after it, from their result where that suffices and else from what
/// was kept of its input.
struct Slope {
  private let activation: Activation
  private let dropout: DropoutMask?
  private let kept: Buffer?

  /// The slope of an activation of `count` numbers.
  ///
  /// - Parameters:
  ///   - activation: what is done to the numbers.
  ///   - dropout: the mask that they are multiplied by afterwards.
  ///   - losesResult: whether the result is not at hand on the way back, for something was added to it.
  ///   - count: the number of numbers.
  ///   - isRecorded: whether a derivative will be asked for.
  ///   - pool: where what is kept lies.
  init(
    of activation: Activation, dropout: DropoutMask? = nil, loses losesResult: Bool = false,
    count: Int, isRecorded: Bool, in pool: Pool
  ) {
    self.activation = activation
    self.dropout = dropout
    let isKept =
      switch activation {
      case .identity: dropout != nil
      case .relu: losesResult
      case .sigmoid, .tanh: losesResult || dropout != nil
      case .gelu, .silu, .softplus: true
      }
    kept = isRecorded && isKept ? pool.take(count) : nil
  }

  /// Whether the gradient passes unchanged.
  var isOne: Bool { activation == .identity && dropout == nil }

  /// Applies activation and dropout in place to `count` numbers, and keeps what the derivative needs; they are numbers
  /// `start` and following of the whole.
  func apply(to x: UnsafeMutablePointer<Float>, start: Int, count: Int) {
    if let slope = kept.map({ $0.base + start }) {
      applyWithDerivative(to: x, slope, count: count)
      dropout?.apply(to: slope, start: start, count: count)
    } else {
      activation.apply(to: x, count: count)
    }
    dropout?.apply(to: x, start: start, count: count)
  }

  private func applyWithDerivative(
    to x: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>, count: Int
  ) {
    switch activation {
    case .gelu:
      geluWithDerivative(x, to: x, derivative: slope, count: count)
    case .silu:
      Exact.sigmoid(x, to: slope, count: count)
      silu(x, to: x, count: count)
      for i in 0..<count { slope[i] += x[i] * (1 - slope[i]) }
    case .softplus:
      Exact.sigmoid(x, to: slope, count: count)
      softplus(x, to: x, count: count)
    case .identity:
      slope.update(repeating: 1, count: count)
    case .relu:
      activation.apply(to: x, count: count)
      for i in 0..<count { slope[i] = x[i] > 0 ? 1 : 0 }
    case .sigmoid:
      activation.apply(to: x, count: count)
      for i in 0..<count { slope[i] = x[i] * (1 - x[i]) }
    case .tanh:
      activation.apply(to: x, count: count)
      for i in 0..<count { slope[i] = 1 - x[i] * x[i] }
    }
  }

  /// Whether the derivative is worked out from the result.
  var needsResult: Bool { kept == nil && !isOne }

  /// Multiplies `count` gradients from `start` on by the derivative, in place; `y` are their results where those are
  /// needed.
  func scale(
    _ gradient: UnsafeMutablePointer<Float>, result y: UnsafePointer<Float>?, start: Int,
    count: Int
  ) {
    guard !isOne else { return }
    scale(UnsafePointer(gradient), y, start: start, count: count, into: gradient)
  }

  /// The gradient times the derivative for `count` numbers from `start` on: in `room`, or where it lies already.
  ///
  /// - Parameters:
  ///   - gradient: the gradient of the whole.
  ///   - y: what activation and dropout gave, of the whole.
  ///   - start: the first number.
  ///   - count: how many.
  ///   - room: where the result goes, these numbers alone; not needed where the slope is one.
  func scaled(
    _ gradient: UnsafePointer<Float>, _ y: UnsafePointer<Float>, start: Int, count: Int,
    in room: Buffer?
  ) -> UnsafePointer<Float> {
    guard let room, !isOne else { return gradient + start }
    scale(gradient + start, y + start, start: start, count: count, into: room.base)
    return UnsafePointer(room.base)
  }

  /// Writes gradients times derivatives, for numbers that are `start` and following of the whole.
  private func scale(
    _ gradient: UnsafePointer<Float>, _ y: UnsafePointer<Float>?, start: Int, count: Int,
    into g: UnsafeMutablePointer<Float>
  ) {
    if let slope = kept.map({ $0.base + start }) {
      write(gradient, to: g, count: count) { $0 * slope[$1] }
    } else if let y {
      switch activation {
      case .relu:
        // What was dropped is zero, as what was negative.
        let factor = dropout?.factor ?? 1
        write(gradient, to: g, count: count) { y[$1] > 0 ? $0 * factor : 0 }
      case .sigmoid: write(gradient, to: g, count: count) { $0 * (y[$1] * (1 - y[$1])) }
      case .tanh: write(gradient, to: g, count: count) { $0 * (1 - y[$1] * y[$1]) }
      case .identity, .gelu, .silu, .softplus: break
      }
    }
  }

  /// Writes `value(x[i], i)`; a loop of its own where both are one array, for the compiler to vectorise.
  @inline(__always)
  private func write(
    _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int,
    _ value: (Float, Int) -> Float
  ) {
    if x == UnsafePointer(y) {
      for i in 0..<count { y[i] = value(y[i], i) }
    } else {
      for i in 0..<count { y[i] = value(x[i], i) }
    }
  }
}
