import Exact

extension Tensor {
  /// Each element dropped with a probability, the others divided by 1 − rate; in evaluation the same tensor.
  ///
  /// The mask is drawn from the mode's key by the name, so two dropouts of one step need two names.
  ///
  /// Derivative: the mask.
  public func dropout(_ rate: Float, _ mode: Mode, name: String) -> Tensor {
    guard rate >= 0, rate <= 1 else {
      fatalError("dropout \(name) with a rate outside 0...1")
    }
    guard let key = mode.key, rate > 0 else { return self }
    let x = self
    let mask = pool.take(count)
    key[name].fillDropoutMask(mask.base, count: count, rate: Double(rate))
    return Tensor.make(
      shape, from: [x],
      fill: { y in for i in 0..<count { y[i] = x.read[i] * mask.base[i] } },
      rule: { _ in
        { gradient in
          let kept = mask.base
          x.node?.receiveEach { gradient[$0] * kept[$0] }
        }
      })
  }
}
