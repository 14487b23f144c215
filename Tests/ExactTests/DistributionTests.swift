import Exact
import Testing

private let root = Key(seed: 20_26)

/// Draws for the indices from zero on.
private func draws<Number>(_ count: Int, _ draw: (Int) -> Number) -> [Number] {
  (0..<count).map(draw)
}

/// Kolmogorov and Smirnov's distance to a distribution function, times the root of the sample size.
///
/// Above 1.95 in one of a thousand samples (Kolmogorov's limit distribution).
private func kolmogorovSmirnov(_ sample: [Double], _ cumulative: (Double) -> Double) -> Double {
  let sorted = sample.sorted()
  let count = Double(sorted.count)
  var distance = 0.0
  for (rank, value) in sorted.enumerated() {
    let p = cumulative(value)
    distance = max(distance, p - Double(rank) / count, Double(rank + 1) / count - p)
  }
  return distance * count.squareRoot()
}

/// How far Pearson's chi-square of counts is above its mean, in its standard deviations.
private func chiSquareExcess(_ counts: [Int], _ probabilities: [Double]) -> Double {
  let total = Double(counts.reduce(0, +))
  let freedom = Double(counts.count - 1)
  let statistic = zip(counts, probabilities).reduce(0.0) { sum, cell in
    let expected = total * cell.1
    return sum + (Double(cell.0) - expected) * (Double(cell.0) - expected) / expected
  }
  return (statistic - freedom) / (2 * freedom).squareRoot()
}

/// Checks mean and variance within 4.5 standard errors, for a distribution of a given kurtosis.
private func expectMoments(
  _ what: String, _ sample: [Double], mean: Double, variance: Double, kurtosis: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let count = Double(sample.count)
  let found = sample.reduce(0, +) / count
  let spread = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
  let z = (found - mean) / (variance / count).squareRoot()
  let y = (spread - variance) / (variance * ((kurtosis - 1) / count).squareRoot())
  #expect(abs(z) < 4.5, "\(what): mean \(found) for \(mean)", sourceLocation: sourceLocation)
  #expect(
    abs(y) < 4.5, "\(what): variance \(spread) for \(variance)", sourceLocation: sourceLocation)
}

struct ContinuousDistributionTests {
  private let count = 20_000

  @Test func `uniform numbers`() {
    let floats = draws(count) { Double(root["float"].uniform(at: $0)) }
    let doubles = draws(count) { root["double"].uniformDouble(at: $0) }
    let open = draws(count) { root["open"].openUniformDouble(at: $0) }
    let wide = draws(count) { (root["wide"].uniformDouble(in: -3..<5, at: $0) + 3) / 8 }
    for (what, sample) in [("float", floats), ("double", doubles), ("open", open), ("wide", wide)] {
      #expect(kolmogorovSmirnov(sample) { $0 } < 1.95, "\(what)")
      expectMoments(what, sample, mean: 0.5, variance: 1.0 / 12, kurtosis: 1.8)
      #expect(sample.allSatisfy { $0 >= 0 && $0 < 1 }, "\(what)")
    }
  }

