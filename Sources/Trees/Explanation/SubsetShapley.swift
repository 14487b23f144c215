/// Shapley values of a single leaf where absent columns are averaged over the training rows (Lundberg and others 2020), for
/// all rows of a batch.
///
/// A leaf of output v whose path has d columns gives v · ∏ oᵢ · ∏ zᵢ, the first product over the present columns and the
/// second over the absent ones, with oᵢ = 1 where the row follows the path in column i, else 0, and zᵢ the share of training
/// rows that follow it. By the integral of `UnitQuadrature` the Shapley value of column j is
///
///     v (oⱼ − zⱼ) ∫ ∏ hᵢ(y) dy over i ≠ j,   hᵢ(y) = oᵢ y + zᵢ (1 − y),
///
/// a sum over a few points of products of numbers that are not negative: nothing cancels. The product without factor j is
/// the one of those before times the one of those behind. Both depend on which columns are followed, not on the row:
/// where paths are short they are worked out for all subsets, 2ᵈ⁻¹ for each column, as products of two small matrices, and a
/// row only looks up its numbers (the idea of Fast TreeSHAP's second version, Yang 2021). Otherwise they are worked
/// out for each row. Both ways take the same steps and have the same bits.
final class SubsetShapley: LeafExplainer {
  private static let mostInTable = 12
  private static let block = 64

  private let quadratures: UnitQuadratures
  /// The slots from one column's to the next one's.
  private let spacing: Int
  /// Products over the columns before a place, [point, subset], and those with one more.
  private var prefixes: (Block<Double>, Block<Double>)
  /// Products over the columns behind each place, [place, point, subset].
  private let suffixes: Block<Double>
  private let table: Block<Double>
  private let sums: Block<Double>

  /// Room for paths of up to so many columns, whose slots lie that far apart.
  init(longest: Int, spacing: Int = 1) {
    self.spacing = spacing
    quadratures = UnitQuadratures(upTo: longest)
    let small = min(longest, Self.mostInTable)
    let points = (small + 1) / 2
    prefixes = (Block(count: points << small, of: 0), Block(count: points << small, of: 0))
    suffixes = Block(count: max(points << small, (longest + 1) * Self.block), of: 0)
    table = Block(count: max(1, small) << small, of: 0)
    sums = Block(count: max((longest + 2) * Self.block, 1 << small), of: 0)
  }

  func add(_ path: LeafPath, count: Int, to target: UnsafeMutablePointer<Double>) {
    guard path.count > 0 else { return }
    if path.count <= Self.mostInTable, 1 << path.count <= 2 * count {
      fillTable(path)
      let (rows, followed) = (path.rows, path.followed)
      for place in 0..<path.count {
        let numbers = table.base + place << path.count
        let sums = target + Int(path.columns[place]) * spacing * rows
        for row in 0..<count { sums[row] += numbers[Int(followed[row])] }
      }
    } else {
      addDirectly(path, count, target)
    }
  }

  /// Works out the values of all subsets of followed columns, [place, subset].
  private func fillTable(_ path: LeafPath) {
    let (count, rule) = (path.count, quadratures[path.count])
    let points = rule.points.count
    fillSuffixes(path, rule)
    for point in 0..<points { prefixes.0.base[point] = rule.weights[point] }
    var behind = suffixes.base
    for place in 0..<count {
      let (low, high) = (1 << place, 1 << (count - 1 - place))
      let share = path.shares[place]
      multiply(
        prefixes.0.base, low, behind, high, points, table.base + place << count,
        followed: path.value * (1 - share), not: path.value * -share)
      behind += points * high
      for point in 0..<points {
        let absent = share * (1 - rule.points[point])
        let present = rule.points[point] + absent
        let (from, to) = (prefixes.0.base + point * low, prefixes.1.base + point * 2 * low)
        for subset in 0..<low {
          to[subset] = from[subset] * absent
          to[low + subset] = from[subset] * present
        }
      }
      prefixes = (prefixes.1, prefixes.0)
    }
  }

