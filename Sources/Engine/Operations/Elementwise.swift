import Exact

extension Tensor {
  /// Applies a function to every element; `derivative` gives the operand's gradient from the result's gradient,
  /// the element and its value.
  @inline(__always)
  func mapped(
    _ function: (Float) -> Float, derivative: @escaping (Float, Float, Float) -> Float
  ) -> Tensor {
    let x = self
    return Tensor.make(
      shape, from: [x],
      fill: { y in
        let source = x.read
        for i in 0..<count { y[i] = function(source[i]) }
      },
      rule: { y in
        { gradient in
          let (source, value) = (x.read, UnsafePointer(y.base))
          x.node?.receiveEach { derivative(gradient[$0], source[$0], value[$0]) }
        }
      })
  }

  /// The exponential.
  ///
  /// Derivative: itself.
  public func exp() -> Tensor {
    mapped {
      Exact.exp($0)
    } derivative: { gradient, _, y in
      gradient * y
    }
  }

  /// The natural logarithm.
  ///
  /// Derivative: 1/x.
  public func log() -> Tensor {
    mapped {
      Exact.log($0)
    } derivative: { gradient, x, _ in
      gradient / x
    }
  }

  /// The square root.
  ///
  /// Derivative: 1/(2y); infinite at zero.
  public func squareRoot() -> Tensor {
    mapped {
      $0.squareRoot()
    } derivative: { gradient, _, y in
      gradient / (2 * y)
    }
  }

  /// The square.
  ///
  /// Derivative: 2x.
  public func squared() -> Tensor {
    mapped {
      $0 * $0
    } derivative: { gradient, x, _ in
      gradient * (2 * x)
    }
  }

  /// The magnitude.
  ///
  /// Derivative: the sign, 0 at zero.
  public func magnitude() -> Tensor {
    mapped {
      $0.magnitude
    } derivative: { gradient, x, _ in
      x > 0 ? gradient : x < 0 ? -gradient : 0
    }
  }

  /// The sine.
  ///
  /// Derivative: the cosine.
  public func sin() -> Tensor {
    mapped {
      Exact.sin($0)
    } derivative: { gradient, x, _ in
      gradient * Exact.cos(x)
    }
  }

  /// The cosine.
  ///
  /// Derivative: minus the sine.
  public func cos() -> Tensor {
    mapped {
      Exact.cos($0)
    } derivative: { gradient, x, _ in
      -gradient * Exact.sin(x)
    }
  }

  /// The rectified linear unit with a slope below zero: x or slope·x.
  ///
  /// Derivative: 1 above zero, else the slope.
  public func leakyReLU(slope: Float = 0.01) -> Tensor {
    mapped {
      $0 > 0 ? $0 : slope * $0
    } derivative: { gradient, x, _ in
      x > 0 ? gradient : gradient * slope
    }
  }

  /// The exponential linear unit: x above zero, scale·(exp x − 1) below.
  ///
  /// Derivative below zero: y + scale.
  public func elu(scale: Float = 1) -> Tensor {
    mapped {
      $0 > 0 ? $0 : scale * Exact.expm1($0)
    } derivative: { gradient, x, y in
      x > 0 ? gradient : gradient * (y + scale)
    }
  }

  /// Every element held between two bounds.
  ///
  /// Derivative: 1 inside and on the bounds, 0 outside.
  public func clamped(_ low: Float, _ high: Float) -> Tensor {
    mapped {
      $0 < low ? low : $0 > high ? high : $0
    } derivative: { gradient, x, _ in
      x < low || x > high ? 0 : gradient
    }
  }
}
