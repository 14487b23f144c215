/// Attention in several heads, between linear layers.
///
/// Input: queries [batch, m, size], keys and values [batch, n, size]; output [batch, m, size] and the weights
/// [batch, heads, m, n]. Linear layers `query`, `key`, `value` and `output`, [size, size] each, drawn by Glorot's
/// rule with zero biases. Vaswani and others 2017, section 3.2.2.
public struct MultiHeadAttention {
  private let query: Linear
  private let key: Linear
  private let value: Linear
  private let output: Linear
  private let heads: Int
  private let dropout: Float
  private let name: String

  /// A layer at a place in a model; `dropout` acts on the weights.
  public init(_ size: Int, heads: Int, dropout: Float = 0, in scope: Scope) {
    guard heads >= 1, size % heads == 0 else {
      fatalError("\(scope.path): \(size) places in \(heads) heads: expected a multiple")
    }
    /// A projection with a bias that starts at zero.
    func projection(_ name: String) -> Linear {
      let layer = Linear(size, size, initialiser: .glorot, in: scope[name])
      layer.bias?.elements = [Float](repeating: 0, count: size)
      return layer
    }
    query = projection("query")
    key = projection("key")
    value = projection("value")
    output = projection("output")
    self.heads = heads
    self.dropout = dropout
    name = scope.path
  }

  /// The layer's output and its weights.
  ///
  /// `isCausal`: query i sees keys 0...i. `padding` [batch, n]: keys whose number is 0 are not seen.
  public func callAsFunction(
    _ queries: Tensor, keys: Tensor, values: Tensor, _ mode: Mode, isCausal: Bool = false,
    padding: Tensor? = nil
  ) -> (result: Tensor, weights: Tensor) {
    let (result, weights) = query(queries, mode).attention(
      keys: key(keys, mode), values: value(values, mode), heads: heads, isCausal: isCausal,
      padding: padding, dropout: dropout > 0 ? (dropout, mode, name) : nil)
    return (output(result, mode), weights)
  }

  /// Attention of a sequence [batch, n, size] to itself.
  public func callAsFunction(
    _ x: Tensor, _ mode: Mode, isCausal: Bool = false, padding: Tensor? = nil
  ) -> (result: Tensor, weights: Tensor) {
    self(x, keys: x, values: x, mode, isCausal: isCausal, padding: padding)
  }
}
