import CHDF5

/// A new dataset that grows by rows, for data that are never in memory all at once.
///
/// ```swift
/// let curves = try file.extendable("curves", of: Float.self, row: [2, 100])
/// for cell in cells { try curves.append(cell.curve) }
/// ```
public struct HDF5Appender<Element: HDF5Element>: HDF5Object {
  /// The open dataset.
  public let node: HDF5Node
  /// Elements along each axis of one row; empty where a row is one element.
  public let row: [Int]

  /// Adds whole rows at the end.
  ///
  /// - Throws: `wrongShape` when the values do not fill whole rows; `invalidText`, `notWritable`,
  ///   `cannotWrite`.
  public func append(_ values: [Element]) throws(HDF5Error) {
    let place = node.place
    let width = try elementCount(row, at: place)
    guard width > 0, values.count % width == 0 else {
      throw place.failure(
        .wrongShape, expected: "whole rows of shape \(row)", found: "\(values.count) values")
    }
    guard !values.isEmpty else { return }
    try node.writing { (id) throws(HDF5Error) in
      try Element.lend(values, at: place) { (bytes) throws(HDF5Error) in
        let count = values.count / width
        let start = try rows(of: id)
        let sizes = row.map { hsize_t($0) }
        guard H5Dset_extent(id, [hsize_t(start + count)] + sizes) >= 0 else {
          throw place.refusal("\(count) more rows")
        }
        let origin = [hsize_t(start)] + sizes.map { _ in 0 }
        let block = [hsize_t(count)] + sizes
        guard let type = Format(Element.storedType).identifier(inFile: false),
          let file = Identifier(H5Dget_space(id)),
          H5Sselect_hyperslab(file.raw, H5S_SELECT_SET, origin, nil, block, nil) >= 0,
          let memory = Identifier(H5Screate_simple(Int32(block.count), block, nil)),
          H5Dwrite(id, type.raw, memory.raw, file.raw, h5_default_list(), bytes) >= 0
        else { throw place.refusal("to write \(count) rows") }
      }
    }
  }

  /// The rows written so far.
  public var count: Int {
    get throws(HDF5Error) {
      try node.locked { (id) throws(HDF5Error) in try rows(of: id) }
    }
  }

  private func rows(of dataset: hid_t) throws(HDF5Error) -> Int {
    guard let space = Identifier(H5Dget_space(dataset)) else { throw node.place.damage("a shape") }
    return try extent(of: space.raw, at: node.place).first ?? 0
  }
}

extension HDF5Container {
  /// Makes an empty dataset that rows are added to; groups on the way are made.
  ///
  /// - Parameters:
  ///   - path: where, relative to this group.
  ///   - element: the type of the elements.
  ///   - row: elements along each axis of one row; a row is one element unless given.
  ///   - rowsPerChunk: rows that are packed together; about 256 KiB unless given.
  ///   - compression: how the chunks are packed.
  /// - Throws: `alreadyExists`, `wrongShape`, `notWritable`, `cannotWrite`.
  public func extendable<Element: HDF5Element>(
    _ path: String, of element: Element.Type, row: [Int] = [], rowsPerChunk: Int? = nil,
    compression: HDF5Compression = .none
  ) throws(HDF5Error) -> HDF5Appender<Element> {
    let place = node.place.child(path)
    return try node.writing { (_) throws(HDF5Error) in
      guard row.allSatisfy({ $0 > 0 }) else {
        throw place.failure(
          .wrongShape, expected: "rows of at least one element", found: "shape \(row)")
      }
      let creation = Creation(
        shape: [0] + row, chunk: rowsPerChunk.map { [$0] + row }, compression: compression,
        extendable: true)
      try creation.check(count: 0, at: place)
      guard let type = Format(Element.storedType).identifier(inFile: true) else {
        throw place.refusal("a type to store")
      }
      let dataset = try node.session.make(creation, of: type.raw, at: place)
      return HDF5Appender(
        node: HDF5Node(dataset, in: node.session, path: place.path), row: row)
    }
  }
}
