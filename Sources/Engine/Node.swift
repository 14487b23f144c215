/// One recorded operation: where its gradient gathers, and how it passes on to the operands.
final class Node {
  let shape: Shape
  let pool: Pool
  /// The operands that want a gradient.
  private var inputs: [Node]
  /// Passes the complete gradient on; nil at a leaf.
  private var rule: ((UnsafePointer<Float>) -> Void)?
  /// The operand whose gradient is this node's, element by element; it gets it when the rule is done.
  private var heir: Node?
  /// Where the gradient waits, at a second result of an operation.
  private var late: LateGradient?
  /// Whether the rule runs even where no gradient arrived, with zeros: that of a second result waits for it.
  var isAwaited = false
  private(set) var gradient: Buffer?
  private var isListed = false

  init(
    shape: Shape, pool: Pool, inputs: [Node], heir: Node? = nil, late: LateGradient? = nil,
    rule: ((UnsafePointer<Float>) -> Void)?
  ) {
    self.heir = heir
    self.late = late
    self.shape = shape
    self.pool = pool
    self.inputs = inputs
    self.rule = rule
  }

  /// Lets go of a graph that was never used up link by link: a long one would overflow the stack by recursion.
  deinit {
    var links = inputs
    inputs = []
    rule = nil
    while var link = links.popLast() {
      guard isKnownUniquelyReferenced(&link) else { continue }
      links += link.inputs
      link.inputs = []
      link.rule = nil
    }
  }

  /// Adds to the gradient: `write` gets its memory, and whether that holds earlier contributions.
  ///
  /// Contributions arrive in one fixed order, that of the graph, so their sum has fixed bits.
  func receive(_ write: (_ gradient: UnsafeMutablePointer<Float>, _ accumulating: Bool) -> Void) {
    if let gradient {
      write(gradient.base, true)
    } else {
      let fresh = pool.take(shape.count)
      write(fresh.base, false)
      gradient = fresh
    }
  }

  /// Adds `term(i)` to element `i` of the gradient.
  @inline(__always)
  func receiveEach(_ term: (Int) -> Float) {
    receive { gradient, accumulating in
      if accumulating {
        for i in 0..<shape.count { gradient[i] += term(i) }
      } else {
        for i in 0..<shape.count { gradient[i] = term(i) }
      }
    }
  }

  /// Adds a gradient that nobody else needs any more: the first to arrive is kept as it is, not copied.
  func inherit(_ fresh: Buffer) {
    if gradient == nil {
      gradient = fresh
    } else {
      let source = fresh.base
      receiveEach { source[$0] }
    }
  }

  /// Forgets the gradient.
  func clear() { gradient = nil }

  /// Puts another gradient, or none, in the place of the one that is there, and hands that one out.
  func exchange(_ other: Buffer?) -> Buffer? {
    defer { gradient = other }
    return gradient
  }

  /// Passes the gradient that this node holds back through everything it was worked out from.
  ///
  /// The graph is used up on the way: what only it held goes back to the pool.
  func propagate() {
    var order: [Node] = []
    var stack: [(node: Node, next: Int)] = [(self, 0)]
    isListed = true
    while let top = stack.last {
      if top.next < top.node.inputs.count {
        stack[stack.count - 1].next += 1
        let input = top.node.inputs[top.next]
        if !input.isListed {
          input.isListed = true
          stack.append((input, 0))
        }
      } else {
        order.append(top.node)
        stack.removeLast()
      }
    }
    while let node = order.popLast() {
      node.isListed = false
      guard let rule = node.rule else { continue }
      if let gradient = node.gradient ?? (node.isAwaited ? node.pool.zeros(node.shape.count) : nil)
      {
        rule(UnsafePointer(gradient.base))
        node.gradient = nil
        node.heir?.inherit(gradient)
        node.late?.buffer = gradient
      }
      node.rule = nil
      node.inputs = []
      node.heir = nil
      node.late = nil
    }
  }
}

extension Tensor {
  /// Works out the gradient of this number with respect to every tracked tensor and parameter behind it.
  ///
  /// Gradients add to those that are there. The graph is used up.
  public func backward() {
    guard count == 1 else {
      fatalError("the gradient of a tensor of shape \(shape): expected a single number")
    }
    guard let node else { return }
    node.receive { gradient, accumulating in gradient[0] = accumulating ? gradient[0] + 1 : 1 }
    node.propagate()
  }

  /// Makes the result of an operation.
  ///
  /// `fill` writes its numbers, and where an operand wants a gradient,
  /// `rule` gives what passes the result's gradient on; it may look at the result's numbers. The heir's gradient is
  /// the result's itself: the rule leaves it out.
  ///
  /// A debug build ends, with the operation's name, where finite operands give a result that is not finite.
  static func make(
    _ shape: Shape, from operands: [Tensor], named name: StaticString = #function,
    heir: Node? = nil, fill: (UnsafeMutablePointer<Float>) -> Void,
    rule: (Buffer) -> (UnsafePointer<Float>) -> Void
  ) -> Tensor {
    let pool = operands[0].pool
    let buffer = pool.take(shape.count)
    fill(buffer.base)
    #if DEBUG
      checkFinite(name, buffer.base, shape, from: operands)
    #endif
    let inputs = operands.compactMap { $0.node }
    guard !inputs.isEmpty else { return Tensor(shape: shape, buffer: buffer) }
    let node = Node(shape: shape, pool: pool, inputs: inputs, heir: heir, rule: rule(buffer))
    return Tensor(shape: shape, buffer: buffer, node: node)
  }
}
