import Exact
import TestSupport
import Testing

/// A function of one number, the dataset with its inputs and values, and how far it may be off.
struct Elementary: Sendable, CustomTestStringConvertible {
  let name: String
  let file: String
  let bound: Int
  let function: @Sendable (Double) -> Double
  var value = "value"
  var group: String?

  var testDescription: String { name }
}

/// A function of two or three numbers, with the columns that hold them in order.
struct Distribution: Sendable, CustomTestStringConvertible {
  let name: String
  let columns: [String]
  let bound: Int
  let function: @Sendable ([Double]) -> Double

  var testDescription: String { name }
}

@Suite struct Float64FunctionTests {
  static let ofOneNumber: [Elementary] = [
    Elementary(name: "exp", file: "elementary", bound: 1) { Exact.exp($0) },
    Elementary(name: "expm1", file: "elementary", bound: 1) { Exact.expm1($0) },
    Elementary(name: "log", file: "elementary", bound: 1) { Exact.log($0) },
    Elementary(name: "log1p", file: "elementary", bound: 1) { Exact.log1p($0) },
    Elementary(name: "tanh", file: "elementary", bound: 1) { Exact.tanh($0) },
    Elementary(name: "sigmoid", file: "elementary", bound: 1) { Exact.sigmoid($0) },
    Elementary(name: "erf", file: "elementary", bound: 1) { Exact.erf($0) },
    Elementary(name: "sin", file: "elementary", bound: 1) { Exact.sin($0) },
    Elementary(name: "cos", file: "elementary", bound: 1) { Exact.cos($0) },
    Elementary(name: "erfc", file: "special", bound: 1) { Exact.erfc($0) },
    Elementary(name: "logGamma", file: "special", bound: 1) { Exact.logGamma($0) },
    Elementary(name: "digamma", file: "special", bound: 1) { Exact.digamma($0) },
    Elementary(name: "normalQuantile", file: "special", bound: 1) { Exact.normalQuantile($0) },
    Elementary(
      name: "normalCumulative", file: "special", bound: 1,
      function: { Exact.normalCumulative($0) }, value: "cumulative", group: "normal"),
    Elementary(
      name: "normalSurvival", file: "special", bound: 1,
      function: { Exact.normalSurvival($0) }, value: "survival", group: "normal"),
  ]

  static let ofSeveral: [Distribution] = [
    Distribution(name: "pow", columns: ["pow/x", "pow/y", "pow/value"], bound: 1) {
      Exact.pow($0[0], $0[1])
    },
    Distribution(
      name: "regularizedLowerGamma", columns: ["gamma/shape", "gamma/x", "gamma/lower"], bound: 2
    ) { Exact.regularizedLowerGamma($0[0], $0[1]) },
    Distribution(
      name: "regularizedUpperGamma", columns: ["gamma/shape", "gamma/x", "gamma/upper"], bound: 2
    ) { Exact.regularizedUpperGamma($0[0], $0[1]) },
    Distribution(
      name: "chiSquareCumulative", columns: ["gamma/shape", "gamma/x", "gamma/lower"], bound: 2
    ) { Exact.chiSquareCumulative(2 * $0[1], degreesOfFreedom: 2 * $0[0]) },
    Distribution(
      name: "chiSquareSurvival", columns: ["gamma/shape", "gamma/x", "gamma/upper"], bound: 2
    ) { Exact.chiSquareSurvival(2 * $0[1], degreesOfFreedom: 2 * $0[0]) },
    Distribution(
      name: "regularizedBeta", columns: ["beta/x", "beta/a", "beta/b", "beta/lower"], bound: 2
    ) { Exact.regularizedBeta($0[0], $0[1], $0[2]) },
    Distribution(
      name: "regularizedBetaComplement", columns: ["beta/x", "beta/a", "beta/b", "beta/upper"],
      bound: 2
    ) { Exact.regularizedBetaComplement($0[0], $0[1], $0[2]) },
    Distribution(
      name: "studentTCumulative",
      columns: ["studentT/x", "studentT/degrees", "studentT/cumulative"], bound: 1
    ) { Exact.studentTCumulative($0[0], degreesOfFreedom: $0[1]) },
    Distribution(
      name: "studentTSurvival",
      columns: ["studentT/x", "studentT/degrees", "studentT/survival"], bound: 1
    ) { Exact.studentTSurvival($0[0], degreesOfFreedom: $0[1]) },
    Distribution(
      name: "fCumulative", columns: ["f/x", "f/numerator", "f/denominator", "f/cumulative"],
      bound: 2
    ) {
      Exact.fCumulative(
        $0[0], numeratorDegreesOfFreedom: $0[1], denominatorDegreesOfFreedom: $0[2])
    },
    Distribution(
      name: "fSurvival", columns: ["f/x", "f/numerator", "f/denominator", "f/survival"], bound: 2
    ) {
      Exact.fSurvival(
        $0[0], numeratorDegreesOfFreedom: $0[1], denominatorDegreesOfFreedom: $0[2])
    },
  ]

