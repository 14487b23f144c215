import Exact
import Parallel

/// What the trees that did not draw a row predict for it: an estimate of the error on new rows that needs none.
public struct OutOfBag: Sendable, Equatable {
  /// The mean over the trees that did not draw the row, [row, output]; NaN where every tree drew it.
  public let predictions: [Double]
  /// The number of those trees of each row.
  public let trees: [Int]
  /// R² of numbers, or the share of classes that are right, over the rows that some tree did not draw; NaN without any.
  public let score: Double
}

extension Forest {
  /// Predicts the rows that the forest learned from, each by the trees that did not.
  ///
  /// - Throws: `TreesError` for rows other in number than those of the training, and for a forest whose trees all learned
  ///   from all rows.
  public func outOfBag(_ data: TrainingSet, threads: Int = 1) throws(TreesError) -> OutOfBag {
    guard settings.drawsRows, let drawn = draws(ofTree: 0) else {
      throw .setting(what: "bootstrap", expected: "True for out-of-bag rows", found: "False")
    }
    let (features, outputs) = (data.features, model.outputs)
    let rows = features.rows
    guard rows == drawn.count else {
      throw .unequalCounts(what: "rows of the training", expected: drawn.count, found: rows)
    }
    guard features.columns == model.features else {
      throw .unequalCounts(
        what: "columns to predict for", expected: model.features, found: features.columns)
    }
    let sums = Block<Double>(count: rows * outputs, of: 0)
    let counts = Block<Int>(count: rows, of: 0)
    let round = UInt64.bitWidth
    for first in stride(from: 0, to: model.iterations, by: round) {
      let trees = first..<min(first + round, model.iterations)
      let masks = absences(trees, rows: rows, threads: threads)
      // Every range of rows is written by one thread.
      concurrentRanges(rows, threads: threads, multipleOf: 16) { range in
        features.values.withUnsafeBufferPointer { values in
          guard let values = values.baseAddress else { return }
          for row in range {
            counts.base[row] += masks[row].nonzeroBitCount
            for tree in trees where masks[row] >> UInt64(tree - first) & 1 == 1 {
              for output in 0..<outputs {
                let grown = model.trees[tree * outputs + output]
                sums.base[row * outputs + output] +=
                  grown.leafValue[grown.leaf(of: values + row * features.columns)]
              }
            }
          }
        }
      }
    }
    let trees = (0..<rows).map { counts.base[$0] }
    let predictions = (0..<rows * outputs).map { place in
      trees[place / outputs] > 0 ? sums.base[place] / Double(trees[place / outputs]) : .nan
    }
    let used = trees.indices.filter { trees[$0] > 0 }
    let score =
      settings.objective == .regression
      ? explainedVariance(predictions, data.target, used)
      : hitRate(likeliest(predictions, of: outputs), data.target, used)
    return OutOfBag(predictions: predictions, trees: trees, score: score)
  }

  /// Of every row a bit for each of at most 64 trees: whether the tree did not draw it.
  private func absences(_ trees: Range<Int>, rows: Int, threads: Int) -> [UInt64] {
    let counts = Block<[Int32]>(count: trees.count, of: [])
    concurrentRanges(trees.count, threads: threads, multipleOf: 1) { range in
      for i in range { counts.base[i] = draws(ofTree: trees.lowerBound + i) ?? [] }
    }
    var masks = [UInt64](repeating: 0, count: rows)
    for i in 0..<trees.count {
      let drawn = counts.base[i]
      for row in 0..<rows where drawn[row] == 0 { masks[row] |= 1 << UInt64(i) }
    }
    return masks
  }
}

/// One less the squared errors over the squared differences from the mean.
private func explainedVariance(_ predictions: [Double], _ target: [Float], _ rows: [Int]) -> Double
{
  var sum = 0.0
  for row in rows { sum += Double(target[row]) }
  let mean = sum / Double(rows.count)
  var (errors, spread) = (0.0, 0.0)
  for row in rows {
    let y = Double(target[row])
    errors += (y - predictions[row]) * (y - predictions[row])
    spread += (y - mean) * (y - mean)
  }
  return 1 - errors / spread
}

private func hitRate(_ classes: [Int], _ target: [Float], _ rows: [Int]) -> Double {
  var hits = 0
  for row in rows where Float(classes[row]) == target[row] { hits += 1 }
  return Double(hits) / Double(rows.count)
}
