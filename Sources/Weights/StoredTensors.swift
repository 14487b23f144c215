import Engine
import HDF5

/// The tensors in a group of a file, compared with those that it should hold before any is read.
struct StoredTensors {
  /// What is known of a tensor beforehand; whether it is learned only where that matters.
  struct Expectation {
    let name: String
    let shape: Shape
    var isLearned: Bool?
  }

  /// All that is not as expected.
  private(set) var differences: [Difference] = []
  private let expected: [Expectation]
  private var datasets: [HDF5Dataset] = []

  /// Looks for tensors by their names, also where the parts of a name are groups; `part` stands before the names in
  /// differences.
  init<Container: HDF5Container>(
    in group: Container, expecting expected: [Expectation], part: String = ""
  ) throws(HDF5Error) {
    self.expected = expected
    var waiting = try group.list()
    for expectation in expected {
      let dotted = expectation.name.dotted
      let place =
        waiting.firstIndex { $0.path == expectation.name }
        ?? waiting.firstIndex { $0.path.dotted == dotted }
      guard let place else {
        differences.append(.missing(name: part + expectation.name))
        continue
      }
      let path = waiting.remove(at: place).path
      do throws(HDF5Error) {
        datasets.append(try group.dataset(path))
        try compare(datasets[datasets.count - 1], with: expectation, part + expectation.name)
      } catch {
        guard [.missing, .wrongKind, .external].contains(error.reason) else { throw error }
        differences.append(
          .kind(name: part + expectation.name, expected: error.expected, found: error.found))
      }
    }
    for entry in waiting where entry.kind != .group {
      differences.append(.unexpected(name: part + entry.path))
    }
  }

  private mutating func compare(
    _ dataset: HDF5Dataset, with expectation: Expectation, _ name: String
  ) throws(HDF5Error) {
    guard case .float = dataset.type else {
      differences.append(.kind(name: name, expected: "floats", found: "\(dataset.type)"))
      return
    }
    let shape = expectation.shape.array
    if dataset.shape != shape {
      differences.append(.shape(name: name, expected: shape, found: dataset.shape))
    }
    guard let isLearned = expectation.isLearned,
      try dataset.attributeNames.contains(learnedAttribute)
    else { return }
    let words = { $0 ? "numbers that are learned" : "numbers that are not learned" }
    let found: Bool = try dataset.attribute(learnedAttribute)
    if found != isLearned {
      differences.append(.kind(name: name, expected: words(isLearned), found: words(found)))
    }
  }

  /// The tensors in the order in which they were asked for; expects that there are no differences.
  func read() throws(HDF5Error) -> [NamedTensor] {
    var tensors: [NamedTensor] = []
    for (expectation, dataset) in zip(expected, datasets) {
      tensors.append(
        NamedTensor(
          name: expectation.name, shape: expectation.shape, elements: try dataset.read()))
    }
    return tensors
  }
}

extension String {
  /// The path with a full stop between its parts.
  fileprivate var dotted: String { String(map { $0 == "/" ? "." : $0 }) }
}