  @Test(arguments: ofOneNumber)
  func `a function of one number is within its bound of the correctly rounded value`(
    _ each: Elementary
  ) throws {
    let oracle = try Oracle("float64_\(each.file)")
    let group = each.group ?? each.name
    let inputs = try oracle.doubles("\(group)/x")
    let values = try oracle.doubles("\(group)/\(each.value)")
    try #require(inputs.count >= 10_000 && values.count == inputs.count)
    expectClose(each.name, inputs.map { [$0] }, inputs.map(each.function), values, each.bound)
  }

  @Test(arguments: ofSeveral)
  func `a function of several numbers is within its bound of the correctly rounded value`(
    _ each: Distribution
  ) throws {
    let oracle = try Oracle(each.name == "pow" ? "float64_special" : "float64_distributions")
    let columns = try each.columns.map { try oracle.doubles($0) }
    let values = columns[columns.count - 1]
    try #require(values.count >= 10_000)
    let inputs = values.indices.map { row in columns.dropLast().map { $0[row] } }
    expectClose(each.name, inputs, inputs.map(each.function), values, each.bound)
  }

  /// Reports the entry that is farthest off when it is farther than `bound`.
  private func expectClose(
    _ name: String, _ inputs: [[Double]], _ found: [Double], _ expected: [Double], _ bound: Int
  ) {
    var worst = 0
    var index = 0
    for i in found.indices {
      let distance = ulps(found[i], expected[i])
      if distance > worst { (worst, index) = (distance, i) }
    }
    #expect(
      worst <= bound,
      """
      \(name)\(inputs[index]), entry \(index): found \(found[index]), expected \
      \(expected[index]), \(worst) ulps apart where \(bound) are allowed
      """)
  }
}

