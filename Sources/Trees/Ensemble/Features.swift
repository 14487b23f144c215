/// Rows of numbers to learn from or to predict for, NaN where one is missing; a category is a whole number from 0.
public struct Features: Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The numbers, row by row.
  public let values: [Double]

  /// Numbers row by row.
  ///
  /// - Throws: `TreesError.unequalCounts` where they do not fill whole rows.
  public init(_ values: [Double], columns: Int) throws(TreesError) {
    guard columns > 0 else { throw .tooFew(what: "columns", expected: 1, found: columns) }
    guard values.count % columns == 0 else {
      throw .unequalCounts(
        what: "numbers of the last row", expected: columns, found: values.count % columns)
    }
    self.values = values
    self.columns = columns
    rows = values.count / columns
  }

  /// Numbers row by row.
  ///
  /// - Throws: `TreesError.unequalCounts` where they do not fill whole rows.
  public init(_ values: [Float], columns: Int) throws(TreesError) {
    try self.init(values.map { Double($0) }, columns: columns)
  }
}
