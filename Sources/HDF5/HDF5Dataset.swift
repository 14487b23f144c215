import CHDF5

/// An array, or a single value, of one type in a file.
///
/// Numbers are converted as they are read, as long as they keep their meaning: floats to floats of
/// any width (rounded to nearest, finite staying finite), integers to integers and floats that have
/// an equal for each of them. Floats are never read as integers.
public struct HDF5Dataset: HDF5Object {
  /// The open dataset.
  public let node: HDF5Node
  let layout: Layout

  /// Examines an open dataset; inside the lock.
  init(_ identifier: consuming Identifier, in session: Session, path: String) throws(HDF5Error) {
    layout = try Layout(of: identifier.raw, at: HDF5Place(file: session.name, path: path))
    node = HDF5Node(identifier, in: session, path: path)
  }

  /// The type of the elements.
  public var type: HDF5Type { layout.stored.type }

  /// Elements along each axis when the dataset was opened; empty for a single value.
  public var shape: [Int] { layout.shape }

  /// Rows that lie together in one chunk, which is read and unpacked as a whole; 1 without chunks.
  public var rowsPerChunk: Int { layout.chunkRows }

  /// The names of a table's columns, in their order; empty for anything else.
  public var columnNames: [String] {
    if case .table(let columns) = type { columns.map(\.name) } else { [] }
  }

  /// Reads all elements, in row-major order.
  ///
  /// - Throws: `wrongType`, `valueDoesNotFit` with the first such element, `invalidText`,
  ///   `tooLarge`, `damaged`, `unsupported`.
  public func read<Element: HDF5Element>(
    as: Element.Type = Element.self
  ) throws(HDF5Error) -> [Element] {
    try reading { (source) throws(HDF5Error) in try Element.read(from: source, rows: nil) }
  }

  /// Reads some rows, that is, a range of the first axis, with memory for no more than these.
  ///
  /// - Throws: `outOfRange` for rows beyond the shape, `wrongShape` for a single value, and what
  ///   ``read(as:)`` throws.
  public func read<Element: HDF5Element>(
    rows: Range<Int>, as: Element.Type = Element.self
  ) throws(HDF5Error) -> [Element] {
    try reading { (source) throws(HDF5Error) in try Element.read(from: source, rows: rows) }
  }

  /// Reads some rows of numbers into memory of the caller's, exactly as much as they take.
  ///
  /// - Throws: `wrongShape` when `buffer` is of another size, and what ``read(rows:as:)`` throws;
  ///   the buffer's contents are undefined then.
  public func read<Number: HDF5Number>(
    rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Number>
  ) throws(HDF5Error) {
    try reading { (source) throws(HDF5Error) in try source.numbers(rows: rows, into: buffer) }
  }

  /// Reads the one element of a dataset that has one, whatever its rank.
  ///
  /// - Throws: `wrongShape` when there are more, or none, and what ``read(as:)`` throws.
  public func value<Element: HDF5Element>(
    as: Element.Type = Element.self
  ) throws(HDF5Error) -> Element {
    try reading { (source) throws(HDF5Error) in try source.single() }
  }

  /// Reads one column of a table, all of it or some rows.
  ///
  /// - Throws: `missing` for another name than ``columnNames``, `wrongKind` when this is no table,
  ///   and what ``read(rows:as:)`` throws.
  public func read<Element: HDF5Element>(
    column: String, rows: Range<Int>? = nil, as: Element.Type = Element.self
  ) throws(HDF5Error) -> [Element] {
    try node.locked { (id) throws(HDF5Error) in
      guard case .table = type else {
        throw node.place.failure(
          .wrongKind, expected: "a table with the column \"\(column)\"", found: "\(type)")
      }
      guard let table = Identifier(H5Dget_type(id)) else { throw node.place.damage("a table") }
      let index = column.utf8.contains(0) ? -1 : H5Tget_member_index(table.raw, column)
      guard index >= 0 else {
        throw node.place.failure(
          .missing, expected: "a column \"\(column)\"", found: "no such column",
          advice: suggestion(for: column, among: columnNames))
      }
      guard let member = Identifier(H5Tget_member_type(table.raw, UInt32(index))) else {
        throw node.place.damage("a column")
      }
      let source = HDF5Source(
        id: id, part: .column(column), stored: StoredType(member.raw), shape: shape,
        chunkRows: layout.chunkRows, place: node.place.column(column),
        memoryLimit: node.session.memoryLimit)
      return try Element.read(from: source, rows: rows)
    }
  }

  /// Runs `body` with the elements of this dataset as a source.
  private func reading<Result: Sendable>(
    _ body: (HDF5Source) throws(HDF5Error) -> Result
  ) throws(HDF5Error) -> Result {
    try node.locked { (id) throws(HDF5Error) in
      try body(
        HDF5Source(
          id: id, part: .dataset, stored: layout.stored, shape: shape,
          chunkRows: layout.chunkRows, place: node.place, memoryLimit: node.session.memoryLimit))
    }
  }
}