@Suite struct Float64SpecialValueTests {
  /// What was called, the result and the exact value, signed zeros apart, any NaN equal to any.
  static let cases: [(String, Double, Double)] = [
    ("exp ∞", Exact.exp(Double.infinity), .infinity), ("exp −∞", Exact.exp(-Double.infinity), 0),
    ("exp 0", Exact.exp(-0.0), 1), ("exp NaN", Exact.exp(Double.nan), .nan),
    ("exp 709.79", Exact.exp(709.79), .infinity), ("exp −746", Exact.exp(-746.0), 0),
    ("exp huge", Exact.exp(1e300), .infinity), ("exp −huge", Exact.exp(-1e300), 0),
    ("expm1 ∞", Exact.expm1(Double.infinity), .infinity),
    ("expm1 −∞", Exact.expm1(-Double.infinity), -1), ("expm1 −0", Exact.expm1(-0.0), -0.0),
    ("expm1 NaN", Exact.expm1(Double.nan), .nan),
    ("expm1 least", Exact.expm1(Double.leastNonzeroMagnitude), .leastNonzeroMagnitude),
    ("log 0", Exact.log(0.0), -.infinity), ("log −0", Exact.log(-0.0), -.infinity),
    ("log 1", Exact.log(1.0), 0), ("log −1", Exact.log(-1.0), .nan),
    ("log ∞", Exact.log(Double.infinity), .infinity), ("log NaN", Exact.log(Double.nan), .nan),
    ("log −∞", Exact.log(-Double.infinity), .nan),
    ("log1p −1", Exact.log1p(-1.0), -.infinity), ("log1p −0", Exact.log1p(-0.0), -0.0),
    ("log1p −2", Exact.log1p(-2.0), .nan), ("log1p ∞", Exact.log1p(Double.infinity), .infinity),
    ("log1p NaN", Exact.log1p(Double.nan), .nan),
    ("tanh ∞", Exact.tanh(Double.infinity), 1), ("tanh −∞", Exact.tanh(-Double.infinity), -1),
    ("tanh −0", Exact.tanh(-0.0), -0.0), ("tanh NaN", Exact.tanh(Double.nan), .nan),
    ("sigmoid ∞", Exact.sigmoid(Double.infinity), 1),
    ("sigmoid −∞", Exact.sigmoid(-Double.infinity), 0), ("sigmoid 0", Exact.sigmoid(-0.0), 0.5),
    ("sigmoid NaN", Exact.sigmoid(Double.nan), .nan),
    ("erf ∞", Exact.erf(Double.infinity), 1), ("erf −∞", Exact.erf(-Double.infinity), -1),
    ("erf −0", Exact.erf(-0.0), -0.0), ("erf NaN", Exact.erf(Double.nan), .nan),
    ("erfc ∞", Exact.erfc(.infinity), 0), ("erfc −∞", Exact.erfc(-.infinity), 2),
    ("erfc 0", Exact.erfc(0), 1), ("erfc NaN", Exact.erfc(.nan), .nan),
    ("sin ∞", Exact.sin(Double.infinity), .nan), ("sin −0", Exact.sin(-0.0), -0.0),
    ("sin NaN", Exact.sin(Double.nan), .nan), ("cos ∞", Exact.cos(Double.infinity), .nan),
    ("cos 0", Exact.cos(0.0), 1), ("cos NaN", Exact.cos(Double.nan), .nan),
    ("logGamma 0", Exact.logGamma(0), .infinity), ("logGamma −3", Exact.logGamma(-3), .infinity),
    ("logGamma 1", Exact.logGamma(1), 0), ("logGamma 2", Exact.logGamma(2), 0),
    ("logGamma ∞", Exact.logGamma(.infinity), .infinity),
    ("logGamma −∞", Exact.logGamma(-.infinity), .infinity),
    ("logGamma NaN", Exact.logGamma(.nan), .nan),
    ("logGamma beyond", Exact.logGamma(0x1.5p1015), .infinity),
    ("digamma 0", Exact.digamma(0), -.infinity), ("digamma −0", Exact.digamma(-0.0), .infinity),
    ("digamma −2", Exact.digamma(-2), .nan), ("digamma −∞", Exact.digamma(-.infinity), .nan),
    ("digamma ∞", Exact.digamma(.infinity), .infinity),
    ("digamma NaN", Exact.digamma(.nan), .nan),
  ]

  static let powers: [(Double, Double, Double)] = [
    (-2, 3, -8), (-2, -2, 0.25), (-2, 0.5, .nan), (-0.0, -3, -.infinity), (-0.0, 3, -0.0),
    (-0.0, 2, 0), (0, -2, .infinity), (-0.0, -2, .infinity), (0, 0, 1), (.nan, 0, 1),
    (1, .nan, 1), (.nan, 1, .nan), (2, .nan, .nan), (-1, .infinity, 1), (-1, -.infinity, 1),
    (0.5, .infinity, 0), (0.5, -.infinity, .infinity), (-2, .infinity, .infinity),
    (-2, -.infinity, 0), (.infinity, -1, 0), (-.infinity, 3, -.infinity),
    (-.infinity, -3, -0.0), (-.infinity, 2, .infinity), (-.infinity, 0.5, .infinity),
    (2, 1023, 0x1p1023), (2, 1024, .infinity), (2, -1074, 0x1p-1074), (2, -1076, 0),
    (-8, 0x1p53, .infinity), (-1, 0x1.fffffffffffffp52, -1), (10, 22, 1e22),
    (0x1p-1074, 0.5, 0x1p-537), (1e300, 1e300, .infinity), (0.9, 1e300, 0),
  ]

