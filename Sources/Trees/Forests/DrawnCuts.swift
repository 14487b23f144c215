// Cuts at one drawn place.

extension ForestGrower {
  /// The cut of a column at a share of the way from its least to its greatest value in a node; nil where a side would be too
  /// small, and `varies` tells whether the column has more than one value.
  ///
  /// Scored as cuts at the best place are.
  func drawnCut(_ column: Int, _ node: OpenNode, at share: Double, _ varies: inout Bool) -> Cut? {
    let values = UnsafePointer(table.values.base + column * table.rows)
    let rows = UnsafePointer(orders.base + node.begin)
    let (low, high) = gather(values, rows, node.count)
    guard low < high else { return nil }
    varies = true
    let threshold = drawnThreshold(low, high, at: share)
    let left = countUp(to: threshold, node.count)
    guard left >= rules.minRowsInLeaf, node.count - left >= rules.minRowsInLeaf else { return nil }
    let score =
      switch table.target {
      case .numbers: scoreOfNumbers(node, threshold)
      case .classes(let classes, let count): scoreOfClasses(rows, node, threshold, classes, count)
      }
    guard let score else { return nil }
    return Cut(column: column, threshold: threshold, left: left, score: score)
  }

  /// Brings the values of rows together, and returns the least and the greatest.
  private func gather(
    _ values: UnsafePointer<Double>, _ rows: UnsafePointer<Int32>, _ count: Int
  ) -> (Double, Double) {
    let gathered = gathered.base
    let first = values[Int(rows[0])]
    var (lows, highs) = (SIMD4<Double>(repeating: first), SIMD4<Double>(repeating: first))
    var place = 0
    while place &+ 4 <= count {
      let four = SIMD4(
        values[Int(rows[place])], values[Int(rows[place &+ 1])], values[Int(rows[place &+ 2])],
        values[Int(rows[place &+ 3])])
      UnsafeMutableRawPointer(gathered + place).storeBytes(of: four, as: SIMD4<Double>.self)
      lows.replace(with: four, where: four .< lows)
      highs.replace(with: four, where: four .> highs)
      place &+= 4
    }
    var (low, high) = (lows.min(), highs.max())
    for i in place..<count {
      let value = values[Int(rows[i])]
      gathered[i] = value
      low = value < low ? value : low
      high = value > high ? value : high
    }
    return (low, high)
  }

  /// How many of the values that were brought together are at most a threshold.
  private func countUp(to threshold: Double, _ count: Int) -> Int {
    let gathered = UnsafePointer(gathered.base)
    let bound = SIMD4(repeating: threshold)
    var lefts = SIMD4<Int64>.zero
    var place = 0
    while place &+ 4 <= count {
      let four = UnsafeRawPointer(gathered + place).loadUnaligned(as: SIMD4<Double>.self)
      lefts.replace(with: lefts &+ 1, where: four .<= bound)
      place &+= 4
    }
    var left = Int(lefts.wrappedSum())
    for i in place..<count { left &+= gathered[i] <= threshold ? 1 : 0 }
    return left
  }

  private func scoreOfNumbers(_ node: OpenNode, _ threshold: Double) -> Double? {
    let (moments, gathered) = (UnsafePointer(nodeMoments.base), UnsafePointer(gathered.base))
    let bound = SIMD2(repeating: threshold)
    var sum = SIMD2<Double>.zero
    for i in 0..<node.count {
      let value = SIMD2(repeating: gathered[i])
      sum += SIMD2<Double>.zero.replacing(with: moments[i], where: value .<= bound)
    }
    let right = node.weight - sum.y
    guard right > 0, sum.y > 0 else { return nil }
    let excess = sum.x - sums.base[0] / node.weight * sum.y
    return excess * excess / (sum.y * right)
  }

  private func scoreOfClasses(
    _ rows: UnsafePointer<Int32>, _ node: OpenNode, _ threshold: Double, _ classes: [Int32],
    _ count: Int
  ) -> Double? {
    let (weights, gathered) = (UnsafePointer(weights.base), UnsafePointer(gathered.base))
    let lefts = leftSums.base
    lefts.update(repeating: 0, count: count)
    var leftWeight = 0.0
    classes.withUnsafeBufferPointer { classes in
      for i in 0..<node.count {
        let row = Int(rows[i])
        let goesLeft = gathered[i] <= threshold
        let weight = goesLeft ? weights[row] : 0
        lefts[Int(classes[row])] += weight
        leftWeight += weight
      }
    }
    let rightWeight = node.weight - leftWeight
    guard leftWeight > 0, rightWeight > 0 else { return nil }
    var (leftSquares, rightSquares) = (0.0, 0.0)
    for i in 0..<count {
      let others = sums.base[i] - lefts[i]
      leftSquares += lefts[i] * lefts[i]
      rightSquares += others * others
    }
    return leftSquares / leftWeight + rightSquares / rightWeight
  }
}

/// A threshold at a share of the way between two values, below the greater one.
func drawnThreshold(_ low: Double, _ high: Double, at share: Double) -> Double {
  let value = low * (1 - share) + high * share
  return value >= low && value < high ? value : low
}
