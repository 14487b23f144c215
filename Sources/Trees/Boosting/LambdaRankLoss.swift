import Exact

/// LambdaRank (Burges, Ragno and Le 2006): pairs of rows of a query pull apart, the stronger the more a change of their places
/// would change the query's NDCG.
struct LambdaRankLoss: Loss {
  let name = ObjectiveName("lambdarank")
  private let data: TrainingSet
  private let starts: [Int]
  private let truncation: Int
  private let normalises: Bool
  private let sigmoid: Double
  /// One over the greatest DCG of each query.
  private let inverseBest: [Double]
  private let discounts: [Double]
  private let table: SigmoidTable

  init(_ data: TrainingSet, _ settings: BoosterSettings) throws(TreesError) {
    self.data = data
    guard let queries = data.queries else {
      throw .tooFew(what: "queries to rank within", expected: 1, found: 0)
    }
    var starts = [0]
    for count in queries { starts.append(starts[starts.count - 1] + count) }
    self.starts = starts
    truncation = settings.rankTruncation
    normalises = settings.rankNormalise
    sigmoid = settings.sigmoid
    table = SigmoidTable(settings.sigmoid)
    for (row, label) in data.target.enumerated() {
      guard label >= 0, label <= 30, label == label.rounded(.towardZero) else {
        throw .unusable(
          what: "relevance", index: row, expected: "a whole number from 0 to 30",
          found: canonical(label))
      }
    }
    discounts = rankDiscounts(queries.max() ?? 0)
    var inverse: [Double] = []
    for query in queries.indices {
      let labels = data.target[starts[query]..<starts[query + 1]].sorted(by: >)
      var best = 0.0
      for (rank, label) in labels.prefix(truncation).enumerated() {
        best += discounts[rank] * rankGain(label)
      }
      inverse.append(best > 0 ? 1 / best : best)
    }
    inverseBest = inverse
  }

  var pieces: Int { starts.count - 1 }

  func start(of output: Int) -> Double { 0 }

  func derive(
    _ scores: UnsafePointer<Double>, _ queries: Range<Int>,
    to derivatives: UnsafeMutablePointer<Derivatives>
  ) {
    for query in queries {
      let rows = starts[query]..<starts[query + 1]
      derive(
        query, scores + rows.lowerBound, rows, derivatives + rows.lowerBound)
      guard let weights = data.weights else { continue }
      for row in rows { derivatives[row] *= weights[row] }
    }
  }

  private func derive(
    _ query: Int, _ scores: UnsafePointer<Double>, _ rows: Range<Int>,
    _ derivatives: UnsafeMutablePointer<Derivatives>
  ) {
    let count = rows.count
    for i in 0..<count { derivatives[i] = Derivatives(0, 0) }
    let order = (0..<count).sorted { (scores[$1], $0) < (scores[$0], $1) }
    let label: (Int) -> Float = { data.target[rows.lowerBound + $0] }
    let differ = scores[order[0]] != scores[order[count - 1]]
    var total = 0.0
    for i in 0..<min(count - 1, truncation) {
      for j in (i + 1)..<count where label(order[i]) != label(order[j]) {
        let isFirstHigh = label(order[i]) > label(order[j])
        let (highRank, lowRank) = isFirstHigh ? (i, j) : (j, i)
        let (high, low) = (order[highRank], order[lowRank])
        let difference = scores[high] - scores[low]
        let gap = rankGain(label(high)) - rankGain(label(low))
        let discount = (discounts[highRank] - discounts[lowRank]).magnitude
        var change = gap * discount * inverseBest[query]
        if normalises, differ { change /= Double(Float(0.01)) + difference.magnitude }
        var slope = table[difference]
        var curvature = slope * (1 - slope)
        slope *= -sigmoid * change
        curvature *= sigmoid * sigmoid * change
        derivatives[low].x -= Float(slope)
        derivatives[low].y += Float(curvature)
        derivatives[high].x += Float(slope)
        derivatives[high].y += Float(curvature)
        total -= 2 * slope
      }
    }
    guard normalises, total > 0 else { return }
    let factor = Exact.log(1 + total) * 0x1.71547652b82fep0 / total
    for i in 0..<count {
      derivatives[i] = Derivatives(
        Float(Double(derivatives[i].x) * factor), Float(Double(derivatives[i].y) * factor))
    }
  }
}

/// What a relevance is worth: 2ʳ − 1.
func rankGain(_ label: Float) -> Double { Double(1 << Int(label) - 1) }

/// What a place is worth: 1 / log₂(2 + rank), ranks from 0.
func rankDiscounts(_ count: Int) -> [Double] {
  (0..<count).map { 1 / log2(2 + Double($0)) }
}

/// The binary logarithm, exact for powers of two.
private func log2(_ x: Double) -> Double {
  if x.significand == 1 { return Double(x.exponent) }
  return Exact.log(x) * 0x1.71547652b82fep0
}

/// 1 / (1 + eˢˣ) at 2²⁰ places, as coarse as the original's.
private struct SigmoidTable: Sendable {
  private let values: [Double]
  private let least: Double
  private let factor: Double

  init(_ sigmoid: Double) {
    let count = 1 << 20
    let least = -50 / sigmoid / 2
    let factor = Double(count) / (-least - least)
    self.least = least
    self.factor = factor
    values = (0..<count).map { 1 / (1 + Exact.exp((Double($0) / factor + least) * sigmoid)) }
  }

  subscript(x: Double) -> Double {
    guard x > least else { return values[0] }
    if x >= -least { return values[values.count - 1] }
    return values[Int((x - least) * factor)]
  }
}
