extension Tensor {
  /// The same numbers in another shape of as many elements; nothing is copied.
  public func reshaped(_ shape: Shape) -> Tensor {
    guard shape.count == count else {
      fatalError(
        "a tensor of shape \(self.shape) as \(shape): \(count) and \(shape.count) elements")
    }
    guard let node else { return Tensor(shape: shape, buffer: buffer) }
    let passed = Node(shape: shape, pool: pool, inputs: [node], heir: node) { _ in }
    return Tensor(shape: shape, buffer: buffer, node: passed)
  }

  /// The axes in another order: axis i of the result is axis `order[i]` of the tensor.
  public func permuted(_ order: [Int]) -> Tensor {
    let places = order.map { shape.position(of: $0) }
    guard places.sorted() == Array(0..<shape.rank) else {
      fatalError("the axes of \(shape) in the order \(order): expected every axis once")
    }
    let x = self
    var strides = [Int](repeating: 1, count: shape.rank)
    for axis in stride(from: shape.rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    let result = Shape(places.map { shape[$0] })
    let steps = places.map { strides[$0] }
    return Tensor.make(
      result, from: [x],
      fill: { y in
        forEachRow(result, steps) { start, source, count, step in
          for q in 0..<count { y[start &+ q] = x.read[source &+ q &* step] }
        }
      },
      rule: { _ in
        { gradient in
          x.node?.receive { target, accumulating in
            forEachRow(result, steps) { start, source, count, step in
              for q in 0..<count {
                let place = source &+ q &* step
                let term = gradient[start &+ q]
                target[place] = accumulating ? target[place] + term : term
              }
            }
          }
        }
      })
  }

  /// Two axes exchanged.
  public func transposed(_ a: Int, _ b: Int) -> Tensor {
    var order = Array(0..<shape.rank)
    order.swapAt(shape.position(of: a), shape.position(of: b))
    return permuted(order)
  }

  /// A range of one axis.
  public func sliced(_ range: Range<Int>, along axis: Int) -> Tensor {
    let (outer, size, inner) = shape.split(at: axis)
    guard range.lowerBound >= 0, range.upperBound <= size else {
      fatalError(
        "\(range.lowerBound)..<\(range.upperBound) of axis \(axis) of \(shape): it has \(size)")
    }
    let x = self
    let length = range.count * inner
    let offset = range.lowerBound * inner
    return Tensor.make(
      shape.with(range.count, along: axis), from: [x],
      fill: { y in
        for i in 0..<outer {
          (y + i * length).update(from: x.read + (i * size * inner + offset), count: length)
        }
      },
      rule: { _ in
        { gradient in
          x.node?.receive { target, accumulating in
            if !accumulating { target.update(repeating: 0, count: x.count) }
            for i in 0..<outer {
              let row = target + (i * size * inner + offset)
              for q in 0..<length { row[q] += gradient[i &* length &+ q] }
            }
          }
        }
      })
  }

  /// Tensors joined along an axis; all other sizes are equal.
  public static func concatenated(_ parts: [Tensor], along axis: Int) -> Tensor {
    guard let first = parts.first else { fatalError("no tensors to join: expected at least one") }
    let place = first.shape.position(of: axis)
    var total = 0
    for part in parts {
      guard part.shape.with(first.shape[place], along: place) == first.shape else {
        fatalError(
          "tensors of \(first.shape) and \(part.shape) cannot be joined along axis \(place)")
      }
      total += part.shape[place]
    }
    let result = first.shape.with(total, along: place)
    let (outer, _, inner) = result.split(at: place)
    return make(
      result, from: parts,
      fill: { y in
        var offset = 0
        for part in parts {
          let length = part.shape[place] * inner
          for i in 0..<outer {
            (y + (i * total * inner + offset)).update(from: part.read + i * length, count: length)
          }
          offset += length
        }
      },
      rule: { _ in
        { gradient in
          var offset = 0
          for part in parts {
            let length = part.shape[place] * inner
            part.node?.receive { target, accumulating in
              for i in 0..<outer {
                let source = gradient + (i * total * inner + offset)
                let row = target + i * length
                for q in 0..<length { row[q] = accumulating ? row[q] + source[q] : source[q] }
              }
            }
            offset += length
          }
        }
      })
  }
}

/// Calls `body` for every row along the last axis of a shape whose elements lie `steps` apart in a source:
/// where it starts, where its source starts, its length, and the step of its source.
@inline(__always)
private func forEachRow(
  _ shape: Shape, _ steps: [Int],
  _ body: (_ start: Int, _ source: Int, _ count: Int, _ step: Int) -> Void
) {
  guard shape.count > 0 else { return }
  guard shape.rank > 0 else { return body(0, 0, 1, 1) }
  let last = shape.rank - 1
  var place = [Int](repeating: 0, count: shape.rank)
  var source = 0
  var start = 0
  while start < shape.count {
    body(start, source, shape[last], steps[last])
    start += shape[last]
    var axis = last - 1
    while axis >= 0 {
      place[axis] += 1
      source += steps[axis]
      if place[axis] < shape[axis] { break }
      source -= place[axis] * steps[axis]
      place[axis] = 0
      axis -= 1
    }
  }
}
