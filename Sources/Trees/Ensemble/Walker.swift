/// Trees laid out for walking: sixteen bytes a node, siblings side by side, several rows on their way at once.
///
/// A walk waits for memory and for the comparison before it can take its next step. Eight rows that walk together hide
/// that: their steps do not depend on one another. A leaf is a node that leads to itself, so nobody asks who has arrived until
/// a few steps are done.
struct Walker {
  /// Rows that walk together.
  static let block = 8

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
  private var roots: [Int32] = []
  private var depths: [Int] = []

  private static let missingLeft: UInt32 = 1 << 31

  init(_ trees: [Tree]) {
    self.trees = trees
    for tree in trees {
      let isPlain = tree.decision.allSatisfy { !$0.isCategorical && $0.missing != .zero }
      roots.append(isPlain ? Int32(nodes.count) : -1)
      depths.append(tree.depth)
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
      let own = Int32(base + next)
      if place < 0 {
        nodes.append(Node(threshold: .infinity, feature: Self.missingLeft, left: own))
        values.append(tree.leafValue[Int(~place)])
      } else {
        let node = Int(place)
        let decision = tree.decision[node]
        let left =
          decision.missing == .nan ? decision.defaultLeft : 0 <= tree.threshold[node]
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

  /// Adds the outputs of all trees, from the first to the last, for each row.
  func add(
    _ rows: UnsafePointer<Double>, rows count: Int, columns: Int, outputs: Int,
    to sums: UnsafeMutablePointer<Double>
  ) {
    nodes.withUnsafeBufferPointer { nodes in
      values.withUnsafeBufferPointer { values in
        // Trees of one stretch stay in the cache while all rows pass.
        for start in stride(from: 0, to: trees.count, by: 64) {
          let stretch = start..<min(start + 64, trees.count)
          var row = 0
          while row < count {
            let size = min(Self.block, count - row)
            for index in stretch {
              add(
                index, nodes.baseAddress, values.baseAddress, rows + row * columns, size, columns,
                outputs, sums + row * outputs + index % outputs)
            }
            row += size
          }
        }
      }
    }
  }

  @inline(__always)
  private func add(
    _ index: Int, _ nodes: UnsafePointer<Node>?, _ values: UnsafePointer<Double>?,
    _ rows: UnsafePointer<Double>, _ count: Int, _ columns: Int, _ outputs: Int,
    _ sums: UnsafeMutablePointer<Double>
  ) {
    guard let nodes, let values, roots[index] >= 0 else {
      let tree = trees[index]
      for row in 0..<count {
        sums[row * outputs] += tree.leafValue[tree.leaf(of: rows + row * columns)]
      }
      return
    }
    let root = Int(roots[index])
    if count == Self.block {
      var (a, b, c, d, e, f, g, h) = (root, root, root, root, root, root, root, root)
      for _ in 0..<depths[index] {
        a = Self.step(nodes, a, rows)
        b = Self.step(nodes, b, rows + columns)
        c = Self.step(nodes, c, rows + 2 &* columns)
        d = Self.step(nodes, d, rows + 3 &* columns)
        e = Self.step(nodes, e, rows + 4 &* columns)
        f = Self.step(nodes, f, rows + 5 &* columns)
        g = Self.step(nodes, g, rows + 6 &* columns)
        h = Self.step(nodes, h, rows + 7 &* columns)
      }
      sums[0] += values[a]
      sums[outputs] += values[b]
      sums[2 &* outputs] += values[c]
      sums[3 &* outputs] += values[d]
      sums[4 &* outputs] += values[e]
      sums[5 &* outputs] += values[f]
      sums[6 &* outputs] += values[g]
      sums[7 &* outputs] += values[h]
    } else {
      for row in 0..<count {
        var place = root
        for _ in 0..<depths[index] { place = Self.step(nodes, place, rows + row &* columns) }
        sums[row &* outputs] += values[place]
      }
    }
  }

  @inline(__always)
  private static func step(
    _ nodes: UnsafePointer<Node>, _ place: Int, _ row: UnsafePointer<Double>
  ) -> Int {
    let node = nodes + place
    let feature = node.pointee.feature
    let value = row[Int(feature & 0x7fff_ffff)]
    let right = value > node.pointee.threshold ? 1 : 0
    let missingRight = value != value && feature & missingLeft == 0 ? 1 : 0
    return Int(node.pointee.left) &+ (right | missingRight)
  }
}
