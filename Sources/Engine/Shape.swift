/// The sizes of a tensor along its axes, outermost first.
///
/// At most six; a scalar has none.
public struct Shape: Equatable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The number of axes.
  public let rank: Int
  /// The number of elements.
  public let count: Int
  private let sizes: InlineArray<6, Int>

  /// A shape from its sizes, outermost first.
  public init(_ sizes: [Int]) {
    guard sizes.count <= 6 else { fatalError("a shape of \(sizes.count) axes: expected at most 6") }
    var stored = InlineArray<6, Int>(repeating: 1)
    var count = 1
    for (axis, size) in sizes.enumerated() {
      guard size >= 0 else { fatalError("a shape with the size \(size): expected at least 0") }
      stored[axis] = size
      count *= size
    }
    rank = sizes.count
    self.count = count
    self.sizes = stored
  }

  /// A shape written as its sizes.
  public init(arrayLiteral sizes: Int...) { self.init(sizes) }

  /// The size along an axis; negative axes count from the last, −1.
  public subscript(axis: Int) -> Int { sizes[position(of: axis)] }

  /// The sizes, outermost first.
  public var array: [Int] { (0..<rank).map { sizes[$0] } }

  /// The place of an axis that may be counted from the last.
  public func position(of axis: Int) -> Int {
    let place = axis < 0 ? axis + rank : axis
    guard place >= 0, place < rank else {
      fatalError("axis \(axis) of a tensor of shape \(description): it has \(rank) axes")
    }
    return place
  }

  /// The same shape with another size along an axis.
  public func with(_ size: Int, along axis: Int) -> Shape {
    var sizes = array
    sizes[position(of: axis)] = size
    return Shape(sizes)
  }

  /// The same shape without an axis.
  public func without(_ axis: Int) -> Shape {
    var sizes = array
    sizes.remove(at: position(of: axis))
    return Shape(sizes)
  }

  /// Elements in the axes before, along and after an axis.
  func split(at axis: Int) -> (outer: Int, size: Int, inner: Int) {
    let place = position(of: axis)
    var outer = 1
    var inner = 1
    for i in 0..<place { outer *= sizes[i] }
    for i in place + 1..<max(place + 1, rank) { inner *= sizes[i] }
    return (outer, sizes[place], inner)
  }

  /// Whether two shapes have the same sizes.
  public static func == (a: Shape, b: Shape) -> Bool {
    guard a.rank == b.rank else { return false }
    for axis in 0..<a.rank where a.sizes[axis] != b.sizes[axis] { return false }
    return true
  }

  /// The sizes in brackets.
  public var description: String {
    var text = "["
    for axis in 0..<rank { text += (axis == 0 ? "" : ", ") + "\(sizes[axis])" }
    return text + "]"
  }
}
