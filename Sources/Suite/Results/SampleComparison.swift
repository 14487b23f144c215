import Exact
import Statistics

/// The models of one dataset and variant compared sample by sample, where cells say the loss of every sample.
///
/// Each pair by Diebold and Mariano's test over all samples; all together by Friedman's test and Nemenyi's groups over
/// samples that do not overlap. A model's loss of a sample is the mean over its seeds.
package struct SampleComparison {
  /// Two models and the test of their losses.
  package struct Pair {
    package let first: String
    package let second: String
    /// Nil where the samples are too few for it.
    package let test: DieboldMarianoTest?
    /// Holm's correction of the p-value over all pairs that have one.
    package var correctedPValue: Double?
  }

  package let variant: String
  package let metric: String
  package let models: [String]
  /// The samples that each was scored on.
  package let samples: Int
  package let overlap: Int
  package let pairs: [Pair]
  /// Samples that share nothing, one for every `overlap`.
  package let blocks: Int
  /// Nil for fewer than two blocks.
  package let ranks: (test: FriedmanTest, groups: Nemenyi)?

  /// Below so many samples that do not overlap, the variance that the test of pairs rests on is hardly known.
  private static let fewBlocks = 10

  /// Compares the models of each variant; of those without losses, or with fewer than two models, there is none.
  package static func all(
    _ cells: [(CellIdentity, Outcome)]
  ) throws(StatisticsError) -> [SampleComparison] {
    var found: [SampleComparison] = []
    for variant in cells.map(\.0.variant).uniqued({ $0 }) {
      let cells = cells.filter { $0.0.variant == variant }
      if let comparison = try SampleComparison(variant, cells) { found.append(comparison) }
    }
    return found
  }

  private init?(
    _ variant: String, _ cells: [(CellIdentity, Outcome)]
  ) throws(StatisticsError) {
    let all = cells.compactMap { cell, outcome in outcome.losses.map { (cell.model, $0) } }
    let names = all.map(\.0).uniqued { $0 }
    guard names.count > 1, let shape = all.first?.1 else { return nil }
    for (model, losses) in all
    where losses.numbers.count != shape.numbers.count || losses.overlap != shape.overlap
      || losses.metric != shape.metric
    {
      fatalError(
        "the losses of \(model): expected \(shape.numbers.count) of \(shape.metric), "
          + "got \(losses.numbers.count) of \(losses.metric)")
    }
    self.variant = variant
    (metric, samples, overlap) = (shape.metric, shape.numbers.count, shape.overlap)
    models = names
    let means = names.map { name in
      let runs = all.filter { $0.0 == name }.map(\.1.numbers)
      return shape.numbers.indices.map { sample in
        runs.reduce(0) { $0 + $1[sample] } / Double(runs.count)
      }
    }
    var pairs: [Pair] = []
    for first in names.indices {
      for second in names.indices.dropFirst(first + 1) {
        let test =
          shape.numbers.count > max(1, shape.overlap)
          ? try DieboldMarianoTest(means[first], means[second], horizon: shape.overlap) : nil
        pairs.append(Pair(first: names[first], second: names[second], test: test))
      }
    }
    let tested = pairs.indices.filter { pairs[$0].test?.pValue != nil }
    let corrected = try holmCorrected(tested.compactMap { pairs[$0].test?.pValue })
    for (pair, value) in zip(tested, corrected) { pairs[pair].correctedPValue = value }
    self.pairs = pairs

    let apart = Array(stride(from: 0, to: shape.numbers.count, by: shape.overlap))
    blocks = apart.count
    guard apart.count > 1 else {
      ranks = nil
      return
    }
    let test = try FriedmanTest(
      apart.map { sample in means.map { $0[sample] } }, better: .lower)
    ranks = (test, try test.nemenyi())
  }

  /// What makes the tests of pairs doubtful; nil where nothing does.
  private var warning: String? {
    if samples <= overlap { return "\(samples) samples are too few for an overlap of \(overlap)" }
    guard blocks < SampleComparison.fewBlocks else { return nil }
    return "\(blocks) samples do not overlap: too few for the variance of the difference"
  }

  /// What makes the ranks doubtful; nil where nothing does.
  private var rankWarning: String? {
    guard let groups = ranks?.groups else {
      return "a single sample does not overlap: no ranks"
    }
    guard groups.criticalDifference > Double(models.count - 1) else { return nil }
    return "\(blocks) samples: no ranks of \(models.count) models can be as far apart as the "
      + "critical difference"
  }
}

