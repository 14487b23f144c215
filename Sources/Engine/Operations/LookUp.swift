/// Whole numbers in a shape: places in a tensor.
public struct Indices: Sendable {
  /// The sizes along the axes.
  public let shape: Shape
  /// The numbers, row by row.
  public let elements: [Int32]

  /// Indices from as many numbers as the shape has elements.
  public init(_ elements: [Int32], shape: Shape) {
    guard elements.count == shape.count else {
      fatalError(
        "indices of shape \(shape) from \(elements.count) numbers: expected \(shape.count)")
    }
    self.elements = elements
    self.shape = shape
  }

  /// Ends the program where an index does not name one of `size` rows.
  fileprivate func check(_ operation: String, size: Int) {
    for (place, index) in elements.enumerated() where index < 0 || Int(index) >= size {
      fatalError(
        "\(operation): index \(index) at place \(place) of \(shape): expected one of 0..<\(size)")
    }
  }
}

extension Tensor {
  /// The rows along the first axis that indices name.
  ///
  /// Shapes: the tensor [n, rest…], indices [places…]; the result [places…, rest…].
  ///
  /// Derivative: each row's gradient is added to the row it came from, in the order of the indices.
  public func gathered(_ indices: Indices) -> Tensor {
    guard shape.rank >= 1 else { fatalError("a gather from a scalar: expected a first axis") }
    indices.check("gather from \(shape)", size: shape[0])
    let x = self
    let length = shape.without(0).count
    return Tensor.make(
      Shape(indices.shape.array + shape.array.dropFirst()), from: [x],
      fill: { y in
        for (place, index) in indices.elements.enumerated() {
          (y + place * length).update(from: x.read + Int(index) * length, count: length)
        }
      },
      rule: { _ in
        { gradient in
          x.node?.receive { target, accumulating in
            if !accumulating { target.update(repeating: 0, count: x.count) }
            addRows(gradient, to: target, at: indices, length: length)
          }
        }
      })
  }

  /// Zeros to which the rows of the tensor are added where indices say, in their order.
  ///
  /// Shapes: the tensor [places…, rest…], indices [places…]; the result [size, rest…].
  ///
  /// Derivative: the rows that the indices name.
  public func scatterAdded(_ indices: Indices, size: Int) -> Tensor {
    let axes = indices.shape.rank
    guard shape.rank >= axes, Array(shape.array.prefix(axes)) == indices.shape.array else {
      fatalError("scatter of \(shape) by indices of \(indices.shape): expected those axes first")
    }
    indices.check("scatter into \(size) rows", size: size)
    let x = self
    let rest = Array(shape.array.dropFirst(axes))
    let result = Shape([size] + rest)
    let length = rest.reduce(1, *)
    return Tensor.make(
      result, from: [x],
      fill: { y in
        y.update(repeating: 0, count: result.count)
        addRows(x.read, to: y, at: indices, length: length)
      },
      rule: { _ in
        { gradient in
          x.node?.receive { target, accumulating in
            for (place, index) in indices.elements.enumerated() {
              let (row, source) = (target + place * length, gradient + Int(index) * length)
              for q in 0..<length { row[q] = accumulating ? row[q] + source[q] : source[q] }
            }
          }
        }
      })
  }
}

/// Adds each row of the source to the row of the target that its index names.
private func addRows(
  _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, at indices: Indices,
  length: Int
) {
  for (place, index) in indices.elements.enumerated() {
    let (row, term) = (target + Int(index) * length, source + place * length)
    for q in 0..<length { row[q] += term[q] }
  }
}
