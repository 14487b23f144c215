import CHDF5

/// An open object that can carry attributes: a file, a group or a dataset.
public protocol HDF5Object: Sendable {
  /// The open object.
  var node: HDF5Node { get }
}

/// An object that holds others by name: a file or a group.
public protocol HDF5Container: HDF5Object {}

/// A group: a folder inside a file.
public struct HDF5Group: HDF5Container {
  /// The open group.
  public let node: HDF5Node
}

extension HDF5Container {
  /// The names of the objects in this group, sorted by their bytes.
  public var names: [String] {
    get throws(HDF5Error) {
      try Library.locked { () throws(HDF5Error) -> [String] in
        var names: [String] = []
        let status = withUnsafeMutablePointer(to: &names) { names in
          h5_iterate_links(
            node.id,
            { _, name, _, names in
              guard let name, let names else { return -1 }
              names.assumingMemoryBound(to: [String].self).pointee.append(String(cString: name))
              return 0
            }, names)
        }
        guard status >= 0 else { throw node.place.damage("a list of names") }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      }
    }
  }

  /// Opens the dataset at `path`, relative to this group.
  public func dataset(_ path: String) throws(HDF5Error) -> HDF5Dataset {
    try Library.locked { () throws(HDF5Error) -> HDF5Dataset in
      let place = node.place.child(path)
      guard let dataset = Identifier(H5Dopen2(node.id, path, h5_default_list())) else {
        throw place.failure(.missing, expected: "a dataset", found: "nothing")
      }
      return try HDF5Dataset(dataset, in: node.session, path: place.path)
    }
  }

  /// Opens the group at `path`, relative to this one.
  public func group(_ path: String) throws(HDF5Error) -> HDF5Group {
    try Library.locked { () throws(HDF5Error) -> HDF5Group in
      let place = node.place.child(path)
      guard let group = Identifier(H5Gopen2(node.id, path, h5_default_list())) else {
        throw place.failure(.missing, expected: "a group", found: "nothing")
      }
      return HDF5Group(node: HDF5Node(group, in: node.session, path: place.path))
    }
  }
}
