import CHDF5

/// A named column of a table to be written.
public struct HDF5Column: Sendable {
  /// The column's name.
  public let name: String
  /// Elements of the column.
  public let count: Int
  let format: Format
  /// Lends the elements; their type is known only here.
  fileprivate let lend:
    @Sendable (
      HDF5Place, (UnsafeRawPointer) throws(HDF5Error) -> HDF5Dataset
    ) throws(HDF5Error) -> HDF5Dataset

  /// A column of `values`, one for each row.
  public init<Element: HDF5Element>(_ name: String, _ values: [Element]) {
    self.name = name
    count = values.count
    format = Format(Element.storedType)
    lend = { (place, body) throws(HDF5Error) in
      try Element.lend(values, at: place.column(name), to: body)
    }
  }
}

extension HDF5Container {
  /// Writes a table, a dataset whose elements are rows of named columns; groups on the way are made.
  ///
  /// h5py reads it as a structured array, and `pandas.DataFrame` takes that as it is.
  ///
  /// - Throws: `wrongShape` for columns of different lengths, or none; `alreadyExists` also for two
  ///   columns of one name; `invalidText`, `notWritable`, `cannotWrite`.
  @discardableResult
  public func writeTable(
    _ path: String, _ columns: [HDF5Column], compression: HDF5Compression = .none
  ) throws(HDF5Error) -> HDF5Dataset {
    let place = node.place.child(path)
    let rows = try checkedRows(of: columns, at: place)
    return try node.writing { (_) throws(HDF5Error) in
      try lendAll(columns[...], at: place, lent: []) { (starts) throws(HDF5Error) in
        let creation = Creation(shape: [rows], compression: compression)
        guard let stored = rowType(columns, inFile: true),
          let lent = rowType(columns, inFile: false)
        else { throw place.refusal("a type for the rows") }
        let bytes = interleave(columns, starts, rows: rows)
        defer { bytes.deallocate() }
        return try node.session.make(
          creation, of: stored.raw, holding: bytes, as: lent.raw, at: place)
      }
    }
  }

  /// The number of rows that all columns have.
  private func checkedRows(
    of columns: [HDF5Column], at place: HDF5Place
  ) throws(HDF5Error) -> Int {
    guard let rows = columns.first?.count else {
      throw place.failure(.wrongShape, expected: "at least one column", found: "none")
    }
    for (index, column) in columns.enumerated() {
      let place = place.column(column.name)
      guard column.count == rows else {
        throw place.failure(
          .wrongShape, expected: "\(rows) values, as in \"\(columns[0].name)\"",
          found: "\(column.count)")
      }
      let isFree = !columns[..<index].contains { $0.name == column.name }
      guard isFree, !column.name.isEmpty, !column.name.utf8.contains(0) else {
        throw place.failure(
          .alreadyExists, expected: "a name for each column",
          found: "\"\(column.name)\" at \(index)",
          advice: "choose another name")
      }
    }
    return rows
  }

  /// Borrows the elements of one column after the other, then calls `body` with where they lie.
  private func lendAll(
    _ columns: ArraySlice<HDF5Column>, at place: HDF5Place, lent: [UnsafeRawPointer],
    _ body: ([UnsafeRawPointer]) throws(HDF5Error) -> HDF5Dataset
  ) throws(HDF5Error) -> HDF5Dataset {
    guard let column = columns.first else { return try body(lent) }
    return try column.lend(place) { (start) throws(HDF5Error) in
      try lendAll(columns.dropFirst(), at: place, lent: lent + [start], body)
    }
  }

  /// The library's type of a row without gaps; nil when it cannot be made.
  private func rowType(_ columns: [HDF5Column], inFile: Bool) -> Identifier? {
    let members = columns.map { $0.format }
    var size = 0
    guard let row = Identifier(H5Tcreate(H5T_COMPOUND, 1)) else { return nil }
    for (column, format) in zip(columns, members) {
      guard let member = format.identifier(inFile: inFile) else { return nil }
      let bytes = H5Tget_size(member.raw)
      guard H5Tset_size(row.raw, size + bytes) >= 0,
        H5Tinsert(row.raw, column.name, size, member.raw) >= 0
      else { return nil }
      size += bytes
    }
    return row
  }

  /// The elements of all columns, row after row.
  private func interleave(
    _ columns: [HDF5Column], _ starts: [UnsafeRawPointer], rows: Int
  ) -> UnsafeMutableRawPointer {
    let width = columns.reduce(0) { $0 + $1.format.size }
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: rows * width, alignment: 16)
    var offset = 0
    for (column, start) in zip(columns, starts) {
      let size = column.format.size
      for row in 0..<rows {
        (bytes + offset + row * width).copyMemory(from: start + row * size, byteCount: size)
      }
      offset += size
    }
    return bytes
  }
}
