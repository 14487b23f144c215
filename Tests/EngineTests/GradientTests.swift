import Engine
import Exact
import Testing

@Suite struct `Gradients` {
  /// Central differences of a weighted sum of the result: with a step of 2⁻⁷ they are off by h²·f‴/6, some 1e-5,
  /// and by the rounding of Float32 over 2h, some 1e-5 more; 2e-3 leaves room for steep functions.
  @Test(arguments: operationChecks.indices)
  func `agree with central differences`(_ index: Int) {
    let check = operationChecks[index]
    let pool = Pool()
    let key = Key(seed: 7)[check.name]
    let numbers = check.operands.enumerated().map { position, operand in
      (0..<operand.shape.count).map {
        key["operand"][position].uniform(in: operand.range, at: $0)
      }
    }

    /// The weighted sum, in Float64; the weights make every element of the result count differently.
    func objective(_ numbers: [[Float]]) -> Double {
      let result = check.combine(
        zip(numbers, check.operands).map { Tensor($0, shape: $1.shape, in: pool) })
      return zip(result.elements, weights(result.count)).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
    func weights(_ count: Int) -> [Float] {
      (0..<count).map { key["weights"].uniform(in: 0.5..<1.5, at: $0) }
    }

    let operands = zip(numbers, check.operands).map {
      Tensor($0, shape: $1.shape, in: pool).tracked()
    }
    let result = check.combine(operands)
    (result * Tensor(weights(result.count), shape: result.shape, in: pool)).sum().backward()

    for (position, operand) in operands.enumerated() {
      let gradient = operand.gradient?.elements ?? []
      #expect(gradient.count == operand.count, "\(check.name)")
      for element in gradient.indices {
        var moved = numbers
        let step: Float = 0x1p-7
        moved[position][element] = numbers[position][element] + step
        let above = objective(moved)
        moved[position][element] = numbers[position][element] - step
        let below = objective(moved)
        let expected = (above - below) / (2 * Double(step))
        let error = abs(Double(gradient[element]) - expected)
        if error > 2e-3 * (1 + abs(expected)) {
          Issue.record(
            "\(check.name), operand \(position), element \(element): \(gradient[element]), expected \(expected)"
          )
        }
      }
    }
  }

  @Test func `are not recorded in evaluation`() {
    let pool = Pool()
    let scope = Scope(seed: Key(seed: 1), pool: pool)
    let layer = Linear(3, 2, in: scope["layer"])
    let x = Tensor(repeating: 1, shape: [4, 3], in: pool)
    layer(x, .evaluation).sum().backward()
    #expect(scope.parameters.allSatisfy { $0.gradient == nil })
    layer(x, .training(Key(seed: 2))).sum().backward()
    #expect(scope.parameters.map(\.name) == ["layer.weight", "layer.bias"])
    #expect(layer.bias?.gradient == [4, 4])
  }

  @Test func `give their memory back`() {
    let pool = Pool()
    let scope = Scope(seed: Key(seed: 1), pool: pool)
    let first = Linear(8, 16, activation: .gelu, in: scope["first"])
    let second = Linear(16, 1, in: scope["second"])
    let optimiser = Adam(scope.parameters)
    let x = Tensor(repeating: 0.5, shape: [32, 8], in: pool)
    let y = Tensor(repeating: 0.25, shape: [32, 1], in: pool)
    var reserved = 0
    var inUse = 0
    for step in 0..<1000 {
      let mode = Mode.training(Key(seed: 3)[step])
      second(first(x, mode), mode).meanSquaredError(y).backward()
      optimiser.step()
      if step == 1 {
        reserved = pool.bytesReserved
        inUse = pool.bytesInUse
      }
    }
    #expect(pool.bytesReserved == reserved)
    #expect(pool.bytesInUse == inUse)
  }
}
