import Exact

/// Grows the trees of a forest, one after another, each node before those to its right.
///
/// What is drawn for a tree and a node is a function of the key, the tree's number and the node's, so it does not matter which
/// grower grows which tree.
final class ForestGrower {
  let table: ForestTable
  let rules: ForestSettings
  /// The most columns that a node looks at, unless those are all constant.
  private let features: Int
  private let key: Key
  private let bootstrap: Bootstrap?
  private let ownWeights: [Float]?

  /// The rows of this tree, in the order of each column, or in one order where columns are cut anywhere; the rows of a node
  /// lie together.
  let orders: Block<Int32>
  let buffer: Block<Int32>
  /// How much each row counts in this tree.
  let weights: Block<Double>
  /// Of each row in this tree its weighted target and its weight.
  let moments: Block<SIMD2<Double>>
  /// Whether a row goes left.
  let marks: Block<UInt8>
  /// The values of one column in one node, and the moments of its rows in their order, where columns are cut anywhere.
  let gathered: Block<Double>
  let nodeMoments: Block<SIMD2<Double>>
  /// The sums of the node at hand, and those to the left of a cut.
  let sums: Block<Double>
  let leftSums: Block<Double>

  /// The columns, those drawn for a node first.
  private let candidates: Block<Int>
  private struct Draws {
    let columns: Key
    let thresholds: Key
  }

  /// A leaf that may be split.
  struct OpenNode {
    var leaf: Int
    var begin: Int
    var count: Int
    var depth: Int
    var weight = 0.0
    var isPure = false
  }

  /// Where a column cuts a node: values up to the threshold go left.
  struct Cut {
    var column: Int
    var threshold: Double
    /// Rows that go left.
    var left: Int
    var score: Double
  }

  init(
    _ table: ForestTable, _ rules: ForestSettings, _ data: TrainingSet, _ key: Key,
    _ bootstrap: Bootstrap?
  ) {
    self.table = table
    self.rules = rules
    self.key = key
    self.bootstrap = bootstrap
    features = rules.features(of: table.columns)
    ownWeights = bootstrap == nil ? data.weights : nil
    orders = Block(count: (table.orders == nil ? 1 : table.columns) * table.rows, of: 0)
    buffer = Block(count: table.rows, of: 0)
    weights = Block(count: table.rows, of: 0)
    moments = Block(count: table.rows, of: .zero)
    marks = Block(count: table.rows, of: 0)
    let cutRows = table.orders == nil ? table.rows : 0
    gathered = Block(count: cutRows, of: 0)
    nodeMoments = Block(count: cutRows, of: .zero)
    sums = Block(count: table.outputs, of: 0)
    leftSums = Block(count: table.outputs, of: 0)
    candidates = Block(count: table.columns, of: 0)
  }

  /// Grows a tree by its number in the forest; one for each output.
  func grow(_ index: Int) -> [Tree] {
    let draws = Draws(columns: key[index]["columns"], thresholds: key[index]["thresholds"])
    for column in 0..<table.columns { candidates.base[column] = column }
    var tree = GrowingTree(outputs: table.outputs)
    var root = OpenNode(leaf: 0, begin: 0, count: fill(index), depth: 0)
    measure(&root, orders.base, &tree)
    var open = [root]
    var number = 0
    while let node = open.popLast() {
      guard canSplit(node) else { continue }
      defer { number += 1 }
      sum(node)
      guard let cut = bestCut(node, number, draws) else { continue }
      let rows = cutOrder(node, cut)
      var left = OpenNode(
        leaf: node.leaf, begin: node.begin, count: cut.left, depth: node.depth + 1)
      var right = OpenNode(
        leaf: tree.split(node.leaf, column: cut.column, threshold: cut.threshold),
        begin: node.begin + cut.left, count: node.count - cut.left, depth: node.depth + 1)
      measure(&left, rows, &tree)
      measure(&right, rows + cut.left, &tree)
      guard canSplit(left) || canSplit(right) else { continue }
      divideOrders(node, cut)
      open.append(right)
      open.append(left)
    }
    return tree.trees()
  }

