import CHDF5

/// An open object that can carry attributes: a file, a group or a dataset.
public protocol HDF5Object: Sendable {
  /// The open object.
  var node: HDF5Node { get }
}

/// An object that holds others by name: a file or a group.
///
/// Paths are relative to it, with `/` between names. Soft links are followed; links into other
/// files are refused as `external`.
public protocol HDF5Container: HDF5Object {}

/// A group: a folder inside a file.
public struct HDF5Group: HDF5Container {
  /// The open group.
  public let node: HDF5Node
}

/// Something that ``HDF5Container/list()`` found.
public struct HDF5Entry: Hashable, Sendable {
  /// What is found at a path.
  public enum Kind: Hashable, Sendable {
    /// A group.
    case group
    /// A dataset of elements of a type.
    case dataset(type: HDF5Type, shape: [Int])
    /// A link to another path of the file.
    case softLink(to: String)
    /// A link into another file, which cannot be opened from here.
    case externalLink(file: String, path: String)
    /// A named type, a dataset whose data lie outside of the file, or a link of an unknown kind.
    case other
  }

  /// The path, relative to the group that was listed.
  public let path: String
  /// What is there.
  public let kind: Kind
}

extension HDF5Container {
  /// The names of the objects in this group, sorted by their bytes.
  public var names: [String] {
    get throws(HDF5Error) {
      try node.locked { (id) throws(HDF5Error) in try HDF5.names(in: id, at: node.place) }
    }
  }

  /// Whether a path leads to an object that can be opened.
  public func contains(_ path: String) -> Bool {
    let found = try? node.locked { (_) throws(HDF5Error) in
      let object = try node.session.open(node.place.child(path), expecting: "an object")
      return H5Iget_type(object.raw) != H5I_BADID
    }
    return found ?? false
  }

  /// Opens the dataset at `path`.
  ///
  /// - Throws: `missing`, `wrongKind`, `external` also when its data lie outside of the file.
  public func dataset(_ path: String) throws(HDF5Error) -> HDF5Dataset {
    try node.locked { (_) throws(HDF5Error) in
      let place = node.place.child(path)
      let object = try node.session.open(place, expecting: "a dataset")
      guard H5Iget_type(object.raw) == H5I_DATASET else {
        throw place.failure(
          .wrongKind, expected: "a dataset",
          found: H5Iget_type(object.raw) == H5I_GROUP ? "a group" : "a named type")
      }
      return try HDF5Dataset(object, in: node.session, path: place.path)
    }
  }

  /// Opens the group at `path`.
  ///
  /// - Throws: `missing`, `wrongKind`, `external`.
  public func group(_ path: String) throws(HDF5Error) -> HDF5Group {
    try node.locked { (_) throws(HDF5Error) in
      let place = node.place.child(path)
      let object = try node.session.open(place, expecting: "a group")
      guard H5Iget_type(object.raw) == H5I_GROUP else {
        throw place.failure(
          .wrongKind, expected: "a group",
          found: H5Iget_type(object.raw) == H5I_DATASET ? "a dataset" : "a named type")
      }
      return HDF5Group(node: HDF5Node(object, in: node.session, path: place.path))
    }
  }

  /// Everything in this group and below it, parents before children, names sorted by their bytes.
  ///
  /// Links are listed, not followed. A group reached on several ways is listed on each, but entered
  /// only once.
  public func list() throws(HDF5Error) -> [HDF5Entry] {
    try node.locked { (_) throws(HDF5Error) in
      var entries: [HDF5Entry] = []
      var entered: Set<Address> = []
      // What is still to be looked at, the next one last.
      var waiting: [(path: String, link: Link)] = [("", .object)]
      while let (path, link) = waiting.popLast() {
        guard case .object = link else {
          entries.append(HDF5Entry(path: path, kind: HDF5Entry.Kind(link)))
          continue
        }
        let place = node.place.child(path)
        let object = try node.session.open(place, expecting: "an object")
        let kind = try HDF5Entry.Kind(object.raw, at: place)
        if path != "" { entries.append(HDF5Entry(path: path, kind: kind)) }
        guard kind == .group, entered.insert(Address(of: object.raw)).inserted else { continue }
        for name in try HDF5.names(in: object.raw, at: place).reversed() {
          let child = path == "" ? name : "\(path)/\(name)"
          waiting.append((child, Link(name, in: object.raw) ?? .unknown))
        }
      }
      return entries
    }
  }
}

extension HDF5Entry.Kind {
  /// A link that is not followed.
  fileprivate init(_ link: Link) {
    switch link {
    case .soft(let target): self = .softLink(to: target)
    case .external(let file, let path): self = .externalLink(file: file, path: path)
    case .object, .unknown: self = .other
    }
  }

  /// An open object; inside the lock.
  fileprivate init(_ object: hid_t, at place: HDF5Place) throws(HDF5Error) {
    switch H5Iget_type(object) {
    case H5I_GROUP: self = .group
    case H5I_DATASET:
      do throws(HDF5Error) {
        let layout = try Layout(of: object, at: place)
        self = .dataset(type: layout.stored.type, shape: layout.shape)
      } catch {
        guard error.reason == .external else { throw error }
        self = .other
      }
    default: self = .other
    }
  }
}

/// Where an object lies, the same on every way to it.
private struct Address: Hashable {
  private var file: UInt = 0
  private var offset: haddr_t = 0

  init(of object: hid_t) { _ = h5_address(object, &file, &offset) }
}
