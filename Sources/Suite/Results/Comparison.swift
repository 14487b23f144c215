import Exact
import Statistics

/// The scores of one dataset, summed up over seeds and compared among models.
package struct Comparison {
  /// A metric on a split, of one model and variant, over all seeds.
  package struct Row {
    let variant: String
    let model: String
    let split: String
    let metric: Metric
    /// The values, in the order of the seeds.
    let values: [Double]
    package let summary: Summary
    /// The place among the models, once all are there.
    package var standing: Standing
    /// The mean less the baseline's, of pairs where there are some; nil for the baseline.
    package var difference: Double?
    /// How the baseline differs, seed by seed; nil where there are no two pairs.
    package var pairs: (bootstrap: PairedBootstrap, test: WilcoxonTest)?
  }

  /// Variants, in them models, in them splits, in them metrics.
  package private(set) var rows: [Row] = []

  /// Sums up cells in the order of the tables.
  ///
  /// Resampling is drawn from a key of the row's own names.
  package init(
    _ cells: [(CellIdentity, Outcome)], metrics: [Metric], baseline: String
  ) throws(StatisticsError) {
    for identity in cells.map(\.0).uniqued({ "\($0.variant)\n\($0.model)" }) {
      let outcomes = cells.filter {
        $0.0.variant == identity.variant && $0.0.model == identity.model
      }.map(\.1)
      let splits = outcomes.flatMap { $0.scores.map(\.split) }.uniqued { $0 }
      for split in splits {
        for metric in metrics {
          let values = outcomes.compactMap { outcome in
            outcome.scores.first { $0.split == split && $0.metric == metric.name }?.value
          }
          guard !values.isEmpty else { continue }
          let key = Key(seed: 0)["summary"][identity.variant][identity.model][split][metric.name]
          let summary = try Summary(values, bootstrap: Bootstrap(key["mean"]))
          rows.append(
            Row(
              variant: identity.variant, model: identity.model, split: split, metric: metric,
              values: values, summary: summary, standing: try standings([summary.mean])[0]))
        }
      }
    }
    try rank()
    try compare(with: baseline)
  }

  /// The rows of the same variant, split and metric.
  private func peers(of row: Row) -> [Int] {
    rows.indices.filter {
      rows[$0].variant == row.variant && rows[$0].split == row.split
        && rows[$0].metric == row.metric
    }
  }

  private mutating func rank() throws(StatisticsError) {
    for row in rows.uniqued({ "\($0.variant)\n\($0.split)\n\($0.metric.name)" }) {
      let places = peers(of: row)
      let all = try standings(
        places.map { rows[$0].summary.mean },
        better: row.metric.better == .lower ? .lower : .higher)
      for (place, standing) in zip(places, all) { rows[place].standing = standing }
    }
  }

  private mutating func compare(with baseline: String) throws(StatisticsError) {
    for (index, row) in rows.enumerated() where row.model != baseline {
      guard let other = peers(of: row).map({ rows[$0] }).first(where: { $0.model == baseline })
      else { continue }
      rows[index].difference = row.summary.mean - other.summary.mean
      // A model without seeds has one value, which stands beside each of the other's.
      let count = max(row.values.count, other.values.count)
      guard count > 1, [1, count].contains(row.values.count),
        [1, count].contains(other.values.count)
      else { continue }
      func paired(_ values: [Double]) -> [Double] {
        values.count == count ? values : [Double](repeating: values[0], count: count)
      }
      let (left, right) = (paired(row.values), paired(other.values))
      let key = Key(seed: 0)["summary"][row.variant][row.model][row.split][row.metric.name]
      rows[index].pairs = (
        try PairedBootstrap(left, right, bootstrap: Bootstrap(key["difference"])),
        try WilcoxonTest(left, right)
      )
      rows[index].difference = rows[index].pairs?.bootstrap.difference
    }
  }

  /// `summary.csv`; what there is not is empty.
  package func table(dataset: String, baseline: String) -> CSVTable {
    var table = CSVTable([
      "dataset", "variant", "model", "split", "metric", "seeds", "mean", "sd", "low", "high",
      "rank", "baseline", "difference", "difference_low", "difference_high", "wilcoxon_p",
      "warning",
    ])
    for row in rows {
      let interval = row.summary.interval
      let difference = row.pairs?.bootstrap.interval
      table.rows.append([
        dataset, row.variant, row.model, row.split, row.metric.name, canonical(row.summary.count),
        canonical(row.summary.mean), text(row.summary.standardDeviation), text(interval?.lower),
        text(interval?.upper), canonical(row.standing.rank),
        row.difference == nil ? "" : baseline, text(row.difference), text(difference?.lower),
        text(difference?.upper), text(row.pairs?.test.pValue),
        row.pairs?.test.warning?.description ?? "",
      ])
    }
    return table
  }
}

extension Array {
  /// The first of the elements that are called the same, in their order.
  func uniqued(_ name: (Element) -> String) -> [Element] {
    var seen = Set<String>()
    return filter { seen.insert(name($0)).inserted }
  }
}
