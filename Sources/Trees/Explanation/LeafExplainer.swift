import Parallel

/// Explains one leaf for a batch of rows.
///
/// A tree's explanation is the sum of its leaves', a model's that of its trees'.
protocol LeafExplainer: AnyObject {
  /// Adds the leaf's numbers for the first `count` rows to `target`, [slot, row], whose rows lie `path.rows` apart.
  func add(_ path: LeafPath, count: Int, to target: UnsafeMutablePointer<Double>)
}

extension TreeModel {
  /// The explanations of all rows, [row, output, slot], by explainers that are made for batches of so many rows and for
  /// paths of at most so many columns.
  ///
  /// The rows of a background follow those of each batch.
  func explained<Explainer: LeafExplainer>(
    _ features: Features, _ background: Features? = nil, slots: Int, threads: Int,
    _ make: (_ rows: Int, _ longest: Int) -> Explainer
  ) -> [Double] {
    let depth = trees.reduce(0) { max($0, $1.depth) }
    let batch = rowsOfBatch(depth: depth, slots: slots, features.rows)
    var result = [Double](repeating: 0, count: features.rows * outputs * slots)
    result.withUnsafeMutableBufferPointer { result in
      guard let target = result.baseAddress else { return }
      // Every range of rows is written by one thread.
      nonisolated(unsafe) let shared = target
      concurrentRanges(features.rows, threads: threads, multipleOf: 16) { rows in
        let paths = FollowedPaths(
          depth: depth, columns: features.columns, rows: batch + (background?.rows ?? 0))
        let explainer = make(batch, min(depth, features.columns))
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: batch) {
          let chosen = start..<min(start + batch, rows.upperBound)
          explain(
            features, chosen, background, batch, paths, explainer, slots,
            shared + start * outputs * slots)
        }
      }
    }
    return result
  }

  /// As many rows as some megabytes hold, for what is kept of a batch should stay in the caches.
  private func rowsOfBatch(depth: Int, slots: Int, _ rows: Int) -> Int {
    let bits = (depth + 1) * (2 + min(depth, features) / 32) * 4
    let numbers = (features + outputs * slots) * 8
    return min(max(16, min(1024, 8_000_000 / (bits + numbers))), max(1, rows))
  }

  /// Explains the rows of one batch.
  private func explain(
    _ features: Features, _ rows: Range<Int>, _ background: Features?, _ batch: Int,
    _ paths: FollowedPaths, _ explainer: some LeafExplainer, _ slots: Int,
    _ target: UnsafeMutablePointer<Double>
  ) {
    let capacity = paths.capacity
    let columns = Block<Double>(count: features.columns * capacity, of: 0)
    let sums = Block<Double>(count: outputs * slots * capacity, of: 0)
    features.copy(rows, to: columns.base, spacing: capacity)
    if let background {
      background.copy(0..<background.rows, to: columns.base + batch, spacing: capacity)
    }
    let looked = background == nil ? rows.count : capacity
    for (index, tree) in trees.enumerated() {
      let sum = sums.base + index % outputs * slots * capacity
      paths.walk(tree, columns.base, count: looked) { path in
        explainer.add(path, count: rows.count, to: sum)
      }
    }
    let width = outputs * slots
    for row in 0..<rows.count {
      for slot in 0..<width { target[row * width + slot] = sums.base[slot * capacity + row] }
    }
  }
}

extension Features {
  /// Copies rows column by column, the columns `spacing` apart.
  fileprivate func copy(
    _ rows: Range<Int>, to target: UnsafeMutablePointer<Double>, spacing: Int
  ) {
    for (place, row) in rows.enumerated() {
      for column in 0..<columns {
        target[column * spacing + place] = values[row * columns + column]
      }
    }
  }
}
