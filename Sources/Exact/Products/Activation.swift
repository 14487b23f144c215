/// What a layer does to each element of a product once its chain and bias are complete.
public enum Activation: Sendable {
  /// x
  case identity
  /// max(x, 0); a NaN stays a NaN
  case relu
  /// x·Φ(x), in the form of the error function
  case gelu
  /// x·sigmoid(x)
  case silu
  /// 1 / (1 + exp(−x))
  case sigmoid
  /// The hyperbolic tangent
  case tanh
  /// log(1 + exp(x))
  case softplus

  /// Applies the activation to `count` numbers in place.
  public func apply(to x: UnsafeMutablePointer<Float>, count: Int) {
    switch self {
    case .identity: break
    case .relu: for i in 0..<count { x[i] = x[i] < 0 ? 0 : x[i] }
    case .gelu: Exact.gelu(x, to: x, count: count)
    case .silu: Exact.silu(x, to: x, count: count)
    case .sigmoid: Exact.sigmoid(x, to: x, count: count)
    case .tanh: Exact.tanh(x, to: x, count: count)
    case .softplus: Exact.softplus(x, to: x, count: count)
    }
  }
}
