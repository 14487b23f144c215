import Exact

/// The gradients of a matrix and of a bias, gathered block by block.
///
/// The product is one chain from zero over all blocks; sums for the bias are in Float64. A product with few columns is
/// gathered as its transpose, whose rows are long enough for vectors.
struct AffineGradients {
  private let weight: Tensor
  private let bias: Tensor?
  private let product: Buffer?
  private let sums: Buffer?
  private let isTransposed: Bool

  /// Gradients of nothing yet; `count` is the number of terms of a chain, none where it is 0.
  init(weight: Tensor, bias: Tensor?, rows count: Int) {
    self.weight = weight
    self.bias = bias
    isTransposed = weight.shape[1] < 8 && weight.shape[0] > weight.shape[1]
    product = weight.node == nil ? nil : weight.pool.take(weight.count)
    sums = bias?.node == nil ? nil : weight.pool.zeros(2 * weight.shape[1])
    if count == 0 { product?.base.update(repeating: 0, count: weight.count) }
  }

  /// The sums for the bias.
  private func withSums(_ body: (_ sums: UnsafeMutablePointer<Double>, _ width: Int) -> Void) {
    guard let sums else { return }
    let width = weight.shape[1]
    sums.base.withMemoryRebound(to: Double.self, capacity: width) { body($0, width) }
  }

  /// Adds left · right to the product.
  func addProduct(_ left: MatrixView<Float>, _ right: MatrixView<Float>, isFirst: Bool) {
    guard let product else { return }
    let (input, output) = (weight.shape[0], weight.shape[1])
    if isTransposed {
      multiply(
        right.transposed, left.transposed,
        into: MutableMatrixView(product.base, rows: output, columns: input),
        accumulating: !isFirst)
    } else {
      multiply(
        left, right, into: MutableMatrixView(product.base, rows: input, columns: output),
        accumulating: !isFirst)
    }
  }

  /// Adds rows of gradients [rows, output] to the sums for the bias, from the first row to the last.
  func addRows(_ gradient: UnsafePointer<Float>, count: Int) {
    withSums { sums, width in
      for i in 0..<count {
        let row = gradient + i &* width
        for j in 0..<width { sums[j] += Double(row[j]) }
      }
    }
  }

  /// Adds gradients [output, width] to the sums for the bias: each row's sum in the lane order.
  func addRowSums(_ gradient: UnsafePointer<Float>, width: Int) {
    withSums { sums, output in
      for i in 0..<output { sums[i] += sum(gradient + i &* width, count: width) }
    }
  }

  private func untransposed(_ product: Buffer) -> Buffer {
    let (input, output) = (weight.shape[0], weight.shape[1])
    let result = weight.pool.take(weight.count)
    for i in 0..<input {
      for j in 0..<output { result.base[i &* output &+ j] = product.base[j &* input &+ i] }
    }
    return result
  }

  /// Hands the gradients on.
  func pass() {
    if let product { weight.node?.inherit(isTransposed ? untransposed(product) : product) }
    withSums { sums, _ in bias?.node?.receiveEach { Float(sums[$0]) } }
  }
}

extension Node {
  /// Adds the sums of a matrix's columns, worked out in Float64, to the gradient.
  func receiveColumnSums(of matrix: UnsafePointer<Float>, rows: Int, columns: Int) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: columns) { sums in
      guard let sums = sums.baseAddress else { return }
      columnSums(matrix, rows: rows, columns: columns, into: sums)
      receiveEach { Float(sums[$0]) }
    }
  }
}

/// Hands on where an operand's gradient gathers, or nil where it wants none.
func receive(
  _ operand: Tensor,
  _ write: (_ gradient: UnsafeMutablePointer<Float>?, _ accumulating: Bool) -> Void
) {
  if let node = operand.node {
    node.receive { write($0, $1) }
  } else {
    write(nil, false)
  }
}
