import Engine
import Exact
import Testing

@Suite struct `Gradients` {
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
