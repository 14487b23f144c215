/// A tree whose nodes compare bins, for rows that are binned already.
struct BinnedTree {
  private var features: [Int] = []
  private var left: [Int32] = []
  private var right: [Int32] = []
  /// Marks of the bins that go left, those of one node after those of another.
  private var marks: [UInt8] = []
  private var starts: [Int] = []

  /// Adds the node of a split.
  mutating func split(feature: Int, marks node: [UInt8], leaf: Int, new: Int, parent: Int?) {
    let index = Int32(features.count)
    if let parent {
      if left[parent] == Int32(~leaf) { left[parent] = index } else { right[parent] = index }
    }
    features.append(feature)
    left.append(Int32(~leaf))
    right.append(Int32(~new))
    starts.append(marks.count)
    marks += node
  }

  /// Adds to the score of each row the value of the leaf that it reaches.
  func add(
    _ values: [Double], rows: Range<Int>, of table: BinnedTable,
    to scores: UnsafeMutablePointer<Double>
  ) {
    for row in rows { scores[row] += values[leaf(of: row, in: table)] }
  }

  /// Adds to the scores of some rows the values of the leaves that they reach.
  func add(
    _ values: [Double], rows: [Int32], of table: BinnedTable,
    to scores: UnsafeMutablePointer<Double>
  ) {
    for row in rows { scores[Int(row)] += values[leaf(of: Int(row), in: table)] }
  }

  private func leaf(of row: Int, in table: BinnedTable) -> Int {
    guard !features.isEmpty else { return 0 }
    var place: Int32 = 0
    while place >= 0 {
      let node = Int(place)
      let bin = table.bin(features[node], row: row)
      place = marks[starts[node] + bin] == 1 ? left[node] : right[node]
    }
    return Int(~place)
  }
}
