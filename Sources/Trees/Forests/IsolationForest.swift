import Exact
import Parallel

/// How an isolation forest grows; the defaults are scikit-learn's and the paper's.
public struct IsolationSettings: Sendable, Equatable {
  /// The number of trees: `n_estimators`.
  public var trees = 100
  /// The most rows of a tree: `max_samples`.
  public var maxRows = 256
  /// The share of the training's rows that count as anomalies, nil for all rows that score above one half.
  public var contamination: Double?

  /// The defaults.
  public init() {}

  func check() throws(TreesError) {
    guard (1...1_000_000).contains(trees) else {
      throw .setting(what: "n_estimators", expected: "1 to 1000000", found: "\(trees)")
    }
    guard maxRows >= 1 else {
      throw .setting(what: "max_samples", expected: "1 or more", found: "\(maxRows)")
    }
    if let contamination, !(contamination > 0 && contamination <= 0.5) {
      throw .setting(
        what: "contamination", expected: "above 0 and up to 0.5", found: canonical(contamination))
    }
  }
}

/// Scores rows by how few random cuts part them from the others (Liu, Ting and Zhou 2008).
///
/// ```swift
/// let forest = try IsolationForest(rows, key: Key(seed: 1))
/// let scores = try forest.scores(of: others)  // near 1 for anomalies
/// ```
public struct IsolationForest: Sendable {
  /// The trees; their mean is the expected number of cuts, those within a leaf included.
  public let model: TreeModel
  /// The rows that each tree was grown on.
  public let rowsOfTree: Int
  /// The score above which a row counts as an anomaly.
  public private(set) var threshold = 0.5

  /// Learns from rows.
  ///
  /// The trees are the same for any number of threads.
  ///
  /// - Throws: `TreesError` for settings out of range, no rows, names that do not fit the columns, and numbers that are
  ///   missing or not finite.
  public init(
    _ features: Features, _ settings: IsolationSettings = IsolationSettings(), key: Key,
    names: [String]? = nil, threads: Int = 1
  ) throws(TreesError) {
    try settings.check()
    let names = names ?? (0..<features.columns).map { "Column_\($0)" }
    guard names.count == features.columns else {
      throw .unequalCounts(what: "column names", expected: features.columns, found: names.count)
    }
    let rows = features.rows
    guard rows >= 1 else { throw .tooFew(what: "rows", expected: 1, found: 0) }
    let values = try columnwise(features, names: names)
    let size = min(settings.maxRows, rows)
    let slots = Block<Tree>(count: settings.trees, of: Tree(leaf: 0))
    // Every tree has a slot of its own.
    concurrentRanges(settings.trees, threads: threads, multipleOf: 1) { range in
      for index in range {
        slots.base[index] = isolationTree(
          values, rows: rows, columns: features.columns, size: size, key: key[index])
      }
    }
    self.init(
      trees: (0..<settings.trees).map { slots.base[$0] }, rowsOfTree: size, names: names,
      infos: Trees.infos(values, rows: rows, columns: features.columns))
    if let contamination = settings.contamination {
      threshold = percentile(1 - contamination, of: try scores(of: features, threads: threads))
    }
  }

  /// A forest of given trees, of which splits and counts of rows are used.
  public init(trees: [Tree], rowsOfTree: Int, names: [String], infos: [String]? = nil) {
    self.rowsOfTree = rowsOfTree
    model = TreeModel(
      trees: trees.map { $0.withPathLengths() }, objective: .regression, isAveraged: true,
      featureNames: names,
      featureInfos: infos ?? [String](repeating: "none", count: names.count))
  }

  /// The anomaly score of each row: 2 to the power of −E/c, with the mean path length E and c for the rows of a tree.
  ///
  /// From above 0 to 1; one half is as hard to part as a row of a uniform sample. scikit-learn's `score_samples` is its
  /// negative.
  ///
  /// - Throws: `TreesError.unequalCounts` for another number of columns.
  public func scores(of features: Features, threads: Int = 1) throws(TreesError) -> [Double] {
    let lengths = try model.predictions(features, threads: threads)
    let expected = averagePathLength(rowsOfTree)
    // One row alone needs no cut and expects none.
    guard expected > 0 else { return lengths.map { _ in 0.5 } }
    return lengths.map { Exact.pow(2, -$0 / expected) }
  }

  /// Whether each row scores above the threshold.
  ///
  /// - Throws: `TreesError.unequalCounts` for another number of columns.
  public func anomalies(in features: Features, threads: Int = 1) throws(TreesError) -> [Bool] {
    try scores(of: features, threads: threads).map { $0 > threshold }
  }
}

/// The mean number of cuts that part a row from so many: c(n) of the paper, with the harmonic number as logarithm and
/// Euler's constant.
func averagePathLength(_ rows: Int) -> Double {
  guard rows > 2 else { return rows == 2 ? 1 : 0 }
  let others = Double(rows - 1)
  return 2 * (Exact.log(others) + 0.577_215_664_901_532_9) - 2 * others / Double(rows)
}

/// The number below which a share of some numbers lies, on the line between neighbours.
private func percentile(_ share: Double, of numbers: [Double]) -> Double {
  let sorted = numbers.sorted()
  let place = share * Double(sorted.count - 1)
  let below = min(Int(place), sorted.count - 1)
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
}