  /// Sets up the rows of a tree and returns how many it has.
  private func fill(_ index: Int) -> Int {
    let rows = table.rows
    let counts = bootstrap?.counts(ofTree: index)
    for row in 0..<rows {
      let weight = counts.map { Double($0[row]) } ?? ownWeights.map { Double($0[row]) } ?? 1
      weights.base[row] = weight
      if case .numbers(let numbers, _) = table.target {
        moments.base[row] = SIMD2(weight * numbers[row], weight)
      }
    }
    guard let all = table.orders else {
      var used = 0
      for row in 0..<rows where weights.base[row] > 0 {
        orders.base[used] = Int32(truncatingIfNeeded: row)
        used += 1
      }
      return used
    }
    var used = 0
    for column in 0..<table.columns {
      let (source, order) = (all.base + column * rows, orders.base + column * rows)
      used = 0
      for place in 0..<rows {
        let row = source[place]
        order[used] = row
        used &+= weights.base[Int(row)] > 0 ? 1 : 0
      }
    }
    return used
  }

  private func canSplit(_ node: OpenNode) -> Bool {
    !node.isPure && node.count >= rules.minRowsToSplit && node.count >= 2 * rules.minRowsInLeaf
      && node.depth < rules.maxDepth ?? .max
  }

  /// Weighs the rows of a node, describes them as a leaf, and finds out whether they differ in what is to be predicted.
  private func measure(
    _ node: inout OpenNode, _ rows: UnsafePointer<Int32>, _ tree: inout GrowingTree
  ) {
    switch table.target {
    case .numbers(let numbers, let mean):
      var moment = SIMD2<Double>.zero
      let first = numbers[Int(rows[0])]
      var isPure = true
      for i in 0..<node.count {
        let row = Int(rows[i])
        moment += moments.base[row]
        if numbers[row] != first { isPure = false }
      }
      node.weight = moment.y
      node.isPure = isPure
      let value = mean + (isPure ? first : moment.x / moment.y)
      tree.describe(node.leaf, count: node.count, weight: moment.y) { _ in value }
    case .classes(let classes, let count):
      sums.base.update(repeating: 0, count: count)
      let first = classes[Int(rows[0])]
      var isPure = true
      var weight = 0.0
      for i in 0..<node.count {
        let row = Int(rows[i])
        weight += weights.base[row]
        sums.base[Int(classes[row])] += weights.base[row]
        if classes[row] != first { isPure = false }
      }
      node.weight = weight
      node.isPure = isPure
      tree.describe(node.leaf, count: node.count, weight: weight) { sums.base[$0] / weight }
    }
  }

  /// Sums up the targets of a node into `sums`.
  private func sum(_ node: OpenNode) {
    let rows = orders.base + node.begin
    sums.base.update(repeating: 0, count: table.outputs)
    switch table.target {
    case .numbers:
      var sum = 0.0
      for i in 0..<node.count { sum += moments.base[Int(rows[i])].x }
      sums.base[0] = sum
      if table.orders == nil {
        for i in 0..<node.count { nodeMoments.base[i] = moments.base[Int(rows[i])] }
      }
    case .classes(let classes, _):
      for i in 0..<node.count {
        sums.base[Int(classes[Int(rows[i])])] += weights.base[Int(rows[i])]
      }
    }
  }

  /// The best cut of the columns that a node looks at; of equal ones that of the column drawn first, and of it the lowest.
  ///
  /// Columns are drawn without replacement, and beyond the number asked for until one is not constant. Two rows are parted
  /// equally well by every column: were the earliest to win, it would seem important, and no second need be looked at.
  private func bestCut(_ node: OpenNode, _ number: Int, _ draws: Draws) -> Cut? {
    var best: Cut?
    let columns = table.columns
    let wanted = node.count == 2 ? 1 : features
    var varies = false
    for place in 0..<columns {
      if place >= wanted, varies { break }
      let at = number * columns + place
      let other = place + draws.columns.integer(below: columns - place, at: at)
      let column = candidates.base[other]
      candidates.base[other] = candidates.base[place]
      candidates.base[place] = column
      let found =
        table.orders == nil
        ? drawnCut(column, node, at: draws.thresholds.uniformDouble(at: at), &varies)
        : sortedCut(column, node, &varies)
      guard let found, found.score > best?.score ?? -.infinity else { continue }
      best = found
    }
    return best
  }

  /// Moves the rows that go left to the front of a node, both sides in their order.
  func divide(_ order: UnsafeMutablePointer<Int32>, count: Int, goesLeft: (Int32) -> UInt8) {
    var left = 0
    var right = 0
    for i in 0..<count {
      let row = order[i]
      let mark = Int(goesLeft(row))
      order[left] = row
      buffer.base[right] = row
      left &+= mark
      right &+= 1 &- mark
    }
    (order + left).update(from: buffer.base, count: right)
  }
}