  /// Products over the columns behind each place: for place j, [point, subset of the columns behind j].
  private func fillSuffixes(_ path: LeafPath, _ rule: UnitQuadrature) {
    let (count, points) = (path.count, rule.points.count)
    // Place j takes points · 2^(d − 1 − j) numbers; they lie one after the other.
    var here = suffixes.base + points * ((1 << count) - 2)
    here.update(repeating: 1, count: points)
    for place in stride(from: count - 1, to: 0, by: -1) {
      let size = 1 << (count - 1 - place)
      let next = here - points * 2 * size
      for point in 0..<points {
        let absent = path.shares[place] * (1 - rule.points[point])
        let present = rule.points[point] + absent
        for subset in 0..<size {
          next[point * 2 * size + 2 * subset] = here[point * size + subset] * absent
          next[point * 2 * size + 2 * subset + 1] = here[point * size + subset] * present
        }
      }
      here = next
    }
  }

  /// Sums the products of prefix and suffix over the points, and writes them times one factor where the column between them is
  /// followed and times another where it is not.
  private func multiply(
    _ prefixes: UnsafePointer<Double>, _ low: Int, _ suffixes: UnsafePointer<Double>, _ high: Int,
    _ points: Int, _ table: UnsafeMutablePointer<Double>, followed: Double, not: Double
  ) {
    let sums = sums.base
    if low < high {
      for first in 0..<low {
        sums.update(repeating: 0, count: high)
        for point in 0..<points {
          let (factor, column) = (prefixes[point &* low &+ first], suffixes + point &* high)
          for second in 0..<high { sums[second].addProduct(factor, column[second]) }
        }
        for second in 0..<high {
          table[second &* 2 &* low &+ first] = sums[second] * not
          table[(second &* 2 &+ 1) &* low &+ first] = sums[second] * followed
        }
      }
    } else {
      for second in 0..<high {
        sums.update(repeating: 0, count: low)
        for point in 0..<points {
          let (factor, column) = (suffixes[point &* high &+ second], prefixes + point &* low)
          for first in 0..<low { sums[first].addProduct(column[first], factor) }
        }
        let pair = table + second &* 2 &* low
        for first in 0..<low {
          pair[first] = sums[first] * not
          pair[low &+ first] = sums[first] * followed
        }
      }
    }
  }

  /// Works out the values row by row, a block of rows at once.
  private func addDirectly(
    _ path: LeafPath, _ count: Int, _ target: UnsafeMutablePointer<Double>
  ) {
    let (block, places, rule) = (Self.block, path.count, quadratures[path.count])
    let (suffixes, sums) = (suffixes.base, sums.base)
    let (running, behind) = (sums + places * block, sums + (places + 1) * block)
    for start in stride(from: 0, to: count, by: block) {
      let size = min(block, count - start)
      sums.update(repeating: 0, count: places * block)
      for point in 0..<rule.points.count {
        behind.update(repeating: 1, count: size)
        for place in stride(from: places - 1, through: 0, by: -1) {
          (suffixes + place * block).update(from: behind, count: size)
          scale(behind, path, place, rule.points[point], start, size)
        }
        running.update(repeating: rule.weights[point], count: size)
        for place in 0..<places {
          let (sum, suffix) = (sums + place * block, suffixes + place * block)
          for row in 0..<size { sum[row].addProduct(running[row], suffix[row]) }
          scale(running, path, place, rule.points[point], start, size)
        }
      }
      for place in 0..<places {
        let share = path.shares[place]
        let (followed, not) = (path.value * (1 - share), path.value * -share)
        let sum = sums + place * block
        let result = target + Int(path.columns[place]) * spacing * path.rows
        for row in 0..<size {
          result[start + row] +=
            sum[row] * (path.follows(place, start &+ row) == 1 ? followed : not)
        }
      }
    }
  }

  /// Multiplies the rows' products by the factor of one column at a point.
  private func scale(
    _ products: UnsafeMutablePointer<Double>, _ path: LeafPath, _ place: Int, _ point: Double,
    _ start: Int, _ size: Int
  ) {
    let absent = path.shares[place] * (1 - point)
    let present = point + absent
    for row in 0..<size {
      products[row] *= path.follows(place, start &+ row) == 1 ? present : absent
    }
  }
}
