/// The rows of a batch by the columns of a path that they follow: rows that follow the same ones are explained alike.
///
/// Groups ascend by their bits, so their order does not depend on that of the rows.
final class SubsetGroups {
  private static let mostCounted = 12

  /// The number of groups.
  private(set) var count = 0
  /// The group of each row.
  let group: Block<Int32>
  /// A row of each group.
  let example: Block<Int32>
  /// The number of rows of each group.
  let sizes: Block<Int32>
  private let slots = Block<Int32>(count: 1 << mostCounted, of: -1)
  private var order: [Int32] = []

  /// Room for so many rows.
  init(rows: Int) {
    group = Block(count: rows, of: 0)
    example = Block(count: rows, of: 0)
    sizes = Block(count: rows, of: 0)
  }

  /// Finds the groups among some of a path's rows; `group` counts from the first of them, `example` from the batch's first.
  func find(_ path: LeafPath, _ rows: Range<Int>) {
    count = 0
    if path.count <= Self.mostCounted {
      findByCounting(path, rows)
    } else {
      findBySorting(path, rows)
    }
  }

  private func findByCounting(_ path: LeafPath, _ rows: Range<Int>) {
    let (slots, subsets) = (slots.base, 1 << path.count)
    slots.update(repeating: -1, count: subsets)
    for row in rows { slots[Int(path.followed[row])] = Int32(truncatingIfNeeded: row) }
    for subset in 0..<subsets where slots[subset] >= 0 {
      example.base[count] = slots[subset]
      sizes.base[count] = 0
      slots[subset] = Int32(truncatingIfNeeded: count)
      count += 1
    }
    for row in rows {
      let number = slots[Int(path.followed[row])]
      group.base[row &- rows.lowerBound] = number
      sizes.base[Int(number)] &+= 1
    }
  }

  private func findBySorting(_ path: LeafPath, _ rows: Range<Int>) {
    func precedes(_ a: Int32, _ b: Int32) -> Bool {
      for word in stride(from: path.words - 1, through: 0, by: -1) {
        let (x, y) = (
          path.followed[word * path.rows + Int(a)], path.followed[word * path.rows + Int(b)]
        )
        if x != y { return x < y }
      }
      return false
    }
    order.removeAll(keepingCapacity: true)
    for row in rows { order.append(Int32(truncatingIfNeeded: row)) }
    order.sort(by: precedes)
    for (place, row) in order.enumerated() {
      if place == 0 || precedes(order[place - 1], row) {
        example.base[count] = row
        sizes.base[count] = 0
        count += 1
      }
      sizes.base[count - 1] += 1
      group.base[Int(row) - rows.lowerBound] = Int32(count - 1)
    }
  }
}
