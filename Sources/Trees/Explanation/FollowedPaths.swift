/// The way from the root to a leaf, as an explanation sees it.
struct LeafPath {
  /// The leaf's output.
  let value: Double
  /// The number of different columns on the path.
  let count: Int
  /// Those columns, in the order in which the path asks for them first.
  let columns: UnsafePointer<Int32>
  /// The share of the training rows that would go on towards the leaf at the nodes of each column.
  let shares: UnsafePointer<Double>
  /// For each row a bit for each column of the path, set where the row's value leads towards the leaf at all of that
  /// column's nodes: bit k % 32 of word k / 32, [word, row].
  let followed: UnsafePointer<UInt32>
  /// Rows in `followed`.
  let rows: Int
  /// Words of a row.
  var words: Int { max(1, (count + 31) / 32) }

  /// Whether a row follows the path in the column at a place of `columns`: 1 or 0.
  @inline(__always)
  func follows(_ place: Int, _ row: Int) -> UInt32 {
    followed[place / 32 &* rows &+ row] &>> UInt32(place % 32) & 1
  }
}

/// Walks through all leaves of a tree with a batch of rows at once, and tells for each leaf which rows follow which columns of
/// its path.
///
/// The rows' answers are bits, and a step down changes one bit of each row; so the walk costs two vector operations a
/// node, and keeps one level of answers for every level of the tree.
final class FollowedPaths {
  /// Rows of a batch.
  let capacity: Int
  private let words: Int
  /// The answers at each level, [level, word, row].
  private let followed: Block<UInt32>
  /// Whether the rows go left at the node of each level, [level, row].
  private let goesLeft: Block<UInt32>
  private let shares: Block<Double>
  private let columns: Block<Int32>
  private let counts: Block<Int>
  private let stack: Block<Step>
  private let most: Int

  /// A place still to be visited: a node or a leaf, below a node.
  private struct Step {
    var place: Int32
    var parent: Int32
    var level: Int32
    /// 0 for the left child, 1 for the right one.
    var side: UInt32
  }

  /// Room for trees of that depth over so many columns, and for batches of rows.
  init(depth: Int, columns: Int, rows: Int) {
    capacity = max(1, rows)
    most = min(depth, columns)
    words = max(1, (most + 31) / 32)
    followed = Block(count: (depth + 1) * words * capacity, of: 0)
    goesLeft = Block(count: (depth + 1) * capacity, of: 0)
    shares = Block(count: (depth + 1) * max(1, most), of: 0)
    self.columns = Block(count: max(1, most), of: 0)
    counts = Block(count: depth + 1, of: 0)
    stack = Block(count: depth + 2, of: Step(place: 0, parent: -1, level: 0, side: 0))
  }

  /// Calls `visit` for every leaf, from left to right.
  ///
  /// The rows lie column by column, `capacity` apart; the first `count` of them are looked at.
  func walk(
    _ tree: Tree, _ values: UnsafePointer<Double>, count: Int, _ visit: (LeafPath) -> Void
  ) {
    stack.base[0] = Step(place: tree.nodes > 0 ? 0 : ~0, parent: -1, level: 0, side: 0)
    counts.base[0] = 0
    for word in 0..<words {
      (followed.base + word * capacity).update(repeating: 0, count: count)
    }
    var height = 1
    while height > 0 {
      height -= 1
      let step = stack.base[height]
      let level = Int(step.level)
      if step.parent >= 0 { descend(tree, step, count) }
      if step.place < 0 {
        visit(
          LeafPath(
            value: tree.leafValue[Int(~step.place)], count: counts.base[level],
            columns: UnsafePointer(columns.base),
            shares: UnsafePointer(shares.base + level * max(1, most)),
            followed: UnsafePointer(followed.base + level * words * capacity), rows: capacity))
      } else {
        let node = Int(step.place)
        decide(
          tree, node, values + Int(tree.splitFeature[node]) * capacity, count,
          goesLeft.base + level * capacity)
        let next = step.level + 1
        stack.base[height] = Step(
          place: tree.rightChild[node], parent: step.place, level: next, side: 1)
        stack.base[height + 1] = Step(
          place: tree.leftChild[node], parent: step.place, level: next, side: 0)
        height += 2
      }
    }
  }

  /// Makes the level of a child from that of its parent.
  private func descend(_ tree: Tree, _ step: Step, _ count: Int) {
    let node = Int(step.parent)
    let level = Int(step.level)
    let (above, below) = (
      followed.base + (level - 1) * words * capacity, followed.base + level * words * capacity
    )
    let before = shares.base + (level - 1) * max(1, most)
    let after = shares.base + level * max(1, most)
    let known = counts.base[level - 1]
    let column = tree.splitFeature[node]
    var place = 0
    while place < known, columns.base[place] != column { place += 1 }
    let isNew = place == known
    columns.base[place] = column
    counts.base[level] = isNew ? known + 1 : known
    after.update(from: before, count: known)
    let share = tree.share(ofChild: step.place, of: node)
    after[place] = isNew ? share : before[place] * share

    let bit = UInt32(place % 32)
    // Bits above the known ones may be left from another path, and a new column's bit must be written anyway.
    let kept = isNew ? (UInt32(1) << bit) &- 1 : ~(UInt32(1) << bit)
    let side = step.side
    let left = goesLeft.base + (level - 1) * capacity
    for word in 0..<words where word != place / 32 {
      (below + word * capacity).update(from: above + word * capacity, count: count)
    }
    let (source, target) = (above + place / 32 * capacity, below + place / 32 * capacity)
    if isNew {
      for row in 0..<count { target[row] = source[row] & kept | (left[row] ^ side) &<< bit }
    } else {
      for row in 0..<count { target[row] = source[row] & (kept | (left[row] ^ side) &<< bit) }
    }
  }

  /// Writes 1 for every row that goes left at a node, 0 for the others.
  private func decide(
    _ tree: Tree, _ node: Int, _ values: UnsafePointer<Double>, _ count: Int,
    _ left: UnsafeMutablePointer<UInt32>
  ) {
    let decision = tree.decision[node]
    guard !decision.isCategorical, decision.missing != .zero else {
      for row in 0..<count { left[row] = tree.goesLeft(values[row], atNode: node) ? 1 : 0 }
      return
    }
    let threshold = tree.threshold[node]
    if decision.missing == .nan ? decision.defaultLeft : 0 <= threshold {
      for row in 0..<count { left[row] = values[row] > threshold ? 0 : 1 }
    } else {
      for row in 0..<count { left[row] = values[row] <= threshold ? 1 : 0 }
    }
  }
}

extension Tree {
  /// The training rows that reached a node, or a leaf ~place.
  func cover(of place: Int32) -> Int {
    place < 0 ? leafCount[Int(~place)] : internalCount[Int(place)]
  }

  /// The share of a node's training rows that went to a child.
  func share(ofChild child: Int32, of node: Int) -> Double {
    Double(cover(of: child)) / Double(internalCount[node])
  }

  /// The mean of the leaves' outputs over the training rows.
  var expectedOutput: Double {
    guard nodes > 0 else { return leafValue[0] }
    var reached = [Double](repeating: 0, count: nodes)
    reached[0] = 1
    var mean = 0.0
    for node in 0..<nodes {
      for child in [leftChild[node], rightChild[node]] {
        let share = reached[node] * share(ofChild: child, of: node)
        if child < 0 { mean += share * leafValue[Int(~child)] } else { reached[Int(child)] = share }
      }
    }
    return mean
  }
}
