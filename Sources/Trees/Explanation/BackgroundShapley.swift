/// Shapley values of a single leaf where absent columns are taken from the rows of a background, averaged over those
/// (interventional TreeSHAP, Lundberg and others 2020).
///
/// Between a row and a background row, a leaf is reached by the columns that only the row follows, p of them, present, and those
/// that only the other follows, r of them, absent. A column that both follow plays no part; if neither follows one, the
/// leaf is never reached. So each of the p is worth v (p − 1)! r! / (p + r)!, and each of the r is worth −v p! (r − 1)! / (p + r)!.
/// Rows and background rows that follow the same columns are treated once.
final class BackgroundShapley: LeafExplainer {
  private let background: Range<Int>
  private let rows: SubsetGroups
  private let others: SubsetGroups
  private let worths: CoalitionWorths
  /// The columns' numbers, [place, group].
  private let values: Block<Double>

  /// For paths of up to so many columns, and batches of `rows` rows with the background's behind them.
  init(longest: Int, rows: Int, background: Int) {
    self.background = rows..<rows + background
    self.rows = SubsetGroups(rows: rows)
    others = SubsetGroups(rows: background)
    worths = CoalitionWorths(upTo: longest)
    values = Block(count: longest * rows, of: 0)
  }

  func add(_ path: LeafPath, count: Int, to target: UnsafeMutablePointer<Double>) {
    guard path.count > 0 else { return }
    others.find(path, background)
    rows.find(path, 0..<count)
    let groups = rows.count
    values.base.update(repeating: 0, count: path.count * groups)
    for other in 0..<others.count {
      let share = path.value * Double(others.sizes.base[other]) / Double(background.count)
      for group in 0..<groups {
        meet(path, Int(rows.example.base[group]), Int(others.example.base[other]), share, group)
      }
    }
    for place in 0..<path.count {
      let numbers = values.base + place * groups
      let sums = target + Int(path.columns[place]) * path.rows
      for row in 0..<count { sums[row] += numbers[Int(rows.group.base[row])] }
    }
  }

  /// Adds what a group of rows gains over a group of background rows.
  @inline(__always)
  private func meet(_ path: LeafPath, _ row: Int, _ other: Int, _ value: Double, _ group: Int) {
    let (followed, words) = (path.followed, path.words)
    var (present, absent) = (0, 0)
    for word in 0..<words {
      let ours = followed[word &* path.rows &+ row]
      let theirs = followed[word &* path.rows &+ other]
      let width = min(32, path.count &- 32 &* word)
      guard ours | theirs == ~0 &>> UInt32(32 &- width) else { return }
      present &+= (ours & ~theirs).nonzeroBitCount
      absent &+= (theirs & ~ours).nonzeroBitCount
    }
    let gain = value * worths[present, absent]
    let loss = value * worths[absent, present]
    for word in 0..<words {
      let ours = followed[word &* path.rows &+ row]
      let theirs = followed[word &* path.rows &+ other]
      let first = values.base + (32 &* word &* rows.count &+ group)
      var bits = ours & ~theirs
      while bits != 0 {
        first[bits.trailingZeroBitCount &* rows.count] += gain
        bits &= bits &- 1
      }
      bits = theirs & ~ours
      while bits != 0 {
        first[bits.trailingZeroBitCount &* rows.count] -= loss
        bits &= bits &- 1
      }
    }
  }
}

/// The worth of one of p players who must all be present, while r others must all be absent: (p − 1)! r! / (p + r)!.
private struct CoalitionWorths {
  private let side: Int
  private var table: [Double]

  init(upTo count: Int) {
    // Longer paths are rare, and their worths are worked out when asked for.
    side = min(count, 64) + 1
    table = []
    for p in 0..<side {
      for r in 0..<side { table.append(Self.worth(p, r)) }
    }
  }

  @inline(__always)
  subscript(p: Int, r: Int) -> Double {
    p < side && r < side ? table[p &* side &+ r] : Self.worth(p, r)
  }

  private static func worth(_ p: Int, _ r: Int) -> Double {
    guard p > 0 else { return 0 }
    var worth = 1 / Double(p)
    for k in 0..<r { worth *= Double(k + 1) / Double(p + k + 1) }
    return worth
  }
}
