import HDF5

/// Which numbers of a series were observed, [row, column]; the others are missing, or were filled in.
public struct Mask: Sendable {
  private enum Storage: Sendable {
    case memory([UInt8])
    case file(HDF5Dataset)
  }

  /// The number of rows.
  public let count: Int
  /// The number of columns.
  public let width: Int
  private let storage: Storage

  /// A mask in memory, in row-major order.
  public init(_ observed: [Bool], width: Int) {
    guard width > 0, observed.count % width == 0 else {
      fatalError("a mask of \(width) columns: expected whole rows, got \(observed.count) elements")
    }
    (count, self.width) = (observed.count / width, width)
    storage = .memory(observed.map { $0 ? 1 : 0 })
  }

  /// The mask of a dataset of rank 2 that holds truth values, read now if it takes no more than
  /// `memory` bytes.
  init(reading dataset: HDF5Dataset, memory: Int) throws(DataError) {
    (count, width) = (dataset.shape[0], dataset.shape[1])
    try dataset.checkSize()
    if count * width <= memory {
      let observed: [Bool] = try readingHDF5 { () throws(HDF5Error) in try dataset.read() }
      storage = .memory(observed.map { $0 ? 1 : 0 })
    } else {
      storage = .file(dataset)
    }
  }

  /// Whether the numbers of some rows were observed, 1, or not, 0, in row-major order.
  public func read(_ rows: Range<Int>) throws(DataError) -> [UInt8] {
    switch storage {
    case .memory(let observed):
      return Array(observed[rows.lowerBound * width..<rows.upperBound * width])
    case .file(let dataset):
      let observed: [Bool] = try readingHDF5 { () throws(HDF5Error) in
        try dataset.read(rows: rows)
      }
      return observed.map { $0 ? 1 : 0 }
    }
  }
}
