/// What each column adds to each row's raw outputs: SHAP values.
public struct Contributions: Sendable, Equatable {
  /// The numbers, [row, output, column]; with `expected` they sum to the raw outputs.
  public let values: [Double]
  /// The raw outputs where nothing is known of a row, [output].
  public let expected: [Double]
  /// The number of columns.
  public let columns: Int

  /// The number of outputs.
  public var outputs: Int { expected.count }

  /// What a column adds to an output of a row.
  public subscript(row: Int, output: Int, column: Int) -> Double {
    values[(row * outputs + output) * columns + column]
  }
}

/// What pairs of columns add to each row's raw outputs together: SHAP interaction values.
public struct Interactions: Sendable, Equatable {
  /// The numbers, [row, output, column, column], symmetric; a line of them sums to the column's SHAP value.
  public let values: [Double]
  /// The raw outputs where nothing is known of a row, [output].
  public let expected: [Double]
  /// The number of columns.
  public let columns: Int

  /// The number of outputs.
  public var outputs: Int { expected.count }

  /// Half of what two different columns add to an output of a row together; for one column, what it adds alone.
  public subscript(row: Int, output: Int, first: Int, second: Int) -> Double {
    values[((row * outputs + output) * columns + first) * columns + second]
  }
}

extension TreeModel {
  /// SHAP values where absent columns are averaged over the training rows that reached each node: path-dependent TreeSHAP.
  ///
  /// They explain `rawPredictions`, a sum over the trees, and are LightGBM's `pred_contrib`. A row's numbers depend neither on
  /// the other rows nor on the number of threads.
  ///
  /// - Throws: `TreesError` for another number of columns than the model's, or trees that do not know how many rows reached
  ///   their nodes.
  public func contributions(
    _ features: Features, threads: Int = 1
  ) throws(TreesError) -> Contributions {
    try checkColumns(features, "columns to explain")
    try checkCovers()
    let columns = self.features
    let values = explained(features, slots: columns, threads: threads) { _, longest in
      SubsetShapley(longest: longest)
    }
    return Contributions(values: values, expected: expectedOutputs, columns: columns)
  }

  /// SHAP values where absent columns are taken from the rows of a background: interventional TreeSHAP.
  ///
  /// They explain `rawPredictions` against their mean over the background.
  ///
  /// - Throws: `TreesError` for another number of columns than the model's, or a background without rows.
  public func contributions(
    _ features: Features, against background: Features, threads: Int = 1
  ) throws(TreesError) -> Contributions {
    try checkColumns(features, "columns to explain")
    try checkColumns(background, "columns of the background")
    guard background.rows > 0 else {
      throw .tooFew(what: "rows of the background", expected: 1, found: 0)
    }
    let columns = self.features
    let values = explained(features, background, slots: columns, threads: threads) {
      rows, longest in
      BackgroundShapley(longest: longest, rows: rows, background: background.rows)
    }
    var means = [Double](repeating: 0, count: outputs)
    for (index, value) in try rawPredictions(background, threads: threads).enumerated() {
      means[index % outputs] += value
    }
    for output in means.indices { means[output] /= Double(background.rows) }
    return Contributions(values: values, expected: means, columns: columns)
  }

  /// SHAP interaction values where absent columns are averaged over the training rows that reached each node.
  ///
  /// - Throws: `TreesError` for another number of columns than the model's, or trees that do not know how many rows reached
  ///   their nodes.
  public func interactions(
    _ features: Features, threads: Int = 1
  ) throws(TreesError) -> Interactions {
    try checkColumns(features, "columns to explain")
    try checkCovers()
    let columns = self.features
    var values = explained(features, slots: columns * columns, threads: threads) { rows, longest in
      PairShapley(columns: columns, longest: longest, rows: rows)
    }
    // Pairs are above the diagonal so far, and the diagonal still holds what the pairs share.
    for start in stride(from: 0, to: values.count, by: columns * columns) {
      for first in 0..<columns {
        for second in first + 1..<columns {
          let shared = values[start + first * columns + second]
          values[start + second * columns + first] = shared
          values[start + first * columns + first] -= shared
          values[start + second * columns + second] -= shared
        }
      }
    }
    return Interactions(values: values, expected: expectedOutputs, columns: columns)
  }

  /// The mean raw outputs over the training rows, [output].
  private var expectedOutputs: [Double] {
    var sums = [Double](repeating: 0, count: outputs)
    for (index, tree) in trees.enumerated() { sums[index % outputs] += tree.expectedOutput }
    return sums
  }

  func checkColumns(_ features: Features, _ what: String) throws(TreesError) {
    guard features.columns == self.features else {
      throw .unequalCounts(what: what, expected: self.features, found: features.columns)
    }
  }

  /// Refuses trees whose nodes were reached by no row, for there is nothing to average over.
  private func checkCovers() throws(TreesError) {
    for (index, tree) in trees.enumerated() {
      for node in 0..<tree.nodes {
        let below = tree.cover(of: tree.leftChild[node]) + tree.cover(of: tree.rightChild[node])
        guard tree.internalCount[node] > 0, below > 0 else {
          throw .structure(
            tree: index,
            expected: "training rows at and below node \(node), which explanations weigh by",
            found: "\(tree.internalCount[node]) and \(below)")
        }
      }
    }
  }
}
