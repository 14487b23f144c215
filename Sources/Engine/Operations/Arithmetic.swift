extension Tensor {
  /// Element-wise sum.
  ///
  /// Derivatives: 1 and 1.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    combined(a, b) {
      $0 + $1
    } left: { gradient, _, _ in
      gradient
    } right: { gradient, _, _ in
      gradient
    }
  }

  /// Element-wise difference.
  ///
  /// Derivatives: 1 and −1.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    combined(a, b) {
      $0 - $1
    } left: { gradient, _, _ in
      gradient
    } right: { gradient, _, _ in
      -gradient
    }
  }

  /// Element-wise product.
  ///
  /// Derivatives: b and a.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    combined(a, b) {
      $0 * $1
    } left: { gradient, _, b in
      gradient * b
    } right: { gradient, a, _ in
      gradient * a
    }
  }

  /// Element-wise quotient.
  ///
  /// Derivatives: 1/b and −a/b².
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    combined(a, b) {
      $0 / $1
    } left: { gradient, _, b in
      gradient / b
    } right: { gradient, a, b in
      -gradient * (a / b) / b
    }
  }

  /// Applies `value` to every pair of elements; `left` and `right` give the operands' gradients from the
  /// result's gradient and both elements.
  ///
  /// Where an operand is repeated, its gradients are added in the order of the result's elements, in Float64.
  @inline(__always)
  private static func combined(
    _ a: Tensor, _ b: Tensor, _ value: (Float, Float) -> Float,
    left: @escaping (Float, Float, Float) -> Float, right: @escaping (Float, Float, Float) -> Float
  ) -> Tensor {
    let broadcast = Broadcast(a.shape, b.shape)
    return make(
      broadcast.shape, from: [a, b],
      fill: { result in
        let (x, y) = (a.read, b.read)
        broadcast.forEachRun { start, i, j, count, iStep, jStep in
          let target = result + start
          switch (iStep, jStep) {
          case (1, 1): for q in 0..<count { target[q] = value(x[i &+ q], y[j &+ q]) }
          case (1, _): for q in 0..<count { target[q] = value(x[i &+ q], y[j]) }
          case (_, 1): for q in 0..<count { target[q] = value(x[i], y[j &+ q]) }
          default: for q in 0..<count { target[q] = value(x[i], y[j]) }
          }
        }
      },
      rule: { _ in
        { gradient in
          pass(gradient, to: a, isLeft: true, a, b, broadcast, left)
          pass(gradient, to: b, isLeft: false, a, b, broadcast, right)
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

  /// Every element times a number.
  public static func * (a: Tensor, factor: Float) -> Tensor {
    a.mapped {
      $0 * factor
    } derivative: { gradient, _, _ in
      gradient * factor
    }
  }

  /// A number times every element.
  public static func * (factor: Float, a: Tensor) -> Tensor { a * factor }

  /// A number added to every element.
  public static func + (a: Tensor, term: Float) -> Tensor {
    a.mapped {
      $0 + term
    } derivative: { gradient, _, _ in
      gradient
    }
  }

  /// A number taken from every element.
  public static func - (a: Tensor, term: Float) -> Tensor { a + -term }

  /// Every element divided by a number.
  public static func / (a: Tensor, divisor: Float) -> Tensor {
    a.mapped {
      $0 / divisor
    } derivative: { gradient, _, _ in
      gradient / divisor
    }
  }

  /// Every element with its sign turned.
  public static prefix func - (a: Tensor) -> Tensor {
    a.mapped {
      -$0
    } derivative: { gradient, _, _ in
      -gradient
    }
  }
}
