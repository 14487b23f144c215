import HDF5
import Synchronization

/// Rows of a file, read in blocks of about 256 KiB of which the last ones used stay in memory.
///
/// Block b has slot b mod the number of slots, so that neighbours do not displace each other.
final class RowCache: Sendable {
  private struct Slot {
    var block = -1
    var elements: [Float] = []
  }

  private static let blockBytes = 256 << 10

  private let dataset: HDF5Dataset
  private let scaler: Scaler?
  private let memory: Int
  private let count: Int
  private let width: Int
  /// Rows of a block: whole chunks of the file where they are small enough, so that none is unpacked twice.
  private let blockRows: Int
  private let slots: Mutex<[Slot]>

  init(_ dataset: HDF5Dataset, scaler: Scaler?, memory: Int) {
    self.dataset = dataset
    self.scaler = scaler
    self.memory = memory
    count = dataset.shape[0]
    width = dataset.shape[1]
    let rowBytes = width * MemoryLayout<Float>.stride
    let fit = max(1, RowCache.blockBytes / rowBytes)
    let chunk = min(dataset.rowsPerChunk, count)
    let whole = (fit + chunk - 1) / chunk * chunk
    // Chunks too large to keep are unpacked again for every block.
    blockRows = whole * rowBytes <= max(memory, 4 << 20) ? whole : fit
    let kept = max(1, memory / max(1, blockRows * rowBytes))
    slots = Mutex([Slot](repeating: Slot(), count: min(kept, 4096)))
  }

  func scaled(by scaler: Scaler) -> RowCache {
    guard self.scaler == nil else { fatalError("rows that are scaled already") }
    return RowCache(dataset, scaler: scaler, memory: memory)
  }

  func copy(_ rows: Range<Int>, to target: UnsafeMutablePointer<Float>) throws(DataError) {
    try slots.withLock { (slots) throws(DataError) in
      var row = rows.lowerBound
      var target = target
      while row < rows.upperBound {
        let block = row / blockRows
        let first = block * blockRows
        let last = min(first + blockRows, count)
        let place = block % slots.count
        if slots[place].block != block {
          slots[place].block = -1
          try load(first..<last, into: &slots[place].elements)
          slots[place].block = block
        }
        let taken = min(last, rows.upperBound) - row
        slots[place].elements.withUnsafeBufferPointer { elements in
          guard let start = elements.baseAddress else { return }
          target.update(from: start + (row - first) * width, count: taken * width)
        }
        target += taken * width
        row += taken
      }
    }
  }

  /// Reads rows in their order past the cache.
  func scan(
    _ rows: Range<Int>,
    _ body: (Range<Int>, UnsafePointer<Float>) throws(DataError) -> Void
  ) throws(DataError) {
    var elements: [Float] = []
    var row = rows.lowerBound
    while row < rows.upperBound {
      let last = min(row / blockRows * blockRows + blockRows, rows.upperBound)
      try load(row..<last, into: &elements)
      try elements.span.withUnsafeBufferPointer { (elements) throws(DataError) in
        if let start = elements.baseAddress { try body(row..<last, start) }
      }
      row = last
    }
  }

  private func load(_ rows: Range<Int>, into elements: inout [Float]) throws(DataError) {
    let needed = rows.count * width
    if elements.count != needed { elements = [Float](repeating: 0, count: needed) }
    var failure: HDF5Error?
    elements.withUnsafeMutableBufferPointer { elements in
      do throws(HDF5Error) {
        try dataset.read(rows: rows, into: elements)
      } catch {
        failure = error
        return
      }
      if let scaler, let start = elements.baseAddress { scaler.apply(to: start, rows: rows.count) }
    }
    if let failure { throw DataError(failure) }
  }
}
