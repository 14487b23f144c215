/// One decision tree in flat arrays, as LightGBM numbers them.
///
/// Node 0 is the root. A child that is not negative is a node; a negative child c is the leaf ~c, that is −c − 1. A node
/// keeps its number from the split that made it, and the left child of a split leaf keeps the leaf's number, so the arrays
/// also tell the order of growth. A tree of one leaf has no nodes.
public struct Tree: Sendable, Equatable {
  /// The column that each node looks at.
  public var splitFeature: [Int32] = []
  /// Values up to here go left; for a node of categories, the position of its set among `categoryBounds`.
  public var threshold: [Double] = []
  /// How each node compares, and where a missing value goes.
  public var decision: [Decision] = []
  /// The child of each node for values at most the threshold, or categories in the set.
  public var leftChild: [Int32] = []
  /// The other child of each node.
  public var rightChild: [Int32] = []
  /// By how much each split lowered the loss, in the units of the objective.
  public var splitGain: [Float] = []
  /// The output that each node would have as a leaf.
  public var internalValue: [Double] = []
  /// The sum of second derivatives over the rows of each node.
  public var internalWeight: [Double] = []
  /// The rows that reached each node in training.
  public var internalCount: [Int] = []
  /// The output of each leaf.
  public var leafValue: [Double]
  /// The sum of second derivatives over the rows of each leaf.
  public var leafWeight: [Double]
  /// The rows that reached each leaf in training.
  public var leafCount: [Int]
  /// Where the words of each set of categories begin in `categoryBits`, and at last their number.
  public var categoryBounds: [Int32] = [0]
  /// Sets of categories, a bit for each: bit c % 32 of word c / 32 says that category c goes left.
  public var categoryBits: [UInt32] = []
  /// The factor that has been applied to the leaves.
  public var shrinkage: Double = 1

  /// A tree of a single leaf.
  public init(leaf value: Double, weight: Double = 0, count: Int = 0) {
    leafValue = [value]
    leafWeight = [weight]
    leafCount = [count]
  }

  /// The number of leaves.
  public var leaves: Int { leafValue.count }
  /// The number of nodes that split.
  public var nodes: Int { splitFeature.count }
  /// The number of sets of categories.
  public var categorySets: Int { categoryBounds.count - 1 }
  /// Whether any node splits categories.
  public var hasCategories: Bool { categorySets > 0 }

  /// The categories that go left at a node of categories, ascending; empty for a node of numbers.
  public func categories(ofNode node: Int) -> [Int] {
    guard decision[node].isCategorical else { return [] }
    let set = Int(threshold[node])
    let words = categoryBits[Int(categoryBounds[set])..<Int(categoryBounds[set + 1])]
    return words.enumerated().flatMap { word, bits in
      (0..<32).filter { bits >> UInt32($0) & 1 == 1 }.map { 32 * word + $0 }
    }
  }

  /// Whether a value goes left at a node.
  @inlinable
  public func goesLeft(_ value: Double, atNode node: Int) -> Bool {
    let decision = decision[node]
    if decision.isCategorical { return contains(category: value, set: Int(threshold[node])) }
    var value = value
    if value.isNaN {
      if decision.missing == .nan { return decision.defaultLeft }
      value = 0
    }
    if decision.missing == .zero, value.magnitude <= zeroThreshold { return decision.defaultLeft }
    return value <= threshold[node]
  }

  /// The leaf that a row of values reaches.
  @inlinable
  public func leaf(of row: UnsafePointer<Double>) -> Int {
    guard nodes > 0 else { return 0 }
    var place: Int32 = 0
    while place >= 0 {
      let node = Int(place)
      place =
        goesLeft(row[Int(splitFeature[node])], atNode: node) ? leftChild[node] : rightChild[node]
    }
    return Int(~place)
  }

  /// Whether the category that a number names belongs to a set; no fraction, negative or missing number does.
  @inlinable
  func contains(category value: Double, set: Int) -> Bool {
    guard value > -1, value < 0x1p31 else { return false }
    let category = Int(value)
    let word = Int(categoryBounds[set]) + category / 32
    guard word < Int(categoryBounds[set + 1]) else { return false }
    return categoryBits[word] >> UInt32(category % 32) & 1 == 1
  }

  /// The longest way from the root to a leaf, in splits.
  public var depth: Int {
    var depths = [Int](repeating: 0, count: nodes)
    var deepest = 0
    // A node's children carry greater numbers, for they were split later.
    for node in 0..<nodes {
      deepest = max(deepest, depths[node] + 1)
      for child in [leftChild[node], rightChild[node]] where child >= 0 {
        depths[Int(child)] = depths[node] + 1
      }
    }
    return deepest
  }

  /// Multiplies every output by a factor.
  public mutating func shrink(by rate: Double) {
    for leaf in leafValue.indices { leafValue[leaf] = rounded(leafValue[leaf] * rate) }
    for node in internalValue.indices { internalValue[node] = rounded(internalValue[node] * rate) }
    shrinkage *= rate
  }

  /// Adds a number to every output.
  public mutating func add(_ bias: Double) {
    for leaf in leafValue.indices { leafValue[leaf] = rounded(leafValue[leaf] + bias) }
    for node in internalValue.indices { internalValue[node] = rounded(internalValue[node] + bias) }
    shrinkage = 1
  }
}

/// Numbers of at most this size count as zero.
@usableFromInline let zeroThreshold = Double(Float(1e-35))

/// The number, or zero for what counts as zero.
func rounded(_ x: Double) -> Double { x.magnitude <= zeroThreshold ? 0 : x }

/// How a node compares, and where a missing value goes.
public struct Decision: Sendable, Equatable {
  /// What counts as missing at a node.
  public enum Missing: UInt8, Sendable {
    /// Nothing: a NaN is read as zero.
    case none = 0
    /// Zero and NaN.
    case zero = 1
    /// NaN.
    case nan = 2
  }

  /// The number in a model's text: bit 0 for categories, bit 1 for missing values to the left, bits 2 and 3 for what counts
  /// as missing.
  public let code: UInt8

  /// The decision of that number; nil where it names none.
  public init?(code: Int) {
    guard (0..<12).contains(code) else { return nil }
    self.code = UInt8(code)
  }

  /// A decision of these parts.
  public init(isCategorical: Bool, defaultLeft: Bool, missing: Missing) {
    code = (isCategorical ? 1 : 0) | (defaultLeft ? 2 : 0) | missing.rawValue << 2
  }

  /// Whether the node asks for categories in a set.
  public var isCategorical: Bool { code & 1 == 1 }
  /// Whether a missing value goes left.
  public var defaultLeft: Bool { code & 2 == 2 }
  /// What counts as missing.
  public var missing: Missing { Missing(rawValue: code >> 2) ?? .none }
}
