/// Float32 numbers in a shape, row by row; a value that never changes once it is made.
///
/// An operation takes its result's memory from the pool of its first operand. Where an operand belongs to a
/// graph that is being recorded, so does the result.
public struct Tensor {
  /// The sizes along the axes.
  public let shape: Shape
  let buffer: Buffer
  let node: Node?

  init(shape: Shape, buffer: Buffer, node: Node? = nil) {
    self.shape = shape
    self.buffer = buffer
    self.node = node
  }

  /// A tensor of the given numbers, row by row.
  public init(_ elements: [Float], shape: Shape, in pool: Pool) {
    guard elements.count == shape.count else {
      fatalError(
        "a tensor of shape \(shape) from \(elements.count) numbers: expected \(shape.count)")
    }
    let buffer = pool.take(shape.count)
    elements.withUnsafeBufferPointer { source in
      if let source = source.baseAddress { buffer.base.update(from: source, count: shape.count) }
    }
    self.init(shape: shape, buffer: buffer)
  }

  /// A tensor of one number everywhere.
  public init(repeating value: Float, shape: Shape, in pool: Pool) {
    let buffer = pool.take(shape.count)
    buffer.base.update(repeating: value, count: shape.count)
    self.init(shape: shape, buffer: buffer)
  }

  /// The number of elements.
  public var count: Int { shape.count }

  /// The pool that the numbers lie in.
  public var pool: Pool { buffer.pool }

  /// The numbers, row by row.
  public var elements: [Float] { Array(UnsafeBufferPointer(start: buffer.base, count: count)) }

  /// The only number of a tensor of one.
  public var scalar: Float {
    guard count == 1 else {
      fatalError("the scalar of a tensor of shape \(shape): expected one number")
    }
    return buffer.base[0]
  }

  /// The same numbers, cut off from the graph: no gradient flows through.
  public var detached: Tensor { Tensor(shape: shape, buffer: buffer) }

  /// The start of a graph: what is worked out from the result is recorded, and its gradient kept.
  public func tracked() -> Tensor {
    Tensor(
      shape: shape, buffer: buffer, node: Node(shape: shape, pool: pool, inputs: [], rule: nil))
  }

  /// The gradient of the last `backward` at a tensor made by `tracked()`.
  public var gradient: Tensor? {
    guard let node, let gradient = node.gradient else { return nil }
    return Tensor(shape: shape, buffer: gradient)
  }

  var base: UnsafeMutablePointer<Float> { buffer.base }
  var read: UnsafePointer<Float> { UnsafePointer(buffer.base) }
}
