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
          let room = x.pool.take(x.count)
          let scaled = slope.scaled(gradient, y.base, start: 0, count: x.count, in: room)
          if scaled == UnsafePointer(room.base) {
            x.node?.inherit(room)
          } else {
            x.node?.receiveEach { scaled[$0] }
          }
        }
      })
  }
}
