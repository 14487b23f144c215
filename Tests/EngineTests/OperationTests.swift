import Engine
import Exact
import Testing

@Suite struct `Operations` {
  @Test(arguments: operationChecks.indices)
  func `have the values of their Float64 references`(_ index: Int) {
    let check = operationChecks[index]
    let pool = Pool()
    let result = check.combine(
      zip(check.numbers, check.operands).map { Tensor($0, shape: $1.shape, in: pool) })
    let expected = check.reference(check.arrays)
    #expect(result.shape.array == expected.shape, "\(check.name)")
    expectClose(result.elements, expected.elements, check.name)
  }

  /// Of a weighted sum of the result, so that every element counts differently.
  ///
  /// Central differences of the reference with a step of 10⁻⁵ are off by its square times the third derivative, 10⁻¹⁰
  /// or so, and by the rounding of Float64 over the step, 10⁻¹⁰ too: what is seen is the operation's own rounding.
  @Test(arguments: operationChecks.indices)
  func `have the gradients of central differences in Float64`(_ index: Int) {
    let check = operationChecks[index]
    let pool = Pool()
    let operands = zip(check.numbers, check.operands).map {
      Tensor($0, shape: $1.shape, in: pool).tracked()
    }
    let result = check.combine(operands)
    let weights = (0..<result.count).map { Key(seed: 8)[check.name].uniform(in: 0.5..<1.5, at: $0) }
    (result * Tensor(weights, shape: result.shape, in: pool)).sum().backward()

    /// The weighted sum with one number moved.
    func objective(_ position: Int, _ element: Int, movedBy step: Double) -> Double {
      var arrays = check.arrays
      arrays[position].elements[element] += step
      return zip(check.reference(arrays).elements, weights).reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    for (position, operand) in operands.enumerated() {
      let step = 1e-5
      let slopes = (0..<operand.count).map { element in
        (objective(position, element, movedBy: step) - objective(position, element, movedBy: -step))
          / (2 * step)
      }
      expectClose(
        operand.gradient?.elements ?? [], slopes, "\(check.name), gradient of operand \(position)")
    }
  }

  @Test(arguments: operationChecks.indices)
  func `give the same bits recorded or not`(_ index: Int) {
    let check = operationChecks[index]
    let pool = Pool()
    let operands = zip(check.numbers, check.operands).map { Tensor($0, shape: $1.shape, in: pool) }
    let recorded = check.combine(operands.map { $0.tracked() })
    let plain = check.combine(operands)
    #expect(recorded.elements.map(\.bitPattern) == plain.elements.map(\.bitPattern))
  }

  @Test(arguments: operationChecks.indices)
  func `give their memory back`(_ index: Int) {
    let check = operationChecks[index]
    let pool = Pool()
    let operands = zip(check.numbers, check.operands).map { Tensor($0, shape: $1.shape, in: pool) }
    let before = pool.bytesInUse
    do {
      let leaves = operands.map { $0.tracked() }
      check.combine(leaves).sum().backward()
      #expect(pool.bytesInUse > before)
      withExtendedLifetime(leaves) {}
    }
    #expect(pool.bytesInUse == before, "\(check.name)")
    // A graph that is never differentiated goes back as well.
    do { _ = check.combine(operands.map { $0.tracked() }) }
    #expect(pool.bytesInUse == before, "\(check.name)")
    withExtendedLifetime(operands) {}
  }
}
