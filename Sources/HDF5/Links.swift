import CHDF5

/// What a name in a group stands for.
enum Link: Sendable {
  case object
  case soft(to: String)
  case external(file: String, path: String)
  case unknown

  /// Looks at one name of a group, nil when it is not there; inside the lock.
  init?(_ name: String, in group: hid_t) {
    var info = H5L_info_t()
    guard H5Lget_info(group, name, &info, h5_default_list()) >= 0 else { return nil }
    guard info.type != H5L_TYPE_HARD else {
      self = .object
      return
    }
    var value = [CChar](repeating: 0, count: info.u.val_size + 1)
    guard info.u.val_size < 1 << 20,
      H5Lget_val(group, name, &value, info.u.val_size, h5_default_list()) >= 0
    else {
      self = .unknown
      return
    }
    if info.type == H5L_TYPE_SOFT {
      self = .soft(to: text(value[...]))
    } else if h5_link_is_external(info.type) != 0 {
      // One byte of version and flags, then the name of the file and the path in it.
      let file = value.dropFirst().prefix { $0 != 0 }
      self = .external(file: text(file), path: text(value.dropFirst(file.count + 2)))
    } else {
      self = .unknown
    }
  }
}

/// The text of C characters up to the first NUL.
private func text(_ characters: ArraySlice<CChar>) -> String {
  String(
    decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// The names in a group, sorted by their bytes; inside the lock.
func names(in group: hid_t, at place: HDF5Place) throws(HDF5Error) -> [String] {
  var names: [String] = []
  let status = withUnsafeMutablePointer(to: &names) { names in
    h5_iterate_links(
      group,
      { _, name, _, names in
        guard let name, let names else { return -1 }
        names.assumingMemoryBound(to: [String].self).pointee.append(String(cString: name))
        return 0
      }, names)
  }
  guard status >= 0 else { throw place.damage("a list of names") }
  return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

extension Session {
  /// Soft links that are followed one after the other, as many as the library follows.
  private static let mostLinks = 16

  /// Opens the object at the absolute path of `place`, never leaving the file; inside the lock.
  ///
  /// - Throws: an error that says which part of the path fails, and why.
  func open(_ place: HDF5Place, expecting expected: String) throws(HDF5Error) -> Identifier {
    guard let access = Identifier(h5_links_inside_file()) else { throw place.damage(expected) }
    if !place.path.utf8.contains(0),
      let object = Identifier(H5Oopen(id, place.path, access.raw))
    {
      return object
    }
    let damage = place.damage(expected)
    throw try explain(place, expecting: expected, links: Self.mostLinks) ?? damage
  }

  /// Why nothing can be opened at a path: the first part of it that leads nowhere.
  private func explain(
    _ place: HDF5Place, expecting expected: String, links: Int
  ) throws(HDF5Error) -> HDF5Error? {
    guard let access = Identifier(h5_links_inside_file()) else { return nil }
    guard links > 0 else {
      return place.failure(.missing, expected: expected, found: "soft links in a circle")
    }
    var path = "/"
    for name in place.path.split(separator: "/").map(String.init) {
      guard let parent = Identifier(H5Oopen(id, path, access.raw)) else { return nil }
      guard H5Iget_type(parent.raw) == H5I_GROUP else {
        return place.failure(
          .wrongKind, expected: expected, found: "a dataset at \(path), which holds no others")
      }
      guard !name.utf8.contains(0), let link = Link(name, in: parent.raw) else {
        return place.failure(
          .missing, expected: expected, found: "no \"\(name)\" in \(path)",
          advice: suggestion(for: name, among: try names(in: parent.raw, at: place)))
      }
      path = join(path, name)
      switch link {
      case .object: continue
      case .soft(let target):
        let goal = target.hasPrefix("/") ? join("/", target) : join(parentPath(path), target)
        let end = HDF5Place(file: place.file, path: goal)
        guard Identifier(H5Oopen(id, goal, access.raw)) == nil else { continue }
        guard let failure = try explain(end, expecting: expected, links: links - 1) else {
          return nil
        }
        // Of a chain of links, only the first is named.
        let start = links == Self.mostLinks ? "a soft link to \(goal), and there " : ""
        return place.failure(
          failure.reason, expected: expected, found: start + failure.found,
          advice: failure.advice)
      case .external(let file, let inner):
        return place.failure(
          .external, expected: "contents in this file",
          found: "a link to \(inner) in the file \(file)",
          advice: "copy what it points at into this file")
      case .unknown:
        return place.failure(
          .unsupported, expected: expected, found: "a link of a kind defined by its writer")
      }
    }
    return nil
  }
}

/// The path of the group that holds the object at `path`.
private func parentPath(_ path: String) -> String {
  join("/", path.split(separator: "/").dropLast().joined(separator: "/"))
}

/// Advice for a name that is not there: the nearest one that is.
func suggestion(for name: String, among names: [String]) -> String {
  let nearest = names.prefix(1000).map { (name: $0, distance: edits(from: name, to: $0)) }
    .min { $0.distance < $1.distance }
  guard let nearest else { return "it is empty" }
  return "the nearest name there is \"\(nearest.name)\""
}

/// The least number of insertions, removals and replacements of characters, case aside.
private func edits(from a: String, to b: String) -> Int {
  let a = Array(a.lowercased().prefix(64))
  let b = Array(b.lowercased().prefix(64))
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, y) in b.enumerated() {
      let replaced = diagonal + (x == y ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}
