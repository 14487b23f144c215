/// What is worked out from every pair of elements, and its derivatives.
///
/// A type, not a closure, so that each operation's loops are compiled for it alone.
protocol Combination {
  /// Whether an operand's gradient is the result's itself.
  static var passesLeft: Bool { get }
  static var passesRight: Bool { get }
  static func value(_ a: Float, _ b: Float) -> Float
  /// The left operand's gradient from the result's.
  static func left(_ gradient: Float, _ a: Float, _ b: Float) -> Float
  /// The right operand's gradient from the result's.
  static func right(_ gradient: Float, _ a: Float, _ b: Float) -> Float
}

private enum Sum: Combination {
  static var passesLeft: Bool { true }
  static var passesRight: Bool { true }
  static func value(_ a: Float, _ b: Float) -> Float { a + b }
  static func left(_ gradient: Float, _ a: Float, _ b: Float) -> Float { gradient }
  static func right(_ gradient: Float, _ a: Float, _ b: Float) -> Float { gradient }
}

private enum Difference: Combination {
  static var passesLeft: Bool { true }
  static var passesRight: Bool { false }
  static func value(_ a: Float, _ b: Float) -> Float { a - b }
  static func left(_ gradient: Float, _ a: Float, _ b: Float) -> Float { gradient }
  static func right(_ gradient: Float, _ a: Float, _ b: Float) -> Float { -gradient }
}

private enum Product: Combination {
  static var passesLeft: Bool { false }
  static var passesRight: Bool { false }
  static func value(_ a: Float, _ b: Float) -> Float { a * b }
  static func left(_ gradient: Float, _ a: Float, _ b: Float) -> Float { gradient * b }
  static func right(_ gradient: Float, _ a: Float, _ b: Float) -> Float { gradient * a }
}

private enum Quotient: Combination {
  static var passesLeft: Bool { false }
  static var passesRight: Bool { false }
  static func value(_ a: Float, _ b: Float) -> Float { a / b }
  static func left(_ gradient: Float, _ a: Float, _ b: Float) -> Float { gradient / b }
  static func right(_ gradient: Float, _ a: Float, _ b: Float) -> Float { -gradient * (a / b) / b }
}

extension Tensor {
  /// Element-wise sum.
  ///
  /// Derivatives: 1 and 1.
  public static func + (a: Tensor, b: Tensor) -> Tensor { combined(a, b, Sum.self) }

  /// Element-wise difference.
  ///
  /// Derivatives: 1 and −1.
  public static func - (a: Tensor, b: Tensor) -> Tensor { combined(a, b, Difference.self) }

  /// Element-wise product.
  ///
  /// Derivatives: b and a.
  public static func * (a: Tensor, b: Tensor) -> Tensor { combined(a, b, Product.self) }

  /// Element-wise quotient.
  ///
  /// Derivatives: 1/b and −a/b².
  public static func / (a: Tensor, b: Tensor) -> Tensor { combined(a, b, Quotient.self) }

  /// Combines every pair of elements.
  ///
  /// Where an operand is repeated, its gradients are added in the order of the result's elements, in Float64.
  private static func combined<C: Combination>(
    _ a: Tensor, _ b: Tensor, _: C.Type, named name: StaticString = #function
  ) -> Tensor {
    let broadcast = Broadcast(a.shape, b.shape)
    let leftInherits = C.passesLeft && a.node != nil && a.shape == broadcast.shape
    let rightInherits =
      !leftInherits && C.passesRight && b.node != nil && b.shape == broadcast.shape
    return make(
      broadcast.shape, from: [a, b], named: name,
      heir: leftInherits ? a.node : rightInherits ? b.node : nil,
      fill: { result in
        let (x, y) = (a.read, b.read)
        broadcast.forEachRun { start, i, j, count, iStep, jStep in
          let target = result + start
          switch (iStep, jStep) {
          case (1, 1): for q in 0..<count { target[q] = C.value(x[i &+ q], y[j &+ q]) }
          case (1, _): for q in 0..<count { target[q] = C.value(x[i &+ q], y[j]) }
          case (_, 1): for q in 0..<count { target[q] = C.value(x[i], y[j &+ q]) }
          default: for q in 0..<count { target[q] = C.value(x[i], y[j]) }
          }
        }
      },
      rule: { _ in
        { gradient in
          if !leftInherits {
            pass(gradient, to: a, isLeft: true, a, b, broadcast) { C.left($0, $1, $2) }
          }
          if !rightInherits {
            pass(gradient, to: b, isLeft: false, a, b, broadcast) { C.right($0, $1, $2) }
          }
        }
      })
  }

  /// Passes the gradient of a combination on to one of its operands.
  @inline(__always)
  private static func pass(
    _ gradient: UnsafePointer<Float>, to operand: Tensor, isLeft: Bool, _ a: Tensor, _ b: Tensor,
    _ broadcast: Broadcast, _ derivative: (Float, Float, Float) -> Float
  ) {
    guard let node = operand.node else { return }
    let (x, y) = (a.read, b.read)
    if broadcast.isPlain {
      node.receiveEach { derivative(gradient[$0], x[$0], y[$0]) }
    } else if operand.shape == broadcast.shape {
      node.receive { target, accumulating in
        broadcast.forEachRun { start, i, j, count, iStep, jStep in
          for q in 0..<count {
            let term = derivative(gradient[start &+ q], x[i &+ q &* iStep], y[j &+ q &* jStep])
            target[start &+ q] = accumulating ? target[start &+ q] + term : term
          }
        }
      }
    } else {
      withUnsafeTemporaryAllocation(of: Double.self, capacity: operand.count) { sums in
        guard let sums = sums.baseAddress else { return }
        sums.update(repeating: 0, count: operand.count)
        broadcast.forEachRun { start, i, j, count, iStep, jStep in
          let place = isLeft ? i : j
          let step = isLeft ? iStep : jStep
          for q in 0..<count {
            sums[place &+ q &* step] += Double(
              derivative(gradient[start &+ q], x[i &+ q &* iStep], y[j &+ q &* jStep]))
          }
        }
        node.receiveEach { Float(sums[$0]) }
      }
    }
  }
}
