extension Tensor {
  /// The mean over `size` neighbours along an axis that keeps its size: both ends are replicated,
  /// (size − 1)/2 times before and the rest after.
  ///
  /// Each mean is a sum in Float32: that of the later part of one block of `size` neighbours and the earlier part of
  /// the next, so that a window costs three additions whatever its size, and a number reaches only the windows that
  /// hold it (van Herk 1992, Gil and Werman 1993, for sums).
  ///
  /// Derivative: the sum of the gradients of the windows that hold an element, over `size`.
  public func movingAverage(_ size: Int, along axis: Int) -> Tensor {
    let x = self
    let sliding = SlidingMean(shape, axis, size: size)
    return Tensor.make(
      shape, from: [x],
      fill: { y in sliding.forward(x.read, mean: y, rest: nil) },
      rule: { _ in
        { gradient in
          x.node?.receive { target, accumulating in
            sliding.backward(
              mean: gradient, rest: nil, to: target, accumulating: accumulating)
          }
        }
      })
  }

  /// The moving average over `size` neighbours along an axis, and what is left without it: trend and season.
  ///
  /// One pass over memory each way; values and derivatives are those of `movingAverage` and of a difference.
  public func decomposed(_ size: Int, along axis: Int) -> (season: Tensor, trend: Tensor) {
    let x = self
    let sliding = SlidingMean(shape, axis, size: size)
    let mean = pool.take(count)
    let late = LateGradient()
    let season = Tensor.make(
      shape, from: [x],
      fill: { y in sliding.forward(x.read, mean: mean.base, rest: y) },
      rule: { _ in
        { gradient in
          x.node?.receive { target, accumulating in
            sliding.backward(
              mean: late.buffer.map { UnsafePointer($0.base) }, rest: gradient, to: target,
              accumulating: accumulating)
          }
          late.buffer = nil
        }
      })
    return (season, late.second(mean, shape: shape, of: season))
  }
}

/// A mean that slides along the middle one of three axes.
///
/// Eight columns at a time are copied into rows of one vector each, so that the loops over them are plain.
private struct SlidingMean {
  private typealias Vector = SIMD8<Float>
  private let outer: Int
  private let length: Int
  private let inner: Int
  private let size: Int
  private let before: Int

  init(_ shape: Shape, _ axis: Int, size: Int) {
    (outer, length, inner) = shape.split(at: axis)
    guard size >= 1, length >= 1 || shape.count == 0 else {
      fatalError(
        "a moving average over \(size) along axis \(axis) of \(shape): expected at least 1, and an axis that is not empty"
      )
    }
    self.size = size
    before = (size - 1) / 2
  }

  /// Rows of the padded sequence.
  private var padded: Int { length + size - 1 }

  /// Writes the means, and what is left of x without them.
  func forward(
    _ x: UnsafePointer<Float>, mean: UnsafeMutablePointer<Float>,
    rest: UnsafeMutablePointer<Float>?
  ) {
    let factor = 1 / Float(size)
    forEachColumns { start, lanes, rows, sums in
      for t in 0..<length {
        rows[before &+ t] = (x + (start &+ t &* inner)).vector(lanes)
      }
      for t in 0..<before { rows[t] = rows[before] }
      for t in before &+ length..<padded { rows[t] = rows[before &+ length &- 1] }
      sumWindows(rows, count: padded, sums)
      for t in 0..<length {
        let place = start &+ t &* inner
        let average = sums[t] * factor
        (mean + place).set(average, lanes)
        if let rest { (rest + place).set(rows[before &+ t] - average, lanes) }
      }
    }
  }

  /// Adds the gradient of x from that of the means and that of what is left; either may be missing.
  func backward(
    mean: UnsafePointer<Float>?, rest: UnsafePointer<Float>?,
    to target: UnsafeMutablePointer<Float>, accumulating: Bool
  ) {
    let factor = 1 / Float(size)
    let margin = size - 1
    forEachColumns { start, lanes, rows, sums in
      // Place t of the padded sequence is held by windows t − size + 1 to t, of which those inside count.
      for t in 0..<margin {
        rows[t] = Vector()
        rows[margin &+ length &+ t] = Vector()
      }
      for t in 0..<length {
        let place = start &+ t &* inner
        var arriving = mean.map { ($0 + place).vector(lanes) } ?? Vector()
        if let rest { arriving -= (rest + place).vector(lanes) }
        rows[margin &+ t] = arriving
      }
      sumWindows(rows, count: padded &+ margin, sums)
      // The ends stand for their copies too.
      for t in 1..<max(1, before &+ 1) { sums[0] += sums[t] }
      let last = before &+ length &- 1
      for t in last &+ 1..<padded { sums[length == 1 ? 0 : last] += sums[t] }
      for t in 0..<length {
        let place = start &+ t &* inner
        var total = sums[t == 0 ? 0 : before &+ t] * factor
        if let rest { total += (rest + place).vector(lanes) }
        if accumulating { total += (target + place).vector(lanes) }
        (target + place).set(total, lanes)
      }
    }
  }

  /// Writes the sum of rows t ..< t + size to `sums[t]`, for every window of the `count` rows.
  @inline(__always)
  private func sumWindows(
    _ rows: UnsafeMutablePointer<Vector>, count: Int, _ sums: UnsafeMutablePointer<Vector>
  ) {
    var block = 0
    while block < count {
      let end = min(count, block &+ size)
      // Windows that start in the block before reach into this one; those that start here, to its end.
      var sum = Vector()
      if block > 0 {
        for t in block..<min(end, block &+ size &- 1) {
          sum += rows[t]
          sums[t &+ 1 &- size] += sum
        }
      }
      sum = Vector()
      var t = end
      while t > block {
        t &-= 1
        sum += rows[t]
        sums[t] = sum
      }
      block &+= size
    }
  }

  /// Calls `body` for eight columns at a time of every sequence, with room for their rows and sums: where they start,
  /// and how many of them count.
  @inline(__always)
  private func forEachColumns(
    _ body: (
      _ start: Int, _ lanes: Int, _ rows: UnsafeMutablePointer<Vector>,
      _ sums: UnsafeMutablePointer<Vector>
    ) -> Void
  ) {
    let room = padded + size
    withUnsafeTemporaryAllocation(of: Vector.self, capacity: 2 * room) { vectors in
      guard let rows = vectors.baseAddress else { return }
      for sequence in 0..<outer {
        forEachVector(inner) { column, lanes in
          body(sequence &* length &* inner &+ column, lanes, rows, rows + room)
        }
      }
    }
  }
}
