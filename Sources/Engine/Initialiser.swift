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
  /// Normal with a standard deviation, on condition that it lies within two of them.
  case truncatedNormal(deviation: Float)
  /// Uniform with the bound √(6 / (fan in + fan out)) (Glorot and Bengio 2010, equation 16).
  case glorot
  /// Uniform with the bound √(6 / fan in) (He et al. 2015, for rectified units).
  case he
  /// Normal with the deviation √(2 / fan in) (He et al. 2015, equation 10; PyTorch's `kaiming_normal_`).
  case heNormal
  /// Uniform with the bound 1/√(fan in), as PyTorch's linear layers and convolutions start.
  case fanIn
  /// A random matrix whose rows or columns, whichever are fewer, are orthogonal and of length `gain`; all axes but the
  /// last count as rows (Saxe, McClelland and Ganguli 2014).
  case orthogonal(gain: Float)

  func fill(_ numbers: UnsafeMutablePointer<Float>, shape: Shape, key: Key) {
    let (fanIn, fanOut) = Initialiser.fans(of: shape)
    switch self {
    case .constant(let value): numbers.update(repeating: value, count: shape.count)
    case .uniform(let bound): spread(numbers, shape.count, Double(bound), key)
    case .normal(let deviation):
      key.fillNormal(numbers, count: shape.count)
      for i in 0..<shape.count { numbers[i] *= deviation }
    case .truncatedNormal(let deviation):
      key.fillTruncatedNormal(
        numbers, count: shape.count, in: -2...2, deviation: Double(deviation))
    case .glorot: spread(numbers, shape.count, (6 / Double(fanIn + fanOut)).squareRoot(), key)
    case .he: spread(numbers, shape.count, (6 / Double(fanIn)).squareRoot(), key)
    case .heNormal:
      let deviation = Float((2 / Double(fanIn)).squareRoot())
      Initialiser.normal(deviation: deviation).fill(numbers, shape: shape, key: key)
    case .fanIn: spread(numbers, shape.count, (1 / Double(fanIn)).squareRoot(), key)
    case .orthogonal(let gain): orthogonalise(numbers, shape, Double(gain), key)
    }
  }

  private func spread(
    _ numbers: UnsafeMutablePointer<Float>, _ count: Int, _ bound: Double, _ key: Key
  ) {
    key.fillUniform(numbers, count: count)
    let width = Float(2 * bound)
    for i in 0..<count { numbers[i] = numbers[i] * width - Float(bound) }
  }

  /// The factor Q of a matrix of normal numbers A = Q·R, with the signs that make R's diagonal positive: so every
  /// orthogonal matrix is equally likely (Mezzadri 2007, section 5).
  private func orthogonalise(
    _ numbers: UnsafeMutablePointer<Float>, _ shape: Shape, _ gain: Double, _ key: Key
  ) {
    guard shape.rank >= 2, shape.count > 0 else {
      fatalError("an orthogonal matrix of shape \(shape): expected two axes or more, none empty")
    }
    let columns = shape[-1]
    let rows = shape.count / columns
    let (long, short) = (max(rows, columns), min(rows, columns))
    let drawn = Matrix64(
      rows: long, columns: short, elements: (0..<long * short).map { key.normalDouble(at: $0) })
    guard let qr = try? QR(drawn) else { fatalError("normal numbers that are not finite") }
    let q = qr.q
    for i in 0..<long {
      for j in 0..<short {
        let element = Float(qr.r[j, j] < 0 ? -gain * q[i, j] : gain * q[i, j])
        numbers[rows >= columns ? i * columns + j : j * columns + i] = element
      }
    }
  }

  private static func fans(of shape: Shape) -> (Int, Int) {
    guard shape.rank >= 2 else { return (max(1, shape.count), max(1, shape.count)) }
    let kernel = shape.count / max(1, shape[-2] * shape[-1])
    return (max(1, shape[-2] * kernel), max(1, shape[-1] * kernel))
  }
}
