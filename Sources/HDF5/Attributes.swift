import CHDF5

extension HDF5Object {
  /// The names of this object's attributes, sorted by their bytes.
  public var attributeNames: [String] {
    get throws(HDF5Error) {
      try node.locked { (id) throws(HDF5Error) in
        try HDF5.attributeNames(of: id, at: node.place)
      }
    }
  }

  /// Reads an attribute of one element, whatever its rank.
  ///
  /// - Throws: `missing`, `wrongShape` when there are more elements, or none, and what
  ///   ``HDF5Dataset/read(as:)`` throws.
  public func attribute<Element: HDF5Element>(
    _ name: String, as: Element.Type = Element.self
  ) throws(HDF5Error) -> Element {
    try readingAttribute(name) { (source) throws(HDF5Error) in try source.single() }
  }

  /// Reads all elements of an attribute, in row-major order.
  ///
  /// - Throws: `missing`, and what ``HDF5Dataset/read(as:)`` throws.
  public func attribute<Element: HDF5Element>(
    _ name: String, as: [Element].Type = [Element].self
  ) throws(HDF5Error) -> [Element] {
    try readingAttribute(name) { (source) throws(HDF5Error) in
      try Element.read(from: source, rows: nil)
    }
  }

  /// Gives this object an attribute of one element.
  ///
  /// - Throws: `alreadyExists`, `invalidText`, `notWritable`, `cannotWrite`.
  public func setAttribute<Element: HDF5Element>(
    _ name: String, _ value: Element
  ) throws(HDF5Error) {
    try writeAttribute(name, [value], shape: [])
  }

  /// Gives this object an attribute of several elements along one axis.
  ///
  /// - Throws: `tooLarge` beyond 60,000 bytes, and what ``setAttribute(_:_:)`` throws.
  public func setAttribute<Element: HDF5Element>(
    _ name: String, _ values: [Element]
  ) throws(HDF5Error) {
    try writeAttribute(name, values, shape: [values.count])
  }

  /// Runs `body` with the elements of an attribute as a source.
  private func readingAttribute<Result: Sendable>(
    _ name: String, _ body: (HDF5Source) throws(HDF5Error) -> Result
  ) throws(HDF5Error) -> Result {
    try node.locked { (id) throws(HDF5Error) in
      let place = node.place.attribute(name)
      guard !name.utf8.contains(0), H5Aexists(id, name) > 0 else {
        throw place.failure(
          .missing, expected: "an attribute \"\(name)\"", found: "no such attribute",
          advice: suggestion(
            for: name, among: try HDF5.attributeNames(of: id, at: node.place)))
      }
      guard let attribute = Identifier(H5Aopen(id, name, h5_default_list())),
        let type = Identifier(H5Aget_type(attribute.raw)),
        let space = Identifier(H5Aget_space(attribute.raw))
      else { throw place.damage("an attribute") }
      return try body(
        HDF5Source(
          id: attribute.raw, part: .attribute, stored: StoredType(type.raw),
          shape: try extent(of: space.raw, at: place), chunkRows: 1, place: place,
          memoryLimit: node.session.memoryLimit))
    }
  }

  private func writeAttribute<Element: HDF5Element>(
    _ name: String, _ values: [Element], shape: [Int]
  ) throws(HDF5Error) {
    try node.writing { (id) throws(HDF5Error) in
      let place = node.place.attribute(name)
      guard !name.isEmpty, !name.utf8.contains(0), H5Aexists(id, name) == 0 else {
        throw place.failure(
          .alreadyExists, expected: "the name of a new attribute", found: "\"\(name)\"",
          advice: "choose another name; nothing is overwritten")
      }
      let format = Format(Element.storedType)
      guard values.count <= 60_000 / max(format.size, 16 * (format == .text ? 1 : 0)) else {
        throw place.failure(
          .tooLarge, expected: "an attribute of at most 60,000 bytes",
          found: "\(values.count) values", advice: "write a dataset instead")
      }
      try Element.lend(values, at: place) { (bytes) throws(HDF5Error) in
        let creation = Creation(shape: shape)
        let space = try creation.space(at: place)
        guard let stored = format.identifier(inFile: true),
          let lent = format.identifier(inFile: false),
          let attribute = Identifier(
            H5Acreate2(
              id, name, stored.raw, space.raw, h5_default_list(), h5_default_list()))
        else { throw place.refusal("to make an attribute") }
        guard values.isEmpty || H5Awrite(attribute.raw, lent.raw, bytes) >= 0 else {
          throw place.refusal("to write an attribute")
        }
      }
    }
  }
}

/// The names of an object's attributes, sorted by their bytes; inside the lock.
private func attributeNames(of object: hid_t, at place: HDF5Place) throws(HDF5Error) -> [String] {
  var names: [String] = []
  let status = withUnsafeMutablePointer(to: &names) { names in
    H5Aiterate2(
      object, H5_INDEX_NAME, H5_ITER_NATIVE, nil,
      { _, name, _, names in
        guard let name, let names else { return -1 }
        names.assumingMemoryBound(to: [String].self).pointee.append(String(cString: name))
        return 0
      }, names)
  }
  guard status >= 0 else { throw place.damage("a list of attributes") }
  return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