  @Test func `an interval's upper bound is never reached`() {
    // Two neighbours: half of all products round up to the upper one.
    #expect(draws(1000) { root.uniform(in: 1..<Float(1).nextUp, at: $0) }.allSatisfy { $0 == 1 })
    #expect(
      draws(1000) { root.uniformDouble(in: -1..<(-1.0).nextUp, at: $0) }.allSatisfy { $0 == -1 })
  }

  @Test func `normal numbers`() {
    let floats = draws(count) { Double(root["float"].normal(at: $0)) }
    let doubles = draws(count) { root["double"].normalDouble(at: $0) }
    // The two coordinates of a pair apart, which must not know each other.
    let even = draws(count) { root["pairs"].normalDouble(at: 2 * $0) }
    let odd = draws(count) { root["pairs"].normalDouble(at: 2 * $0 + 1) }
    for (what, sample) in [("float", floats), ("double", doubles), ("even", even), ("odd", odd)] {
      #expect(kolmogorovSmirnov(sample, normalCumulative) < 1.95, "\(what)")
      expectMoments(what, sample, mean: 0, variance: 1, kurtosis: 3)
    }
    #expect(abs(correlation(even, odd)) < 4.5)
    #expect(abs(correlation(even.map { $0 * $0 }, odd.map { $0 * $0 })) < 4.5)
  }

  @Test(
    arguments: [
      -2...2, -0.5...1, -Double.infinity...1, 1...Double.infinity, 3...3.1, 3...4,
      -Double.infinity...(-8), -4...(-3.9), 0...Double.infinity, -0.1...6,
    ] as [ClosedRange<Double>])
  func `truncated normal numbers`(bounds: ClosedRange<Double>) {
    let key = root["truncated"]
    let sample = draws(count) { key.truncatedNormal(in: bounds, at: $0) }
    #expect(sample.allSatisfy { bounds.contains($0) })
    // From the side on which the distribution function keeps its digits.
    let flip = bounds.lowerBound > 0
    func below(_ x: Double) -> Double { flip ? -normalSurvival(x) : normalCumulative(x) }
    let (low, high) = (below(bounds.lowerBound), below(bounds.upperBound))
    #expect(kolmogorovSmirnov(sample) { (below($0) - low) / (high - low) } < 1.95)
  }

  @Test func `exponential numbers`() {
    let sample = draws(count) { root["exponential"].exponential(at: $0) }
    #expect(kolmogorovSmirnov(sample) { -expm1(-$0) } < 1.95)
    expectMoments("exponential", sample, mean: 1, variance: 1, kurtosis: 9)
  }

  @Test(arguments: [0.1, 0.5, 1, 2.5, 30, 1e5])
  func `gamma numbers`(shape: Double) {
    let key = root["gamma"]
    let sample = draws(count) { key.gamma(shape: shape, at: $0) }
    #expect(kolmogorovSmirnov(sample) { regularizedLowerGamma(shape, $0) } < 1.95)
    expectMoments(
      "gamma \(shape)", sample, mean: shape, variance: shape, kurtosis: 3 + 6 / shape)
  }

  @Test(arguments: [(0.3, 0.4), (1, 1), (2, 3), (40, 5)])
  func `beta numbers`(alpha: Double, beta: Double) {
    let key = root["beta"]
    let sample = draws(count) { key.beta(alpha, beta, at: $0) }
    #expect(sample.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect(kolmogorovSmirnov(sample) { regularizedBeta($0, alpha, beta) } < 1.95)
    // Drawn the other way round, the complement has the same distribution.
    let other = draws(count) { 1 - key["other"].beta(beta, alpha, at: $0) }
    #expect(kolmogorovSmirnov(other) { regularizedBeta($0, alpha, beta) } < 1.95)
  }

  @Test func `beta numbers of tiny shapes are near the ends, never NaN`() {
    let sample = draws(2000) { root["tiny"].beta(1e-3, 3e-3, at: $0) }
    #expect(sample.allSatisfy { $0 >= 0 && $0 <= 1 })
    let near = sample.filter { $0 > 0.5 }.count
    #expect(abs(Double(near) - 1500 / 3) < 4.5 * (2000 * 0.25 * 0.75).squareRoot())
  }
}

struct DiscreteDistributionTests {
  @Test(arguments: [0.2, 3, 9.99, 10, 35, 1000])
  func `Poisson numbers`(mean: Double) {
    let key = root["poisson"]
    let sample = draws(40_000) { key.poisson(mean: mean, at: $0) }
    // Cells of one number each where enough are expected, the tails in one cell a side.
    let deviation = mean.squareRoot()
    let low = max(0, Int(mean - 3 * deviation))
    let high = Int(mean + 3 * deviation) + 1
    var counts = [Int](repeating: 0, count: high - low + 1)
    for number in sample { counts[min(max(number, low), high) - low] += 1 }
    let below = { (k: Int) in regularizedUpperGamma(Double(k) + 1, mean) }
    let probabilities = (low...high).map { k in
      k == low ? below(k) : (k == high ? 1 - below(k - 1) : below(k) - below(k - 1))
    }
    #expect(chiSquareExcess(counts, probabilities) < 4.5)
    expectMoments(
      "Poisson \(mean)", sample.map(Double.init), mean: mean, variance: mean,
      kurtosis: 3 + 1 / mean)
  }

