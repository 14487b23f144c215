// Exact quantiles of columns by counting, for series that are never in memory all at once.
//
// The bits of a Float32 can be turned so that their order as an integer is the order of the numbers. One
// pass counts how many numbers share each upper half of these bits, which tells in which half-word the
// number of a rank lies; a second pass counts the lower halves there, which tells the number itself.

/// Columns that are counted at once; each takes a few tables of 65,536 counts.
private let columnsAtOnce = 16

/// The quantiles of each column, without NaNs, by straight lines between the numbers in order: `[column][level]`.
///
/// At a level q of n numbers, the number of rank q(n − 1), counted from 0, the fraction taken from there to
/// the next; as numpy's `percentile` does. NaN for columns without numbers.
func quantiles(
  _ values: Rows, rows: Range<Int>, at levels: [Double]
) throws(DataError) -> [[Double]] {
  var result: [[Double]] = []
  for first in stride(from: 0, to: values.width, by: columnsAtOnce) {
    let columns = first..<min(first + columnsAtOnce, values.width)
    var counts = [RankCounts](repeating: RankCounts(), count: columns.count)
    try values.scan(rows) { (block, elements) throws(DataError) in
      for row in 0..<block.count {
        for (index, column) in columns.enumerated() {
          counts[index].countUpper(elements[row * values.width + column])
        }
      }
    }
    for index in counts.indices { counts[index].choose(levels) }
    try values.scan(rows) { (block, elements) throws(DataError) in
      for row in 0..<block.count {
        for (index, column) in columns.enumerated() {
          counts[index].countLower(elements[row * values.width + column])
        }
      }
    }
    for count in counts { result.append(levels.map { count.quantile($0) }) }
  }
  return result
}

/// The counts of one column.
private struct RankCounts {
  private var upper = [Int](repeating: 0, count: 65_536)
  private var total = 0
  /// For each upper half that a wanted rank lies in, counts of the lower halves.
  private var lower: [[Int]] = []
  /// Which of `lower` an upper half has, −1 for none.
  private var place = [Int8](repeating: -1, count: 65_536)

  /// The bits of a number, turned so that they are in order.
  private static func key(_ value: Float) -> Int {
    let bits = value.bitPattern
    return Int(bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits)
  }

  private static func value(_ key: Int) -> Double {
    let bits = UInt32(truncatingIfNeeded: key)
    return Double(Float(bitPattern: bits & 0x8000_0000 == 0 ? ~bits : bits & 0x7fff_ffff))
  }

  mutating func countUpper(_ value: Float) {
    guard !value.isNaN else { return }
    upper[RankCounts.key(value) >> 16] += 1
    total += 1
  }

  mutating func countLower(_ value: Float) {
    guard !value.isNaN else { return }
    let key = RankCounts.key(value)
    let place = place[key >> 16]
    if place >= 0 { lower[Int(place)][key & 0xffff] += 1 }
  }

  /// Makes tables for the ranks that the levels need.
  mutating func choose(_ levels: [Double]) {
    for level in levels {
      for rank in ranks(level) {
        let half = upperHalf(of: rank).half
        guard place[half] < 0 else { continue }
        place[half] = Int8(lower.count)
        lower.append([Int](repeating: 0, count: 65_536))
      }
    }
  }

  func quantile(_ level: Double) -> Double {
    guard total > 0 else { return .nan }
    let position = level * Double(total - 1)
    let ranks = ranks(level)
    let fraction = position - Double(ranks[0])
    let (low, high) = (number(of: ranks[0]), number(of: ranks[1]))
    let distance = high - low
    // From the nearer end, so that the result never passes it.
    return fraction < 0.5 ? low + distance * fraction : high - distance * (1 - fraction)
  }

  private func ranks(_ level: Double) -> [Int] {
    guard total > 0 else { return [] }
    let rank = Int(level * Double(total - 1))
    return [rank, min(rank + 1, total - 1)]
  }

  private func upperHalf(of rank: Int) -> (half: Int, rank: Int) {
    var rest = rank
    for (half, count) in upper.enumerated() {
      if rest < count { return (half, rest) }
      rest -= count
    }
    fatalError("rank \(rank): expected less than \(total)")
  }

  private func number(of rank: Int) -> Double {
    let (half, inside) = upperHalf(of: rank)
    var rest = inside
    for (low, count) in lower[Int(place[half])].enumerated() {
      if rest < count { return RankCounts.value(half << 16 | low) }
      rest -= count
    }
    fatalError("rank \(rank): expected a number that was counted")
  }
}
