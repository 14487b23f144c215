import Exact
import TestSupport
import Testing

private let root = Key(seed: 42)

/// Offsets and counts that meet every place within a block, and both ends of the inner buffers.
private let spans: [(start: Int, count: Int)] =
  (0..<9).flatMap { start in (0..<14).map { (start, $0) } }
  + [(3, 1021), (1, 1024), (0, 1025), (5, 2050), (1 << 34 - 7, 30), (Int.max - 40, 40)]

/// Checks that an array form gives the scalar form's draws, wherever it starts and ends.
private func expectArrayEqualsScalar<Number>(
  _ what: String, zero: Number, bits: (Number) -> UInt64,
  fill: (UnsafeMutablePointer<Number>, Int, Int) -> Void, scalar: (Int) -> Number
) {
  for (start, count) in spans {
    // One guard entry after the end.
    var numbers = [Number](repeating: zero, count: count + 1)
    numbers.withUnsafeMutableBufferPointer { buffer in
      if let first = buffer.baseAddress { fill(first, count, start) }
    }
    let wrong = (0..<count).first { bits(numbers[$0]) != bits(scalar(start + $0)) }
    #expect(wrong == nil, "\(what): draw \(start) + \(wrong ?? 0) of \(count)")
    #expect(bits(numbers[count]) == bits(zero), "\(what): wrote past the end, count \(count)")
  }
}

struct ArrayFormTests {
  @Test func `words`() {
    expectArrayEqualsScalar(
      "words", zero: 0 as UInt32, bits: { UInt64($0) },
      fill: { root.fillWords($0, count: $1, from: $2) }, scalar: { root.word(at: $0) })
    expectArrayEqualsScalar(
      "long words", zero: 0 as UInt64, bits: { $0 },
      fill: { root.fillLongWords($0, count: $1, from: $2) }, scalar: { root.longWord(at: $0) })
  }

  @Test func `uniform numbers`() {
    expectFloats(
      "uniform", fill: { root.fillUniform($0, count: $1, from: $2) },
      scalar: { root.uniform(at: $0) })
    expectFloats(
      "uniform in an interval", fill: { root.fillUniform($0, count: $1, in: -3..<0.7, from: $2) },
      scalar: { root.uniform(in: -3..<0.7, at: $0) })
    expectDoubles(
      "uniform double", fill: { root.fillUniform($0, count: $1, from: $2) },
      scalar: { root.uniformDouble(at: $0) })
    expectDoubles(
      "uniform double in an interval",
      fill: { root.fillUniform($0, count: $1, in: -3..<0.7, from: $2) },
      scalar: { root.uniformDouble(in: -3..<0.7, at: $0) })
  }

  @Test func `normal numbers`() {
    expectFloats(
      "normal", fill: { root.fillNormal($0, count: $1, from: $2) }, scalar: { root.normal(at: $0) })
    expectFloats(
      "scaled normal",
      fill: { root.fillNormal($0, count: $1, mean: 0.3, deviation: 0.02, from: $2) },
      scalar: { 0.3 + 0.02 * root.normal(at: $0) })
    expectDoubles(
      "normal double", fill: { root.fillNormal($0, count: $1, from: $2) },
      scalar: { root.normalDouble(at: $0) })
    expectFloats(
      "truncated normal",
      fill: {
        root.fillTruncatedNormal($0, count: $1, in: -2...2, mean: 1, deviation: 0.5, from: $2)
      }, scalar: { Float(1 + 0.5 * root.truncatedNormal(in: -2...2, at: $0)) })
  }

  @Test func `masks and integers`() {
    for probability in [0, 0.3, 1.0] {
      expectFloats(
        "Bernoulli \(probability)",
        fill: { root.fillBernoulli($0, count: $1, probability: probability, from: $2) },
        scalar: { root.bernoulli(probability, at: $0) ? 1 : 0 })
      expectFloats(
        "dropout \(probability)",
        fill: { root.fillDropoutMask($0, count: $1, rate: probability, from: $2) },
        scalar: { root.bernoulli(probability, at: $0) ? 0 : Float(1 / (1 - probability)) })
    }
    for bound in [1, 10, 1 << 62 + 1] {
      expectArrayEqualsScalar(
        "below \(bound)", zero: 0, bits: { UInt64($0) },
        fill: { root.fillIntegers($0, count: $1, below: bound, from: $2) },
        scalar: { root.integer(below: bound, at: $0) })
    }
  }

  private func expectFloats(
    _ what: String, fill: (UnsafeMutablePointer<Float>, Int, Int) -> Void, scalar: (Int) -> Float
  ) {
    expectArrayEqualsScalar(
      what, zero: 0, bits: { UInt64($0.bitPattern) }, fill: fill, scalar: scalar)
  }

