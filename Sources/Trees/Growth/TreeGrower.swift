import Parallel

/// Grows trees leaf by leaf: always the leaf whose split gains most.
///
/// Of two sibling leaves the histograms of the smaller one are summed up; those of the larger are the parent's less the
/// smaller's. A thread takes a share of the columns through both, so nothing depends on their number.
// One tree at a time is grown; threads write to columns of their own.
final class TreeGrower: @unchecked Sendable {
  let table: BinnedTable
  let rules: GrowthRules
  /// The rows of each leaf of the tree that was grown last.
  let partition: RowPartition
  private let threads: Int
  private let searches: [SplitSearch]
  private var sampler: ColumnSampler
  private let generators: UnsafeMutableBufferPointer<CongruentialGenerator>
  private let found: UnsafeMutableBufferPointer<(Candidate, Candidate)>

  // Histograms of leaves, made when first needed; `slots` says which are whose.
  private var histograms: [HistogramSet?]
  private var slots: [Int]
  /// Where the bins of each column begin in a set of histograms, and their number.
  private let starts: [Int]
  /// Derivatives of the rows of a leaf in their order.
  private var ordered: UnsafeMutableBufferPointer<Derivatives>
  private var best: [Candidate]
  private var leaves: [OpenLeaf]

  init(
    _ table: BinnedTable, _ rules: GrowthRules, _ sampler: ColumnSampler, extraSeed: Int,
    threads: Int
  ) {
    self.table = table
    self.rules = rules
    self.sampler = sampler
    self.threads = max(1, threads)
    partition = RowPartition(rows: table.rows, leaves: rules.leaves)
    let widest = table.columns.map(\.count).max() ?? 1
    searches = (0..<max(1, threads)).map { _ in SplitSearch(rules, bins: widest) }
    let columns = table.columns.count
    generators = .allocate(capacity: columns)
    for column in 0..<columns {
      generators.initializeElement(at: column, to: CongruentialGenerator(seed: extraSeed + column))
    }
    found = .allocate(capacity: columns)
    found.initialize(repeating: (Candidate(), Candidate()))
    var starts = [0]
    for column in table.columns { starts.append(starts[starts.count - 1] + column.count) }
    self.starts = starts
    histograms = [HistogramSet?](repeating: nil, count: rules.leaves)
    slots = Array(0..<rules.leaves)
    ordered = .allocate(capacity: table.rows / 2 + 1)
    best = [Candidate](repeating: Candidate(), count: rules.leaves)
    leaves = []
  }

  deinit {
    for search in searches { search.release() }
    generators.deallocate()
    found.deinitialize()
    found.deallocate()
    ordered.deallocate()
  }

  /// Grows a tree on all rows, or on some, for the derivatives of every row.
  func grow(_ derivatives: UnsafePointer<Derivatives>, rows: [Int32]?) -> (Tree, BinnedTree) {
    sampler.drawTree()
    partition.restart(rows, count: table.rows)
    if partition.counts[0] > ordered.count, rows != nil {
      ordered.deallocate()
      ordered = .allocate(capacity: partition.counts[0])
    }
    slots = Array(0..<rules.leaves)
    for leaf in best.indices { best[leaf] = Candidate() }
    let root = rootLeaf(derivatives, rows)
    leaves = [root]
    var tree = Tree(leaf: root.output, count: root.rows)
    var binned = BinnedTree()
    var parents = [Int?](repeating: nil, count: rules.leaves)
    if root.rows >= 2 * rules.minRows {
      search(smaller: root, larger: nil, derivatives, isWhole: rows == nil)
    }
    while tree.leaves < rules.leaves {
      var leaf = 0
      for other in 1..<tree.leaves where best[other].beats(best[leaf]) { leaf = other }
      let candidate = best[leaf]
      guard candidate.gain > 0 else { break }
      let new = tree.leaves
      let marks = marks(of: candidate)
      split(leaf, new, candidate, marks)
      binned.split(
        feature: candidate.feature, marks: marks, leaf: leaf, new: new, parent: parents[leaf])
      let parent = parents[leaf]
      parents[leaf] = tree.nodes
      parents[new] = tree.nodes
      tree.split(
        leaf, parent: parent, candidate, column: table.columns[candidate.feature],
        feature: table.features[candidate.feature], minGain: rules.minGain,
        rows: (partition.counts[leaf], partition.counts[new]))
      openChildren(leaf, new, candidate)
      if tree.leaves < rules.leaves { searchChildren(leaf, new, derivatives) }
    }
    return (tree, binned)
  }

