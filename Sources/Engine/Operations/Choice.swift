extension Tensor {
  /// The tensor's element where a mask is not 0, else that of another tensor of the same shape.
  ///
  /// The mask's axes are matched from the last and repeated as in arithmetic; it gets no gradient.
  ///
  /// Derivatives: the gradient goes to the operand that was taken.
  public func chosen(where mask: Tensor, else other: Tensor) -> Tensor {
    let broadcast = Broadcast(shape, mask.shape)
    guard shape == other.shape, broadcast.shape == shape else {
      fatalError(
        "a choice between \(shape) and \(other.shape) by a mask of \(mask.shape): expected equal shapes, and a mask that repeats to them"
      )
    }
    let x = self
    return Tensor.make(
      shape, from: [x, other],
      fill: { y in
        broadcast.forEachRun { start, _, j, count, _, step in
          for q in 0..<count {
            let place = start &+ q
            y[place] = mask.read[j &+ q &* step] != 0 ? x.read[place] : other.read[place]
          }
        }
      },
      rule: { _ in
        { gradient in
          for (operand, isChosen) in [(x, true), (other, false)] {
            operand.node?.receive { target, accumulating in
              broadcast.forEachRun { start, _, j, count, _, step in
                for q in 0..<count {
                  let place = start &+ q
                  let term = (mask.read[j &+ q &* step] != 0) == isChosen ? gradient[place] : 0
                  target[place] = accumulating ? target[place] + term : term
                }
              }
            }
          }
        }
      })
  }
}
