import Exact

/// What is worked out from every element, and its derivative.
///
/// A type, not a closure, so that each operation's loops are compiled for it alone.
protocol ElementFunction {
  func value(_ x: Float) -> Float
  /// The operand's gradient from the result's, the element and its value.
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float
}

extension Tensor {
  /// Applies a function to every element.
  func mapped<F: ElementFunction>(_ function: F, named name: StaticString = #function) -> Tensor {
    let x = self
    return Tensor.make(
      shape, from: [x], named: name,
      fill: { y in
        let source = x.read
        for i in 0..<count { y[i] = function.value(source[i]) }
      },
      rule: { y in
        { gradient in
          let (source, value) = (x.read, UnsafePointer(y.base))
          x.node?.receiveEach { function.derivative(gradient[$0], source[$0], value[$0]) }
        }
      })
  }

  /// The exponential.
  ///
  /// Derivative: itself.
  public func exp() -> Tensor { mapped(Exponential()) }

  /// The natural logarithm.
  ///
  /// Derivative: 1/x.
  public func log() -> Tensor { mapped(Logarithm()) }

  /// The square root.
  ///
  /// Derivative: 1/(2y); infinite at zero.
  public func squareRoot() -> Tensor { mapped(SquareRoot()) }

  /// The square.
  ///
  /// Derivative: 2x.
  public func squared() -> Tensor { mapped(Square()) }

  /// The magnitude.
  ///
  /// Derivative: the sign, 0 at zero.
  public func magnitude() -> Tensor { mapped(Magnitude()) }

  /// The sine.
  ///
  /// Derivative: the cosine.
  public func sin() -> Tensor { mapped(Sine()) }

  /// The cosine.
  ///
  /// Derivative: minus the sine.
  public func cos() -> Tensor { mapped(Cosine()) }

  /// The rectified linear unit with a slope below zero: x or slope·x.
  ///
  /// Derivative: 1 above zero, else the slope.
  public func leakyReLU(slope: Float = 0.01) -> Tensor { mapped(LeakyUnit(slope: slope)) }

  /// The exponential linear unit: x above zero, scale·(exp x − 1) below.
  ///
  /// Derivative below zero: y + scale.
  public func elu(scale: Float = 1) -> Tensor { mapped(ExponentialUnit(scale: scale)) }

  /// Every element held between two bounds.
  ///
  /// Derivative: 1 inside and on the bounds, 0 outside.
  public func clamped(_ low: Float, _ high: Float) -> Tensor {
    mapped(Clamp(low: low, high: high))
  }

  /// Every element times a number.
  public static func * (a: Tensor, factor: Float) -> Tensor {
    a.mapped(Scaling(factor: factor))
  }

  /// A number times every element.
  public static func * (factor: Float, a: Tensor) -> Tensor { a * factor }

  /// A number added to every element.
  public static func + (a: Tensor, term: Float) -> Tensor { a.mapped(Shift(term: term)) }

  /// A number taken from every element.
  public static func - (a: Tensor, term: Float) -> Tensor { a + -term }

  /// Every element divided by a number.
  public static func / (a: Tensor, divisor: Float) -> Tensor {
    a.mapped(Division(divisor: divisor))
  }

  /// Every element with its sign turned.
  public static prefix func - (a: Tensor) -> Tensor { a * -1 }
}

private struct Exponential: ElementFunction {
  func value(_ x: Float) -> Float { Exact.exp(x) }
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float { gradient * y }
}

private struct Logarithm: ElementFunction {
  func value(_ x: Float) -> Float { Exact.log(x) }
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float { gradient / x }
}

private struct SquareRoot: ElementFunction {
  func value(_ x: Float) -> Float { x.squareRoot() }
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float { gradient / (2 * y) }
}

private struct Square: ElementFunction {
  func value(_ x: Float) -> Float { x * x }
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float { gradient * (2 * x) }
}

private struct Magnitude: ElementFunction {
  func value(_ x: Float) -> Float { x.magnitude }
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float {
    x > 0 ? gradient : x < 0 ? -gradient : 0
  }
}

private struct Sine: ElementFunction {
  func value(_ x: Float) -> Float { Exact.sin(x) }
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float { gradient * Exact.cos(x) }
}

private struct Cosine: ElementFunction {
  func value(_ x: Float) -> Float { Exact.cos(x) }
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float { -gradient * Exact.sin(x) }
}

private struct LeakyUnit: ElementFunction {
  let slope: Float
  func value(_ x: Float) -> Float { x > 0 ? x : slope * x }
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float {
    x > 0 ? gradient : gradient * slope
  }
}

private struct ExponentialUnit: ElementFunction {
  let scale: Float
  func value(_ x: Float) -> Float { x > 0 ? x : scale * Exact.expm1(x) }
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float {
    x > 0 ? gradient : gradient * (y + scale)
  }
}

private struct Clamp: ElementFunction {
  let low: Float
  let high: Float
  func value(_ x: Float) -> Float { x < low ? low : x > high ? high : x }
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float {
    x < low || x > high ? 0 : gradient
  }
}

private struct Scaling: ElementFunction {
  let factor: Float
  func value(_ x: Float) -> Float { x * factor }
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float { gradient * factor }
}

private struct Shift: ElementFunction {
  let term: Float
  func value(_ x: Float) -> Float { x + term }
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float { gradient }
}

private struct Division: ElementFunction {
  let divisor: Float
  func value(_ x: Float) -> Float { x / divisor }
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float { gradient / divisor }
}