  /// The root as a leaf; its sums run from the first row to the last.
  private func rootLeaf(_ derivatives: UnsafePointer<Derivatives>, _ rows: [Int32]?) -> OpenLeaf {
    var gradient = 0.0
    var hessian = 0.0
    let count = partition.counts[0]
    let order = partition.rows(of: 0)
    for i in 0..<count {
      let pair = derivatives[Int(order[i])]
      gradient += Double(pair.x)
      hessian += Double(pair.y)
    }
    return OpenLeaf(
      leaf: 0, gradient: gradient, hessian: hessian, rows: count,
      output: rules.gain.output(
        gradient, hessian, rows: Double(count), parent: 0, limits: Limits(), smoothed: false))
  }

  /// A 1 for every bin that goes left.
  private func marks(of candidate: Candidate) -> [UInt8] {
    let column = table.columns[candidate.feature]
    var marks = [UInt8](repeating: 0, count: column.count)
    if column.isCategorical {
      for bin in candidate.categories { marks[bin] = 1 }
    } else {
      for bin in 0...candidate.threshold { marks[bin] = 1 }
      if column.missing == .nan { marks[column.count - 1] = candidate.defaultLeft ? 1 : 0 }
    }
    return marks
  }

  private func split(_ leaf: Int, _ new: Int, _ candidate: Candidate, _ marks: [UInt8]) {
    marks.withUnsafeBufferPointer { marks in
      guard let marks = marks.baseAddress else { return }
      if table.width == 1 {
        partition.split(
          leaf, to: new, bins: table.base(candidate.feature, UInt8.self), marks: marks,
          threads: threads)
      } else {
        partition.split(
          leaf, to: new, bins: table.base(candidate.feature, UInt16.self), marks: marks,
          threads: threads)
      }
    }
  }

  /// Replaces a leaf that was split by its two children.
  private func openChildren(_ leaf: Int, _ new: Int, _ candidate: Candidate) {
    let parent = leaves[leaf]
    func child(_ index: Int, _ side: Candidate.Side) -> OpenLeaf {
      OpenLeaf(
        leaf: index, gradient: side.gradient, hessian: side.hessian,
        rows: partition.counts[index], output: side.output, limits: parent.limits,
        depth: parent.depth + 1)
    }
    var left = child(leaf, candidate.left)
    var right = child(new, candidate.right)
    if candidate.direction != 0 {
      let middle = (candidate.left.output + candidate.right.output) / 2
      if candidate.direction < 0 {
        left.limits.least = max(left.limits.least, middle)
        right.limits.most = min(right.limits.most, middle)
      } else {
        left.limits.most = min(left.limits.most, middle)
        right.limits.least = max(right.limits.least, middle)
      }
    }
    leaves[leaf] = left
    leaves.append(right)
  }

  private func searchChildren(
    _ leaf: Int, _ new: Int, _ derivatives: UnsafePointer<Derivatives>
  ) {
    let (left, right) = (leaves[leaf], leaves[new])
    best[leaf] = Candidate()
    best[new] = Candidate()
    if rules.maxDepth > 0, left.depth >= rules.maxDepth { return }
    if left.rows < 2 * rules.minRows, right.rows < 2 * rules.minRows { return }
    // The parent's histograms lie in the slot of the left leaf; they become those of the larger one.
    if left.rows < right.rows {
      slots.swapAt(leaf, new)
      search(smaller: left, larger: right, derivatives, isWhole: false)
    } else {
      search(smaller: right, larger: left, derivatives, isWhole: false)
    }
  }

