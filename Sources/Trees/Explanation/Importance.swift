import Exact

/// What the trees tell of the use of a column.
public enum ImportanceKind: Sendable {
  /// By how much its splits lowered the loss together.
  case gain
  /// How many splits it has.
  case split
}

extension TreeModel {
  /// The importance of each column; splits without gain do not count, as in LightGBM's `feature_importance`.
  public func importance(_ kind: ImportanceKind) -> [Double] {
    var sums = [Double](repeating: 0, count: features)
    for tree in trees {
      for node in 0..<tree.nodes where tree.splitGain[node] > 0 {
        sums[Int(tree.splitFeature[node])] += kind == .gain ? Double(tree.splitGain[node]) : 1
      }
    }
    return sums
  }

  /// How much worse the model scores where a column's values are handed to other rows at random (Breiman 2001).
  ///
  /// `score` is given predictions, [row, output], and is greater the better they are. Repeat r of column c takes the order
  /// `key[c][r].permutation(rows)`: row i gets the value of the row named at place i.
  ///
  /// - Throws: `TreesError` for no rows, another number of columns than the model's, or less than one repeat.
  public func permutationImportance(
    _ features: Features, key: Key, repeats: Int = 5, threads: Int = 1,
    score: (_ predictions: [Double]) -> Double
  ) throws(TreesError) -> PermutationImportance {
    try checkColumns(features, "columns to permute")
    guard features.rows > 0 else { throw .tooFew(what: "rows to permute", expected: 1, found: 0) }
    guard repeats > 0 else {
      throw .setting(what: "repeats", expected: "at least 1", found: "\(repeats)")
    }
    let baseline = score(try predictions(features, threads: threads))
    var isUsed = [Bool](repeating: false, count: features.columns)
    for tree in trees {
      for column in tree.splitFeature { isUsed[Int(column)] = true }
    }
    var drops: [Double] = []
    var values = features.values
    let width = features.columns
    for column in 0..<width {
      for round in 0..<repeats {
        // A column that no tree asks for changes no prediction.
        guard isUsed[column] else {
          drops.append(0)
          continue
        }
        let order = key[column][round].permutation(features.rows)
        for (row, other) in order.enumerated() {
          values[row * width + column] = features.values[other * width + column]
        }
        let permuted = try Features(values, columns: width)
        drops.append(baseline - score(try predictions(permuted, threads: threads)))
      }
      for row in 0..<features.rows {
        values[row * width + column] = features.values[row * width + column]
      }
    }
    return PermutationImportance(baseline: baseline, drops: drops, repeats: repeats)
  }
}

/// How much a score falls when columns are permuted.
public struct PermutationImportance: Sendable, Equatable {
  /// The score of the rows as they are.
  public let baseline: Double
  /// By how much the score fell, [column, repeat].
  public let drops: [Double]
  /// The repeats of each column.
  public let repeats: Int

  /// The mean drop of each column.
  public var means: [Double] {
    stride(from: 0, to: drops.count, by: repeats).map { start in
      drops[start..<start + repeats].reduce(0, +) / Double(repeats)
    }
  }

  /// The standard deviation of each column's drops, with `repeats` as divisor.
  public var deviations: [Double] {
    means.enumerated().map { column, mean in
      let own = drops[column * repeats..<(column + 1) * repeats]
      let squares = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(repeats)).squareRoot()
    }
  }
}
