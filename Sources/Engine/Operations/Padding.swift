/// What is put before and after an axis.
public enum PaddingMode: Sendable {
  /// Zeros.
  case zero
  /// The first and the last element again and again.
  case replicate
  /// The elements from the other end, as if the axis were a ring.
  case circular
}

extension Tensor {
  /// The tensor with elements put before and after an axis.
  ///
  /// Derivative: each gradient goes to the element that was taken, in the order of the result.
  public func padded(
    _ before: Int, _ after: Int, along axis: Int, mode: PaddingMode = .zero
  ) -> Tensor {
    let (outer, size, inner) = shape.split(at: axis)
    guard before >= 0, after >= 0, size > 0 || mode == .zero else {
      fatalError(
        "padding of axis \(axis) of \(shape) by \(before) and \(after): expected at least 0, and an axis that is not empty"
      )
    }
    guard before + after > 0 else { return self }
    let x = self
    let length = before + size + after
    /// The place along the axis that an element is taken from; nil for a zero.
    func source(_ place: Int) -> Int? {
      let wanted = place - before
      switch mode {
      case .zero: return wanted >= 0 && wanted < size ? wanted : nil
      case .replicate: return min(max(wanted, 0), size - 1)
      case .circular:
        let rest = wanted % size
        return rest < 0 ? rest + size : rest
      }
    }
    return Tensor.make(
      shape.with(length, along: axis), from: [x],
      fill: { y in
        for i in 0..<outer {
          for place in 0..<length {
            let row = y + (i * length + place) * inner
            if let source = source(place) {
              row.update(from: x.read + (i * size + source) * inner, count: inner)
            } else {
              row.update(repeating: 0, count: inner)
            }
          }
        }
      },
      rule: { _ in
        { gradient in
          x.node?.receive { target, accumulating in
            if !accumulating { target.update(repeating: 0, count: x.count) }
            for i in 0..<outer {
              for place in 0..<length {
                guard let source = source(place) else { continue }
                let row = target + (i * size + source) * inner
                let term = gradient + (i * length + place) * inner
                for q in 0..<inner { row[q] += term[q] }
              }
            }
          }
        }
      })
  }
}
