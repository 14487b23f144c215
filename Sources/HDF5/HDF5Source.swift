import CHDF5

/// Elements waiting in a file: those of a dataset, of one column of a table, or of an attribute.
///
/// What an ``HDF5Element`` reads itself from; exists only inside the lock.
public struct HDF5Source {
  /// Which part of the open object holds the elements.
  enum Part {
    case dataset
    case column(String)
    case attribute
  }

  /// The open dataset or attribute.
  let id: hid_t
  let part: Part
  let stored: StoredType
  let shape: [Int]
  let chunkRows: Int
  let place: HDF5Place
  let memoryLimit: Int

  /// The rows asked for, checked; `0..<1` stands for all of a single value.
  func checked(_ rows: Range<Int>?) throws(HDF5Error) -> Range<Int> {
    let all = 0..<(shape.first ?? 1)
    guard let rows else { return all }
    guard !shape.isEmpty else {
      throw place.failure(
        .wrongShape, expected: "rows \(rows)", found: "a single value",
        advice: "read it whole")
    }
    guard all.lowerBound <= rows.lowerBound && rows.upperBound <= all.upperBound else {
      throw place.failure(
        .outOfRange, expected: "rows \(rows)", found: "\(all.upperBound) rows")
    }
    return rows
  }

  /// Elements of one row.
  func rowCount() throws(HDF5Error) -> Int {
    try elementCount(Array(shape.dropFirst()), at: place)
  }

  /// Elements of some rows.
  func count(of rows: Range<Int>) throws(HDF5Error) -> Int {
    try elementCount([rows.count] + shape.dropFirst(), at: place)
  }

  /// Has the library put some rows into memory, as elements of the type `memory`.
  func fetch(
    _ rows: Range<Int>, as memory: hid_t, into buffer: UnsafeMutableRawPointer
  ) throws(HDF5Error) {
    let status: herr_t
    switch part {
    case .attribute:
      status = H5Aread(id, memory, buffer)
    case .dataset:
      status = try select(rows) { H5Dread(id, memory, $0, $1, h5_default_list(), buffer) }
    case .column(let name):
      guard let row = Identifier(H5Tcreate(H5T_COMPOUND, H5Tget_size(memory))),
        H5Tinsert(row.raw, name, 0, memory) >= 0
      else { throw place.damage("a column") }
      status = try select(rows) { H5Dread(id, row.raw, $0, $1, h5_default_list(), buffer) }
    }
    guard status >= 0 else { throw place.damage("\(try count(of: rows)) elements") }
  }

  /// Calls `body` with dataspaces for some rows: in memory, and in the file.
  private func select(
    _ rows: Range<Int>, _ body: (_ memory: hid_t, _ file: hid_t) -> herr_t
  ) throws(HDF5Error) -> herr_t {
    if shape.isEmpty { return body(h5_whole_space(), h5_whole_space()) }
    let start = [hsize_t(rows.lowerBound)] + [hsize_t](repeating: 0, count: shape.count - 1)
    let sizes = [hsize_t(rows.count)] + shape.dropFirst().map { hsize_t($0) }
    guard let file = Identifier(H5Dget_space(id)),
      H5Sselect_hyperslab(file.raw, H5S_SELECT_SET, start, nil, sizes, nil) >= 0,
      let memory = Identifier(H5Screate_simple(Int32(sizes.count), sizes, nil))
    else { throw place.damage("rows \(rows)") }
    return body(memory.raw, file.raw)
  }

  /// The one element.
  func single<Element: HDF5Element>() throws(HDF5Error) -> Element {
    let count = try elementCount(shape, at: place)
    guard count == 1, let value = try Element.read(from: self, rows: nil).first else {
      throw place.failure(
        .wrongShape, expected: "a single value", found: "\(count) values of shape \(shape)")
    }
    return value
  }
}
