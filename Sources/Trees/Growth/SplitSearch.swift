/// Sums of first and second derivatives, one pair a bin.
typealias Histogram = UnsafeMutablePointer<SIMD2<Double>>

/// Finds the best split of a column from its histogram.
///
/// Rows are counted by their second derivatives, as the original does: a histogram holds no counts.
struct SplitSearch {
  let rules: GrowthRules
  private let gain: LeafGain
  // What lies on the scanned side of each place to cut.
  private let gradients: UnsafeMutablePointer<Double>
  private let hessians: UnsafeMutablePointer<Double>
  private let counts: UnsafeMutablePointer<Double>
  private let thresholds: UnsafeMutablePointer<Int>
  private let gains: UnsafeMutablePointer<Double>

  /// The sums on one side of a place to cut.
  private struct Cut {
    var gradient: Double
    var hessian: Double
    var rows: Double
  }

  /// A search with room for columns of at most `bins` bins; `release` gives it back.
  init(_ rules: GrowthRules, bins: Int) {
    self.rules = rules
    gain = rules.gain
    gradients = .allocate(capacity: bins)
    hessians = .allocate(capacity: bins)
    counts = .allocate(capacity: bins)
    thresholds = .allocate(capacity: bins)
    gains = .allocate(capacity: bins)
  }

  func release() {
    gradients.deallocate()
    hessians.deallocate()
    counts.deallocate()
    thresholds.deallocate()
    gains.deallocate()
  }

  /// The best split of a column of numbers, and whether any would have gained enough.
  ///
  /// Scanning from the right, missing values lie left of every cut; a second scan from the left puts them right. A later
  /// cut must be strictly better, so of equal ones the greatest threshold wins, and missing values go left.
  func numbers(
    _ histogram: Histogram, _ column: ColumnBins, _ leaf: OpenLeaf, direction: Int,
    generator: inout CongruentialGenerator
  ) -> (Candidate, canSplit: Bool) {
    var best = Candidate()
    best.direction = direction
    let hessian = leaf.hessian + 2 * epsilon
    let rows = Double(leaf.rows)
    let least =
      gain.gain(leaf.gradient, hessian, rows: rows, parent: leaf.output) + rules.minGain
    var only = -1
    if rules.isExtra {
      only = column.count > 2 ? generator.integer(below: column.count - 2) : 0
    }
    let splitsMissing = column.count > 2 && column.missing == .nan
    var canSplit = scan(
      histogram, column, leaf, hessian, least, fromRight: true, skipLast: splitsMissing,
      only: only, &best)
    if splitsMissing {
      // Both scans must be made.
      canSplit =
        scan(
          histogram, column, leaf, hessian, least, fromRight: false, skipLast: true, only: only,
          &best) || canSplit
    } else if column.missing == .nan {
      best.defaultLeft = false
    }
    return (best, canSplit)
  }

  private func scan(
    _ histogram: Histogram, _ column: ColumnBins, _ leaf: OpenLeaf, _ hessian: Double,
    _ least: Double, fromRight: Bool, skipLast: Bool, only: Int, _ best: inout Candidate
  ) -> Bool {
    let count =
      fromRight
      ? cutsFromRight(histogram, column, leaf, hessian, skipLast: skipLast, only: only)
      : cutsFromLeft(histogram, column, leaf, hessian, only: only)
    guard count > 0 else { return false }
    rate(count, leaf, hessian, fromRight: fromRight, direction: best.direction)
    var bestGain = least
    var bestCut = -1
    var canSplit = false
    for cut in 0..<count where gains[cut] > least {
      canSplit = true
      if gains[cut] > bestGain {
        bestGain = gains[cut]
        bestCut = cut
      }
    }
    guard bestCut >= 0, leaf.limits.least <= leaf.limits.most, bestGain > best.gain + least else {
      return canSplit
    }
    let cut = Cut(
      gradient: gradients[bestCut], hessian: hessians[bestCut], rows: counts[bestCut])
    let total = Double(leaf.rows)
    let leftGradient = fromRight ? leaf.gradient - cut.gradient : cut.gradient
    let leftHessian = fromRight ? hessian - cut.hessian : cut.hessian
    let leftRows = fromRight ? total - cut.rows : cut.rows
    best.threshold = thresholds[bestCut]
    best.defaultLeft = fromRight
    best.gain = bestGain - least
    set(&best, leaf, hessian, leftGradient, leftHessian, leftRows, gain)
    return canSplit
  }

  /// Fills in what the two leaves of a split would be.
  private func set(
    _ best: inout Candidate, _ leaf: OpenLeaf, _ hessian: Double, _ leftGradient: Double,
    _ leftHessian: Double, _ leftRows: Double, _ gain: LeafGain
  ) {
    let rows = Double(leaf.rows)
    best.left = .init(
      gradient: leftGradient, hessian: leftHessian - epsilon,
      output: gain.output(
        leftGradient, leftHessian, rows: leftRows, parent: leaf.output, limits: leaf.limits))
    best.right = .init(
      gradient: leaf.gradient - leftGradient, hessian: hessian - leftHessian - epsilon,
      output: gain.output(
        leaf.gradient - leftGradient, hessian - leftHessian, rows: rows - leftRows,
        parent: leaf.output, limits: leaf.limits))
  }

