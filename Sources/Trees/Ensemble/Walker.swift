/// Trees of many leaves laid out for walking: sixteen bytes a node, siblings side by side, eight rows on their way at once.
///
/// A walk waits for memory and for the comparison before it can take its next step. Rows that walk together hide that: their
/// steps do not depend on one another. A leaf is a node that leads to itself, so nobody asks who has arrived.
struct Walker {
  /// A node: where values up to the threshold go; the other child lies right behind.
  private struct Node {
    var threshold: Double
    /// The column, with a bit above for missing values to the left.
    var feature: UInt32
    /// The left child in `nodes`; a leaf names itself.
    var left: Int32
  }

  private let trees: [Tree]
  private var nodes: [Node] = []
  /// The output at each node that is a leaf.
  private var values: [Double] = []
  /// The root of each tree; −1 for a tree that only a general walk can follow.
  private var roots: [Int] = []
  private var depths: [Int] = []

  private static let missingLeft: UInt32 = 1 << 31

  init(_ trees: [Tree], where isWanted: (Int) -> Bool) {
    self.trees = trees
    for (index, tree) in trees.enumerated() {
      let isPlain =
        isWanted(index) && tree.decision.allSatisfy { !$0.isCategorical && $0.missing != .zero }
      roots.append(isPlain ? nodes.count : -1)
      depths.append(isPlain ? tree.depth : 0)
      if isPlain { lay(tree) }
    }
  }

  /// Appends the nodes of a tree, those near the root first.
  private mutating func lay(_ tree: Tree) {
    var queue: [Int32] = [tree.nodes > 0 ? 0 : ~0]
    let base = nodes.count
    var next = 0
    while next < queue.count {
      let place = queue[next]
      if place < 0 {
        let own = Int32(base + next)
        nodes.append(Node(threshold: .infinity, feature: Self.missingLeft, left: own))
        values.append(tree.leafValue[Int(~place)])
      } else {
        let node = Int(place)
        let decision = tree.decision[node]
        let left = decision.missing == .nan ? decision.defaultLeft : 0 <= tree.threshold[node]
        nodes.append(
          Node(
            threshold: tree.threshold[node],
            feature: UInt32(tree.splitFeature[node]) | (left ? Self.missingLeft : 0),
            left: Int32(base + queue.count)))
        values.append(0)
        queue.append(tree.leftChild[node])
        queue.append(tree.rightChild[node])
      }
      next += 1
    }
  }

  /// Adds a tree's outputs for rows that lie one after the other.
  func add(
    _ index: Int, _ rows: UnsafePointer<Double>, count: Int, columns: Int,
    to sums: UnsafeMutablePointer<Double>
  ) {
    guard roots[index] >= 0 else {
      let tree = trees[index]
      for row in 0..<count { sums[row] += tree.leafValue[tree.leaf(of: rows + row * columns)] }
      return
    }
    nodes.withUnsafeBufferPointer { nodes in
      guard let nodes = nodes.baseAddress else { return }
      let (root, depth) = (roots[index], depths[index])
      withUnsafeTemporaryAllocation(of: Int.self, capacity: 8) { places in
        for start in stride(from: 0, to: count, by: 8) {
          let group = min(8, count - start)
          for row in 0..<group { places[row] = root }
          for _ in 0..<depth {
            for row in 0..<group {
              places[row] = Self.step(nodes, places[row], rows + (start &+ row) &* columns)
            }
          }
          for row in 0..<group { sums[start + row] += values[places[row]] }
        }
      }
    }
  }

  @inline(__always)
  private static func step(
    _ nodes: UnsafePointer<Node>, _ place: Int, _ row: UnsafePointer<Double>
  ) -> Int {
    let node = nodes[place]
    let value = row[Int(node.feature & ~missingLeft)]
    // A missing value is not greater than anything, so it goes left unless the node says otherwise.
    let goesRight = value > node.threshold || value.isNaN && node.feature & missingLeft == 0
    return Int(node.left) &+ (goesRight ? 1 : 0)
  }
}
