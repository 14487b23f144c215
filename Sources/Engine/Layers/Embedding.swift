import Exact

/// A row of learned numbers for each of a number of things.
///
/// Input: indices of any shape; output [that shape…, size]. Parameter `weight` [count, size], normal with a
/// deviation of 1 unless told otherwise.
public struct Embedding {
  /// The table, [count, size].
  public let weight: Parameter

  /// A layer at a place in a model.
  public init(
    _ count: Int, _ size: Int, initialiser: Initialiser = .normal(deviation: 1), in scope: Scope
  ) {
    weight = scope.parameter("weight", [count, size], initialiser)
  }

  /// The rows that the indices name.
  public func callAsFunction(_ indices: Indices, _ mode: Mode) -> Tensor {
    weight[mode].gathered(indices)
  }
}
