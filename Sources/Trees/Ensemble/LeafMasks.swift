/// Trees of at most 64 leaves, asked about many rows at once without walking.
///
/// A row that goes right at a node cannot reach the leaves to the left of it. So every node has a mask that lacks those
/// leaves, and a row's bits, all set at first, are cut down by the masks of all nodes at which it goes right, in any order; the
/// leftmost bit that is left is its leaf (QuickScorer, Lucchese and others 2015). No step waits for another, and the rows of
/// a block are compared by vectors.
struct LeafMasks {
  /// Rows of a block.
  static let block = 32
  static let mostLeaves = 64

  /// The nodes of one tree: first those where a missing value goes left, then those where it goes right, then those that need
  /// more than a comparison.
  private struct Layout {
    var start: Int
    var missingRight: Int
    var general: Int
    var end: Int
    /// Where its leaves begin in `values`.
    var leaves: Int
  }

  private let trees: [Tree]
  private var layouts: [Layout?] = []
  private var features: [Int32] = []
  private var thresholds: [Double] = []
  private var masks: [UInt64] = []
  /// The number in its tree of each node.
  private var nodes: [Int32] = []
  /// The outputs of the leaves of each tree, from left to right.
  private var values: [Double] = []

  init(_ trees: [Tree]) {
    self.trees = trees
    for tree in trees { layouts.append(tree.leaves <= Self.mostLeaves ? lay(tree) : nil) }
  }

  /// The number of trees.
  var count: Int { trees.count }

  /// Whether a tree is laid out here.
  func holds(_ index: Int) -> Bool { layouts[index] != nil }

  private mutating func lay(_ tree: Tree) -> Layout {
    var nodeMasks = [UInt64](repeating: 0, count: tree.nodes)
    let leaves = values.count
    place(tree.nodes > 0 ? 0 : ~0, of: tree, leaves, &nodeMasks)
    /// 0 for missing to the left, 1 for missing to the right, 2 for sets and zeros.
    func kind(_ node: Int) -> Int {
      let decision = tree.decision[node]
      if decision.isCategorical || decision.missing == .zero { return 2 }
      let left = decision.missing == .nan ? decision.defaultLeft : 0 <= tree.threshold[node]
      return left ? 0 : 1
    }
    var ends = [features.count]
    for wanted in 0..<3 {
      for node in 0..<tree.nodes where kind(node) == wanted {
        features.append(tree.splitFeature[node])
        thresholds.append(tree.threshold[node])
        masks.append(nodeMasks[node])
        nodes.append(Int32(node))
      }
      ends.append(features.count)
    }
    return Layout(
      start: ends[0], missingRight: ends[1], general: ends[2], end: ends[3], leaves: leaves)
  }

  /// Numbers the leaves below a place from left to right; at most 64 leaves lie above one another.
  private mutating func place(
    _ place: Int32, of tree: Tree, _ first: Int, _ nodeMasks: inout [UInt64]
  ) {
    guard place >= 0 else {
      values.append(tree.leafValue[Int(~place)])
      return
    }
    let node = Int(place)
    let before = values.count
    self.place(tree.leftChild[node], of: tree, first, &nodeMasks)
    let width = values.count - before
    let lost = (UInt64(1) << UInt64(width) &- 1) << UInt64(before - first)
    nodeMasks[node] = ~lost
    self.place(tree.rightChild[node], of: tree, first, &nodeMasks)
  }

  /// Adds a tree's outputs for a block of rows, whose values lie column by column.
  func add(
    _ index: Int, _ columns: UnsafePointer<Double>, to sums: UnsafeMutablePointer<Double>,
    alive: UnsafeMutablePointer<UInt64>
  ) {
    guard let layout = layouts[index] else { return }
    for row in 0..<Self.block { alive[row] = ~0 }
    features.withUnsafeBufferPointer { features in
      thresholds.withUnsafeBufferPointer { thresholds in
        masks.withUnsafeBufferPointer { masks in
          for node in layout.start..<layout.missingRight {
            let values = columns + Int(features[node]) &* Self.block
            let (threshold, mask) = (thresholds[node], masks[node])
            for row in 0..<Self.block { alive[row] &= values[row] > threshold ? mask : ~0 }
          }
          for node in layout.missingRight..<layout.general {
            let values = columns + Int(features[node]) &* Self.block
            let (threshold, mask) = (thresholds[node], masks[node])
            for row in 0..<Self.block { alive[row] &= values[row] <= threshold ? ~0 : mask }
          }
        }
      }
    }
    for node in layout.general..<layout.end {
      let column = columns + Int(features[node]) * Self.block
      for row in 0..<Self.block
      where !trees[index].goesLeft(column[row], atNode: Int(nodes[node])) {
        alive[row] &= masks[node]
      }
    }
    values.withUnsafeBufferPointer { values in
      for row in 0..<Self.block {
        sums[row] += values[layout.leaves &+ alive[row].trailingZeroBitCount]
      }
    }
  }
}
