import Parallel

/// The columns that can be split, as bins: groups of four columns, row by row, a byte or two a bin.
///
/// Four histograms of 256 bins fit the first cache, and one load brings the bins of four columns.
// Written only while it is made.
final class BinnedTable: @unchecked Sendable {
  /// The columns of the features that are binned here, ascending.
  let features: [Int]
  /// How each of them is binned.
  let columns: [ColumnBins]
  /// What is written of each column of the features into a model.
  let infos: [String]
  let rows: Int
  /// Bytes of a bin.
  let width: Int
  private let storage: UnsafeMutableRawPointer

  /// Columns of a group.
  static let lanes = 4

  init(
    _ values: Features, categorical: Set<Int>, settings: BinSettings, sampleSize: Int, seed: Int,
    leastRows: Int, threads: Int
  ) {
    rows = values.rows
    var generator = CongruentialGenerator(seed: seed)
    let sample = generator.sample(min(sampleSize, values.rows), of: values.rows)
    let leastSplit = Int(Double(leastRows * sample.count) / Double(values.rows))
    var all = [ColumnBins?](repeating: nil, count: values.columns)
    all.withUnsafeMutableBufferPointer { all in
      // Every column is written by one thread.
      nonisolated(unsafe) let all = all
      concurrently(pieces: values.columns, threads: threads) { column in
        all[column] = ColumnBins(
          sample: sample.map { values.values[$0 * values.columns + column] },
          isCategorical: categorical.contains(column), settings: settings, leastSplit: leastSplit)
      }
    }
    let made = all.compactMap { $0 }
    infos = made.map(\.info)
    features = made.indices.filter { !made[$0].isTrivial }
    columns = features.map { made[$0] }
    width = columns.allSatisfy { $0.count <= 256 } ? 1 : 2
    let groups = (features.count + Self.lanes - 1) / Self.lanes
    storage = .allocate(byteCount: max(1, groups * Self.lanes * rows * width), alignment: 64)
    concurrentRanges(rows, threads: threads, multipleOf: 256) { range in
      if width == 1 { fill(values, range, UInt8.self) } else { fill(values, range, UInt16.self) }
    }
  }

  deinit { storage.deallocate() }

  private func fill<Bin: FixedWidthInteger>(
    _ values: Features, _ range: Range<Int>, _ type: Bin.Type
  ) {
    values.values.withUnsafeBufferPointer { numbers in
      // Rows of a block stay in the cache while their columns are read one after the other.
      for start in stride(from: range.lowerBound, to: range.upperBound, by: 256) {
        let rows = start..<min(start + 256, range.upperBound)
        for (index, bins) in columns.enumerated() {
          bins.write(
            numbers, rows, across: values.columns, column: features[index],
            to: base(index, type), by: Self.lanes)
        }
      }
    }
  }

  /// The bins of a column: that of row r lies at 4 r.
  @inline(__always)
  func base<Bin>(_ index: Int, _ type: Bin.Type) -> UnsafeMutablePointer<Bin> {
    let group = index / Self.lanes
    let start = storage.assumingMemoryBound(to: Bin.self)
    return start + (group &* rows &* Self.lanes &+ index % Self.lanes)
  }

  /// The bin of a row in a column.
  @inline(__always)
  func bin(_ index: Int, row: Int) -> Int {
    width == 1
      ? Int(base(index, UInt8.self)[row &* Self.lanes])
      : Int(base(index, UInt16.self)[row &* Self.lanes])
  }
}