extension SampleComparison {
  /// `diebold_mariano.csv`; what there is not is empty.
  package static func pairTable(_ all: [SampleComparison], dataset: String) -> CSVTable {
    var table = CSVTable([
      "dataset", "variant", "metric", "first", "second", "samples", "overlap", "difference",
      "statistic", "p", "p_holm", "warning",
    ])
    for comparison in all {
      for pair in comparison.pairs {
        let warnings = [comparison.warning, pair.test?.note.map(words)].compactMap { $0 }
        table.rows.append([
          dataset, comparison.variant, comparison.metric, pair.first, pair.second,
          canonical(comparison.samples), canonical(comparison.overlap),
          text(pair.test?.meanDifference), text(pair.test?.statistic), text(pair.test?.pValue),
          text(pair.correctedPValue), warnings.joined(separator: "; "),
        ])
      }
    }
    return table
  }

  /// `ranks.csv`; what there is not is empty.
  package static func rankTable(_ all: [SampleComparison], dataset: String) -> CSVTable {
    var table = CSVTable([
      "dataset", "variant", "metric", "blocks", "model", "mean_rank", "groups",
      "critical_difference", "friedman_p", "iman_davenport_p", "warning",
    ])
    for comparison in all {
      let ranks = comparison.ranks
      for (index, model) in comparison.models.enumerated() {
        table.rows.append([
          dataset, comparison.variant, comparison.metric, canonical(comparison.blocks), model,
          text(ranks?.test.meanRanks[index]), comparison.letters(of: index),
          text(ranks?.groups.criticalDifference), text(ranks?.test.chiSquarePValue),
          text(ranks?.test.imanDavenportPValue), comparison.rankWarning ?? "",
        ])
      }
    }
    return table
  }

  /// A letter for each group of models closer than the critical difference that one belongs to.
  private func letters(of model: Int) -> String {
    let names = "abcdefghijklmnopqrstuvwxyz".map { String($0) }
    let groups = ranks?.groups.cliques ?? []
    return groups.indices.filter { groups[$0].contains(model) }
      .map { $0 < names.count ? names[$0] : "(\(canonical($0 + 1)))" }.joined()
  }

  /// The same for people: mean ranks, and each model against the baseline.
  static func printed(
    _ all: [SampleComparison], of study: some Study, dataset: String
  ) -> PrintedTable? {
    guard let first = all.first else { return nil }
    let models = all.flatMap(\.models).uniqued { $0 }
    let rows = models.map { model in
      [PrintedTable.Entry(text: model)]
        + all.flatMap { comparison in
          comparison.entries(of: model, against: study.baseline)
            .map { PrintedTable.Entry(text: $0) }
        }
    }
    let warnings = all.flatMap { comparison in
      [comparison.warning, comparison.rankWarning].compactMap { $0 }
        .map { " \(study.variantKind) \(comparison.variant): \($0)." }
    }
    return PrintedTable(
      title: "\(study.name), \(dataset), comparison by \(first.metric) of each sample",
      header: ["model"]
        + all.flatMap {
          let variant = "\(study.variantKind) \($0.variant)"
          return [
            "\(variant): mean rank of \($0.blocks)", "\(variant): against \(study.baseline)",
          ]
        },
      rows: rows,
      caption: "Mean ranks over samples that do not overlap; models that share a letter are closer "
        + "than Nemenyi's critical difference at 0.05. Against the baseline: Diebold and Mariano's "
        + "test over all samples, p corrected by Holm over all pairs." + warnings.joined())
  }

  private func entries(of model: String, against baseline: String) -> [String] {
    guard let index = models.firstIndex(of: model) else { return ["–", "–"] }
    let letters = letters(of: index)
    let rank = ranks.map {
      decimal($0.test.meanRanks[index], 2) + (letters.isEmpty ? "" : " " + letters)
    }
    let pair = pairs.first {
      ($0.first, $0.second) == (model, baseline) || ($0.first, $0.second) == (baseline, model)
    }
    guard let pair, let test = pair.test, let p = pair.correctedPValue else {
      return [rank ?? "–", "–"]
    }
    let difference = pair.first == model ? test.meanDifference : -test.meanDifference
    let word = difference < 0 ? "better" : difference > 0 ? "worse" : "equal"
    return [rank ?? "–", "\(word), p \(p < 0.0001 ? "< 0.0001" : decimal(p, 4))"]
  }
}

/// What is special about the losses of a pair, in words.
private func words(_ note: DieboldMarianoTest.Note) -> String {
  switch note {
  case .rectangularNotPositive:
    "variance by Bartlett's weights, since by equal ones it is not positive"
  case .equalLosses: "the losses are equal"
  case .constantDifference: "the losses differ by a constant"
  }
}
