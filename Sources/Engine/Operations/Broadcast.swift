/// How two tensors of different shapes meet element by element.
///
/// Axes are matched from the last; a size of one, or an axis that is missing, is repeated. Neighbouring axes that
/// the same operands repeat are walked through as one.
struct Broadcast {
  let shape: Shape
  /// Equal shapes: the loop is a plain one.
  let isPlain: Bool
  /// Axes that are walked through, innermost first: their sizes, and how far each operand moves with a step.
  private var axes = 0
  private var sizes = InlineArray<6, Int>(repeating: 1)
  private var leftSteps = InlineArray<6, Int>(repeating: 0)
  private var rightSteps = InlineArray<6, Int>(repeating: 0)

  init(_ a: Shape, _ b: Shape) {
    isPlain = a == b
    guard !isPlain else {
      shape = a
      return
    }
    let rank = max(a.rank, b.rank)
    var result: [Int] = []
    var (leftCount, rightCount) = (1, 1)
    for axis in stride(from: rank - 1, through: 0, by: -1) {
      let left = axis - rank + a.rank >= 0 ? a[axis - rank + a.rank] : 1
      let right = axis - rank + b.rank >= 0 ? b[axis - rank + b.rank] : 1
      guard left == right || left == 1 || right == 1 else {
        fatalError("shapes \(a) and \(b) do not go together: sizes \(left) and \(right)")
      }
      let size = left == 1 ? right : left
      result.append(size)
      guard size != 1 else { continue }
      let leftStep = left == 1 ? 0 : leftCount
      let rightStep = right == 1 ? 0 : rightCount
      let (innerLeft, innerRight) =
        axes > 0 ? (leftSteps[axes - 1], rightSteps[axes - 1]) : (-1, -1)
      if axes > 0, (leftStep > 0) == (innerLeft > 0), (rightStep > 0) == (innerRight > 0) {
        sizes[axes - 1] *= size
      } else {
        (sizes[axes], leftSteps[axes], rightSteps[axes]) = (size, leftStep, rightStep)
        axes += 1
      }
      leftCount *= left
      rightCount *= right
    }
    shape = Shape(result.reversed())
  }

  /// Calls `body` for every run along the innermost axis: where it starts in the result and in both operands, its
  /// length, and how far the operands move with every element, 0 or 1.
  @inline(__always)
  func forEachRun(
    _ body: (
      _ result: Int, _ left: Int, _ right: Int, _ count: Int, _ leftStep: Int, _ rightStep: Int
    )
      -> Void
  ) {
    guard shape.count > 0 else { return }
    if isPlain || axes == 0 {
      body(0, 0, 0, shape.count, 1, 1)
      return
    }
    let length = sizes[0]
    var place = InlineArray<6, Int>(repeating: 0)
    var (result, left, right) = (0, 0, 0)
    while true {
      body(result, left, right, length, leftSteps[0], rightSteps[0])
      result += length
      var axis = 1
      while axis < axes {
        place[axis] += 1
        left += leftSteps[axis]
        right += rightSteps[axis]
        if place[axis] < sizes[axis] { break }
        left -= place[axis] * leftSteps[axis]
        right -= place[axis] * rightSteps[axis]
        place[axis] = 0
        axis += 1
      }
      if axis >= axes { return }
    }
  }
}
