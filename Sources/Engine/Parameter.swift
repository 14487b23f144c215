import Exact

/// Numbers that belong to a model, with a name, and the gradient that gathers for them where they are learned.
public final class Parameter {
  /// The path of names that leads to the parameter, joined by full stops: `encoder.0.weight`.
  public let name: String
  /// The sizes along the axes.
  public let shape: Shape
  /// Whether a gradient gathers; what is not learned (running statistics) is kept and stored all the same.
  public let isLearned: Bool
  let buffer: Buffer
  private let leaf: Node
  /// Where the gradients of teams' threads gather, each in the pool of its thread.
  private var leaves: [Node] = []

  init(name: String, shape: Shape, buffer: Buffer, isLearned: Bool = true) {
    self.name = name
    self.shape = shape
    self.isLearned = isLearned
    self.buffer = buffer
    leaf = Node(shape: shape, pool: buffer.pool, inputs: [], rule: nil)
  }

  /// The number of elements.
  public var count: Int { shape.count }

  /// The numbers, row by row; setting them takes as many.
  public var elements: [Float] {
    get { Array(UnsafeBufferPointer(start: buffer.base, count: count)) }
    set {
      guard newValue.count == count else {
        fatalError("\(newValue.count) numbers for \(name) of shape \(shape): expected \(count)")
      }
      for i in 0..<count { buffer.base[i] = newValue[i] }
    }
  }

  /// The gradient of the last `backward`, row by row; nil where none arrived.
  public var gradient: [Float]? {
    leaf.gradient.map { Array(UnsafeBufferPointer(start: $0.base, count: count)) }
  }

  /// Forgets the gradient.
  public func clearGradient() { leaf.clear() }

  /// The parameter as an operand: recorded in training where it is learned, a constant in evaluation.
  public subscript(mode: Mode) -> Tensor {
    Tensor(
      shape: shape, buffer: mode.lane.map { Buffer(sharing: buffer, in: $0.pool) } ?? buffer,
      node: leaf(in: mode))
  }

  /// Where the gradient gathers in a mode; nil where none is recorded.
  func leaf(in mode: Mode) -> Node? {
    guard mode.isRecorded, isLearned else { return nil }
    return mode.lane.map { leaf(in: $0.pool) } ?? leaf
  }

  private func leaf(in pool: Pool) -> Node? { leaves.first { $0.pool === pool } }

  /// Makes a place for the gradients of each thread of a team, whose tensors lie in these pools.
  func addLeaves(in pools: [Pool]) {
    leaves += pools.map { Node(shape: shape, pool: $0, inputs: [], rule: nil) }
  }

  /// Forgets the places for a team's gradients.
  func removeLeaves(in pools: [Pool]) {
    leaves.removeAll { leaf in pools.contains { $0 === leaf.pool } }
  }

  /// The gradient that a thread has gathered, which is its no more.
  func takeGradient(in pool: Pool) -> Buffer? {
    let leaf = leaf(in: pool)
    defer { leaf?.clear() }
    return leaf?.gradient
  }

  /// Adds a gradient that nobody else needs any more.
  func add(_ gradient: Buffer) { leaf.inherit(gradient) }

  /// The memory of numbers and gradient, where there is a gradient.
  func withGradient(
    _ body: (_ numbers: UnsafeMutablePointer<Float>, _ gradient: UnsafeMutablePointer<Float>) ->
      Void
  ) {
    if let gradient = leaf.gradient { body(buffer.base, gradient.base) }
  }
}

/// Whether a model learns or is used, and in training the key that random masks are drawn from.
public struct Mode: Sendable {
  let key: Key?
  let isRecorded: Bool
  let lane: Lane?

  init(key: Key?, isRecorded: Bool, lane: Lane? = nil) {
    self.key = key
    self.isRecorded = isRecorded
    self.lane = lane
  }

  /// The memory that a part of a team's step makes its tensors in; nil elsewhere.
  public var pool: Pool? { lane?.pool }

  /// Operations on parameters are recorded, dropout drops: drawing from a key that differs with every step.
  public static func training(_ key: Key) -> Mode {
    Mode(key: key, isRecorded: true)
  }

  /// Nothing is recorded, nothing dropped.
  public static let evaluation = Mode(key: nil, isRecorded: false)

  /// The same numbers as in this mode, with nothing recorded.
  var unrecorded: Mode { Mode(key: key, isRecorded: false, lane: lane) }

  /// Whether the model learns.
  public var isTraining: Bool { key != nil }
}

/// The place in a model where a layer makes its parameters: a path of names, and a key derived by it.
///
/// A parameter's first numbers depend on the seed and its name alone, so adding a layer changes no other's.
public struct Scope {
  /// The names on the way here, joined by full stops.
  public let path: String
  /// The key of this place.
  public let key: Key
  private let registry: Registry

  /// Every parameter made under the root of this scope, in the order of their making.
  public var parameters: [Parameter] { registry.parameters }

  /// The memory that parameters lie in.
  public var pool: Pool { registry.pool }

  /// The root of a model.
  public init(seed key: Key, pool: Pool) {
    path = ""
    self.key = key
    registry = Registry(pool: pool)
  }

  private init(path: String, key: Key, registry: Registry) {
    self.path = path
    self.key = key
    self.registry = registry
  }

  /// The place of a named part.
  public subscript(name: String) -> Scope {
    Scope(path: path.isEmpty ? name : path + "." + name, key: key[name], registry: registry)
  }

  /// The place of a numbered part.
  public subscript(index: Int) -> Scope {
    Scope(path: path.isEmpty ? "\(index)" : path + ".\(index)", key: key[index], registry: registry)
  }

  /// Makes a parameter here, filled by an initialiser.
  public func parameter(_ name: String, _ shape: Shape, _ initialiser: Initialiser) -> Parameter {
    parameter(name, shape, initialiser, isLearned: true)
  }

  /// Makes numbers here that belong to the model without being learned, filled by an initialiser.
  public func state(_ name: String, _ shape: Shape, _ initialiser: Initialiser) -> Parameter {
    parameter(name, shape, initialiser, isLearned: false)
  }

  private func parameter(
    _ name: String, _ shape: Shape, _ initialiser: Initialiser, isLearned: Bool
  ) -> Parameter {
    let place = self[name]
    let isTaken = registry.parameters.contains { $0.name.utf8.elementsEqual(place.path.utf8) }
    guard !isTaken else {
      fatalError("a second parameter named \(place.path): names in a model are unique")
    }
    let buffer = pool.take(shape.count)
    initialiser.fill(buffer.base, shape: shape, key: place.key)
    let parameter = Parameter(
      name: place.path, shape: shape, buffer: buffer, isLearned: isLearned)
    registry.parameters.append(parameter)
    return parameter
  }
}

/// The parameters of one model.
private final class Registry {
  let pool: Pool
  var parameters: [Parameter] = []

  init(pool: Pool) { self.pool = pool }
}