  private func histograms(of leaf: Int) -> HistogramSet {
    let slot = slots[leaf]
    if let set = histograms[slot] { return set }
    let set = HistogramSet(bins: starts[starts.count - 1], columns: table.columns.count)
    histograms[slot] = set
    return set
  }

  /// Finds the best splits of a leaf and, where there is one, of its larger sibling.
  private func search(
    smaller: OpenLeaf, larger: OpenLeaf?, _ derivatives: UnsafePointer<Derivatives>, isWhole: Bool
  ) {
    let own = histograms(of: smaller.leaf)
    let parent = larger.map { histograms(of: $0.leaf) }
    var used: [Int] = []
    for column in sampler.ofTree {
      // What the parent could not split, no part of it can.
      if let parent, !parent.canSplit[column] {
        own.canSplit[column] = false
      } else {
        used.append(column)
      }
    }
    let ownColumns = sampler.drawNode()
    let largerColumns = larger == nil ? nil : sampler.drawNode()
    // About the nanoseconds of the work; waking another thread takes some thousands.
    let work = used.count * (smaller.rows / 2 + 2000)
    let pieces = work < 30_000 ? 1 : min(threads, used.count)
    let pairs =
      isWhole ? derivatives : gather(derivatives, smaller, threads: pieces)
    let rows = isWhole ? nil : partition.rows(of: smaller.leaf)
    // Every piece has columns of its own.
    nonisolated(unsafe) let (shared, order) = (pairs, rows)
    concurrently(pieces: pieces, threads: threads) { piece in
      let share = used[used.count * piece / pieces..<used.count * (piece + 1) / pieces]
      sum(share, shared, order, smaller.rows, own)
      for column in share {
        settle(column, smaller, own)
        found[column].0 = candidate(column, smaller, own, searches[piece])
        if let larger, let parent {
          parent.subtract(own, starts[column]..<starts[column + 1])
          found[column].1 = candidate(column, larger, parent, searches[piece])
        }
      }
    }
    for column in used {
      if ownColumns?[column] ?? true, found[column].0.beats(best[smaller.leaf]) {
        best[smaller.leaf] = found[column].0
      }
      if let larger, largerColumns?[column] ?? true, found[column].1.beats(best[larger.leaf]) {
        best[larger.leaf] = found[column].1
      }
    }
  }

  /// The derivatives of the rows of a leaf, in their order.
  private func gather(
    _ derivatives: UnsafePointer<Derivatives>, _ leaf: OpenLeaf, threads: Int
  ) -> UnsafePointer<Derivatives> {
    guard let target = ordered.baseAddress else { return derivatives }
    let rows = partition.rows(of: leaf.leaf)
    // Every range of rows has places of its own.
    nonisolated(unsafe) let (from, to, order) = (derivatives, target, rows)
    concurrentRanges(leaf.rows, threads: leaf.rows < 16384 ? 1 : threads, multipleOf: 64) {
      range in
      for i in range { to[i] = from[Int(order[i])] }
    }
    return UnsafePointer(target)
  }

  /// Sums up the histograms of some columns.
  private func sum(
    _ columns: ArraySlice<Int>, _ derivatives: UnsafePointer<Derivatives>,
    _ rows: UnsafePointer<Int32>?, _ count: Int, _ set: HistogramSet
  ) {
    var index = columns.startIndex
    while index < columns.endIndex {
      let first = columns[index]
      var width = 1
      // Neighbours of the same group go together.
      while index + width < columns.endIndex, columns[index + width] == first + width,
        (first + width) % BinnedTable.lanes != 0
      {
        width += 1
      }
      set.clear(starts[first]..<starts[first + width])
      if table.width == 1 {
        HistogramKernel(
          bins: UnsafePointer(table.base(first, UInt8.self)), rows: rows, derivatives: derivatives,
          count: count
        ).add(columns: width) { set.base + starts[first + $0] }
      } else {
        HistogramKernel(
          bins: UnsafePointer(table.base(first, UInt16.self)), rows: rows,
          derivatives: derivatives, count: count
        ).add(columns: width) { set.base + starts[first + $0] }
      }
      index += width
    }
  }

