import Exact
import Parallel

/// A booster that grows LightGBM's trees: same bins, same draws, same sums in the same order.
///
/// ```swift
/// let data = try TrainingSet(Features(numbers, columns: 4), target: prices)
/// let booster = try Booster(data, BoosterSettings())
/// let prices = try booster.model.predictions(Features(others, columns: 4))
/// ```
public struct Booster: Sendable {
  /// The trees.
  public private(set) var model: TreeModel
  /// The loss on the validation rows after each iteration; empty without any.
  public private(set) var history: [Double] = []
  /// The number of iterations with the lowest loss on the validation rows, which are those that the model keeps where it
  /// stops early; all of them otherwise.
  public private(set) var bestIteration = 0

  /// Learns from rows.
  ///
  /// The trees are the same for any number of threads. `progress` is called after each iteration, with its number from 1 and
  /// the loss on the validation rows, and ends the training when it returns false.
  ///
  /// - Throws: `TreesError` for settings out of range, and for targets or validation rows that do not fit them.
  public init(
    _ data: TrainingSet, _ settings: BoosterSettings = BoosterSettings(),
    validation: TrainingSet? = nil, threads: Int = 1,
    progress: (_ iteration: Int, _ loss: Double?) -> Bool = { _, _ in true }
  ) throws(TreesError) {
    try settings.check(columns: data.features.columns)
    if let validation, validation.features.columns != data.features.columns {
      throw .unequalCounts(
        what: "columns of the validation rows", expected: data.features.columns,
        found: validation.features.columns)
    }
    if let column = data.categorical.sorted().first(where: {
      !settings.monotoneConstraints.isEmpty && settings.monotoneConstraints[$0] != 0
    }) {
      throw .setting(
        what: "monotone_constraints of column \(column)", expected: "0, for it holds categories",
        found: "\(settings.monotoneConstraints[column])")
    }
    let loss = try data.loss(settings)
    let watched = try validation.map { v throws(TreesError) in try Watch(v, settings, loss.outputs)
    }
    var ensemble = Boosting(data, settings, loss, threads: threads, watched: watched)
    model = TreeModel(
      trees: [], outputs: loss.outputs, classes: loss.outputs, objective: loss.name,
      isAveraged: settings.boosting == .rf, featureNames: data.names,
      featureInfos: ensemble.table.infos)
    model.monotoneConstraints = settings.monotoneConstraints
    var lowest = Double.infinity
    for iteration in 0..<settings.iterations {
      guard ensemble.step(iteration) else { break }
      let value = ensemble.watched?.loss(isAveraged: settings.boosting == .rf, iteration + 1)
      if let value {
        history.append(value)
        if lowest - value > settings.earlyStoppingMinDelta {
          lowest = value
          bestIteration = iteration + 1
        }
      } else {
        bestIteration = iteration + 1
      }
      guard progress(iteration + 1, value) else { break }
      let rounds = settings.earlyStoppingRounds
      // A dropped-out tree comes back, so the original does not stop early there.
      if value != nil, rounds > 0, settings.boosting != .dart,
        iteration + 1 - bestIteration >= rounds
      {
        break
      }
    }
    model.trees = ensemble.trees
    if !history.isEmpty, settings.earlyStoppingRounds > 0, settings.boosting != .dart {
      model.trees.removeSubrange(bestIteration * loss.outputs..<model.trees.count)
    } else {
      bestIteration = model.iterations
    }
  }
}

/// The state of a booster between two iterations.
struct Boosting {
  let table: BinnedTable
  private(set) var trees: [Tree] = []
  private(set) var watched: Watch?
  private let data: TrainingSet
  private let settings: BoosterSettings
  private let loss: any Loss
  private let threads: Int
  private let grower: TreeGrower
  private var sampler: RowSampler
  private var dropper: Dropper
  /// The trees by bins, where they are needed again.
  private var binned: [BinnedTree] = []
  private let scores: Block<Double>
  private let derivatives: Block<Derivatives>
  private let starts: [Double]