  static let distributionEdges: [(String, Double, Double)] = [
    ("normalCumulative −∞", Exact.normalCumulative(-.infinity), 0),
    ("normalCumulative ∞", Exact.normalCumulative(.infinity), 1),
    ("normalCumulative 0", Exact.normalCumulative(0), 0.5),
    ("normalSurvival NaN", Exact.normalSurvival(.nan), .nan),
    ("normalQuantile 0", Exact.normalQuantile(0), -.infinity),
    ("normalQuantile 1", Exact.normalQuantile(1), .infinity),
    ("normalQuantile ½", Exact.normalQuantile(0.5), 0),
    ("normalQuantile −1e-9", Exact.normalQuantile(-1e-9), .nan),
    ("normalQuantile 1.5", Exact.normalQuantile(1.5), .nan),
    ("normalQuantile NaN", Exact.normalQuantile(.nan), .nan),
    ("upper tail 0", Exact.normalQuantile(upperTail: 0), .infinity),
    ("upper tail 2", Exact.normalQuantile(upperTail: 2), .nan),
    ("t at 0", Exact.studentTSurvival(0, degreesOfFreedom: 5), 0.5),
    ("t at ∞", Exact.studentTSurvival(.infinity, degreesOfFreedom: 5), 0),
    ("t at −∞", Exact.studentTSurvival(-.infinity, degreesOfFreedom: 5), 1),
    ("t, ν = −1", Exact.studentTCumulative(1, degreesOfFreedom: -1), .nan),
    ("t, ν = 0", Exact.studentTCumulative(1, degreesOfFreedom: 0), .nan),
    ("t at NaN", Exact.studentTCumulative(.nan, degreesOfFreedom: 3), .nan),
    ("chi-square at −1", Exact.chiSquareSurvival(-1, degreesOfFreedom: 4), 1),
    ("chi-square at 0", Exact.chiSquareCumulative(0, degreesOfFreedom: 4), 0),
    ("chi-square at ∞", Exact.chiSquareSurvival(.infinity, degreesOfFreedom: 4), 0),
    ("chi-square, ν = −2", Exact.chiSquareSurvival(1, degreesOfFreedom: -2), .nan),
    ("chi-square at NaN", Exact.chiSquareSurvival(.nan, degreesOfFreedom: 2), .nan),
    ("F at −1", f(-1, 3, 4), 1), ("F at 0", f(0, 3, 4), 1), ("F at ∞", f(.infinity, 3, 4), 0),
    ("F, ν₁ = 0", f(1, 0, 4), .nan), ("F, ν₂ = −1", f(1, 3, -1), .nan),
    ("F at NaN", f(.nan, 3, 4), .nan), ("F at 1, equal ν", f(1, 7, 7), 0.5),
    ("gamma, a = 0", Exact.regularizedLowerGamma(0, 1), .nan),
    ("gamma, x < 0", Exact.regularizedUpperGamma(1, -1), .nan),
    ("beta, x > 1", Exact.regularizedBeta(1.5, 1, 1), .nan),
    ("beta at 0", Exact.regularizedBeta(0, 2, 3), 0),
    ("beta at 1", Exact.regularizedBetaComplement(1, 2, 3), 0),
    ("beta, least x", Exact.regularizedBeta(0x1p-1074, 1, 1), 0x1p-1074),
    (
      "Cauchy far out", Exact.studentTSurvival(0x1p600, degreesOfFreedom: 1), 0x1.45f306dc9c883p-602
    ),
  ]

  static func f(_ x: Double, _ first: Double, _ second: Double) -> Double {
    Exact.fSurvival(x, numeratorDegreesOfFreedom: first, denominatorDegreesOfFreedom: second)
  }

  @Test(arguments: cases + distributionEdges)
  func `a special value is exact`(_ name: String, _ found: Double, _ expected: Double) {
    #expect(ulps(found, expected, signedZeros: true) == 0, "\(name): \(found), not \(expected)")
  }

  @Test(arguments: powers)
  func `pow keeps to IEEE-754`(_ x: Double, _ y: Double, _ expected: Double) {
    let found = Exact.pow(x, y)
    #expect(
      ulps(found, expected, signedZeros: true) == 0, "pow(\(x), \(y)): \(found), not \(expected)")
  }
}

@Suite struct Float64SymmetryTests {
  static let points = (1...400).map { Double($0 * $0) * 0.000_437 }

