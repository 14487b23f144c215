import Engine
import Exact
import Testing

@Suite struct `Operations of networks` {
  private let pool = Pool()

  private func numbers(_ shape: Shape, _ name: String) -> Tensor {
    let key = Key(seed: 11)[name]
    return Tensor(
      (0..<shape.count).map { key.uniform(in: -2..<2, at: $0) }, shape: shape, in: pool)
  }

  @Test func `dropout drops by the key and the name, and nothing in evaluation`() {
    let x = Tensor(repeating: 3, shape: [10_000], in: pool)
    let layer = Dropout(0.25, in: Scope(seed: Key(seed: 1), pool: pool)["block"]["dropout"])
    #expect(layer(x, .evaluation).elements == x.elements)
    let first = layer(x, .training(Key(seed: 2))).elements
    #expect(first == x.dropout(0.25, .training(Key(seed: 2)), name: "block.dropout").elements)
    #expect(first != layer(x, .training(Key(seed: 3))).elements)
    #expect(first != x.dropout(0.25, .training(Key(seed: 2)), name: "other").elements)
    #expect(Set(first) == [0, 4])
    // Binomial with a deviation of √(10 000 · 0.25 · 0.75) = 43.
    #expect(abs(first.count { $0 == 0 } - 2500) < 200)
  }

  @Test func `a query that sees no key attends to nothing`() {
    let x = numbers([1, 3, 4], "x").tracked()
    let padding = Tensor([0, 0, 1], shape: [1, 3], in: pool)
    let (result, weights) = x.attention(keys: x, values: x, isCausal: true, padding: padding)
    #expect(weights.elements == [0, 0, 0, 0, 0, 0, 0, 0, 1])
    #expect(Array(result.elements.prefix(8)) == [Float](repeating: 0, count: 8))
    result.sum().backward()
    #expect(x.gradient?.elements == [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
  }

  @Test func `running statistics belong to the model and are not learned`() {
    let scope = Scope(seed: Key(seed: 1), pool: pool)
    let layer = BatchNorm1d(2, momentum: 0.5, in: scope["norm"])
    #expect(scope.parameters.map(\.name).suffix(2) == ["norm.runningMean", "norm.runningVariance"])
    let x = Tensor([1, 10, 3, 14], shape: [2, 2], in: pool)
    layer(x, .training(Key(seed: 1))).squared().sum().backward()
    #expect(layer.runningMean.elements == [1, 6])
    #expect(layer.runningVariance.elements == [1.5, 4.5])
    #expect(layer.runningMean.gradient == nil)
    #expect(layer.weight.gradient != nil)
    _ = layer(x, .evaluation)
    #expect(layer.runningMean.elements == [1, 6])
  }

  @Test func `reversible normalisation is undone`() {
    let layer = RevIN(3, in: Scope(seed: Key(seed: 1), pool: pool))
    let x = numbers([2, 7, 3], "x")
    let (normal, moments) = layer.normalised(x, .evaluation)
    #expect(normal.mean(along: 1).elements.allSatisfy { abs($0) < 1e-6 })
    let restored = layer.restored(normal, moments, .evaluation)
    #expect(zip(restored.elements, x.elements).allSatisfy { abs($0 - $1) < 2e-6 })
  }

  @Test func `the greatest are chosen by size, then by place`() {
    let x = Tensor([9, 1, 3, 3, 2, 3, 9, 5, 5, 5, 0, 7], shape: [2, 6], in: pool)
    #expect(x.greatestMask(2, from: 1).elements == [0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1])
  }

  @Test func `an index outside ends the program with place, index and size`() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let table = Tensor(repeating: 1, shape: [3, 2], in: Pool())
      _ = table.gathered(Indices([0, 7], shape: [2]))
    }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("index 7 at place 1 of [2]: expected one of 0..<3"))
  }
}