  init(
    _ data: TrainingSet, _ settings: BoosterSettings, _ loss: any Loss, threads: Int,
    watched: Watch?
  ) {
    (self.data, self.settings, self.loss, self.threads) = (data, settings, loss, threads)
    self.watched = watched
    let bins = BinSettings(
      maxBins: settings.maxBins, minRowsInBin: settings.minRowsInBin,
      useMissing: settings.useMissing, preFilter: settings.featurePreFilter)
    let table = BinnedTable(
      data.features, categorical: data.categorical, settings: bins,
      sampleSize: settings.binSample, seed: settings.dataSeed, leastRows: settings.minRowsInLeaf,
      threads: threads)
    self.table = table
    let columns = ColumnSampler(
      columns: table.features.count, treeFraction: settings.featureFraction,
      nodeFraction: settings.featureFractionByNode, seed: settings.featureSeed)
    grower = TreeGrower(
      table, GrowthRules(settings, features: table.features), columns,
      extraSeed: settings.extraSeed, threads: threads)
    sampler = RowSampler(settings, rows: table.rows)
    dropper = Dropper(settings)
    scores = Block(count: loss.outputs * table.rows, of: 0)
    derivatives = Block(count: loss.outputs * table.rows, of: .zero)
    let usesStart = settings.boostFromAverage || table.features.isEmpty
    starts = (0..<loss.outputs).map { output in
      let start = usesStart ? loss.start(of: output) : 0
      return start.magnitude > epsilon ? start : 0
    }
    if settings.boosting == .rf {
      addStarts()
      derive()
    }
  }

  private var rows: Int { table.rows }

  private func addStarts() {
    for (output, start) in starts.enumerated() where start != 0 {
      for row in 0..<rows { scores.base[output * rows + row] += start }
    }
  }

  /// Derives the loss for all rows.
  private func derive() {
    // Every range of pieces writes to places of its own.
    nonisolated(unsafe) let (scores, derivatives) = (scores.base, derivatives.base)
    let loss = loss
    let step = loss.pieces == rows ? 4096 : 1
    concurrentRanges(loss.pieces, threads: threads, multipleOf: step) { pieces in
      loss.derive(UnsafePointer(scores), pieces, to: derivatives)
    }
  }

  /// Grows the trees of one iteration; false where none of them could split.
  mutating func step(_ iteration: Int) -> Bool {
    settings.boosting == .rf ? forestStep(iteration) : boostingStep(iteration)
  }

  private mutating func boostingStep(_ iteration: Int) -> Bool {
    if iteration == 0 {
      addStarts()
      for (output, start) in starts.enumerated() { watched?.add(start, output) }
    }
    var rate = settings.learningRate
    if settings.boosting == .dart {
      dropper.choose(iteration)
      for index in dropper.dropped { shiftDropped(index, by: -1) }
      rate = dropper.rate
    }
    derive()
    sampler.draw(iteration, outputs: loss.outputs, derivatives.base)
    var hasSplit = false
    for output in 0..<loss.outputs {
      var (tree, bins) = grown(output)
      if tree.nodes > 0 {
        hasSplit = true
        renew(&tree, output, to: scores.base + output * rows)
        tree.shrink(by: rate)
        addScores(tree, bins, output)
        watched?.add(tree, output)
        if iteration == 0, starts[output] != 0 { tree.add(starts[output]) }
      } else {
        tree = constantTree(iteration, output)
      }
      trees.append(tree)
      if settings.boosting == .dart { binned.append(bins) }
    }
    if !hasSplit {
      // The first iteration stays, so that there is something to predict.
      if trees.count > loss.outputs { trees.removeLast(loss.outputs) }
      for index in dropper.dropped { shiftDropped(index, by: -1) }
      return false
    }
    if settings.boosting == .dart { normalise() }
    return true
  }

