import CHDF5

/// What a new dataset is to be.
struct Creation: Sendable {
  let shape: [Int]
  var chunk: [Int]?
  var compression = HDF5Compression.none
  /// Whether rows can be added later.
  var extendable = false

  /// Bytes of a chunk where the caller does not say.
  private static let chunkBytes = 256 << 10

  /// Sees that `count` values fill the shape and that chunks are possible.
  func check(count: Int, at place: HDF5Place) throws(HDF5Error) {
    guard shape.allSatisfy({ $0 >= 0 }), shape.count <= Int(H5S_MAX_RANK) else {
      throw place.failure(
        .wrongShape, expected: "at most \(H5S_MAX_RANK) axes of zero or more elements",
        found: "\(shape)")
    }
    let expected = try elementCount(shape, at: place)
    guard expected == count else {
      throw place.failure(
        .wrongShape, expected: "\(expected) values for the shape \(shape)", found: "\(count)")
    }
    guard let chunk else { return }
    guard chunk.count == shape.count, chunk.allSatisfy({ $0 > 0 }) else {
      throw place.failure(
        .wrongShape, expected: "a chunk of at least one element along each axis of \(shape)",
        found: "\(chunk)")
    }
  }

  /// The library's list of properties: no times, chunks, filters.
  func list(elementSize: Int, at place: HDF5Place) throws(HDF5Error) -> Identifier {
    guard let list = Identifier(H5Pcreate(h5_dataset_creation())),
      H5Pset_obj_track_times(list.raw, false) >= 0
    else { throw place.refusal("a list of dataset properties") }
    // Neither a single value nor an empty array has anything to cut into chunks.
    guard extendable || (!shape.isEmpty && !shape.contains(0)) else { return list }
    guard extendable || chunk != nil || compression != .none else { return list }
    let sizes = chunkSizes(elementSize: elementSize).map { hsize_t($0) }
    guard H5Pset_chunk(list.raw, Int32(sizes.count), sizes) >= 0 else {
      throw place.refusal("a chunk of \(sizes) elements")
    }
    if case .deflate(let level) = compression {
      guard (1...9).contains(level) else {
        fatalError("expected a compression level of 1 to 9, found \(level)")
      }
      guard H5Pset_shuffle(list.raw) >= 0, H5Pset_deflate(list.raw, UInt32(level)) >= 0 else {
        throw place.refusal("compression")
      }
    }
    return list
  }

  /// Elements of a chunk along each axis: as given, or the last axes whole while they fit.
  private func chunkSizes(elementSize: Int) -> [Int] {
    if let chunk {
      return zip(chunk, shape).enumerated().map { axis, sizes in
        axis == 0 && extendable ? sizes.0 : min(sizes.0, sizes.1)
      }
    }
    var room = max(1, Self.chunkBytes / max(1, elementSize))
    return shape.indices.reversed().map { axis in
      let whole = axis == 0 && extendable ? room : max(1, shape[axis])
      let size = min(whole, room)
      room = max(1, room / size)
      return size
    }.reversed()
  }

  /// The library's dataspace.
  func space(at place: HDF5Place) throws(HDF5Error) -> Identifier {
    let sizes = shape.map { hsize_t($0) }
    var limits = sizes
    if extendable { limits[0] = h5_unlimited() }
    let raw =
      shape.isEmpty ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(sizes.count), sizes, limits)
    guard let space = Identifier(raw) else { throw place.refusal("the shape \(shape)") }
    return space
  }

  /// Writes all elements, which lie in memory as the type `lent`; inside the lock.
  func store(
    _ bytes: UnsafeRawPointer, as lent: hid_t, in dataset: hid_t, at place: HDF5Place
  ) throws(HDF5Error) {
    if shape.contains(0) { return }
    let status = H5Dwrite(
      dataset, lent, h5_whole_space(), h5_whole_space(), h5_default_list(), bytes)
    // Flushed at once, so that a full disk shows here and not when the dataset is closed.
    guard status >= 0, H5Dflush(dataset) >= 0 else {
      throw place.refusal("to write \(shape) elements")
    }
  }
}

/// A free name in an open group.
struct Vacancy: ~Copyable {
  let group: Identifier
  let name: String
}
