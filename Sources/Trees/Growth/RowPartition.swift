import Parallel

/// The rows of every leaf of a growing tree, each leaf's together and ascending.
// One thread at a time changes it; the pieces of a split write to places of their own.
final class RowPartition: @unchecked Sendable {
  private let order: UnsafeMutablePointer<Int32>
  private let buffer: UnsafeMutablePointer<Int32>
  private(set) var begins: [Int]
  private(set) var counts: [Int]

  init(rows: Int, leaves: Int) {
    order = .allocate(capacity: max(1, rows))
    buffer = .allocate(capacity: max(1, rows))
    begins = [Int](repeating: 0, count: leaves)
    counts = [Int](repeating: 0, count: leaves)
  }

  deinit {
    order.deallocate()
    buffer.deallocate()
  }

  /// Puts the given rows into the first leaf, or the first `count` of all.
  func restart(_ rows: [Int32]?, count: Int) {
    if let rows {
      for (i, row) in rows.enumerated() { order[i] = row }
    } else {
      for i in 0..<count { order[i] = Int32(truncatingIfNeeded: i) }
    }
    begins[0] = 0
    counts[0] = rows?.count ?? count
  }

  /// The rows of a leaf.
  func rows(of leaf: Int) -> UnsafePointer<Int32> { UnsafePointer(order + begins[leaf]) }

  /// Splits a leaf: rows whose bin is marked stay, the others go to a new leaf.
  ///
  /// `marks` has a 1 for bins that go left. Pieces of the rows are parted at once, then put together, so that the order
  /// of rows stays whoever parts them.
  func split<Bin: FixedWidthInteger>(
    _ leaf: Int, to new: Int, bins: UnsafePointer<Bin>, marks: UnsafePointer<UInt8>, threads: Int
  ) {
    let (begin, count) = (begins[leaf], counts[leaf])
    let pieces = count < 8192 ? 1 : threads
    var lefts = [Int](repeating: 0, count: pieces)
    lefts.withUnsafeMutableBufferPointer { lefts in
      // Every piece has its own count and its own rows.
      nonisolated(unsafe) let lefts = lefts
      concurrently(pieces: pieces, threads: threads) { piece in
        let (start, end) = (count * piece / pieces, count * (piece + 1) / pieces)
        lefts[piece] = part(begin + start, end - start, bins, marks)
      }
    }
    var left = lefts[0]
    for piece in 1..<max(1, pieces) {
      let start = count * piece / pieces
      (order + begin + left).update(from: order + begin + start, count: lefts[piece])
      left += lefts[piece]
    }
    var target = begin + left
    for piece in 0..<pieces {
      let (start, end) = (count * piece / pieces, count * (piece + 1) / pieces)
      let right = end - start - lefts[piece]
      (order + target).update(from: buffer + begin + start, count: right)
      target += right
    }
    begins[new] = begin + left
    counts[new] = count - left
    counts[leaf] = left
  }

  /// Moves the rows that go left to the front of a piece and the others to the buffer; returns how many went left.
  private func part<Bin: FixedWidthInteger>(
    _ begin: Int, _ count: Int, _ bins: UnsafePointer<Bin>, _ marks: UnsafePointer<UInt8>
  ) -> Int {
    let rows = order + begin
    let others = buffer + begin
    var left = 0
    var right = 0
    for i in 0..<count {
      let row = rows[i]
      let goesLeft = Int(
        marks[Int(truncatingIfNeeded: bins[Int(row) &* BinnedTable.lanes])])
      rows[left] = row
      others[right] = row
      left &+= goesLeft
      right &+= 1 &- goesLeft
    }
    return left
  }
}