  /// Sets the sums of a column's common bin to what those of the others leave, as the original does.
  private func settle(_ column: Int, _ leaf: OpenLeaf, _ set: HistogramSet) {
    let common = table.columns[column].commonBin
    guard common > 0 else { return }
    let histogram = set.base + starts[column]
    var rest = SIMD2(leaf.gradient, leaf.hessian)
    for bin in 0..<table.columns[column].count where bin != common { rest -= histogram[bin] }
    histogram[common] = rest
  }

  private func candidate(
    _ column: Int, _ leaf: OpenLeaf, _ set: HistogramSet, _ search: SplitSearch
  ) -> Candidate {
    let histogram = set.base + starts[column]
    let bins = table.columns[column]
    var (candidate, canSplit) =
      bins.isCategorical
      ? search.categories(histogram, bins, leaf, generator: &generators[column])
      : search.numbers(
        histogram, bins, leaf, direction: rules.isMonotone ? rules.directions[column] : 0,
        generator: &generators[column])
    set.canSplit[column] = canSplit
    candidate.feature = column
    // The original's penalty of constrained columns, which is off, still multiplies by this.
    if candidate.direction != 0 { candidate.gain *= 1 + epsilon }
    return candidate
  }
}

/// The histograms of all columns of one leaf.
// Threads write to columns of their own.
final class HistogramSet: @unchecked Sendable {
  let base: Histogram
  /// Whether any split of a column would have gained enough.
  let canSplit: UnsafeMutablePointer<Bool>

  init(bins: Int, columns: Int) {
    base = .allocate(capacity: max(1, bins))
    canSplit = .allocate(capacity: max(1, columns))
    canSplit.initialize(repeating: true, count: max(1, columns))
  }

  deinit {
    base.deallocate()
    canSplit.deallocate()
  }

  func clear(_ bins: Range<Int>) {
    (base + bins.lowerBound).update(repeating: .zero, count: bins.count)
  }

  func subtract(_ other: HistogramSet, _ bins: Range<Int>) {
    let (own, others) = (base, other.base)
    for bin in bins { own[bin] -= others[bin] }
  }
}

extension Tree {
  /// Splits a leaf into itself and a new one.
  mutating func split(
    _ leaf: Int, parent: Int?, _ candidate: Candidate, column: ColumnBins, feature: Int,
    minGain: Double, rows: (left: Int, right: Int)
  ) {
    let node = Int32(nodes)
    let new = leaves
    // The parent's child that was this leaf becomes the node.
    if let parent {
      if leftChild[parent] == Int32(~leaf) {
        leftChild[parent] = node
      } else {
        rightChild[parent] = node
      }
    }
    splitFeature.append(Int32(feature))
    splitGain.append(Float(candidate.gain + minGain))
    if column.isCategorical {
      threshold.append(Double(categorySets))
      let categories = candidate.categories.map { column.categories[$0] }
      var words = [UInt32](repeating: 0, count: (categories.max() ?? 0) / 32 + 1)
      for category in categories { words[category / 32] |= 1 << UInt32(category % 32) }
      categoryBits += words
      categoryBounds.append(Int32(categoryBits.count))
    } else {
      threshold.append(column.bounds[candidate.threshold])
    }
    decision.append(
      Decision(
        isCategorical: column.isCategorical,
        defaultLeft: !column.isCategorical && candidate.defaultLeft, missing: column.missing))
    leftChild.append(Int32(~leaf))
    rightChild.append(Int32(~new))
    internalValue.append(leafValue[leaf])
    internalWeight.append(candidate.left.hessian + candidate.right.hessian)
    internalCount.append(rows.left + rows.right)
    leafValue[leaf] = candidate.left.output.isNaN ? 0 : candidate.left.output
    leafWeight[leaf] = candidate.left.hessian
    leafCount[leaf] = rows.left
    leafValue.append(candidate.right.output.isNaN ? 0 : candidate.right.output)
    leafWeight.append(candidate.right.hessian)
    leafCount.append(rows.right)
  }
}
