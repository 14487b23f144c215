#if DEBUG
  extension Tensor {
    /// Ends a debug build where an operation has made a number that is not finite of operands that all are.
    ///
    /// A loss that is NaN many operations later does not say where it began. Release builds leave that to the caller.
    static func checkFinite(
      _ operation: StaticString, _ result: UnsafePointer<Float>, _ shape: Shape,
      from operands: [Tensor]
    ) {
      func spoiled(_ numbers: UnsafePointer<Float>, _ count: Int) -> Int? {
        (0..<count).first { !numbers[$0].isFinite }
      }
      guard let place = spoiled(result, shape.count),
        operands.allSatisfy({ spoiled($0.read, $0.count) == nil })
      else { return }
      let shapes = operands.map { $0.shape.description }.joined(separator: ", ")
      fatalError(
        "\(operation): element \(place) of the result \(shape) is \(result[place]), but the operands \(shapes) are finite"
      )
    }
  }
#endif
