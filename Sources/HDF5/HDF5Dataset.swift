import CHDF5

/// An array, or a single value, of one type in a file.
public struct HDF5Dataset: HDF5Object {
  /// The open dataset.
  public let node: HDF5Node
  /// Elements along each axis; empty for a single value.
  public let shape: [Int]
  let stored: StoredType

  /// The type of the elements.
  public var type: HDF5Type { stored.type }

  /// Examines an open dataset; inside the lock.
  init(
    _ identifier: consuming Identifier, in session: Session, path: String
  ) throws(HDF5Error) {
    let place = Place(file: session.name, path: path)
    guard let type = Identifier(H5Dget_type(identifier.raw)),
      let space = Identifier(H5Dget_space(identifier.raw))
    else { throw place.damage("a dataset") }
    stored = StoredType(type.raw)
    shape = try extent(of: space.raw, at: place)
    node = HDF5Node(identifier, in: session, path: path)
  }
}

/// The shape of a dataspace; `[0]` for one that holds nothing.
func extent(of space: hid_t, at place: Place) throws(HDF5Error) -> [Int] {
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
