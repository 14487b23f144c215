/// What lies between the ends of a step of Dormand and Prince.
///
/// A polynomial of degree four through the states at the start, the middle and the end of the step, with the rates
/// of both ends (Shampine 1986). All of these are the start plus a combination of the step's seven rates, so every
/// state in between is one too: y(t + x·h) = y + h·Σ wᵢ(x)·kᵢ. That takes one pass over the rates, and nothing
/// cancels as it does between coefficients of the size of y.
struct DenseOutput {
  // wᵢ(x) = ((quarticᵢ·x + cubicᵢ)·x + squareᵢ)·x² + lineᵢ·x
  private let quartic: [Double]
  private let cubic: [Double]
  private let square: [Double]
  private let line: [Double]

  /// The polynomials of the method's seven rates.
  static let dormandPrince = DenseOutput(
    end: Tableau.dormandPrince.solution, middle: Tableau.dormandPrinceMiddle)

  private init(end: [Double], middle: [Double]) {
    let last = end.count - 1
    let first = end.indices.map { $0 == 0 ? 1.0 : 0 }
    let final = end.indices.map { $0 == last ? 1.0 : 0 }
    quartic = end.indices.map { 2 * (final[$0] - first[$0]) - 8 * end[$0] + 16 * middle[$0] }
    cubic = end.indices.map { 5 * first[$0] - 3 * final[$0] + 14 * end[$0] - 32 * middle[$0] }
    square = end.indices.map { final[$0] - 4 * first[$0] - 5 * end[$0] + 16 * middle[$0] }
    line = first
  }

  /// The weight of a rate at the share x of the step, 0 at its start and 1 at its end.
  func weight(of stage: Int, at x: Double) -> Double {
    (((quartic[stage] * x + cubic[stage]) * x + square[stage]) * x + line[stage]) * x
  }
}