  @Test func `a Poisson mean of zero gives zero`() {
    #expect(draws(100) { root.poisson(mean: 0, at: $0) }.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [2, 7, 10, 1000])
  func `bounded integers`(bound: Int) {
    let key = root["integers"]
    var counts = [Int](repeating: 0, count: bound)
    for index in 0..<50_000 { counts[key.integer(below: bound, at: index)] += 1 }
    let even = [Double](repeating: 1 / Double(bound), count: bound)
    #expect(abs(chiSquareExcess(counts, even)) < 4.5)
  }

  @Test func `a bound that is no power of two is met without bias`() {
    // A third of 2⁶⁴ and a bit: without rejection the lowest quarter would come twice as often.
    let bound = Int.max / 4 * 3
    let sample = draws(20_000) {
      Double(root["large"].integer(below: bound, at: $0)) / Double(bound)
    }
    #expect(kolmogorovSmirnov(sample) { $0 } < 1.95)
    #expect(draws(100) { root.integer(below: 1, at: $0) }.allSatisfy { $0 == 0 })
  }

  @Test func `all orders of four are equally likely`() {
    let key = root["orders"]
    var counts = [Int](repeating: 0, count: 256)
    for trial in 0..<24_000 {
      let order = key[trial].permutation(4)
      #expect(order.sorted() == [0, 1, 2, 3])
      counts[order.reduce(0) { $0 * 4 + $1 }] += 1
    }
    let seen = counts.filter { $0 > 0 }
    #expect(seen.count == 24)
    #expect(abs(chiSquareExcess(seen, [Double](repeating: 1.0 / 24, count: 24))) < 4.5)
  }

  @Test func `samples without replacement`() {
    let key = root["pairs"]
    var counts = [Int](repeating: 0, count: 36)
    for trial in 0..<30_000 {
      let pair = key[trial].sample(2, of: 6)
      counts[pair[0] * 6 + pair[1]] += 1
    }
    let seen = counts.filter { $0 > 0 }
    #expect(seen.count == 30)
    #expect(abs(chiSquareExcess(seen, [Double](repeating: 1.0 / 30, count: 30))) < 4.5)
    #expect(root.permutation(0) == [] && root.permutation(1) == [0] && root.sample(0, of: 5) == [])
  }

  @Test func `weighted choices with replacement`() throws {
    let weights = [0, 1, 0, 2.5, 4, 0.5, 0]
    let choice = try WeightedChoice(weights)
    var counts = [Int](repeating: 0, count: weights.count)
    for index in 0..<40_000 { counts[choice.index(root["weighted"], at: index)] += 1 }
    #expect(counts[0] == 0 && counts[2] == 0 && counts[6] == 0)
    let positive = [1, 3, 4, 5]
    #expect(
      abs(chiSquareExcess(positive.map { counts[$0] }, positive.map { weights[$0] / 8 })) < 4.5)
  }

  @Test func `weighted samples without replacement`() throws {
    let weights = [1, 2, 0, 3, 4.0]
    let key = root["arrivals"]
    var counts = [Int](repeating: 0, count: 25)
    for trial in 0..<40_000 {
      let pair = try key[trial].sample(2, weights: weights)
      counts[pair[0] * 5 + pair[1]] += 1
    }
    var cells: [Int] = []
    var probabilities: [Double] = []
    for first in 0..<5 {
      for second in 0..<5 where first != second && weights[first] * weights[second] > 0 {
        cells.append(counts[first * 5 + second])
        probabilities.append(weights[first] / 10 * weights[second] / (10 - weights[first]))
      }
    }
    #expect(cells.reduce(0, +) == 40_000, "an index of weight zero was chosen")
    #expect(abs(chiSquareExcess(cells, probabilities)) < 4.5)
  }

