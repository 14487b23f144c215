/// How two tensors of different shapes meet element by element.
///
/// Axes are matched from the last; a size of one, or an axis that is missing, is repeated.
struct Broadcast {
  let shape: Shape
  /// Equal shapes: the loop is a plain one.
  let isPlain: Bool
  private let leftSteps: InlineArray<6, Int>
  private let rightSteps: InlineArray<6, Int>

  init(_ a: Shape, _ b: Shape) {
    isPlain = a == b
    let rank = max(a.rank, b.rank)
    var sizes: [Int] = []
    var left = InlineArray<6, Int>(repeating: 0)
    var right = InlineArray<6, Int>(repeating: 0)
    var leftStep = 1
    var rightStep = 1
    for axis in stride(from: rank - 1, through: 0, by: -1) {
      let leftSize = axis - rank + a.rank >= 0 ? a[axis - rank + a.rank] : 1
      let rightSize = axis - rank + b.rank >= 0 ? b[axis - rank + b.rank] : 1
      guard leftSize == rightSize || leftSize == 1 || rightSize == 1 else {
        fatalError("shapes \(a) and \(b) do not go together: sizes \(leftSize) and \(rightSize)")
      }
      sizes.append(leftSize == 1 ? rightSize : leftSize)
      left[axis] = leftSize == 1 ? 0 : leftStep
      right[axis] = rightSize == 1 ? 0 : rightStep
      leftStep *= leftSize
      rightStep *= rightSize
    }
    shape = Shape(sizes.reversed())
    leftSteps = left
    rightSteps = right
  }

  /// Calls `body` for every run along the last axis: where it starts in the result and in both operands, its
  /// length, and how far the operands move with every element, 0 or 1.
  @inline(__always)
  func forEachRun(
    _ body: (
      _ result: Int, _ left: Int, _ right: Int, _ count: Int, _ leftStep: Int, _ rightStep: Int
    )
      -> Void
  ) {
    if isPlain || shape.rank == 0 {
      body(0, 0, 0, shape.count, 1, 1)
      return
    }
    guard shape.count > 0 else { return }
    let last = shape.rank - 1
    let length = shape[last]
    var place = InlineArray<6, Int>(repeating: 0)
    var left = 0
    var right = 0
    var result = 0
    while true {
      body(result, left, right, length, leftSteps[last], rightSteps[last])
      result += length
      var axis = last - 1
      while axis >= 0 {
        place[axis] += 1
        left += leftSteps[axis]
        right += rightSteps[axis]
        if place[axis] < shape[axis] { break }
        left -= place[axis] * leftSteps[axis]
        right -= place[axis] * rightSteps[axis]
        place[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
