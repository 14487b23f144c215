import Exact

/// The scores of one dataset, summed up over seeds and compared among models.
package struct Summary {
  /// A metric on a split, of one model and variant, over all seeds.
  package struct Row {
    let variant: String
    let model: String
    let split: String
    let metric: Metric
    /// The values, in the order of the seeds.
    let values: [Double]
    let mean: Double
    let deviation: Double?
    let interval: (low: Double, high: Double)?
    /// The place among the models, from 1; models that are equal share the mean of their places.
    package var rank = 0.0
    /// The mean less the baseline's.
    package var difference: Double?
    package var test: Comparing.Paired?
  }

  package private(set) var rows: [Row] = []

  /// Sums up cells in the order of the tables.
  package init(
    _ cells: [(CellIdentity, Outcome)], metrics: [Metric], baseline: String,
    by comparing: Comparing
  ) {
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
          rows.append(
            Row(
              variant: identity.variant, model: identity.model, split: split, metric: metric,
              values: values, mean: comparing.mean(values),
              deviation: comparing.deviation(values),
              interval: comparing.interval(values, key["interval"])))
        }
      }
    }
    rank()
    compare(with: baseline, by: comparing)
  }

  private func peers(of row: Row) -> [Row] {
    rows.filter {
      $0.variant == row.variant && $0.split == row.split && $0.metric == row.metric
    }
  }

  private mutating func rank() {
    for (index, row) in rows.enumerated() {
      let means = peers(of: row).map(\.mean)
      let better = means.count { row.metric.better == .lower ? $0 < row.mean : $0 > row.mean }
      let equal = means.count { $0 == row.mean }
      rows[index].rank = Double(better) + Double(equal + 1) / 2
    }
  }

  private mutating func compare(with baseline: String, by comparing: Comparing) {
    for (index, row) in rows.enumerated() where row.model != baseline {
      guard let other = peers(of: row).first(where: { $0.model == baseline }) else { continue }
      rows[index].difference = row.mean - other.mean
      // A model without seeds has one value, which stands beside each of the other's.
      let count = max(row.values.count, other.values.count)
      guard [1, count].contains(row.values.count), [1, count].contains(other.values.count) else {
        continue
      }
      func paired(_ values: [Double]) -> [Double] {
        values.count == count ? values : [Double](repeating: values[0], count: count)
      }
      let key = Key(seed: 0)["summary"][row.variant][row.model][row.split][row.metric.name]
      rows[index].test = comparing.test(paired(row.values), paired(other.values), key["test"])
    }
  }

  /// `summary.csv`; what there is not is empty.
  package func table(dataset: String, baseline: String) -> CSVTable {
    var table = CSVTable([
      "dataset", "variant", "model", "split", "metric", "seeds", "mean", "sd", "low", "high",
      "rank", "baseline", "difference", "p", "test",
      "warning",
    ])
    for row in rows {
      let isCompared = row.difference != nil
      table.rows.append([
        dataset, row.variant, row.model, row.split, row.metric.name, canonical(row.values.count),
        canonical(row.mean), text(row.deviation), text(row.interval?.low),
        text(row.interval?.high), canonical(row.rank), isCompared ? baseline : "",
        text(row.difference), text(row.test?.p), row.test?.method ?? "",
        row.test?.warning ?? "",
      ])
    }
    return table
  }
}

private func text(_ number: Double?) -> String { number.map { canonical($0) } ?? "" }

extension Array {
  /// The first of the elements that are called the same, in their order.
  func uniqued(_ name: (Element) -> String) -> [Element] {
    var seen = Set<String>()
    return filter { seen.insert(name($0)).inserted }
  }
}