  private func grown(_ output: Int) -> (Tree, BinnedTree) {
    guard loss.learns(output), !table.features.isEmpty else { return (Tree(leaf: 0), BinnedTree()) }
    return grower.grow(
      UnsafePointer(derivatives.base + output * rows), rows: sampler.chosen)
  }

  /// A tree that could not split holds the start in the first iteration, nothing later.
  private mutating func constantTree(_ iteration: Int, _ output: Int) -> Tree {
    guard iteration == 0 else { return Tree(leaf: 0, count: rows) }
    var start = starts[output]
    if !settings.boostFromAverage {
      start = loss.start(of: output)
      for row in 0..<rows { scores.base[output * rows + row] += start }
      watched?.add(start, output)
    }
    return Tree(leaf: start, count: rows)
  }

  /// One tree of a forest; the derivatives stay those at the start.
  private mutating func forestStep(_ iteration: Int) -> Bool {
    sampler.draw(iteration, outputs: loss.outputs, derivatives.base)
    for output in 0..<loss.outputs {
      var (tree, _) = grown(output)
      if tree.nodes > 0 {
        renew(&tree, output, to: scores.base + output * rows)
        if starts[output] != 0 { tree.add(starts[output]) }
      } else if iteration == 0 {
        tree = Tree(leaf: loss.learns(output) ? 0 : loss.start(of: output), count: rows)
      }
      watched?.add(tree, output)
      trees.append(tree)
    }
    return true
  }

  /// Sets the leaves to a quantile of their residuals, where the loss asks for it.
  private func renew(_ tree: inout Tree, _ output: Int, to scores: UnsafePointer<Double>) {
    guard let share = loss.renewedQuantile else { return }
    for leaf in 0..<tree.leaves {
      let order = grower.partition.rows(of: leaf)
      let weights = data.weights.map { weights in { (i: Int) in weights[Int(order[i])] } }
      tree.leafValue[leaf] = rounded(
        quantile(share, count: grower.partition.counts[leaf], weights: weights) { i in
          Double(data.target[Int(order[i])]) - scores[Int(order[i])]
        })
    }
  }

  /// Adds a tree's outputs to the scores of all rows.
  private func addScores(_ tree: Tree, _ bins: BinnedTree, _ output: Int) {
    let target = scores.base + output * rows
    let partition = grower.partition
    // A row lies in one leaf only.
    nonisolated(unsafe) let shared = target
    concurrently(pieces: rows < 16384 ? 1 : threads, threads: threads) { piece in
      let pieces = rows < 16384 ? 1 : threads
      for leaf in stride(from: piece, to: tree.leaves, by: pieces) {
        let order = partition.rows(of: leaf)
        let value = tree.leafValue[leaf]
        for i in 0..<partition.counts[leaf] { shared[Int(order[i])] += value }
      }
    }
    if sampler.chosen != nil {
      bins.add(tree.leafValue, rows: sampler.others, of: table, to: target)
    }
  }

  /// Multiplies the trees of an iteration by a factor and adds them to the scores.
  private mutating func shiftDropped(_ iteration: Int, by factor: Double) {
    for output in 0..<loss.outputs {
      let index = iteration * loss.outputs + output
      trees[index].shrink(by: factor)
      binned[index].add(
        trees[index].leafValue, rows: 0..<rows, of: table, to: scores.base + output * rows)
    }
  }

  /// Brings dropped trees back, so that they and the new tree weigh together what they alone did before.
  private mutating func normalise() {
    let (first, second) = dropper.factors
    for iteration in dropper.dropped {
      for output in 0..<loss.outputs {
        let index = iteration * loss.outputs + output
        trees[index].shrink(by: first)
        let tree = trees[index]
        watched?.add(tree, output)
      }
      shiftDropped(iteration, by: second)
    }
    dropper.settle()
  }
}

/// Numbers that stay where they are.
// Whoever holds one says who writes where.
final class Block<Element>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  private let count: Int

  init(count: Int, of value: Element) {
    self.count = max(1, count)
    base = .allocate(capacity: self.count)
    base.initialize(repeating: value, count: self.count)
  }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }
}
