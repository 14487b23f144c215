import Exact

extension Tensor {
  /// Each element dropped with a probability, the others divided by 1 − rate; in evaluation the same tensor.
  ///
  /// The mask is drawn from the mode's key by the name, so two dropouts of one step need two names. It is drawn again
  /// for the derivative, not kept.
  ///
  /// Derivative: the mask.
  public func dropout(_ rate: Float, _ mode: Mode, name: String) -> Tensor {
    guard let key = mode.key, rate > 0 else { return self }
    let x = self
    let mask = DropoutMask(key: key[name], rate: rate)
    return Tensor.make(
      shape, from: [x],
      fill: { y in mask.apply(x.read, to: y, count: count, accumulating: false) },
      rule: { _ in
        { gradient in
          x.node?.receive { target, accumulating in
            mask.apply(gradient, to: target, count: x.count, accumulating: accumulating)
          }
        }
      })
  }
}

/// A mask of zeros and of 1/(1 − rate), drawn piece by piece where it is needed.
public struct DropoutMask: Sendable {
  let key: Key
  let rate: Float

  /// The mask that a key draws; `rate` is the probability of dropping.
  public init(key: Key, rate: Float) {
    guard rate >= 0, rate <= 1 else { fatalError("a dropout mask with a rate outside 0...1") }
    self.key = key
    self.rate = rate
  }

  /// What is kept is multiplied by this.
  var factor: Float { rate < 1 ? Float(1 / (1 - Double(rate))) : 0 }

  /// Writes or adds `x` times the mask.
  func apply(
    _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int, accumulating: Bool
  ) {
    forEachPiece(from: 0, count: count) { start, size, mask in
      let (source, target) = (x + start, y + start)
      if accumulating {
        for i in 0..<size { target[i] += source[i] * mask[i] }
      } else {
        for i in 0..<size { target[i] = source[i] * mask[i] }
      }
    }
  }

  /// Multiplies numbers that are `start` and following of the whole by their part of the mask.
  func apply(to x: UnsafeMutablePointer<Float>, start: Int, count: Int) {
    forEachPiece(from: start, count: count) { first, size, mask in
      let target = x + (first - start)
      for i in 0..<size { target[i] *= mask[i] }
    }
  }

  @inline(__always)
  private func forEachPiece(
    from start: Int, count: Int,
    _ body: (_ start: Int, _ size: Int, _ mask: UnsafeMutablePointer<Float>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 1024) { room in
      guard let mask = room.baseAddress else { return }
      var first = start
      while first < start &+ count {
        let size = min(1024, start &+ count &- first)
        key.fillDropoutMask(mask, count: size, rate: Double(rate), from: first)
        body(first, size, mask)
        first &+= size
      }
    }
  }
}
