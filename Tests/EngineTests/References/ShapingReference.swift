import Engine

// Reductions, and operations that move numbers without changing them.

extension Array64 {
  func sum() -> Array64 { Array64(elements.reduce(0, +)) }
  func mean() -> Array64 { Array64(elements.reduce(0, +) / Double(count)) }

  func sum(along axis: Int) -> Array64 { along(axis) { [$0.reduce(0, +)] }.dropping(axis) }
  func mean(along axis: Int) -> Array64 { along(axis) { [$0.mean] }.dropping(axis) }
  func maximum(along axis: Int) -> Array64 { along(axis) { [$0.max() ?? 0] }.dropping(axis) }
  func minimum(along axis: Int) -> Array64 { along(axis) { [$0.min() ?? 0] }.dropping(axis) }

  func variance(along axis: Int, correction: Int = 0) -> Array64 {
    along(axis) { [$0.squaredDeviations / Double($0.count - correction)] }.dropping(axis)
  }

  /// The same numbers without an axis of size one.
  func dropping(_ axis: Int) -> Array64 {
    var shape = shape
    shape.remove(at: axis < 0 ? axis + shape.count : axis)
    return reshaped(shape)
  }

  func permuted(_ order: [Int]) -> Array64 {
    Array64(order.map { shape[$0] }) { place in
      var source = place
      for (axis, from) in order.enumerated() { source[from] = place[axis] }
      return self[source]
    }
  }

  func sliced(_ range: Range<Int>, along axis: Int) -> Array64 { along(axis) { Array($0[range]) } }

  static func concatenated(_ parts: [Array64], along axis: Int) -> Array64 {
    var shape = parts[0].shape
    shape[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
    return Array64(shape) { place in
      var source = place
      for part in parts {
        if source[axis] < part.shape[axis] { return part[source] }
        source[axis] -= part.shape[axis]
      }
      return .nan
    }
  }

  func padded(
    _ before: Int, _ after: Int, along axis: Int, mode: PaddingMode = .zero
  ) -> Array64 {
    along(axis) { line in
      (-before..<line.count + after).map { k in
        switch mode {
        case .zero: line.indices.contains(k) ? line[k] : 0
        case .replicate: line[Swift.min(Swift.max(k, 0), line.count - 1)]
        case .circular: line[(k + 10 * line.count) % line.count]
        }
      }
    }
  }

  func averagePooled(_ size: Int, stride: Int, along axis: Int) -> Array64 {
    pooled(size, stride: stride, along: axis) { $0.mean }
  }

  func maximumPooled(_ size: Int, stride: Int, along axis: Int) -> Array64 {
    pooled(size, stride: stride, along: axis) { $0.max() ?? 0 }
  }

  private func pooled(
    _ size: Int, stride: Int, along axis: Int, _ function: ([Double]) -> Double
  ) -> Array64 {
    along(axis) { line in
      Swift.stride(from: 0, through: line.count - size, by: stride).map {
        function(Array(line[$0..<$0 + size]))
      }
    }
  }

  func cumulativeSum(along axis: Int) -> Array64 {
    along(axis) { line in line.indices.map { line[...$0].reduce(0, +) } }
  }

  func gathered(_ indices: Indices) -> Array64 {
    Array64(indices.elements.flatMap { row(Int($0)) }, indices.shape.array + shape.dropFirst())
  }

  func scatterAdded(_ indices: Indices, size: Int) -> Array64 {
    let rest = Array(shape.dropFirst(indices.shape.rank))
    let rows = reshaped([indices.elements.count] + rest)
    return Array64([size] + rest) { place in
      indices.elements.indices.filter { indices.elements[$0] == Int32(place[0]) }.reduce(0) {
        $0 + rows[[$1] + place.dropFirst()]
      }
    }
  }

  func chosen(where mask: [Bool], else other: Array64) -> Array64 {
    Array64(elements.indices.map { mask[$0] ? elements[$0] : other.elements[$0] }, shape)
  }

  /// The numbers at one place of the first axis.
  private func row(_ i: Int) -> ArraySlice<Double> {
    let length = count / shape[0]
    return elements[i * length..<(i + 1) * length]
  }
}

extension [Double] {
  var mean: Double { reduce(0, +) / Double(count) }

  /// The sum of squares of what lies between the numbers and their mean.
  var squaredDeviations: Double { reduce(0) { $0 + ($1 - mean) * ($1 - mean) } }
}
