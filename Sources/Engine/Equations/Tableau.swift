/// The numbers that make a Runge–Kutta method.
///
/// Stage i asks for the rate at t + nodeᵢ·h, at the state y + h·Σⱼ stagesᵢⱼ·kⱼ; the step ends at
/// y + h·Σⱼ solutionⱼ·kⱼ.
struct Tableau: Sendable {
  /// Where in the step each stage lies.
  let nodes: [Double]
  /// The weights of the rates before it in the state of each stage; none in the first.
  let stages: [[Double]]
  /// The weights of the rates in the step.
  let solution: [Double]
  /// Whether the state of the last stage is the end of the step.
  var endsAtLastStage = false

  /// Euler's method: order 1, one rate a step.
  static let euler = Tableau(nodes: [0], stages: [[]], solution: [1])

  /// Kutta's 3/8 rule: order 4, four rates a step (Hairer, Nørsett and Wanner 1993, table II.1.2).
  static let threeEighths = Tableau(
    nodes: [0, 1.0 / 3, 2.0 / 3, 1],
    stages: [[], [1.0 / 3], [-1.0 / 3, 1], [1, -1, 1]],
    solution: [1.0 / 8, 3.0 / 8, 3.0 / 8, 1.0 / 8])

  /// The method of Dormand and Prince (1980): order 5.
  ///
  /// The last stage is the end of the step, so its rate is the first of the next step: six new ones a step.
  static let dormandPrince = Tableau(
    nodes: [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1],
    stages: [
      [],
      [1.0 / 5],
      [3.0 / 40, 9.0 / 40],
      [44.0 / 45, -56.0 / 15, 32.0 / 9],
      [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
      [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
      [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
    ],
    solution: [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84, 0],
    endsAtLastStage: true)

  /// The solution's weights less those of the fourth order that Shampine (1986) embeds in the same stages: with them
  /// the rates give the error of a step.
  static let dormandPrinceError: [Double] = [
    35.0 / 384 - 1951.0 / 21600,
    0,
    500.0 / 1113 - 22642.0 / 50085,
    125.0 / 192 - 451.0 / 720,
    -2187.0 / 6784 + 12231.0 / 42400,
    11.0 / 84 - 649.0 / 6300,
    -1.0 / 60,
  ]

  /// The weights with which the rates give the state in the middle of a step, to order 4 (Shampine 1986).
  static let dormandPrinceMiddle: [Double] = [
    0.5 * (6_025_192_743.0 / 30_085_553_152),
    0,
    0.5 * (51_252_292_925.0 / 65_400_821_598),
    -0.5 * (2_691_868_925.0 / 45_128_329_728),
    0.5 * (187_940_372_067.0 / 1_594_534_317_056),
    -0.5 * (1_776_094_331.0 / 19_743_644_256),
    0.5 * (11_237_099.0 / 235_043_384),
  ]
}
