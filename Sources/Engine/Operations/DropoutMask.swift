import Exact

extension Tensor {
  /// Each element dropped with a probability, the others divided by 1 − rate; in evaluation the same tensor.
  ///
  /// The mask is drawn from the mode's key by the name, so two dropouts of one step need two names. It is drawn again
  /// for the derivative, not kept.
  ///
  /// Derivative: the mask.
  public func dropout(_ rate: Float, _ mode: Mode, name: String) -> Tensor {
    guard rate >= 0, rate <= 1 else {
      fatalError("dropout \(name) with a rate outside 0...1")
    }
    guard let key = mode.key, rate > 0 else { return self }
    let x = self
    let mask = DropoutMask(key: key[name], rate: Double(rate))
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
struct DropoutMask {
  let key: Key
  let rate: Double

  /// Writes or adds `x` times the mask.
  func apply(
    _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int, accumulating: Bool
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 1024) { room in
      guard let mask = room.baseAddress else { return }
      var start = 0
      while start < count {
        let size = min(1024, count &- start)
        key.fillDropoutMask(mask, count: size, rate: rate, from: start)
        let (source, target) = (x + start, y + start)
        if accumulating {
          for i in 0..<size { target[i] += source[i] * mask[i] }
        } else {
          for i in 0..<size { target[i] = source[i] * mask[i] }
        }
        start &+= size
      }
    }
  }
}
