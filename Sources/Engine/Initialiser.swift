import Exact

/// How a parameter's first numbers are drawn.
///
/// The fans of a shape [input, output] are its sizes; of [kernel, input, output] they are multiplied by the
/// kernel's.
public enum Initialiser: Sendable {
  /// The same number everywhere.
  case constant(Float)
  /// Uniform between −bound and bound.
  case uniform(bound: Float)
  /// Normal with a standard deviation.
  case normal(deviation: Float)
  /// Uniform with the bound √(6 / (fan in + fan out)) (Glorot and Bengio 2010, equation 16).
  case glorot
  /// Uniform with the bound √(6 / fan in) (He et al. 2015, for rectified units).
  case he
  /// Uniform with the bound 1/√(fan in), as PyTorch's linear layers and convolutions start.
  case fanIn

  func fill(_ numbers: UnsafeMutablePointer<Float>, shape: Shape, key: Key) {
    let (fanIn, fanOut) = Initialiser.fans(of: shape)
    switch self {
    case .constant(let value): numbers.update(repeating: value, count: shape.count)
    case .uniform(let bound): spread(numbers, shape.count, Double(bound), key)
    case .normal(let deviation):
      key.fillNormal(numbers, count: shape.count)
      for i in 0..<shape.count { numbers[i] *= deviation }
    case .glorot: spread(numbers, shape.count, (6 / Double(fanIn + fanOut)).squareRoot(), key)
    case .he: spread(numbers, shape.count, (6 / Double(fanIn)).squareRoot(), key)
    case .fanIn: spread(numbers, shape.count, (1 / Double(fanIn)).squareRoot(), key)
    }
  }

  private func spread(
    _ numbers: UnsafeMutablePointer<Float>, _ count: Int, _ bound: Double, _ key: Key
  ) {
    key.fillUniform(numbers, count: count)
    let width = Float(2 * bound)
    for i in 0..<count { numbers[i] = numbers[i] * width - Float(bound) }
  }

  private static func fans(of shape: Shape) -> (Int, Int) {
    guard shape.rank >= 2 else { return (max(1, shape.count), max(1, shape.count)) }
    let kernel = shape.count / max(1, shape[-2] * shape[-1])
    return (max(1, shape[-2] * kernel), max(1, shape[-1] * kernel))
  }
}
