extension TreeModel {
  /// By how much the splits of each column lower the impurity, as shares of what all do, averaged over the iterations.
  ///
  /// The impurity is the variance of what is predicted; for class probabilities it adds up to Gini's. Trees without splits
  /// count for nothing. For trees whose outputs are means of their rows: forests. Source: Breiman, Friedman, Olshen and Stone
  /// 1984, scaled as scikit-learn does.
  public var impurityImportances: [Double] {
    var means = [Double](repeating: 0, count: features)
    for iteration in 0..<iterations {
      var gains = [Double](repeating: 0, count: features)
      var total = 0.0
      for tree in trees[iteration * outputs..<(iteration + 1) * outputs] {
        for node in 0..<tree.nodes {
          let gain = tree.squaresLowered(by: node)
          gains[Int(tree.splitFeature[node])] += gain
          total += gain
        }
      }
      guard total > 0 else { continue }
      for column in 0..<features { means[column] += gains[column] / total }
    }
    var sum = 0.0
    for mean in means { sum += mean }
    return sum > 0 ? means.map { $0 / sum } : means
  }
}