  private func expectDoubles(
    _ what: String, fill: (UnsafeMutablePointer<Double>, Int, Int) -> Void, scalar: (Int) -> Double
  ) {
    expectArrayEqualsScalar(what, zero: 0, bits: { $0.bitPattern }, fill: fill, scalar: scalar)
  }
}

/// Draws against the same ones made in Python from the description of the scheme.
struct DrawOracleTests {
  private let oracle: Oracle

  init() throws { oracle = try Oracle("randomness") }

  @Test func `words and uniform numbers, to the bit`() throws {
    let words = try oracle.integers("words/root")
    for (index, word) in words.enumerated() {
      #expect(Int(root.word(at: index)) == word, "word \(index)")
    }
    let far = Key(cipher: 0xfedc_ba98_7654_3210, stream: .max)
    for (index, word) in try oracle.integers("words/far").enumerated() {
      #expect(Int(far.word(at: 1 << 34 - 8 + index)) == word, "word 2^34 - 8 + \(index)")
    }
    for (index, word) in try oracle.integers("words/long").enumerated() {
      #expect(Int(bitPattern: UInt(root.longWord(at: index))) == word, "long word \(index)")
    }
    for (index, number) in try oracle.floats("uniform/float").enumerated() {
      #expect(root.uniform(at: index) == number, "uniform \(index)")
    }
    for (index, number) in try oracle.doubles("uniform/double").enumerated() {
      #expect(root.uniformDouble(at: index) == number, "uniform double \(index)")
    }
    for (index, number) in try oracle.doubles("uniform/open").enumerated() {
      #expect(root.openUniformDouble(at: index) == number, "open uniform \(index)")
    }
  }

  @Test func `integers, orders and choices, to the last one`() throws {
    for (index, number) in try oracle.integers("integers/ten").enumerated() {
      #expect(root.integer(below: 10, at: index) == number, "integer \(index)")
      #expect(root.integer(in: -5..<5, at: index) == number - 5, "integer \(index) from -5")
    }
    for (index, number) in try oracle.integers("integers/large").enumerated() {
      #expect(root.integer(below: 1 << 62 + 1, at: index) == number, "large integer \(index)")
    }
    let long = try oracle.integers("permutation/300")
    #expect(root.permutation(7) == (try oracle.integers("permutation/7")))
    #expect(root.permutation(300) == long)
    for count in [0, 1, 255, 256, 257, 299, 300] {
      #expect(root.sample(count, of: 300) == Array(long[..<count]), "\(count) of 300")
    }
    for (index, happens) in try oracle.integers("bernoulli").enumerated() {
      #expect(root.bernoulli(0.3, at: index) == (happens == 1), "decision \(index)")
    }
    let weights = try oracle.doubles("weighted/weights")
    let choice = try WeightedChoice(weights)
    for (index, chosen) in try oracle.integers("weighted/with").enumerated() {
      #expect(choice.index(root, at: index) == chosen, "choice \(index)")
    }
    #expect(
      try root.sample(20, weights: weights) == (try oracle.integers("weighted/without")))
  }

  @Test func `normal numbers within the error of their arithmetic`() throws {
    // Where the sine or cosine crosses zero the angle's own rounding shows, relative to the radius.
    for (index, number) in try oracle.doubles("normal/float").enumerated() {
      let drawn = root.normal(at: index)
      #expect(abs(Double(drawn) - number) <= 4e-7 * max(1, abs(number)), "\(index): \(number)")
    }
    for (index, number) in try oracle.doubles("normal/double").enumerated() {
      let drawn = root.normalDouble(at: index)
      #expect(abs(drawn - number) <= 1e-15 * max(1, abs(number)), "\(index): \(number), \(drawn)")
    }
  }

  @Test func `gamma, beta, truncated normal and Poisson numbers`() throws {
    func compare(_ group: String, _ relative: Double, _ draw: ([Double], Int) -> Double) throws {
      for name in try oracle.names(group) {
        let parameters = name.split(separator: " ").map { Double($0)! }
        for (index, number) in try oracle.doubles("\(group)/\(name)").enumerated() {
          let drawn = draw(parameters, index)
          #expect(
            abs(drawn - number) <= relative * abs(number),
            "\(group)(\(name)) \(index): expected \(number), drew \(drawn)")
        }
      }
    }
    // A small shape divides a logarithm's rounding error by itself.
    try compare("gamma", 1e-12) { root.gamma(shape: $0[0], at: $1) }
    try compare("beta", 1e-11) { root.beta($0[0], $0[1], at: $1) }
    try compare("truncated", 1e-13) { root.truncatedNormal(in: $0[0]...$0[1], at: $1) }
    try compare("poisson", 0) { Double(root.poisson(mean: $0[0], at: $1)) }
  }
}
