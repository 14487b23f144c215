import Exact
import Parallel

/// What a forest learns from: each column in one piece, its rows in order, and what is to be predicted.
struct ForestTable: Sendable {
  let rows: Int
  let columns: Int
  /// The numbers, [column, row].
  let values: Block<Double>
  /// The rows by ascending values, equal ones by ascending rows, [column, place]; nil where nobody cuts at the best place.
  let orders: Block<Int32>?
  /// The numbers to predict less their mean, or the classes.
  let target: Target

  enum Target: Sendable {
    case numbers([Double], mean: Double)
    case classes([Int32], count: Int)
  }

  /// The number of sums that describe a node's target.
  var outputs: Int {
    if case .classes(_, let count) = target { return count }
    return 1
  }

  init(_ data: TrainingSet, _ settings: ForestSettings, threads: Int) throws(TreesError) {
    try settings.check(columns: data.features.columns)
    if let column = data.categorical.min() {
      throw .setting(
        what: "categorical columns", expected: "none in a forest, or one column a category",
        found: "column \(column)")
    }
    if let queries = data.queries {
      throw .setting(what: "queries", expected: "none in a forest", found: "\(queries.count)")
    }
    rows = data.features.rows
    columns = data.features.columns
    values = try columnwise(data.features, names: data.names)
    target = try Self.target(data, settings)
    orders =
      settings.kind == .randomForest
      ? Self.sorted(values, rows: rows, columns: columns, threads: threads) : nil
  }

  private static func target(
    _ data: TrainingSet, _ settings: ForestSettings
  ) throws(TreesError) -> Target {
    guard settings.objective == .classification else {
      var sum = 0.0
      for y in data.target { sum += Double(y) }
      let mean = sum / Double(data.target.count)
      return .numbers(data.target.map { Double($0) - mean }, mean: mean)
    }
    let most = settings.classes > 0 ? settings.classes : 100_000
    let classes = data.target.map { Int32(exactly: $0) ?? -1 }
    if let row = classes.firstIndex(where: { !(0..<most).contains(Int($0)) }) {
      throw .unusable(
        what: "class", index: row, expected: "a whole number from 0 to \(most - 1)",
        found: canonical(data.target[row]))
    }
    let count = settings.classes > 0 ? settings.classes : Int(classes.max() ?? 0) + 1
    guard count <= data.features.rows else {
      throw .tooFew(
        what: "rows for \(count) classes", expected: count, found: data.features.rows)
    }
    return .classes(classes, count: count)
  }

  private static func sorted(
    _ values: Block<Double>, rows: Int, columns: Int, threads: Int
  ) -> Block<Int32> {
    let orders = Block<Int32>(count: rows * columns, of: 0)
    concurrentRanges(columns, threads: threads, multipleOf: 1) { range in
      for column in range {
        let numbers = values.base + column * rows
        var order = (0..<rows).map { (value: numbers[$0], row: Int32(truncatingIfNeeded: $0)) }
        order.sort { ($0.value, $0.row) < ($1.value, $1.row) }
        for (place, entry) in order.enumerated() {
          orders.base[column * rows + place] = entry.row
        }
      }
    }
    return orders
  }
}

/// The numbers of rows column by column.
///
/// - Throws: `TreesError.unusable` with column and row of a number that is not finite.
func columnwise(_ features: Features, names: [String]) throws(TreesError) -> Block<Double> {
  let (rows, columns) = (features.rows, features.columns)
  let values = Block<Double>(count: rows * columns, of: 0)
  for row in 0..<rows {
    for column in 0..<columns {
      let value = features.values[row * columns + column]
      guard value.isFinite else {
        throw .unusable(
          what: "column \(quoted(names[column]))", index: row, expected: "a finite number",
          found: canonical(value))
      }
      values.base[column * rows + row] = value
    }
  }
  return values
}

/// What each column holds, as a model's text says it: `[min:max]`, or `none` for a column of one value.
func infos(_ values: Block<Double>, rows: Int, columns: Int) -> [String] {
  (0..<columns).map { column in
    let numbers = UnsafeBufferPointer(start: values.base + column * rows, count: rows)
    guard let least = numbers.min(), let greatest = numbers.max(), least < greatest else {
      return "none"
    }
    return "[\(plain(least)):\(plain(greatest))]"
  }
}
