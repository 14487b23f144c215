// Cuts at one drawn place.

extension ForestGrower {
  /// The cut of a column at a share of the way from its least to its greatest value in a node; nil where a side would be too
  /// small, and `varies` tells whether the column has more than one value.
  ///
  /// Scored as cuts at the best place are.
  func drawnCut(_ column: Int, _ node: OpenNode, at share: Double, _ varies: inout Bool) -> Cut? {
    let values = UnsafePointer(table.values.base + column * table.rows)
    let rows = UnsafePointer(orders.base + node.begin)
    let gathered = gathered.base
    var (low, high) = (values[Int(rows[0])], values[Int(rows[0])])
    for i in 0..<node.count {
      let value = values[Int(rows[i])]
      gathered[i] = value
      low = value < low ? value : low
      high = value > high ? value : high
    }
    guard low < high else { return nil }
    varies = true
    let threshold = drawnThreshold(low, high, at: share)
    let (left, score) =
      switch table.target {
      case .numbers: scoreOfNumbers(rows, node, threshold)
      case .classes(let classes, let count): scoreOfClasses(rows, node, threshold, classes, count)
      }
    guard left >= rules.minRowsInLeaf, node.count - left >= rules.minRowsInLeaf,
      score > -.infinity
    else { return nil }
    return Cut(column: column, threshold: threshold, left: left, score: score)
  }

  private func scoreOfNumbers(
    _ rows: UnsafePointer<Int32>, _ node: OpenNode, _ threshold: Double
  ) -> (left: Int, score: Double) {
    let (moments, gathered) = (UnsafePointer(moments.base), UnsafePointer(gathered.base))
    var sum = SIMD2<Double>.zero
    var left = 0
    for i in 0..<node.count {
      let goesLeft = gathered[i] <= threshold
      let moment = moments[Int(rows[i])]
      sum += goesLeft ? moment : .zero
      left &+= goesLeft ? 1 : 0
    }
    let right = node.weight - sum.y
    guard right > 0, sum.y > 0 else { return (left, -.infinity) }
    let excess = sum.x - sums.base[0] / node.weight * sum.y
    return (left, excess * excess / (sum.y * right))
  }

  private func scoreOfClasses(
    _ rows: UnsafePointer<Int32>, _ node: OpenNode, _ threshold: Double, _ classes: [Int32],
    _ count: Int
  ) -> (left: Int, score: Double) {
    let (weights, gathered) = (UnsafePointer(weights.base), UnsafePointer(gathered.base))
    let lefts = leftSums.base
    lefts.update(repeating: 0, count: count)
    var left = 0
    var leftWeight = 0.0
    classes.withUnsafeBufferPointer { classes in
      for i in 0..<node.count {
        let row = Int(rows[i])
        let goesLeft = gathered[i] <= threshold
        let weight = goesLeft ? weights[row] : 0
        lefts[Int(classes[row])] += weight
        leftWeight += weight
        left &+= goesLeft ? 1 : 0
      }
    }
    let rightWeight = node.weight - leftWeight
    guard leftWeight > 0, rightWeight > 0 else { return (left, -.infinity) }
    var (leftSquares, rightSquares) = (0.0, 0.0)
    for i in 0..<count {
      let others = sums.base[i] - lefts[i]
      leftSquares += lefts[i] * lefts[i]
      rightSquares += others * others
    }
    return (left, leftSquares / leftWeight + rightSquares / rightWeight)
  }
}

/// A threshold at a share of the way between two values, below the greater one.
func drawnThreshold(_ low: Double, _ high: Double, at share: Double) -> Double {
  let value = low * (1 - share) + high * share
  return value >= low && value < high ? value : low
}
