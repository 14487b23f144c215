import Exact

/// The rows that each tree of a forest learns from: as many as there are, drawn with replacement.
///
/// A row of twice the weight is drawn twice as often, as in scikit-learn; within a tree it counts as often as it was drawn.
struct Bootstrap: Sendable {
  private let key: Key
  private let rows: Int
  private let choice: WeightedChoice?

  init(_ data: TrainingSet, key: Key) throws(TreesError) {
    self.key = key
    rows = data.features.rows
    do throws(WeightError) {
      choice = try data.weights.map { weights throws(WeightError) in
        try WeightedChoice(weights.map { Double($0) })
      }
    } catch {
      throw .setting(what: "weights", expected: "a finite sum", found: "\(error)")
    }
  }

  /// How often a tree draws each row.
  func counts(ofTree tree: Int) -> [Int32] {
    let key = key[tree]["rows"]
    var counts = [Int32](repeating: 0, count: rows)
    if let choice {
      for draw in 0..<rows { counts[choice.index(key, at: draw)] += 1 }
    } else {
      for draw in 0..<rows { counts[key.integer(below: rows, at: draw)] += 1 }
    }
    return counts
  }
}
