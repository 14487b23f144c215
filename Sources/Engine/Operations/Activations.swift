import Exact

extension Tensor {
  /// An activation of every element.
  public func activated(_ activation: Activation) -> Tensor {
    let x = self
    let slope = Slope(of: activation, count: count, isRecorded: node != nil, in: pool)
    return Tensor.make(
      shape, from: [x],
      fill: { y in
        y.update(from: x.read, count: count)
        slope.apply(to: y, start: 0, count: count)
      },
      rule: { y in
        { gradient in
          let scaled = x.pool.take(x.count)
          slope.scale(gradient, y.base, start: 0, count: x.count, to: scaled.base)
          x.node?.inherit(scaled)
        }
      })
  }
}
