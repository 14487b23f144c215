/// A tree under way, for all outputs at once: leaves that may still be split.
///
/// A split leaf keeps its number for its left child, as `Tree` has it.
struct GrowingTree {
  private let outputs: Int
  private var splitFeature: [Int32] = []
  private var threshold: [Double] = []
  private var leftChild: [Int32] = []
  private var rightChild: [Int32] = []
  private var nodes = Places()
  private var leaves = Places()
  /// Of each leaf the node above, and whether it lies to the right.
  private var above: [(node: Int, isRight: Bool)?] = []

  /// Rows, weights and outputs, [place, output].
  private struct Places {
    var counts: [Int] = []
    var weights: [Double] = []
    var values: [Double] = []
  }

  /// A tree of a single leaf.
  init(outputs: Int) {
    self.outputs = outputs
    append(nil)
  }

  private mutating func append(_ above: (node: Int, isRight: Bool)?) {
    leaves.counts.append(0)
    leaves.weights.append(0)
    leaves.values += repeatElement(0, count: outputs)
    self.above.append(above)
  }

  /// Describes a leaf by its rows.
  mutating func describe(
    _ leaf: Int, count: Int, weight: Double, value: (_ output: Int) -> Double
  ) {
    leaves.counts[leaf] = count
    leaves.weights[leaf] = weight
    for output in 0..<outputs { leaves.values[leaf * outputs + output] = value(output) }
  }

  /// Splits a leaf and returns the number of the leaf to the right.
  mutating func split(_ leaf: Int, column: Int, threshold cut: Double) -> Int {
    let node = splitFeature.count
    let right = leaves.counts.count
    if let (parent, isRight) = above[leaf] {
      if isRight { rightChild[parent] = Int32(node) } else { leftChild[parent] = Int32(node) }
    }
    splitFeature.append(Int32(column))
    threshold.append(cut)
    leftChild.append(~Int32(leaf))
    rightChild.append(~Int32(right))
    nodes.counts.append(leaves.counts[leaf])
    nodes.weights.append(leaves.weights[leaf])
    nodes.values += leaves.values[leaf * outputs..<(leaf + 1) * outputs]
    above[leaf] = (node, false)
    append((node, true))
    return right
  }

  /// The tree of each output.
  ///
  /// The gain of a node is by how much its split lowers the weighted sum of squared differences from the output, which for
  /// probabilities is the output's part of Gini's impurity. A missing value goes where more rows went.
  func trees() -> [Tree] {
    (0..<outputs).map { output in
      var tree = Tree(leaf: 0)
      tree.splitFeature = splitFeature
      tree.threshold = threshold
      tree.leftChild = leftChild
      tree.rightChild = rightChild
      tree.internalCount = nodes.counts
      tree.internalWeight = nodes.weights
      tree.internalValue = nodes.counts.indices.map { nodes.values[$0 * outputs + output] }
      tree.leafCount = leaves.counts
      tree.leafWeight = leaves.weights
      tree.leafValue = leaves.counts.indices.map { leaves.values[$0 * outputs + output] }
      for node in 0..<tree.nodes {
        let (left, right) = (tree.rows(below: leftChild[node]), tree.rows(below: rightChild[node]))
        tree.decision.append(
          Decision(isCategorical: false, defaultLeft: left >= right, missing: .nan))
        tree.splitGain.append(Float(tree.squaresLowered(by: node)))
      }
      return tree
    }
  }
}

extension Tree {
  /// The rows of a child.
  fileprivate func rows(below child: Int32) -> Int {
    child >= 0 ? internalCount[Int(child)] : leafCount[Int(~child)]
  }

  /// By how much a node's split lowers the weighted sum of squared differences from the output.
  func squaresLowered(by node: Int) -> Double {
    func place(_ child: Int32) -> (weight: Double, value: Double) {
      child >= 0
        ? (internalWeight[Int(child)], internalValue[Int(child)])
        : (leafWeight[Int(~child)], leafValue[Int(~child)])
    }
    let (left, right) = (place(leftChild[node]), place(rightChild[node]))
    let difference = left.value - right.value
    return left.weight / internalWeight[node] * right.weight * difference * difference
  }
}
