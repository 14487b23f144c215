/// Shapley interaction values of a single leaf where absent columns are averaged over the training rows: for each pair of the
/// path's columns half of what each is worth more where the other is present.
///
/// With the symbols of `SubsetShapley`, columns j and k share
///
///     ½ v (oⱼ − zⱼ) (oₖ − zₖ) ∫ ∏ hᵢ(y) dy over i ≠ j, k.
///
/// The product is one over the columns before j, between them, and behind k. It is worked out once for all rows that
/// follow the same columns.
final class PairShapley: LeafExplainer {
  private let columns: Int
  private let alone: SubsetShapley
  private let quadratures: UnitQuadratures
  private let groups: SubsetGroups
  /// Products over the columns before a place, from a place on, and behind each place, [place, group].
  private let before: Block<Double>
  private let between: Block<Double>
  private let behind: Block<Double>
  /// The pairs' numbers, [pair, group].
  private var values = Block<Double>(count: 1, of: 0)
  private var room = 1

  /// For batches of `rows` rows of so many columns, of which a path has at most `longest`.
  init(columns: Int, longest: Int, rows: Int) {
    self.columns = columns
    alone = SubsetShapley(longest: longest, spacing: columns + 1)
    quadratures = UnitQuadratures(upTo: longest)
    groups = SubsetGroups(rows: rows)
    before = Block(count: rows, of: 0)
    between = Block(count: rows, of: 0)
    behind = Block(count: (longest + 1) * rows, of: 0)
  }

  /// Adds to `target`, [column, column, row], the pairs in the order of their columns and on the diagonal the Shapley values.
  func add(_ path: LeafPath, count: Int, to target: UnsafeMutablePointer<Double>) {
    alone.add(path, count: count, to: target)
    guard path.count > 1 else { return }
    groups.find(path, 0..<count)
    let size = groups.count
    let pairs = path.count * (path.count - 1) / 2
    if pairs * size > room {
      room = pairs * size
      values = Block(count: room, of: 0)
    }
    values.base.update(repeating: 0, count: pairs * size)
    let rule = quadratures[path.count]
    for point in rule.points.indices { add(path, rule.points[point], rule.weights[point]) }

    var pair = values.base
    for first in 0..<path.count {
      for second in first + 1..<path.count {
        for group in 0..<size {
          pair[group] *= path.value / 2 * effect(path, first, group) * effect(path, second, group)
        }
        let (a, b) = (Int(path.columns[first]), Int(path.columns[second]))
        let sums = target + (min(a, b) * columns + max(a, b)) * path.rows
        let group = groups.group.base
        for row in 0..<count { sums[row] += pair[Int(group[row])] }
        pair += size
      }
    }
  }

  /// Adds to the pairs' sums the products at one point.
  private func add(_ path: LeafPath, _ point: Double, _ weight: Double) {
    let size = groups.count
    let (before, between) = (before.base, between.base)
    (behind.base + (path.count - 1) * size).update(repeating: 1, count: size)
    for place in stride(from: path.count - 1, to: 0, by: -1) {
      let next = behind.base + (place - 1) * size
      next.update(from: behind.base + place * size, count: size)
      scale(next, path, place, point)
    }
    before.update(repeating: weight, count: size)
    var pair = values.base
    for first in 0..<path.count {
      between.update(from: before, count: size)
      for second in first + 1..<path.count {
        let rest = behind.base + second * size
        for group in 0..<size { pair[group].addProduct(between[group], rest[group]) }
        scale(between, path, second, point)
        pair += size
      }
      scale(before, path, first, point)
    }
  }

  /// Multiplies the groups' products by the factor of one column at a point.
  private func scale(
    _ products: UnsafeMutablePointer<Double>, _ path: LeafPath, _ place: Int, _ point: Double
  ) {
    let absent = path.shares[place] * (1 - point)
    let present = point + absent
    for group in 0..<groups.count {
      let follows = path.follows(place, Int(groups.example.base[group]))
      products[group] *= follows == 1 ? present : absent
    }
  }

  private func effect(_ path: LeafPath, _ place: Int, _ group: Int) -> Double {
    let follows = path.follows(place, Int(groups.example.base[group]))
    return Double(follows) - path.shares[place]
  }
}