  /// Sums up bins from the right; the cuts that leave enough on both sides are those to rate.
  private func cutsFromRight(
    _ histogram: Histogram, _ column: ColumnBins, _ leaf: OpenLeaf, _ hessian: Double,
    skipLast: Bool, only: Int
  ) -> Int {
    let total = Double(leaf.rows)
    let rate = total / hessian
    let (leastRows, leastHessian) = (rules.minRowsD, rules.minHessian)
    var sum = SIMD2(0, epsilon)
    var rows = 0.0
    var made = 0
    var bin = column.count - (skipLast ? 2 : 1)
    while bin >= 1 {
      let pair = histogram[bin]
      sum += pair
      rows += wholeRows(pair.y, rate)
      bin &-= 1
      if rows < leastRows || sum.y < leastHessian { continue }
      if total - rows < leastRows || hessian - sum.y < leastHessian { break }
      if only >= 0, bin != only { continue }
      gradients[made] = sum.x
      hessians[made] = sum.y
      counts[made] = rows
      thresholds[made] = bin
      made &+= 1
    }
    return made
  }

  /// Sums up bins from the left, missing values left out.
  private func cutsFromLeft(
    _ histogram: Histogram, _ column: ColumnBins, _ leaf: OpenLeaf, _ hessian: Double, only: Int
  ) -> Int {
    let total = Double(leaf.rows)
    let rate = total / hessian
    let (leastRows, leastHessian) = (rules.minRowsD, rules.minHessian)
    var sum = SIMD2(0, epsilon)
    var rows = 0.0
    var made = 0
    // The sums of a common first bin are what the others leave.
    let isImplied = column.commonBin == 0
    if isImplied {
      sum = SIMD2(leaf.gradient, hessian - epsilon)
      rows = total
      for bin in 1..<column.count {
        sum -= histogram[bin]
        rows -= wholeRows(histogram[bin].y, rate)
      }
    }
    for bin in 0...(column.count - 2) {
      if bin > 0 || !isImplied {
        sum += histogram[bin]
        rows += wholeRows(histogram[bin].y, rate)
      }
      if rows < leastRows || sum.y < leastHessian { continue }
      if total - rows < leastRows || hessian - sum.y < leastHessian { break }
      if only >= 0, bin != only { continue }
      gradients[made] = sum.x
      hessians[made] = sum.y
      counts[made] = rows
      thresholds[made] = bin
      made &+= 1
    }
    return made
  }

  /// The gains of the cuts.
  private func rate(
    _ count: Int, _ leaf: OpenLeaf, _ hessian: Double, fromRight: Bool, direction: Int
  ) {
    let sumGradient = leaf.gradient
    if gain.isPlain, !rules.isMonotone {
      let lambda = gain.lambda2
      for i in 0..<count {
        let (g, h) = (gradients[i], hessians[i])
        let (g2, h2) = (sumGradient - g, hessian - h)
        gains[i] = g * g / (h + lambda) + g2 * g2 / (h2 + lambda)
      }
      return
    }
    let total = Double(leaf.rows)
    for i in 0..<count {
      let cut = Cut(gradient: gradients[i], hessian: hessians[i], rows: counts[i])
      let other = Cut(
        gradient: sumGradient - cut.gradient, hessian: hessian - cut.hessian,
        rows: total - cut.rows)
      gains[i] =
        fromRight
        ? both(other, cut, leaf, direction, gain) : both(cut, other, leaf, direction, gain)
    }
  }

  /// The gain of two leaves together; zero for outputs that go against the direction.
  private func both(
    _ left: Cut, _ right: Cut, _ leaf: OpenLeaf, _ direction: Int, _ gain: LeafGain
  ) -> Double {
    guard rules.isMonotone else {
      return gain.gain(left.gradient, left.hessian, rows: left.rows, parent: leaf.output)
        + gain.gain(right.gradient, right.hessian, rows: right.rows, parent: leaf.output)
    }
    let low = gain.output(
      left.gradient, left.hessian, rows: left.rows, parent: leaf.output, limits: leaf.limits)
    let high = gain.output(
      right.gradient, right.hessian, rows: right.rows, parent: leaf.output, limits: leaf.limits)
    if direction > 0 && low > high || direction < 0 && low < high { return 0 }
    return gain.gain(left.gradient, left.hessian, output: low)
      + gain.gain(right.gradient, right.hessian, output: high)
  }

