import Exact

/// How the values of one column become bins.
struct ColumnBins: Sendable {
  /// The upper bounds of the bins of numbers, the last infinite; empty for categories.
  private(set) var bounds: [Double] = []
  /// The category of each bin, −1 for the first, in which missing and rare ones lie; empty for numbers.
  private(set) var categories: [Int] = []
  /// The categories that have bins, ascending, with their bins.
  private var sortedCategories: [(category: Int, bin: Int)] = []
  /// The number of bins, that of missing values included.
  private(set) var count = 1
  /// What counts as missing; a NaN among numbers has the last bin.
  private(set) var missing = Decision.Missing.none
  /// Whether no split can be made here.
  private(set) var isTrivial = true
  /// The bin whose sums follow from those of the others: the bin of zero unless most rows lie in another.
  private(set) var commonBin = 0
  /// The least and the greatest value of the sample.
  private(set) var range = 0.0...0.0

  var isCategorical: Bool { !categories.isEmpty }

  /// What is written of the column into a model.
  var info: String {
    if isTrivial { return "none" }
    if isCategorical { return categories.map { "\($0)" }.joined(separator: ":") }
    return "[\(plain(range.lowerBound)):\(plain(range.upperBound))]"
  }

  /// Bins for a sample of a column.
  init(sample: [Double], isCategorical: Bool, settings: BinSettings, leastSplit: Int) {
    var values = sample.filter { $0.magnitude > zeroThreshold }
    let missingRows = sample.reduce(0) { $0 + ($1.isNaN ? 1 : 0) }
    let zeros = sample.count - values.count - missingRows
    let hasMissing = settings.useMissing && missingRows > 0
    radixSort(&values)
    let distinct = DistinctValues(
      sorted: values, zeros: zeros + (settings.useMissing ? 0 : missingRows))
    range = distinct.numbers[0]...distinct.numbers[distinct.numbers.count - 1]
    let counts =
      isCategorical
      ? makeCategories(
        distinct, rows: sample.count, missing: hasMissing ? missingRows : 0, settings)
      : makeNumbers(
        distinct, rows: sample.count, missing: hasMissing ? missingRows : 0, settings)
    isTrivial =
      count <= 1
      || settings.preFilter
        && Self.cannotSplit(counts, sample.count, leastSplit, isCategorical)
    guard !isTrivial else { return }
    let most = counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }
    let binOfZero = bin(of: 0)
    let isSparse = Double(counts[most]) / Double(sample.count) >= 0.7
    commonBin = isSparse ? most : binOfZero
  }

  private mutating func makeNumbers(
    _ distinct: DistinctValues, rows: Int, missing missingRows: Int, _ settings: BinSettings
  ) -> [Int] {
    missing = missingRows > 0 ? .nan : .none
    bounds = boundsAroundZero(
      distinct, bins: settings.maxBins - (missingRows > 0 ? 1 : 0), rows: rows - missingRows,
      leastRows: settings.minRowsInBin)
    count = bounds.count + (missingRows > 0 ? 1 : 0)
    var counts = [Int](repeating: 0, count: count)
    var bin = 0
    for (value, rows) in zip(distinct.numbers, distinct.counts) {
      while value > bounds[bin], bin < bounds.count - 1 { bin += 1 }
      counts[bin] += rows
    }
    if missingRows > 0 { counts[count - 1] = missingRows }
    return counts
  }

  /// Categories with the most rows get bins, until those hold 99 % of the rows.
  private mutating func makeCategories(
    _ distinct: DistinctValues, rows: Int, missing missingRows: Int, _ settings: BinSettings
  ) -> [Int] {
    var missingRows = missingRows
    var found: [(category: Int, count: Int)] = []
    for (value, count) in zip(distinct.numbers, distinct.counts) {
      let category = Int(limiting: value)
      if category < 0 {
        missingRows += count
      } else if let last = found.last, last.category == category {
        found[found.count - 1].count += count
      } else {
        found.append((category, count))
      }
    }
    categories = [-1]
    count = 1
    guard rows - missingRows > 0 else { return [rows] }
    // Equal counts keep the order of the categories.
    let sorted = found.enumerated().sorted {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }.map(\.element)
    let enough = Int(Double(Float(rows - missingRows) * 0.99) + 0.5)
    let most = min(sorted.count + (missingRows > 0 ? 1 : 0), settings.maxBins)
    var counts = [0]
    var used = 0
    for (index, (category, rows)) in sorted.enumerated() {
      guard used < enough || count < most else { break }
      if rows < settings.minRowsInBin, index > 1 { break }
      categories.append(category)
      counts.append(rows)
      used += rows
      count += 1
    }
    missing = categories.count - 1 == sorted.count && missingRows == 0 ? .none : .nan
    counts[0] = rows - used
    sortedCategories = categories.enumerated().dropFirst().map { ($0.element, $0.offset) }
      .sorted { $0.category < $1.category }
    return counts
  }

  /// Whether no cut leaves enough rows on both sides.
  private static func cannotSplit(
    _ counts: [Int], _ rows: Int, _ least: Int, _ isCategorical: Bool
  ) -> Bool {
    if isCategorical, counts.count > 2 { return false }
    var left = 0
    for count in counts.dropLast() {
      left = isCategorical ? count : left + count
      if left >= least, rows - left >= least { return false }
    }
    return true
  }

  /// The bin of a value.
  func bin(of value: Double) -> Int {
    if isCategorical {
      guard value > -1, value < 0x1p31 else { return 0 }
      return bin(ofCategory: Int(value))
    }
    if value.isNaN, missing == .nan { return count - 1 }
    return bounds.withUnsafeBufferPointer { bounds in
      bounds.baseAddress.map { Self.search($0, count: bounds.count, value.isNaN ? 0 : value) } ?? 0
    }
  }

  /// Writes the bins of some rows of a column.
  func write<Bin: FixedWidthInteger>(
    _ numbers: UnsafeBufferPointer<Double>, _ rows: Range<Int>, across: Int, column: Int,
    to target: UnsafeMutablePointer<Bin>, by step: Int
  ) {
    if isCategorical {
      for row in rows {
        target[row &* step] = Bin(truncatingIfNeeded: bin(of: numbers[row &* across &+ column]))
      }
      return
    }
    let missingBin = missing == .nan ? count - 1 : -1
    bounds.withUnsafeBufferPointer { bounds in
      guard let bounds = bounds.baseAddress else { return }
      for row in rows {
        var value = numbers[row &* across &+ column]
        if value.isNaN {
          if missingBin >= 0 {
            target[row &* step] = Bin(truncatingIfNeeded: missingBin)
            continue
          }
          value = 0
        }
        target[row &* step] = Bin(
          truncatingIfNeeded: Self.search(bounds, count: self.bounds.count, value))
      }
    }
  }

  /// The first bin whose bound is at least the value.
  @inline(__always)
  private static func search(
    _ bounds: UnsafePointer<Double>, count: Int, _ value: Double
  ) -> Int {
    var low = 0
    var length = count
    while length > 1 {
      let half = length &>> 1
      low &+= value > bounds[low &+ half &- 1] ? half : 0
      length &-= half
    }
    return low
  }

  private func bin(ofCategory category: Int) -> Int {
    var (low, high) = (0, sortedCategories.count)
    while low < high {
      let middle = (low + high) / 2
      if sortedCategories[middle].category < category { low = middle + 1 } else { high = middle }
    }
    guard low < sortedCategories.count, sortedCategories[low].category == category else { return 0 }
    return sortedCategories[low].bin
  }
}

/// Settings of bins.
struct BinSettings: Sendable {
  var maxBins: Int
  var minRowsInBin: Int
  var useMissing: Bool
  var preFilter: Bool
}

extension Int {
  /// The whole part of a number, or the nearest category number that there can be.
  fileprivate init(limiting value: Double) {
    self = value.isNaN ? -1 : Int(Swift.max(-2, Swift.min(value, 0x7fff_ffff)))
  }
}
