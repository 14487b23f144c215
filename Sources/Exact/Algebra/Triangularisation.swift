/// The work of a QR factorisation: panels of columns that turn into R, and the reflections.
struct Triangularisation {
  private(set) var panels: ColumnPanels
  private(set) var reflectors: Reflectors
  private(set) var permutation: [Int]
  /// The norms of the columns at the start, in the order of the columns now.
  private(set) var norms: [Double] = []

  init(_ panels: ColumnPanels) {
    self.panels = panels
    reflectors = Reflectors(count: min(panels.rows, panels.columns), length: panels.rows)
    permutation = [Int](0..<panels.columns)
    for j in 0..<panels.columns { norms.append(norm(ofColumn: j, from: 0)) }
  }

  /// Panel after panel: all reflections so far, then one more for each of its columns.
  mutating func run() {
    let (rows, total) = (panels.rows, reflectors.count)
    for p in 0..<panels.count {
      let left = p &* 16
      _ = panels.withPanels { start in
        let panel = start + left &* rows
        if left > 0 && total > 0 {
          reflectors.apply(from: 0, through: min(left, total) &- 1, to: panel)
        }
        for k in left..<max(left, min(left &+ 16, total)) {
          let value = reflectors.make(k, over: k..<rows) { v in
            for i in k..<rows { v[i &- k] = panel[i &* 16 &+ k &- left] }
          }
          if k &- left < 15 { reflectors.apply(from: k, through: k, to: panel) }
          panel[k &* 16 &+ k &- left] = value
        }
      }
    }
  }

  /// Column after column: the largest one left comes next, and its reflection reaches all others.
  mutating func runWithPivoting() {
    let (rows, columns) = (panels.rows, panels.columns)
    // What is left of each column's norm, and the norm when it was last computed afresh.
    var (left, fresh) = (norms, norms)
    for k in 0..<reflectors.count {
      var next = k
      for j in k &+ 1..<max(columns, k &+ 1) where left[j] > left[next] { next = j }
      if next != k {
        exchange(k, next)
        left.swapAt(k, next)
        fresh.swapAt(k, next)
      }
      let panelCount = panels.count
      _ = panels.withPanels { start in
        let own = start + (k / 16 &* rows &* 16 &+ k % 16)
        let value = reflectors.make(k, over: k..<rows) { v in
          for i in k..<rows { v[i &- k] = own[i &* 16] }
        }
        for p in k / 16..<panelCount {
          // The columns of this panel before k are done: they hold R above, and are not read below.
          reflectors.apply(from: k, through: k, to: start + p &* rows &* 16)
        }
        own[k &* 16] = value
      }
      for j in k &+ 1..<max(columns, k &+ 1) where left[j] > 0 {
        let ratio = panels[k, j].magnitude / left[j]
        let rest = max(0, (1 - ratio) * (1 + ratio))
        let drift = left[j] / fresh[j]
        if rest * drift * drift <= 0x1p-26 {
          left[j] = norm(ofColumn: j, from: k &+ 1)
          fresh[j] = left[j]
        } else {
          left[j] *= rest.squareRoot()
        }
      }
    }
  }

  /// R, its scaling undone.
  func factor(scaledBy power: Double) -> Matrix64 {
    var result = panels.matrix(rows: reflectors.count)
    for i in 0..<result.rows {
      for j in 0..<result.columns { result[i, j] = j < i ? 0 : result[i, j] / power }
    }
    return result
  }

  private func norm(ofColumn j: Int, from top: Int) -> Double {
    var column: [Double] = []
    column.reserveCapacity(panels.rows)
    for i in top..<max(panels.rows, top) { column.append(panels[i, j]) }
    return column.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return 0 }
      return scaledNorm(start, count: column.count)
    }
  }

  private mutating func exchange(_ first: Int, _ second: Int) {
    let rows = panels.rows
    _ = panels.withPanels { start in
      let a = start + (first / 16 &* rows &* 16 &+ first % 16)
      let b = start + (second / 16 &* rows &* 16 &+ second % 16)
      for i in 0..<rows { (a[i &* 16], b[i &* 16]) = (b[i &* 16], a[i &* 16]) }
    }
    permutation.swapAt(first, second)
    norms.swapAt(first, second)
  }
}