  @Test func `wrong weights are refused by name`() {
    #expect(throws: WeightError.invalid(index: 1, weight: -1)) { try WeightedChoice([1, -1]) }
    #expect(throws: WeightError.invalid(index: 0, weight: .infinity)) {
      try WeightedChoice([.infinity])
    }
    #expect(throws: WeightError.tooFew(expected: 1, found: 0)) { try WeightedChoice([0, 0]) }
    #expect(throws: WeightError.tooFew(expected: 1, found: 0)) { try WeightedChoice([]) }
    #expect(throws: WeightError.overflow) { try WeightedChoice([1e308, 1e308]) }
    #expect(throws: WeightError.tooFew(expected: 3, found: 2)) {
      try root.sample(3, weights: [1, 0, 2])
    }
    #expect(
      WeightError.invalid(index: 1, weight: -1).description
        == "weight 1: expected a finite number that is not negative, got -1.0")
  }

  @Test(arguments: [0, 1e-3, 0.1, 0.5, 0.9, 1])
  func `decisions have their probability`(probability: Double) {
    let key = root["decisions"]
    let count = 100_000
    let happened = (0..<count).filter { key.bernoulli(probability, at: $0) }.count
    let error = (Double(count) * probability * (1 - probability)).squareRoot()
    #expect(abs(Double(happened) - probability * Double(count)) <= 4.5 * error)
  }

  @Test func `a threshold lies between words`() {
    // The probability of one word in 2³²; then all below a word, and that word as well.
    let word = root.word(at: 3)
    #expect(!root.bernoulli(Double(word) * 0x1p-32, at: 3))
    #expect(root.bernoulli((Double(word) + 1) * 0x1p-32, at: 3))
  }
}

/// Pearson's correlation times the root of the sample size, close to a standard normal number.
private func correlation(_ a: [Double], _ b: [Double]) -> Double {
  let count = Double(a.count)
  let meanA = a.reduce(0, +) / count
  let meanB = b.reduce(0, +) / count
  var (ab, aa, bb) = (0.0, 0.0, 0.0)
  for (x, y) in zip(a, b) {
    ab += (x - meanA) * (y - meanB)
    aa += (x - meanA) * (x - meanA)
    bb += (y - meanB) * (y - meanB)
  }
  return ab / (aa * bb).squareRoot() * count.squareRoot()
}

struct StreamTests {
  @Test func `neighbouring streams do not know each other`() {
    let count = 20_000
    let key = root["streams"]
    func numbers(_ key: Key, from start: Int = 0) -> [Double] {
      draws(count) { key.uniformDouble(at: start + $0) }
    }
    let base = numbers(key)
    let others: [(String, Key)] =
      [
        ("next attempt", key.attempt(1)), ("parent", root), ("name", key["0"]),
        ("seed", Key(seed: 1)),
      ]
      + (0..<20).map { ("index \($0)", key[$0]) }
    for (what, other) in others {
      #expect(abs(correlation(base, numbers(other))) < 4.5, "\(what)")
    }
    for lag in 1...8 {
      #expect(abs(correlation(base, numbers(key, from: lag))) < 4.5, "lag \(lag)")
    }
    for seed in UInt64(0)..<20 {
      let pair = (numbers(Key(seed: seed)), numbers(Key(seed: seed + 1)))
      #expect(abs(correlation(pair.0, pair.1)) < 4.5, "seeds \(seed) and \(seed + 1)")
    }
  }

  @Test func `first draws of neighbouring seeds and children are uniform`() {
    let seeds = draws(20_000) { Key(seed: UInt64($0)).uniformDouble(at: 0) }
    let children = draws(20_000) { root["children"][$0].uniformDouble(at: 0) }
    for (what, sample) in [("seeds", seeds), ("children", children)] {
      #expect(kolmogorovSmirnov(sample) { $0 } < 1.95, "\(what)")
      #expect(
        abs(correlation(Array(sample.dropLast()), Array(sample.dropFirst()))) < 4.5, "\(what)")
    }
  }

  @Test func `bits of words are balanced and independent`() {
    let count = 65_536
    let words = draws(count) { root["bits"].word(at: $0) }
    for bit in UInt32(0)..<32 {
      let ones = words.reduce(0) { $0 + Int(($1 >> bit) & 1) }
      #expect(abs(Double(2 * ones - count)) < 4.5 * Double(count).squareRoot(), "bit \(bit)")
      let agree = words.reduce(0) { $0 + Int(($1 >> bit ^ $1 >> ((bit + 1) % 32)) & 1) }
      #expect(
        abs(Double(2 * agree - count)) < 4.5 * Double(count).squareRoot(), "bit \(bit) and next")
    }
  }
}
