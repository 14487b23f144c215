import CHDF5

/// How the data of a new dataset are packed.
public enum HDF5Compression: Hashable, Sendable {
  /// As they are.
  case none
  /// With gzip, after the bytes of the elements have been shuffled; level 1 (fast) to 9 (small).
  case deflate(Int)
}

extension HDF5Container {
  /// Writes an array as a new dataset, in row-major order; groups on the way are made.
  ///
  /// The same data give the same bytes: nothing is stamped with a time. Text is stored as UTF-8 of
  /// any length, truth values as h5py stores them, numbers little-endian.
  ///
  /// - Parameters:
  ///   - path: where, relative to this group.
  ///   - values: the elements.
  ///   - shape: elements along each axis; one axis unless given.
  ///   - chunk: elements of one chunk along each axis. Without it, compressed data get chunks of
  ///     about 256 KiB that span all axes but the first, and others lie in one piece.
  ///   - compression: how the chunks are packed.
  /// - Throws: `alreadyExists`, `wrongShape`, `invalidText`, `notWritable`, `cannotWrite`.
  @discardableResult
  public func write<Element: HDF5Element>(
    _ path: String, _ values: [Element], shape: [Int]? = nil, chunk: [Int]? = nil,
    compression: HDF5Compression = .none
  ) throws(HDF5Error) -> HDF5Dataset {
    let place = node.place.child(path)
    return try node.writing { (_) throws(HDF5Error) in
      let creation = Creation(
        shape: shape ?? [values.count], chunk: chunk, compression: compression)
      try creation.check(count: values.count, at: place)
      return try Element.lend(values, at: place) { (bytes) throws(HDF5Error) in
        try node.session.create(
          creation, of: Format(Element.storedType), holding: bytes, at: place)
      }
    }
  }

  /// Writes a single value as a new dataset; groups on the way are made.
  ///
  /// - Throws: `alreadyExists`, `invalidText`, `notWritable`, `cannotWrite`.
  @discardableResult
  public func write<Element: HDF5Element>(
    _ path: String, _ value: Element
  ) throws(HDF5Error) -> HDF5Dataset {
    try write(path, [value], shape: [])
  }

  /// Writes text with a fixed number of bytes for each element, filled up with zeros.
  ///
  /// - Throws: `invalidText` for text of more UTF-8 bytes than `fixedBytes`, or ending in NUL, and what
  ///   ``write(_:_:shape:chunk:compression:)`` throws.
  @discardableResult
  public func write(
    _ path: String, _ values: [String], fixedBytes size: Int, shape: [Int]? = nil,
    chunk: [Int]? = nil, compression: HDF5Compression = .none
  ) throws(HDF5Error) -> HDF5Dataset {
    guard size > 0 else { fatalError("expected at least 1 byte for each text, found \(size)") }
    let place = node.place.child(path)
    var characters = [UInt8](repeating: 0, count: values.count * size)
    for (index, value) in values.enumerated() {
      guard value.utf8.count <= size, value.utf8.last != 0 else {
        throw place.failure(
          .invalidText, expected: "text of at most \(size) bytes that does not end in NUL",
          found: "\(value.utf8.count) bytes at index \(index)")
      }
      characters.replaceSubrange(index * size..<index * size + value.utf8.count, with: value.utf8)
    }
    return try node.writing { (_) throws(HDF5Error) in
      let creation = Creation(
        shape: shape ?? [values.count], chunk: chunk, compression: compression)
      try creation.check(count: values.count, at: place)
      return try lendBytes(of: characters) { (bytes) throws(HDF5Error) in
        try node.session.create(
          creation, of: .fixedText(bytes: size), holding: bytes, at: place)
      }
    }
  }

  /// Opens the group at `path`, which is made, with those on the way, where it does not exist.
  ///
  /// - Throws: `wrongKind` where something else has the name, `notWritable`, `cannotWrite`.
  @discardableResult
  public func createGroup(_ path: String) throws(HDF5Error) -> HDF5Group {
    try node.writing { (_) throws(HDF5Error) in
      let place = node.place.child(path)
      let group = try node.session.makeGroup(place)
      return HDF5Group(node: HDF5Node(group, in: node.session, path: place.path))
    }
  }

