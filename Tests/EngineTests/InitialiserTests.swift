import Engine
import Exact
import Testing

@Suite struct `Initialisers` {
  private func numbers(
    _ initialiser: Initialiser, _ shape: Shape, seed: UInt64 = 1
  ) -> [Float] {
    Scope(seed: Key(seed: seed), pool: Pool()).parameter("p", shape, initialiser).elements
  }

  /// The greatest magnitude of uniform numbers comes close to their bound, and is not beyond it.
  @Test func `keep PyTorch's bounds`() {
    func expect(_ initialiser: Initialiser, _ shape: Shape, _ bound: Double) {
      let greatest = Double(numbers(initialiser, shape).map(\.magnitude).max() ?? 0)
      #expect(greatest <= bound * (1 + 1e-6) && greatest > 0.999 * bound, "\(initialiser)")
    }
    // Fans of [kernel, input, output]: 3·50 and 3·40, of [input, output]: 100 and 60.
    expect(.uniform(bound: 0.3), [100, 60], 0.3)
    expect(.fanIn, [100, 60], 0.1)
    expect(.fanIn, [3, 50, 40], (1.0 / 150).squareRoot())
    expect(.he, [100, 60], (6.0 / 100).squareRoot())
    expect(.he, [3, 50, 40], (6.0 / 150).squareRoot())
    expect(.glorot, [100, 60], (6.0 / 160).squareRoot())
    expect(.glorot, [3, 50, 40], (6.0 / 270).squareRoot())
    expect(.truncatedNormal(deviation: 0.1), [100, 60], 0.2)
  }

  /// Of n = 12 000 numbers; the deviation is itself off by deviation/√(2n), 0.6 %, and four times that is far out.
  @Test func `have the deviations asked for`() {
    func expect(_ initialiser: Initialiser, _ deviation: Double) {
      let numbers = numbers(initialiser, [3, 50, 80])
      let mean = numbers.reduce(0.0) { $0 + Double($1) } / 12_000
      let square = numbers.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 12_000
      #expect(abs(mean) < 4 * deviation / 12_000.0.squareRoot(), "\(initialiser)")
      #expect(abs(square.squareRoot() - deviation) < 0.026 * deviation, "\(initialiser)")
    }
    expect(.normal(deviation: 0.3), 0.3)
    expect(.heNormal, (2.0 / 150).squareRoot())
    // √(1 − 4φ(2)/(2Φ(2) − 1)): what is left of a deviation of 1 within two.
    expect(.truncatedNormal(deviation: 1), 0.8796)
    expect(.uniform(bound: 0.5), 0.5 / 3.0.squareRoot())
  }

  /// Gram and Schmidt's process on the same normal numbers: the only factor Q whose R has a positive diagonal.
  @Test(arguments: [[5, 5], [9, 4], [4, 9], [3, 4, 7], [1, 6]])
  func `orthogonal ones are the factor of normal numbers`(_ sizes: [Int]) {
    let shape = Shape(sizes)
    let found = numbers(.orthogonal(gain: 1.5), shape)
    let columns = shape[-1]
    let rows = shape.count / columns
    let (long, short) = (max(rows, columns), min(rows, columns))
    let key = Key(seed: 1)["p"]
    var basis: [[Double]] = []
    for j in 0..<short {
      var vector = (0..<long).map { key.normalDouble(at: $0 * short + j) }
      // Twice, so that nothing of the others is left by rounding.
      for earlier in basis + basis {
        let along = zip(vector, earlier).reduce(0) { $0 + $1.0 * $1.1 }
        for i in 0..<long { vector[i] -= along * earlier[i] }
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      basis.append(vector.map { $0 / norm })
    }
    let expected = (0..<shape.count).map { place in
      let (i, j) = (place / columns, place % columns)
      return 1.5 * (rows >= columns ? basis[j][i] : basis[i][j])
    }
    expectClose(found, expected, "orthogonal \(shape)", absolute: 1e-7, relative: 1e-7)
  }

  /// Every place of an n × n matrix drawn evenly from all orthogonal ones has mean 0 and mean square 1/n; without the
  /// change of signs the diagonal would lean to one side.
  @Test func `orthogonal ones are drawn evenly`() {
    let draws = 2000
    var (means, squares) = ([Double](repeating: 0, count: 9), [Double](repeating: 0, count: 9))
    for seed in 0..<draws {
      for (place, number) in numbers(.orthogonal(gain: 1), [3, 3], seed: UInt64(seed)).enumerated()
      {
        means[place] += Double(number) / Double(draws)
        squares[place] += Double(number) * Double(number) / Double(draws)
      }
    }
    // Deviations: √(1/3)/√draws = 0.013, and of the squares √(1/5 − 1/9)/√draws = 0.007.
    for place in 0..<9 {
      #expect(abs(means[place]) < 0.052, "place \(place)")
      #expect(abs(squares[place] - 1 / 3.0) < 0.028, "place \(place)")
    }
  }
}