  /// The best split of a column of categories: one against the rest where there are few, else a run of them in the order of
  /// their mean gradients, from either end.
  func categories(
    _ histogram: Histogram, _ column: ColumnBins, _ leaf: OpenLeaf,
    generator: inout CongruentialGenerator
  ) -> (Candidate, canSplit: Bool) {
    var best = Candidate()
    best.defaultLeft = false
    let hessian = leaf.hessian + 2 * epsilon
    let total = Double(leaf.rows)
    let before =
      gain.smooths
      ? gain.gain(leaf.gradient, hessian, output: leaf.output)
      : gain.gain(leaf.gradient, hessian, rows: total, parent: 0)
    let least = before + rules.minGain
    let isOneToRest = column.count <= rules.maxOneToRest
    var wider = gain
    if !isOneToRest { wider.lambda2 += rules.categoryLambda2 }
    var found: (cut: Cut, bins: [Int])?
    var bestGain = -Double.infinity
    var canSplit = false
    /// Rates a cut; `bins` are those that would go left.
    func consider(_ left: Cut, _ right: Cut, _ order: (Cut, Cut), _ bins: () -> [Int]) {
      let gain = both(order.0, order.1, leaf, 0, wider)
      if gain <= least { return }
      canSplit = true
      if gain > bestGain {
        bestGain = gain
        found = (left, bins())
      }
    }
    let rate = total / hessian
    let rows: (Int) -> Double = { wholeRows(histogram[$0].y, rate) }
    if isOneToRest {
      oneToRest(histogram, column, leaf, hessian, rows, &generator) { left, right, bin in
        consider(left, right, (right, left)) { [bin] }
      }
    } else {
      runs(histogram, column, leaf, hessian, rows, &generator) { left, right, bins in
        consider(left, right, (left, right)) { Array(bins) }
      }
    }
    if let found {
      best.gain = bestGain - least
      best.categories = found.bins
      set(
        &best, leaf, hessian, found.cut.gradient, found.cut.hessian, found.cut.rows, wider)
    }
    return (best, canSplit)
  }

  private func oneToRest(
    _ histogram: Histogram, _ column: ColumnBins, _ leaf: OpenLeaf, _ hessian: Double,
    _ rows: (Int) -> Double, _ generator: inout CongruentialGenerator,
    _ consider: (Cut, Cut, Int) -> Void
  ) {
    let total = Double(leaf.rows)
    var only = -1
    // The original draws the position in its histogram, which lacks a common first bin.
    let shift = column.commonBin == 0 ? 1 : 0
    if rules.isExtra {
      only = 0
      if column.count - 1 > 0 {
        only = generator.integer(from: 1 - shift, below: column.count - shift)
      }
    }
    for bin in 1..<column.count {
      let pair = histogram[bin]
      let count = rows(bin)
      if count < rules.minRowsD || pair.y < rules.minHessian { continue }
      let rest = hessian - pair.y - epsilon
      if total - count < rules.minRowsD || rest < rules.minHessian { continue }
      if only >= 0, bin - shift != only { continue }
      consider(
        Cut(gradient: pair.x, hessian: pair.y + epsilon, rows: count),
        Cut(gradient: leaf.gradient - pair.x, hessian: rest, rows: total - count),
        bin)
    }
  }

  private func runs(
    _ histogram: Histogram, _ column: ColumnBins, _ leaf: OpenLeaf, _ hessian: Double,
    _ rows: (Int) -> Double, _ generator: inout CongruentialGenerator,
    _ consider: (Cut, Cut, ArraySlice<Int>) -> Void
  ) {
    let total = Double(leaf.rows)
    let mean: (Int) -> Double = { histogram[$0].x / (histogram[$0].y + rules.categorySmooth) }
    // Equal means keep the order of the bins.
    let sorted = (1..<column.count).filter { rows($0) >= rules.categorySmooth }
      .map { ($0, mean($0)) }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
    let most = min(rules.maxCategories, (sorted.count + 1) / 2)
    var only = -1
    if rules.isExtra {
      let last = max(min(most, sorted.count) - 1, 0)
      only = last > 0 ? generator.integer(below: last) : 0
    }
    for order in [sorted, sorted.reversed()] {
      var left = Cut(gradient: 0, hessian: epsilon, rows: 0)
      var group = 0.0
      for (i, bin) in order.prefix(most).enumerated() {
        let count = rows(bin)
        left.gradient += histogram[bin].x
        left.hessian += histogram[bin].y
        left.rows += count
        group += count
        if left.rows < rules.minRowsD || left.hessian < rules.minHessian { continue }
        let right = Cut(
          gradient: leaf.gradient - left.gradient, hessian: hessian - left.hessian,
          rows: total - left.rows)
        if right.rows < rules.minRowsD || right.rows < rules.minRowsInGroup
          || right.hessian < rules.minHessian
        {
          break
        }
        if group < rules.minRowsInGroup { continue }
        group = 0
        if only >= 0, i != only { continue }
        consider(left, right, order[...i])
      }
    }
  }
}

/// How many rows a sum of second derivatives stands for.
@inline(__always)
private func wholeRows(_ hessian: Double, _ rate: Double) -> Double {
  (hessian * rate + 0.5).rounded(.towardZero)
}
