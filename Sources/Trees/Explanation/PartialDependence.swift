extension TreeModel {
  /// The mean prediction over rows, [point, output], where some columns hold the numbers of a point in every row (Friedman 2001).
  ///
  /// A point has a number for each of `columns`. `isRaw` asks for raw outputs, which differ from predictions by average and link.
  ///
  /// - Throws: `TreesError` for no rows, other columns than the model's, or a point of another length.
  public func partialDependence(
    _ features: Features, of columns: [Int], at points: [[Double]], isRaw: Bool = false,
    threads: Int = 1
  ) throws(TreesError) -> [Double] {
    try checkColumns(features, "columns to average over")
    guard features.rows > 0 else {
      throw .tooFew(what: "rows to average over", expected: 1, found: 0)
    }
    guard columns.allSatisfy({ (0..<self.features).contains($0) }) else {
      throw .setting(
        what: "columns of a partial dependence",
        expected: "numbers from 0 to \(self.features - 1)", found: "\(columns)")
    }
    var means: [Double] = []
    var values = features.values
    for (index, point) in points.enumerated() {
      guard point.count == columns.count else {
        throw .unequalCounts(
          what: "numbers of point \(index)", expected: columns.count, found: point.count)
      }
      for row in 0..<features.rows {
        for (column, value) in zip(columns, point) {
          values[row * features.columns + column] = value
        }
      }
      let asked = try Features(values, columns: features.columns)
      let answers =
        isRaw
        ? try rawPredictions(asked, threads: threads) : try predictions(asked, threads: threads)
      for output in 0..<outputs {
        var sum = 0.0
        for row in 0..<features.rows { sum += answers[row * outputs + output] }
        means.append(sum / Double(features.rows))
      }
    }
    return means
  }
}
