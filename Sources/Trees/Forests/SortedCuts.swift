// Cuts at the best of all places: between neighbours in the order of a column.

extension ForestGrower {
  /// The best cut of a column; nil where there is none, and `varies` tells whether it has more than one value.
  ///
  /// A cut into weights l and r is scored by what differs among cuts of a node: for numbers the squared difference of the left
  /// sum from what the node's mean would make it, over l r; for classes the sums of squared class weights over l and over r.
  func sortedCut(_ column: Int, _ node: OpenNode, _ varies: inout Bool) -> Cut? {
    let order = UnsafePointer(orders.base + column * table.rows + node.begin)
    let values = UnsafePointer(table.values.base + column * table.rows)
    guard values[Int(order[0])] < values[Int(order[node.count - 1])] else { return nil }
    varies = true
    let (left, score) =
      switch table.target {
      case .numbers: bestOfNumbers(order, values, node)
      case .classes(let classes, let count): bestOfClasses(order, values, node, classes, count)
      }
    guard left > 0 else { return nil }
    let (low, high) = (values[Int(order[left - 1])], values[Int(order[left])])
    return Cut(column: column, threshold: middle(low, high), left: left, score: score)
  }

  private func bestOfNumbers(
    _ order: UnsafePointer<Int32>, _ values: UnsafePointer<Double>, _ node: OpenNode
  ) -> (left: Int, score: Double) {
    let (least, weight) = (rules.minRowsInLeaf, node.weight)
    let mean = sums.base[0] / weight
    let moments = UnsafePointer(moments.base)
    var best = (left: 0, score: -Double.infinity)
    var sum = SIMD2<Double>.zero
    var next = values[Int(order[0])]
    for place in 0..<max(0, node.count - least) {
      sum += moments[Int(order[place])]
      let value = next
      next = values[Int(order[place &+ 1])]
      let right = weight - sum.y
      if value == next || place &+ 1 < least || !(right > 0) { continue }
      let excess = sum.x - mean * sum.y
      let score = excess * excess / (sum.y * right)
      if score > best.score { best = (place &+ 1, score) }
    }
    return best
  }

  private func bestOfClasses(
    _ order: UnsafePointer<Int32>, _ values: UnsafePointer<Double>, _ node: OpenNode,
    _ classes: [Int32], _ count: Int
  ) -> (left: Int, score: Double) {
    let least = rules.minRowsInLeaf
    let (weights, sums, lefts) = (UnsafePointer(weights.base), sums.base, leftSums.base)
    lefts.update(repeating: 0, count: count)
    var (leftSquares, rightSquares) = (0.0, 0.0)
    for i in 0..<count { rightSquares += sums[i] * sums[i] }
    var best = (left: 0, score: -Double.infinity)
    var left = 0.0
    var next = values[Int(order[0])]
    classes.withUnsafeBufferPointer { classes in
      for place in 0..<max(0, node.count - least) {
        let row = Int(order[place])
        let (weight, label) = (weights[row], Int(classes[row]))
        let before = lefts[label]
        leftSquares += weight * (2 * before + weight)
        rightSquares -= weight * (2 * (sums[label] - before) - weight)
        lefts[label] = before + weight
        left += weight
        let value = next
        next = values[Int(order[place &+ 1])]
        let right = node.weight - left
        if value == next || place &+ 1 < least || !(right > 0) { continue }
        let score = (leftSquares * right + rightSquares * left) / (left * right)
        if score > best.score { best = (place &+ 1, score) }
      }
    }
    return best
  }

  /// The rows of a node with those that go left before the others.
  func cutOrder(_ node: OpenNode, _ cut: Cut) -> UnsafePointer<Int32> {
    guard table.orders != nil else {
      // There is one order only, and it is wanted parted in any case.
      let values = table.values.base + cut.column * table.rows
      divide(orders.base + node.begin, count: node.count) {
        values[Int($0)] <= cut.threshold ? 1 : 0
      }
      return UnsafePointer(orders.base + node.begin)
    }
    return UnsafePointer(orders.base + cut.column * table.rows + node.begin)
  }

  /// Parts the rows of a node in the orders of all columns.
  func divideOrders(_ node: OpenNode, _ cut: Cut) {
    guard table.orders != nil else { return }
    let parted = orders.base + cut.column * table.rows + node.begin
    let marks = marks.base
    for i in 0..<node.count { marks[Int(parted[i])] = i < cut.left ? 1 : 0 }
    for column in 0..<table.columns where column != cut.column {
      divide(orders.base + column * table.rows + node.begin, count: node.count) { marks[Int($0)] }
    }
  }
}

/// A threshold between two values: the mean, or the lower one where no number lies between.
func middle(_ low: Double, _ high: Double) -> Double {
  let mean = low / 2 + high / 2
  return mean >= low && mean < high ? mean : low
}
