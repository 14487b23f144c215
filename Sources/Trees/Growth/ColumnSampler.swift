/// Which columns a tree, and each of its nodes, may use.
struct ColumnSampler {
  private var generator: CongruentialGenerator
  private let columns: Int
  private let treeFraction: Double
  private let nodeFraction: Double
  /// The columns of the tree that grows, ascending.
  private(set) var ofTree: [Int]

  init(columns: Int, treeFraction: Double, nodeFraction: Double, seed: Int) {
    self.columns = columns
    self.treeFraction = treeFraction
    self.nodeFraction = nodeFraction
    generator = CongruentialGenerator(seed: seed)
    ofTree = Array(0..<columns)
    // The original draws once when it is set up.
    drawTree()
  }

  /// Draws the columns of the next tree.
  mutating func drawTree() {
    guard treeFraction < 1 else { return }
    ofTree = generator.sample(Self.share(treeFraction, of: columns), of: columns)
  }

  /// Draws the columns of a node; nil where it may use all of the tree's.
  mutating func drawNode() -> [Bool]? {
    guard nodeFraction < 1 else { return nil }
    var isUsed = [Bool](repeating: false, count: columns)
    let chosen = generator.sample(Self.share(nodeFraction, of: ofTree.count), of: ofTree.count)
    for index in chosen { isUsed[ofTree[index]] = true }
    return isUsed
  }

  private static func share(_ fraction: Double, of count: Int) -> Int {
    max(min(1, count), Int(Double(count) * fraction + 0.5))
  }
}