  /// Makes a soft link at `path` to an object of the same file, given by its absolute path.
  ///
  /// - Throws: `alreadyExists`, `notWritable`, `cannotWrite`.
  public func link(_ path: String, to target: String) throws(HDF5Error) {
    try node.writing { (_) throws(HDF5Error) in
      let place = node.place.child(path)
      let free = try node.session.vacancy(place)
      let status = H5Lcreate_soft(
        join("/", target), free.group.raw, free.name, h5_default_list(), h5_default_list())
      guard status >= 0 else { throw place.refusal("to make a link") }
    }
  }
}

extension Session {
  /// Makes a dataset of the elements at `bytes`; inside the lock.
  fileprivate func create(
    _ creation: Creation, of format: Format, holding bytes: UnsafeRawPointer, at place: HDF5Place
  ) throws(HDF5Error) -> HDF5Dataset {
    guard let stored = format.identifier(inFile: true),
      let lent = format.identifier(inFile: false)
    else { throw place.refusal("a type to store") }
    return try make(creation, of: stored.raw, holding: bytes, as: lent.raw, at: place)
  }

  /// Makes a dataset of the type `stored` from elements in memory of the type `lent`; inside the lock.
  func make(
    _ creation: Creation, of stored: hid_t, holding bytes: UnsafeRawPointer, as lent: hid_t,
    at place: HDF5Place
  ) throws(HDF5Error) -> HDF5Dataset {
    let dataset = try make(creation, of: stored, at: place)
    do throws(HDF5Error) {
      try creation.store(bytes, as: lent, in: dataset.raw, at: place)
    } catch {
      // A dataset that cannot be written cannot be closed either; see fail().
      _ = dataset.release()
      throw error
    }
    return try HDF5Dataset(dataset, in: self, path: place.path)
  }

  /// Makes an empty dataset of a type of the library; inside the lock.
  func make(
    _ creation: Creation, of type: hid_t, at place: HDF5Place
  ) throws(HDF5Error) -> Identifier {
    let free = try vacancy(place)
    let list = try creation.list(elementSize: H5Tget_size(type), at: place)
    let space = try creation.space(at: place)
    let raw = H5Dcreate2(
      free.group.raw, free.name, type, space.raw, h5_default_list(), list.raw, h5_default_list())
    guard let dataset = Identifier(raw) else { throw place.refusal("to make a dataset") }
    return dataset
  }

  /// The group that will hold a new object, made where it does not exist, and the object's name.
  func vacancy(_ place: HDF5Place) throws(HDF5Error) -> Vacancy {
    let names = place.path.split(separator: "/").map(String.init)
    guard let name = names.last, !place.path.utf8.contains(0) else {
      throw place.failure(
        .alreadyExists, expected: "the name of a new object", found: "none",
        advice: "give it a name without NUL")
    }
    let parent = HDF5Place(
      file: place.file, path: join("/", names.dropLast().joined(separator: "/")))
    let group = try makeGroup(parent)
    guard Link(name, in: group.raw) == nil else {
      throw place.failure(
        .alreadyExists, expected: "a free name", found: "something of that name",
        advice: "choose another name; nothing is overwritten")
    }
    return Vacancy(group: group, name: name)
  }

  /// Opens a group, making it and those above it where they do not exist; inside the lock.
  func makeGroup(_ place: HDF5Place) throws(HDF5Error) -> Identifier {
    guard var group = Identifier(H5Gopen2(id, "/", h5_default_list())),
      let creation = Identifier(H5Pcreate(h5_group_creation())),
      H5Pset_obj_track_times(creation.raw, false) >= 0
    else { throw place.refusal("to make a group") }
    var here = HDF5Place(file: place.file, path: "/")
    for name in place.path.split(separator: "/").map(String.init) {
      here = here.child(name)
      if name.utf8.contains(0) || Link(name, in: group.raw) != nil {
        group = try open(here, expecting: "a group")
        guard H5Iget_type(group.raw) == H5I_GROUP else {
          throw here.failure(
            .wrongKind, expected: "a group", found: "a dataset", advice: "choose another name")
        }
        continue
      }
      let raw = H5Gcreate2(group.raw, name, h5_default_list(), creation.raw, h5_default_list())
      guard let made = Identifier(raw) else { throw here.refusal("to make a group") }
      group = made
    }
    return group
  }
}
