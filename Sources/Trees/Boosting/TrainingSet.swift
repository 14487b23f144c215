import Exact

/// Rows to learn from, and what is to be learned of each.
public struct TrainingSet: Sendable {
  /// The columns.
  public let features: Features
  /// The number, class or relevance of each row.
  public let target: [Float]
  /// How much each row counts; nil where all count the same.
  public let weights: [Float]?
  /// The rows of each query, in order; only for ranking.
  public let queries: [Int]?
  /// The columns that hold categories: whole numbers from 0; anything negative counts as missing.
  public let categorical: Set<Int>
  /// The names of the columns.
  public let names: [String]

  /// Rows with targets.
  ///
  /// - Throws: `TreesError` for no rows, lists of other lengths, a target that is not finite, a weight that is not finite and
  ///   above zero, queries that do not cover the rows, a categorical column that is not there, or a name that a model's text
  ///   cannot hold.
  public init(
    _ features: Features, target: [Float], weights: [Float]? = nil, queries: [Int]? = nil,
    categorical: [Int] = [], names: [String]? = nil
  ) throws(TreesError) {
    self.features = features
    self.target = target
    self.weights = weights
    self.queries = queries
    self.categorical = Set(categorical)
    self.names = names ?? (0..<features.columns).map { "Column_\($0)" }
    guard features.rows >= 1 else { throw .tooFew(what: "rows", expected: 1, found: 0) }
    guard features.rows <= Int(Int32.max) else {
      throw .setting(what: "rows", expected: "at most \(Int32.max)", found: "\(features.rows)")
    }
    guard target.count == features.rows else {
      throw .unequalCounts(what: "targets", expected: features.rows, found: target.count)
    }
    if let row = target.firstIndex(where: { !$0.isFinite }) {
      throw .unusable(
        what: "target", index: row, expected: "a finite number", found: canonical(target[row]))
    }
    if let weights {
      guard weights.count == features.rows else {
        throw .unequalCounts(what: "weights", expected: features.rows, found: weights.count)
      }
      if let row = weights.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
        throw .unusable(
          what: "weight", index: row, expected: "a finite number above 0",
          found: canonical(weights[row]))
      }
    }
    if let queries {
      guard queries.allSatisfy({ $0 > 0 }), queries.reduce(0, +) == features.rows else {
        throw .unequalCounts(
          what: "rows of all queries, each with at least one", expected: features.rows,
          found: queries.reduce(0, +))
      }
    }
    guard categorical.allSatisfy({ (0..<features.columns).contains($0) }) else {
      throw .setting(
        what: "categorical columns", expected: "numbers from 0 to \(features.columns - 1)",
        found: "\(categorical)")
    }
    guard self.names.count == features.columns else {
      throw .unequalCounts(
        what: "column names", expected: features.columns, found: self.names.count)
    }
    for name in self.names where name.isEmpty || name.contains(where: \.isWhitespace) {
      throw .setting(
        what: "column name", expected: "a name without white space", found: quoted(name))
    }
  }
}
