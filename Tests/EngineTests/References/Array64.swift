/// Float64 numbers in a shape, row by row: what the references of operations are written with.
///
/// The references say what an operation means, in plain loops and the C library's functions: no arithmetic of the engine
/// or of `Exact` is used.
struct Array64 {
  let shape: [Int]
  var elements: [Double]

  init(_ elements: [Double], _ shape: [Int]) {
    precondition(elements.count == shape.reduce(1, *), "\(elements.count) numbers in \(shape)")
    self.shape = shape
    self.elements = elements
  }

  /// A single number.
  init(_ number: Double) { self.init([number], []) }

  /// Every element worked out from its place.
  init(_ shape: [Int], element: (_ place: [Int]) -> Double) {
    self.init((0..<shape.reduce(1, *)).map { element(Array64.place(of: $0, in: shape)) }, shape)
  }

  var count: Int { elements.count }

  /// The element at a place, one number for each axis.
  subscript(place: [Int]) -> Double {
    get { elements[index(of: place)] }
    set { elements[index(of: place)] = newValue }
  }

  /// The element at a place, one number for each axis.
  subscript(place: Int...) -> Double {
    get { self[place] }
    set { self[place] = newValue }
  }

  /// The same numbers in another shape.
  func reshaped(_ shape: [Int]) -> Array64 { Array64(elements, shape) }

  /// A function of every element.
  func map(_ function: (Double) -> Double) -> Array64 { Array64(elements.map(function), shape) }

  /// Every line of numbers along an axis, negative ones counted from the last, replaced by what a function makes of it.
  func along(_ axis: Int, _ function: ([Double]) -> [Double]) -> Array64 {
    let axis = axis < 0 ? axis + shape.count : axis
    var rest = shape
    rest[axis] = 1
    let lines = (0..<rest.reduce(1, *)).map { line in
      var place = Array64.place(of: line, in: rest)
      return function(
        (0..<shape[axis]).map { k in
          place[axis] = k
          return self[place]
        })
    }
    var result = shape
    result[axis] = lines.first?.count ?? 0
    return Array64(result) { place in
      var start = place
      start[axis] = 0
      return lines[Array64.index(of: start, in: rest)][place[axis]]
    }
  }

  private func index(of place: [Int]) -> Int { Array64.index(of: place, in: shape) }

  private static func index(of place: [Int], in shape: [Int]) -> Int {
    zip(place, shape).reduce(0) { $0 * $1.1 + $1.0 }
  }

  private static func place(of index: Int, in shape: [Int]) -> [Int] {
    var (place, rest) = (shape, index)
    for axis in shape.indices.reversed() {
      place[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return place
  }
}
