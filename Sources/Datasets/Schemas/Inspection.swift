import HDF5

/// A file being read by a schema, with everything that is wrong with it so far.
///
/// Reading goes on past a problem where it can, so that a user learns of all of them at once.
struct Inspection {
  /// The file, as the user named it.
  let subject: String
  /// What was wrong so far.
  private(set) var problems: [Problem] = []
  /// The kind of the first failure that is not about the data themselves.
  private var kind: DataError.Kind = .badData

  init(_ subject: String) { self.subject = subject }

  /// Whether nothing was wrong so far.
  var isFine: Bool { problems.isEmpty }

  /// Ends in an error when something was wrong.
  func finish() throws(DataError) {
    guard isFine else { throw DataError(kind, subject, problems) }
  }

  mutating func note(_ place: String, expected: String, found: String, advice: String = "") {
    problems.append(Problem(place, expected: expected, found: found, advice: advice))
  }

  mutating func note(_ error: DataError) {
    if isFine { kind = error.kind }
    problems += error.problems
  }

  mutating func note(_ error: HDF5Error) { note(DataError(error)) }

  /// What `body` gives, or nil, with the problem noted.
  mutating func attempt<Value>(_ body: () throws(HDF5Error) -> Value) -> Value? {
    do throws(HDF5Error) {
      return try body()
    } catch {
      note(error)
      return nil
    }
  }
}

/// The place of something inside a group, in the words of errors.
func place(_ path: String, in container: some HDF5Container) -> String {
  let root = container.node.place.path
  return root == "/" || path.hasPrefix("@") ? "\(root)\(path)" : "\(root)/\(path)"
}

extension Inspection {
  /// Sees that a file says it is of a schema.
  mutating func expect(_ schema: Schema, in file: some HDF5Container) {
    guard let found: String = text("assay_schema", of: file) else { return }
    guard found != schema.rawValue else { return }
    let isKnown = Schema(rawValue: found) != nil
    note(
      place("@assay_schema", in: file), expected: "\"\(schema.rawValue)\"", found: "\"\(found)\"",
      advice: isKnown ? "this is a dataset of another kind" : "set it to the schema of the data")
  }

  /// What a file says about itself.
  mutating func about(_ file: some HDF5Container) -> About? {
    let name = text("name", of: file)
    let license = text("license", of: file)
    let source = text("source", of: file)
    let description = text("description", of: file)
    guard let name, let license, let source, let description else { return nil }
    return About(name: name, license: license, source: source, description: description)
  }

  /// A text attribute that must be there and not be empty.
  mutating func text(_ name: String, of object: some HDF5Object) -> String? {
    guard let text: String = attempt({ () throws(HDF5Error) in try object.attribute(name) }) else {
      return nil
    }
    guard !text.isEmpty else {
      note("\(object.node.place.path)@\(name)", expected: "some text", found: "none")
      return nil
    }
    return text
  }

  /// An attribute that need not be there.
  mutating func optional<Element: HDF5Element>(
    _ name: String, of object: some HDF5Object, as: Element.Type = Element.self
  ) -> Element? {
    guard has(name, object) else { return nil }
    return attempt { () throws(HDF5Error) in try object.attribute(name) }
  }

  /// All elements of an attribute that need not be there.
  mutating func optionalList<Element: HDF5Element>(
    _ name: String, of object: some HDF5Object, as: Element.Type = Element.self
  ) -> [Element]? {
    guard has(name, object) else { return nil }
    return attempt { () throws(HDF5Error) -> [Element] in try object.attribute(name) }
  }

  private mutating func has(_ name: String, _ object: some HDF5Object) -> Bool {
    attempt { () throws(HDF5Error) in try object.attributeNames }?.contains(name) ?? false
  }

  /// A dataset of numbers with axes of given meanings, such as `["time", "channel"]`.
  mutating func numbers(
    _ path: String, axes: [String], in file: some HDF5Container
  ) -> HDF5Dataset? {
    guard let dataset = dataset(path, axes: axes, in: file) else { return nil }
    switch dataset.type {
    case .float, .integer, .bool: return dataset
    default:
      note(
        place(path, in: file), expected: "numbers", found: "\(dataset.type)",
        advice: "write it as float32")
      return nil
    }
  }

  /// A dataset with axes of given meanings.
  mutating func dataset(
    _ path: String, axes: [String], in file: some HDF5Container
  ) -> HDF5Dataset? {
    guard let dataset = attempt({ () throws(HDF5Error) in try file.dataset(path) }) else {
      return nil
    }
    guard dataset.shape.count == axes.count else {
      note(
        place(path, in: file), expected: "the axes [\(axes.joined(separator: ", "))]",
        found: dataset.shape.isEmpty ? "a single value" : "shape \(dataset.shape)",
        advice: dataset.shape.count == 1 && axes.count == 2
          ? "reshape it to [\(dataset.shape[0]), 1] if there is one \(axes[1])" : "")
      return nil
    }
    return dataset
  }

  /// Elements of a dataset that must have a given length along its first axis.
  mutating func list<Element: HDF5Element>(
    _ path: String, axis: String, count: Int?, in file: some HDF5Container,
    as: Element.Type = Element.self
  ) -> [Element]? {
    guard let dataset = dataset(path, axes: [axis], in: file) else { return nil }
    if let count, dataset.shape[0] != count {
      note(
        place(path, in: file), expected: "\(count) elements, one for each \(axis)",
        found: "\(dataset.shape[0])")
      return nil
    }
    return attempt { () throws(HDF5Error) in try dataset.read() }
  }

  /// Names of a dataset: one for each of `count`, none empty, none twice.
  mutating func names(
    _ path: String, axis: String, count: Int?, in file: some HDF5Container
  ) -> [String]? {
    guard let names: [String] = list(path, axis: axis, count: count, in: file) else { return nil }
    checkNames(names, at: place(path, in: file))
    return names
  }

  /// Notes names that are empty or stand twice.
  mutating func checkNames(_ names: [String], at place: String) {
    var first: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if name.isEmpty {
        note(place, expected: "a name", found: "an empty text at [\(index)]")
      } else if let earlier = first[name] {
        note(
          place, expected: "names that differ",
          found: "\"\(name)\" at [\(earlier)] and again at [\(index)]")
      } else {
        first[name] = index
      }
    }
  }
}
