import Exact

/// How a forest grows; the defaults are scikit-learn's.
public struct ForestSettings: Sendable, Equatable {
  /// How a column is cut.
  public enum Kind: String, Sendable, CaseIterable {
    /// At the best of all places (Breiman 2001).
    case randomForest = "random_forest"
    /// At one place, drawn between the least and the greatest value of the node (Geurts, Ernst and Wehenkel 2006).
    case extraTrees = "extra_trees"
  }

  /// What is predicted.
  public enum Objective: String, Sendable, CaseIterable {
    /// Numbers; cuts lower the variance.
    case regression
    /// Classes by their probabilities; cuts lower Gini's impurity.
    case classification
  }

  /// How many columns a node looks at.
  public enum MaxFeatures: Sendable, Equatable {
    /// All of them: `None`.
    case all
    /// The square root of their number: `sqrt`.
    case squareRoot
    /// The binary logarithm of their number: `log2`.
    case logarithm
    /// So many: a whole number.
    case count(Int)
    /// A share of them: a number with a point.
    case share(Double)
  }

  /// How a column is cut.
  public var kind = Kind.randomForest
  /// What is predicted.
  public var objective = Objective.regression
  /// The number of classes, 0 for as many as the greatest target names: `n_classes`.
  public var classes = 0
  /// The number of trees: `n_estimators`.
  public var trees = 100
  /// The most splits between the root and a leaf, nil for no limit: `max_depth`.
  public var maxDepth: Int?
  /// The fewest rows of a node that is split: `min_samples_split`.
  public var minRowsToSplit = 2
  /// The fewest rows of a leaf: `min_samples_leaf`.
  public var minRowsInLeaf = 1
  /// How many columns a node looks at, nil for all in regression and the square root in classification: `max_features`.
  public var maxFeatures: MaxFeatures?
  /// Whether each tree learns from as many rows as there are, drawn with replacement; nil for yes in a random forest and no
  /// for extra trees.
  public var bootstrap: Bool?

  /// The defaults.
  public init() {}

  /// Whether rows are drawn.
  public var drawsRows: Bool { bootstrap ?? (kind == .randomForest) }

  /// The number of columns that a node looks at, of so many.
  func features(of columns: Int) -> Int {
    let fallback = objective == .regression ? MaxFeatures.all : .squareRoot
    switch maxFeatures ?? fallback {
    case .all: return columns
    case .squareRoot: return max(1, Int(Double(columns).squareRoot()))
    case .logarithm: return max(1, Int.bitWidth - 1 - columns.leadingZeroBitCount)
    case .count(let count): return count
    case .share(let share): return max(1, Int(share * Double(columns)))
    }
  }

  /// Refuses settings that make no forest.
  func check(columns: Int) throws(TreesError) {
    let most = Int(Int32.max)
    let counts: [(String, Int, ClosedRange<Int>)] = [
      ("n_estimators", trees, 1...1_000_000), ("max_depth", maxDepth ?? 1, 1...most),
      ("min_samples_split", minRowsToSplit, 2...most),
      ("min_samples_leaf", minRowsInLeaf, 1...most), ("n_classes", classes, 0...100_000),
    ]
    for (name, value, range) in counts where !range.contains(value) {
      throw .setting(
        what: name, expected: "\(range.lowerBound) to \(range.upperBound)", found: "\(value)")
    }
    switch maxFeatures {
    case .count(let count) where !(1...columns).contains(count):
      throw .setting(what: "max_features", expected: "1 to \(columns)", found: "\(count)")
    case .share(let share) where !(share > 0 && share <= 1):
      throw .setting(
        what: "max_features", expected: "a share above 0 and up to 1", found: canonical(share))
    default: break
    }
    if objective == .regression, classes != 0 {
      throw .setting(what: "n_classes", expected: "0 in regression", found: "\(classes)")
    }
  }
}
