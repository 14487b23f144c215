import Exact
import Foundation

extension Bench {
  /// Sums and softmax of arrays beyond every cache, against what the memory gives.
  mutating func sums() {
    let count = 1 << 25
    let x = Memory(count) { Float($0 % 1021) / 1021 }
    let y = Memory<Float>(count) { _ in 0 }
    let read = 4 * Double(count)
    var sink = 0.0
    /// One pass over the array against reading it and doing next to nothing.
    func pass(_ bench: inout Bench, _ name: String, _ work: () -> Double) {
      bench.compare(name, unit: .gigabytes, amount: read, note: "peer: reading the memory") {
        sink += work()
      } peer: {
        sink += Double(exclusiveOr(x.read, count: count) & 1)
      }
    }
    pass(&self, "sum") { Exact.sum(x.read, count: count) }
    pass(&self, "sum of squares") { sumOfSquares(x.read, count: count) }
    pass(&self, "maximum") { Double(maximum(x.read, count: count)) }
    let columns = 1024
    let totals = Memory(columns) { _ in 0.0 }
    pass(&self, "column sums") {
      columnSums(x.read, rows: count / columns, columns: columns, into: totals.write)
      return totals.read[0]
    }
    compare("softmax", unit: .gigabytes, amount: 2 * read, note: "peer: memcpy") {
      softmax(x.read, to: y.write, rows: count / columns, columns: columns)
    } peer: {
      memcpy(y.write, x.read, 4 * count)
    }
    precondition(!sink.isNaN)
  }
}

/// Reads memory as fast as plain code can: sixteen words at a time, folded into one.
private func exclusiveOr(_ x: UnsafePointer<Float>, count: Int) -> UInt64 {
  let words = UnsafeRawPointer(x)
  var fold = SIMD8<UInt64>()
  var other = SIMD8<UInt64>()
  var byte = 0
  while byte < 4 * count {
    fold ^= words.load(fromByteOffset: byte, as: SIMD8<UInt64>.self)
    other ^= words.load(fromByteOffset: byte &+ 64, as: SIMD8<UInt64>.self)
    byte &+= 128
  }
  let both = fold ^ other
  var result: UInt64 = 0
  for lane in both.indices { result ^= both[lane] }
  return result
}
