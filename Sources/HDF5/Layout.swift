import CHDF5

/// What a dataset is made of: its type, its shape, and how many rows lie together.
struct Layout: Sendable {
  let stored: StoredType
  let shape: [Int]
  /// Rows of one chunk; 1 where the data are in one piece.
  let chunkRows: Int

  /// Examines an open dataset, which must keep its data in its own file; inside the lock.
  init(of dataset: hid_t, at place: HDF5Place) throws(HDF5Error) {
    guard let list = Identifier(H5Dget_create_plist(dataset)) else {
      throw place.damage("a dataset")
    }
    let layout = H5Pget_layout(list.raw)
    guard layout != H5D_VIRTUAL, H5Pget_external_count(list.raw) <= 0 else {
      throw place.failure(
        .external, expected: "data in this file",
        found: layout == H5D_VIRTUAL ? "a virtual dataset" : "data in other files",
        advice: "copy the data into this file")
    }
    guard let type = Identifier(H5Dget_type(dataset)),
      let space = Identifier(H5Dget_space(dataset))
    else { throw place.damage("a dataset") }
    stored = StoredType(type.raw)
    shape = try extent(of: space.raw, at: place)
    var chunk = [hsize_t](repeating: 1, count: Int(H5S_MAX_RANK))
    if layout == H5D_CHUNKED { H5Pget_chunk(list.raw, H5S_MAX_RANK, &chunk) }
    chunkRows = Int(clamping: max(1, chunk[0]))
  }
}

/// The shape of a dataspace, `[0]` for one that holds nothing; inside the lock.
func extent(of space: hid_t, at place: HDF5Place) throws(HDF5Error) -> [Int] {
  if H5Sget_simple_extent_type(space) == H5S_NULL { return [0] }
  let rank = H5Sget_simple_extent_ndims(space)
  guard rank >= 0 else { throw place.damage("a shape") }
  var sizes = [hsize_t](repeating: 0, count: Int(rank))
  guard H5Sget_simple_extent_dims(space, &sizes, nil) >= 0 else { throw place.damage("a shape") }
  var shape: [Int] = []
  for size in sizes {
    guard let size = Int(exactly: size) else {
      throw place.failure(
        .tooLarge, expected: "a shape", found: "an axis of \(size) elements",
        advice: "the file may be damaged")
    }
    shape.append(size)
  }
  return shape
}
