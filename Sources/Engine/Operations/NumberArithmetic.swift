// Arithmetic whose left operand is a number: 1 - x, 1 / x.

extension Tensor {
  /// Every element added to a number.
  ///
  /// Derivative: 1.
  public static func + (term: Float, a: Tensor) -> Tensor { a + term }

  /// Every element taken from a number.
  ///
  /// Derivative: −1.
  public static func - (number: Float, a: Tensor) -> Tensor {
    a.mapped(Remainder(number: number))
  }

  /// A number divided by every element.
  ///
  /// Derivative: −number/x².
  public static func / (number: Float, a: Tensor) -> Tensor {
    a.mapped(Share(number: number))
  }
}

private struct Remainder: ElementFunction {
  let number: Float
  func value(_ x: Float) -> Float { number - x }
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float { -gradient }
}

private struct Share: ElementFunction {
  let number: Float
  func value(_ x: Float) -> Float { number / x }
  func derivative(_ gradient: Float, _ x: Float, _ y: Float) -> Float { -gradient * y / x }
}
