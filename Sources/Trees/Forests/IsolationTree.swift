import Exact

/// Parts a sample of rows by random cuts of random columns, up to the depth that a balanced tree would need.
func isolationTree(
  _ values: Block<Double>, rows: Int, columns: Int, size: Int, key: Key
) -> Tree {
  let (columnKey, thresholdKey) = (key["columns"], key["thresholds"])
  var sample = key["rows"].sample(size, of: rows)
  let most = size > 2 ? Int.bitWidth - (size - 1).leadingZeroBitCount : 1
  var tree = GrowingTree(outputs: 1)
  var candidates = Array(0..<columns)
  func describe(_ leaf: Int, _ count: Int) {
    tree.describe(leaf, count: count, weight: Double(count)) { _ in 0 }
  }
  describe(0, size)
  var open = [(leaf: 0, begin: 0, end: size, depth: 0)]
  var number = 0
  while let node = open.popLast() {
    guard node.end - node.begin > 1, node.depth < most else { continue }
    defer { number += 1 }
    for place in 0..<columns {
      let at = number * columns + place
      candidates.swapAt(place, place + columnKey.integer(below: columns - place, at: at))
      let column = candidates[place]
      let numbers = values.base + column * rows
      var (low, high) = (numbers[sample[node.begin]], numbers[sample[node.begin]])
      for row in sample[node.begin..<node.end] {
        low = min(low, numbers[row])
        high = max(high, numbers[row])
      }
      guard low < high else { continue }
      let cut = drawnThreshold(low, high, at: thresholdKey.uniformDouble(at: number))
      let right = sample[node.begin..<node.end].partition { numbers[$0] > cut }
      let other = tree.split(node.leaf, column: column, threshold: cut)
      describe(node.leaf, right - node.begin)
      describe(other, node.end - right)
      open.append((other, right, node.end, node.depth + 1))
      open.append((node.leaf, node.begin, right, node.depth + 1))
      break
    }
  }
  return tree.trees()[0].withPathLengths()
}

extension Tree {
  /// The tree with the expected number of cuts as its outputs: those above a place and those that its rows would still need.
  func withPathLengths() -> Tree {
    var tree = self
    var depths = [Int](repeating: 0, count: nodes)
    if nodes == 0 { tree.leafValue[0] = averagePathLength(leafCount[0]) }
    for node in 0..<nodes {
      tree.internalValue[node] = Double(depths[node]) + averagePathLength(internalCount[node])
      for child in [leftChild[node], rightChild[node]] {
        if child >= 0 {
          depths[Int(child)] = depths[node] + 1
        } else {
          let leaf = Int(~child)
          tree.leafValue[leaf] = Double(depths[node] + 1) + averagePathLength(leafCount[leaf])
        }
      }
    }
    for node in 0..<nodes { tree.splitGain[node] = Float(tree.squaresLowered(by: node)) }
    return tree
  }
}