  @Test func `odd and even functions are so bit for bit`() {
    for x in Self.points {
      #expect(Exact.tanh(-x) == -Exact.tanh(x), "tanh at \(x)")
      #expect(Exact.erf(-x) == -Exact.erf(x), "erf at \(x)")
      #expect(Exact.sin(-x) == -Exact.sin(x), "sin at \(x)")
      #expect(Exact.sin(-x * 1e290) == -Exact.sin(x * 1e290), "sin at \(x)e290")
      #expect(Exact.cos(-x) == Exact.cos(x), "cos at \(x)")
      #expect(Exact.cos(-x * 1e290) == Exact.cos(x * 1e290), "cos at \(x)e290")
    }
  }

  @Test func `cumulative and survival functions mirror each other`() {
    for x in Self.points {
      #expect(Exact.normalCumulative(-x) == Exact.normalSurvival(x), "normal at \(x)")
      let t = Exact.studentTCumulative(-x, degreesOfFreedom: 3.5)
      #expect(t == Exact.studentTSurvival(x, degreesOfFreedom: 3.5), "t at \(x)")
      let p = Exact.exp(-x)
      #expect(Exact.normalQuantile(upperTail: p) == -Exact.normalQuantile(p), "quantile at \(p)")
    }
  }

  @Test func `the quantile undoes the distribution function`() {
    for x in Self.points where x < 37 {
      let back = Exact.normalQuantile(upperTail: Exact.normalSurvival(x))
      // One ulp of the probability is up to ulp/(x·hazard) of x; for small x the slope is flat.
      #expect(Swift.abs(back - x) <= 2e-16 * Swift.max(2, x), "quantile at \(x): \(back)")
    }
  }
}

/// An array form and the scalar function it must equal.
struct ArrayForm: Sendable, CustomTestStringConvertible {
  let name: String
  let array: @Sendable (UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void
  let scalar: @Sendable (Double) -> Double

  var testDescription: String { name }
}

@Suite struct Float64ArrayTests {
  static let forms: [ArrayForm] = [
    ArrayForm(
      name: "exp", array: { Exact.exp($0, to: $1, count: $2) }, scalar: { Exact.exp($0) }),
    ArrayForm(
      name: "expm1", array: { Exact.expm1($0, to: $1, count: $2) }, scalar: { Exact.expm1($0) }),
    ArrayForm(
      name: "log", array: { Exact.log($0, to: $1, count: $2) }, scalar: { Exact.log($0) }),
    ArrayForm(
      name: "log1p", array: { Exact.log1p($0, to: $1, count: $2) }, scalar: { Exact.log1p($0) }),
    ArrayForm(
      name: "tanh", array: { Exact.tanh($0, to: $1, count: $2) }, scalar: { Exact.tanh($0) }),
    ArrayForm(
      name: "sigmoid", array: { Exact.sigmoid($0, to: $1, count: $2) },
      scalar: { Exact.sigmoid($0) }),
    ArrayForm(
      name: "erf", array: { Exact.erf($0, to: $1, count: $2) }, scalar: { Exact.erf($0) }),
  ]

  static let numbers: [Double] =
    [0, -0.0, 1, -1, .infinity, -.infinity, .nan, 0x1p-1074, -0x1p-1074, 0x1p-1022, 1e308, -1e308]
    + (0..<1000).map { (Double($0) - 500) * 1.507 }
    + (0..<1000).map { (Double($0) - 300) * 0.004_1 }

  @Test(arguments: forms, [0, 1, 2, 3, 4, 5, 7, 8, 15, 31, 33, 64, 101, 997, 2012])
  func `an array form equals its scalar function bit for bit`(_ form: ArrayForm, _ count: Int) {
    let input = Array(Self.numbers.prefix(count))
    var output = [Double](repeating: 12345, count: count + 1)
    form.array(input, &output, count)
    var inPlace = input
    inPlace.withUnsafeMutableBufferPointer {
      guard let base = $0.baseAddress else { return }
      form.array(base, base, count)
    }
    #expect(output[count] == 12345, "\(form.name) wrote beyond \(count) elements")
    for i in 0..<count {
      let expected = form.scalar(input[i])
      #expect(
        ulps(output[i], expected, signedZeros: true) == 0,
        "\(form.name)(\(input[i])) at \(i) of \(count): \(output[i]), not \(expected)")
      #expect(
        ulps(inPlace[i], expected, signedZeros: true) == 0,
        "\(form.name)(\(input[i])) in place at \(i) of \(count): \(inPlace[i]), not \(expected)")
    }
  }
}
