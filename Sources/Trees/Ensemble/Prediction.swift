import Exact
import Parallel

extension TreeModel {
  /// The sums of the trees' outputs, [row, output], before averaging and link.
  ///
  /// Trees are added from the first to the last; `iterations` leaves out those that are not in it.
  ///
  /// - Throws: `TreesError.unequalCounts` for another number of columns than the model has.
  public func rawPredictions(
    _ features: Features, iterations: Range<Int>? = nil, threads: Int = 1
  ) throws(TreesError) -> [Double] {
    try check(features)
    let range = used(iterations)
    let chosen = Array(trees[range.lowerBound * outputs..<range.upperBound * outputs])
    let masks = LeafMasks(chosen)
    let walker = Walker(chosen) { !masks.holds($0) }
    var sums = [Double](repeating: 0, count: features.rows * outputs)
    sums.withUnsafeMutableBufferPointer { sums in
      features.values.withUnsafeBufferPointer { values in
        guard let target = sums.baseAddress, let values = values.baseAddress else { return }
        // Every range of rows is written by one thread.
        nonisolated(unsafe) let (ours, shared) = (target, values)
        concurrentRanges(features.rows, threads: threads, multipleOf: LeafMasks.block) { rows in
          let width = features.columns
          addOutputs(
            masks, walker, shared + rows.lowerBound * width, rows.count,
            to: ours + rows.lowerBound * outputs)
        }
      }
    }
    return sums
  }

  /// Adds the outputs of all trees for some rows, a block after the other.
  private func addOutputs(
    _ masks: LeafMasks, _ walker: Walker, _ rows: UnsafePointer<Double>, _ count: Int,
    to target: UnsafeMutablePointer<Double>
  ) {
    let (block, width) = (LeafMasks.block, features)
    let columns = Block<Double>(count: block * width, of: 0)
    let alive = Block<UInt64>(count: block, of: 0)
    let sums = Block<Double>(count: block * outputs, of: 0)
    for start in stride(from: 0, to: count, by: block) {
      let size = min(block, count - start)
      let first = rows + start * width
      for row in 0..<size {
        for column in 0..<width {
          columns.base[column &* block &+ row] = first[row &* width &+ column]
        }
      }
      sums.base.update(repeating: 0, count: block * outputs)
      for index in 0..<masks.count {
        let sum = sums.base + index % outputs * block
        if masks.holds(index) {
          masks.add(index, columns.base, to: sum, alive: alive.base)
        } else {
          walker.add(index, first, count: size, columns: width, to: sum)
        }
      }
      for row in 0..<size {
        for output in 0..<outputs {
          target[(start + row) * outputs + output] = sums.base[output * block + row]
        }
      }
    }
  }

  /// The predictions, [row, output]: probabilities, rates or values, as the objective has it.
  ///
  /// - Throws: `TreesError.unequalCounts` for another number of columns than the model has.
  public func predictions(
    _ features: Features, iterations: Range<Int>? = nil, threads: Int = 1
  ) throws(TreesError) -> [Double] {
    var outputs = try rawPredictions(features, iterations: iterations, threads: threads)
    let count = Double(used(iterations).count)
    if isAveraged, count > 0 {
      for i in outputs.indices { outputs[i] /= count }
    }
    objective.link.apply(to: &outputs, width: self.outputs)
    return outputs
  }

  /// The leaf that each row reaches in each tree, [row, tree].
  ///
  /// - Throws: `TreesError.unequalCounts` for another number of columns than the model has.
  public func leaves(_ features: Features) throws(TreesError) -> [Int32] {
    try check(features)
    var leaves: [Int32] = []
    leaves.reserveCapacity(features.rows * trees.count)
    features.values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      for row in 0..<features.rows {
        for tree in trees { leaves.append(Int32(tree.leaf(of: values + row * features.columns))) }
      }
    }
    return leaves
  }

  private func check(_ features: Features) throws(TreesError) {
    guard features.columns == self.features else {
      throw .unequalCounts(
        what: "columns to predict for", expected: self.features, found: features.columns)
    }
  }

  private func used(_ range: Range<Int>?) -> Range<Int> {
    (range ?? 0..<iterations).clamped(to: 0..<iterations)
  }
}

extension Link {
  /// Turns raw outputs, [row, width], into predictions.
  func apply(to outputs: inout [Double], width: Int) {
    switch self {
    case .identity: break
    case .sigmoid(let scale):
      for i in outputs.indices { outputs[i] = 1 / (1 + Exact.exp(-scale * outputs[i])) }
    case .exponential:
      for i in outputs.indices { outputs[i] = Exact.exp(outputs[i]) }
    case .softplus:
      for i in outputs.indices { outputs[i] = Exact.log1p(Exact.exp(outputs[i])) }
    case .signedSquare:
      for i in outputs.indices { outputs[i] *= outputs[i].magnitude }
    case .softmax:
      for start in stride(from: 0, to: outputs.count, by: width) {
        toShares(&outputs, start..<start + width)
      }
    }
  }
}

/// Replaces numbers by their exponentials over the sum of those.
func toShares(_ values: inout [Double], _ range: Range<Int>) {
  var greatest = values[range.lowerBound]
  for i in range where values[i] > greatest { greatest = values[i] }
  var sum = 0.0
  for i in range {
    values[i] = Exact.exp(values[i] - greatest)
    sum += values[i]
  }
  for i in range { values[i] /= sum }
}
