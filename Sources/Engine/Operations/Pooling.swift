import Exact

extension Tensor {
  /// The mean of every window of `size` elements along an axis, `stride` apart.
  ///
  /// The result has (n − size)/stride + 1 elements along the axis. Each mean is added from the first element to
  /// the last in Float64 and rounded once.
  ///
  /// Derivative: 1/size for each element of a window.
  public func averagePooled(_ size: Int, stride: Int, along axis: Int) -> Tensor {
    let x = self
    let windows = Windows(shape, axis, size: size, stride: stride)
    let inner = windows.inner
    return Tensor.make(
      windows.shape, from: [x],
      fill: { y in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: inner) { sums in
          guard let sums = sums.baseAddress else { return }
          windows.forEachRow { result, start in
            columnSums(x.read + start, rows: size, columns: inner, into: sums)
            for q in 0..<inner { y[result &+ q] = Float(sums[q] / Double(size)) }
          }
        }
      },
      rule: { _ in
        { gradient in
          x.node?.receive { target, accumulating in
            if !accumulating { target.update(repeating: 0, count: x.count) }
            let share = Float(1 / Double(size))
            windows.forEachRow { result, start in
              for k in 0..<size {
                let (row, source) = (target + (start &+ k &* inner), gradient + result)
                for q in 0..<inner { row[q] += source[q] * share }
              }
            }
          }
        }
      })
  }

  /// The greatest element of every window of `size` elements along an axis, `stride` apart.
  ///
  /// The result has (n − size)/stride + 1 elements along the axis. A NaN counts as greater than every number.
  ///
  /// Derivative: 1 for the first of the greatest elements.
  public func maximumPooled(_ size: Int, stride: Int, along axis: Int) -> Tensor {
    let x = self
    let windows = Windows(shape, axis, size: size, stride: stride)
    /// Where the first of the greatest lies.
    func greatest(_ start: Int, _ step: Int) -> Int {
      var best = start
      for k in 1..<max(1, size) {
        let (value, held) = (x.read[start &+ k &* step], x.read[best])
        if value > held || (value.isNaN && !held.isNaN) { best = start &+ k &* step }
      }
      return best
    }
    return Tensor.make(
      windows.shape, from: [x],
      fill: { y in windows.forEachElement { y[$0] = x.read[greatest($1, $2)] } },
      rule: { _ in
        { gradient in
          x.node?.receive { target, accumulating in
            if !accumulating { target.update(repeating: 0, count: x.count) }
            windows.forEachElement { target[greatest($1, $2)] += gradient[$0] }
          }
        }
      })
  }

  /// The greatest element along an axis, which is dropped, or kept with size one.
  ///
  /// A NaN counts as greater than every number.
  ///
  /// Derivative: 1 for the first of the greatest elements.
  public func maximum(along axis: Int, keepingAxis: Bool = false) -> Tensor {
    let pooled = maximumPooled(shape[axis], stride: max(1, shape[axis]), along: axis)
    return keepingAxis ? pooled : pooled.reshaped(shape.without(axis))
  }

  /// Running sums along an axis, in Float64 and each rounded once.
  ///
  /// Derivative: running sums of the gradient from the other end, in Float64.
  public func cumulativeSum(along axis: Int) -> Tensor {
    let x = self
    let (outer, size, inner) = shape.split(at: axis)
    return Tensor.make(
      shape, from: [x],
      fill: { y in
        for i in 0..<outer {
          for q in 0..<inner {
            var total = 0.0
            for k in 0..<size {
              let place = (i &* size &+ k) &* inner &+ q
              total += Double(x.read[place])
              y[place] = Float(total)
            }
          }
        }
      },
      rule: { _ in
        { gradient in
          x.node?.receive { target, accumulating in
            for i in 0..<outer {
              for q in 0..<inner {
                var total = 0.0
                for k in 1...max(1, size) where size > 0 {
                  let place = (i &* size &+ size &- k) &* inner &+ q
                  total += Double(gradient[place])
                  target[place] = accumulating ? target[place] + Float(total) : Float(total)
                }
              }
            }
          }
        }
      })
  }
}

/// Windows that slide along an axis.
private struct Windows {
  let shape: Shape
  private let outer: Int
  private let size: Int
  /// Elements from one to the next along the axis.
  let inner: Int
  private let length: Int
  private let stride: Int

  init(_ shape: Shape, _ axis: Int, size: Int, stride: Int) {
    let (outer, length, inner) = shape.split(at: axis)
    guard size >= 1, stride >= 1, size <= length else {
      fatalError(
        "windows of \(size), \(stride) apart, along axis \(axis) of \(shape): expected 1...\(length), at least 1 apart"
      )
    }
    self.outer = outer
    self.inner = inner
    self.length = length
    self.stride = stride
    self.size = (length - size) / stride + 1
    self.shape = shape.with(self.size, along: axis)
  }

  /// Calls `body` for every row of `inner` windows that lie side by side: where it starts in the result, and where
  /// the windows start.
  @inline(__always)
  func forEachRow(_ body: (_ result: Int, _ start: Int) -> Void) {
    for i in 0..<outer {
      for window in 0..<size {
        body((i &* size &+ window) &* inner, (i &* length &+ window &* stride) &* inner)
      }
    }
  }

  /// Calls `body` for every window: its place in the result, where it starts, and the step to the next element.
  @inline(__always)
  func forEachElement(_ body: (_ result: Int, _ start: Int, _ step: Int) -> Void) {
    forEachRow { result, start in
      for q in 0..<inner { body(result &+ q, start &+ q, inner) }
    }
  }
}
