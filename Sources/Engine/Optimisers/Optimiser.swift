/// What moves parameters along their gradients.
///
/// A step moves every parameter that has a gradient, in one pass over its numbers, and forgets the gradients.
/// What an optimiser remembers is listed in `slots` and `counters`, so that `state` and `restore` work alike for
/// every one of them.
public protocol Optimiser: AnyObject {
  /// The step size η; a schedule may move it.
  var rate: Float { get set }
  /// The parameters, in the order of their gradients' norm and of the state.
  var parameters: [Parameter] { get }
  /// What it was made with, the kind first; not the rate, which is a schedule's to give.
  var settings: [Setting] { get }
  /// Numbers kept for every element of every parameter.
  var slots: [Slot] { get }
  /// Numbers kept for all parameters together, the rate first; setting takes as many.
  var counters: [Double] { get set }
  /// Takes the rate of a schedule, and its momentum where it moves one.
  func follow(_ pace: Pace)
  /// Moves every parameter that has a gradient, and forgets the gradients.
  func step()
}

extension Optimiser {
  /// Takes the rate of a schedule that moves no momentum.
  public func follow(_ pace: Pace) {
    guard pace.momentum == nil else {
      fatalError("a schedule that moves a momentum, for an optimiser that has none to move")
    }
    rate = Float(pace.rate)
  }
}

/// One number for every element of every parameter: a mean of gradients, a sum of squares.
public struct Slot {
  /// What the numbers are.
  public let name: String
  private let parameters: [Parameter]
  private let buffers: [Buffer]

  /// Room in the parameters' pools, filled with one number.
  init(_ name: String, of parameters: [Parameter], filledWith value: Float = 0) {
    self.name = name
    self.parameters = parameters
    buffers = parameters.map { parameter in
      let buffer = parameter.buffer.pool.take(parameter.count)
      buffer.base.update(repeating: value, count: parameter.count)
      return buffer
    }
  }

  /// A copy of the parameters' numbers.
  init(_ name: String, copying parameters: [Parameter]) {
    self.init(name, of: parameters)
    for index in parameters.indices {
      self[index].update(from: parameters[index].buffer.base, count: parameters[index].count)
    }
  }

  /// The number of parameters.
  var count: Int { parameters.count }

  /// The numbers of one parameter.
  subscript(index: Int) -> UnsafeMutablePointer<Float> { buffers[index].base }

  /// The numbers as named tensors, `slot.parameter`.
  var tensors: [NamedTensor] {
    parameters.indices.map { index in
      let parameter = parameters[index]
      return NamedTensor(
        name: name + "." + parameter.name, shape: parameter.shape,
        elements: Array(UnsafeBufferPointer(start: self[index], count: parameter.count)))
    }
  }
}

/// Numbers with a name and a shape, as a checkpoint holds them.
public struct NamedTensor: Equatable, Sendable {
  /// The name, unique in its list.
  public let name: String
  /// The sizes along the axes.
  public let shape: Shape
  /// The numbers, row by row.
  public let elements: [Float]

  /// A tensor for a checkpoint, or from one.
  public init(name: String, shape: Shape, elements: [Float]) {
    guard elements.count == shape.count else {
      fatalError("\(elements.count) numbers for \(name) of shape \(shape): expected \(shape.count)")
    }
    self.name = name
    self.shape = shape
    self.elements = elements
  }
}

/// All that an optimiser remembers: with it and the parameters, training goes on as if it had not stopped.
public struct OptimiserState: Equatable, Sendable {
  /// Numbers for all parameters together.
  public var counters: [Double]
  /// Numbers for every element, named `slot.parameter`.
  public var tensors: [NamedTensor]

  /// A state read from a checkpoint.
  public init(counters: [Double], tensors: [NamedTensor]) {
    self.counters = counters
    self.tensors = tensors
  }
}

/// Why a state does not belong to an optimiser.
public enum OptimiserStateError: Error, Equatable, CustomStringConvertible {
  /// The number of counters differs.
  case counters(expected: Int, found: Int)
  /// The optimiser has a tensor that the state lacks.
  case missing(name: String)
  /// The state has a tensor that the optimiser lacks.
  case unknown(name: String)
  /// A tensor has another shape.
  case shape(name: String, expected: Shape, found: Shape)

  /// What was expected and what was found.
  public var description: String {
    switch self {
    case .counters(let expected, let found):
      "the state of an optimiser: expected \(expected) counters, found \(found)"
    case .missing(let name): "the state of an optimiser: \(name) is missing"
    case .unknown(let name): "the state of an optimiser: \(name) belongs to no parameter"
    case .shape(let name, let expected, let found):
      "the state of an optimiser: expected \(name) of shape \(expected), found \(found)"
    }
  }
}

extension Optimiser {
  /// All that the optimiser remembers, as a value.
  public var state: OptimiserState {
    OptimiserState(counters: counters, tensors: slots.flatMap { $0.tensors })
  }

  /// Goes back to a state of an optimiser of the same kind and parameters.
  ///
  /// Throws at the first difference, and then changes nothing.
  public func restore(_ state: OptimiserState) throws(OptimiserStateError) {
    guard state.counters.count == counters.count else {
      throw .counters(expected: counters.count, found: state.counters.count)
    }
    try Engine.restore(slots, from: state.tensors)
    counters = state.counters
  }
}

/// Fills slots from a list that holds their tensors and no others, in any order.
func restore(_ slots: [Slot], from tensors: [NamedTensor]) throws(OptimiserStateError) {
  var matches: [[Float]] = []
  var names: [String] = []
  for expected in slots.flatMap({ $0.tensors }) {
    guard let match = tensors.first(where: { $0.name == expected.name }) else {
      throw .missing(name: expected.name)
    }
    guard match.shape == expected.shape else {
      throw .shape(name: expected.name, expected: expected.shape, found: match.shape)
    }
    matches.append(match.elements)
    names.append(expected.name)
  }
  for tensor in tensors where !names.contains(tensor.name) { throw .unknown(name: tensor.name) }
  var next = 0
  for slot in slots {
    for index in 0..<slot.count {
      for i in matches[next].indices { slot[index][i] = matches[next][i] }
      next += 1
    }
  }
}
