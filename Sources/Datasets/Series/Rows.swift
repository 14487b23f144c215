import HDF5

/// A matrix of numbers, [row, column], in memory, or in a file from which blocks of rows are read when
/// they are asked for.
///
/// Both give the same numbers; a value of either kind may be used from any thread.
public struct Rows: Sendable {
  /// The number of rows.
  public let count: Int
  /// The number of columns.
  public let width: Int

  private enum Storage: Sendable {
    case memory([Float])
    case file(RowCache)
  }

  private let storage: Storage

  /// A matrix in memory, of elements in row-major order.
  public init(_ elements: [Float], width: Int) {
    guard width > 0, elements.count % width == 0 else {
      fatalError("rows of \(width) columns: expected whole rows, got \(elements.count) elements")
    }
    count = elements.count / width
    self.width = width
    storage = .memory(elements)
  }

  /// The matrix of a dataset of rank 2, read now if it takes no more than `memory` bytes, else block
  /// by block later.
  ///
  /// - Throws: `badData` for a shape that no data can fill, and when the numbers cannot be read.
  init(reading dataset: HDF5Dataset, memory: Int) throws(DataError) {
    count = dataset.shape[0]
    width = dataset.shape[1]
    try dataset.checkSize()
    if count * width <= memory / MemoryLayout<Float>.stride {
      storage = .memory(try readingHDF5 { () throws(HDF5Error) in try dataset.read() })
    } else {
      storage = .file(RowCache(dataset, scaler: nil, memory: memory))
    }
  }

  private init(_ rows: Rows, _ storage: Storage) {
    count = rows.count
    width = rows.width
    self.storage = storage
  }

  /// Whether all numbers are in memory.
  public var isInMemory: Bool {
    if case .memory = storage { true } else { false }
  }

  /// Writes the numbers of some rows, in row-major order.
  ///
  /// - Throws: when a file that was readable is so no more; never for numbers in memory.
  public func copy(
    _ rows: Range<Int>, to target: UnsafeMutablePointer<Float>
  ) throws(DataError) {
    check(rows)
    switch storage {
    case .memory(let elements):
      elements.withUnsafeBufferPointer { elements in
        guard let start = elements.baseAddress else { return }
        target.update(from: start + rows.lowerBound * width, count: rows.count * width)
      }
    case .file(let cache): try cache.copy(rows, to: target)
    }
  }

  /// The numbers of some rows, in row-major order.
  public func read(_ rows: Range<Int>) throws(DataError) -> [Float] {
    var elements = [Float](repeating: 0, count: rows.count * width)
    var failure: DataError?
    elements.withUnsafeMutableBufferPointer { elements in
      guard let start = elements.baseAddress else { return }
      do throws(DataError) { try copy(rows, to: start) } catch { failure = error }
    }
    if let failure { throw failure }
    return elements
  }

  /// Calls `body` with some rows from the first to the last: in one piece from memory, in blocks from
  /// a file.
  ///
  /// What is worked out row by row does not depend on the blocks.
  public func scan(
    _ rows: Range<Int>,
    _ body: (_ block: Range<Int>, _ elements: UnsafePointer<Float>) throws(DataError) -> Void
  ) throws(DataError) {
    check(rows)
    switch storage {
    case .memory(let elements):
      try elements.span.withUnsafeBufferPointer { (elements) throws(DataError) in
        guard !rows.isEmpty, let start = elements.baseAddress else { return }
        try body(rows, start + rows.lowerBound * width)
      }
    case .file(let cache): try cache.scan(rows, body)
    }
  }

  /// The same rows on another scale: worked out now for numbers in memory, and as they are read from a
  /// file.
  func scaled(by scaler: Scaler) -> Rows {
    guard scaler.offsets.count == width else {
      fatalError("scaling \(width) columns: got a scaler of \(scaler.offsets.count)")
    }
    switch storage {
    case .memory(var elements):
      elements.withUnsafeMutableBufferPointer { elements in
        if let start = elements.baseAddress { scaler.apply(to: start, rows: count) }
      }
      return Rows(self, .memory(elements))
    case .file(let cache): return Rows(self, .file(cache.scaled(by: scaler)))
    }
  }

  private func check(_ rows: Range<Int>) {
    guard rows.lowerBound >= 0, rows.upperBound <= count else {
      fatalError("rows \(rows): expected some of 0..<\(count)")
    }
  }
}

extension HDF5Dataset {
  /// Sees that a matrix has no more elements than data can fill: the shape of a file costs no space.
  func checkSize() throws(DataError) {
    let (elements, overflow) = shape[0].multipliedReportingOverflow(by: shape[1])
    guard overflow || elements > 1 << 36 || shape[1] > 1 << 24 else { return }
    throw DataError(
      .badData, node.place.file, at: node.place.path,
      expected: "at most 2^36 numbers, in at most 2^24 columns", found: "shape \(shape)",
      advice: "the file may be damaged")
  }
}
