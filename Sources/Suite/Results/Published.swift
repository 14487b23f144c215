import Exact
import Statistics

/// A number that somebody published, to stand beside ours.
public struct Published: Sendable, Equatable {
  let dataset: String
  let variant: String
  let model: String
  let split: String
  let metric: String
  /// As it is printed: its decimals say how exact it is.
  let value: String
  /// Where it is printed.
  let source: String
  /// Why ours may differ; empty where nothing is known.
  let remark: String

  /// A published number.
  ///
  /// - Parameters:
  ///   - value: the number as it is printed, such as "0.380": its decimals say how exact it is.
  ///   - metric: the name of the metric.
  ///   - model: the name of the model.
  ///   - dataset: the name of the dataset.
  ///   - variant: the description of the variant.
  ///   - split: the split that was scored.
  ///   - source: paper and table.
  ///   - remark: why ours may differ.
  public init(
    _ value: String, metric: String, model: String, dataset: String, variant: String,
    split: String = "test", source: String, remark: String = ""
  ) {
    guard Double(value)?.isFinite ?? false else {
      fatalError("a published \(metric) of \(model): expected a number, got \"\(value)\"")
    }
    self.value = value
    self.metric = metric
    self.model = model
    self.dataset = dataset
    self.variant = variant
    self.split = split
    self.source = source
    self.remark = remark
  }

  /// What became of a published number.
  package enum Status: String {
    /// Ours is the same, as exactly as it is printed.
    case reproduced
    /// Not the same, but no further from the mean than two standard deviations of the seeds.
    case within = "within the seeds' spread"
    case better
    case worse
  }

  package func status(_ row: Comparison.Row) -> Status {
    let decimals = value.split(separator: ".").dropFirst().first?.count ?? 0
    guard let number = Double(value) else { return .worse }
    if Double(decimal(row.summary.mean, decimals)) == number { return .reproduced }
    let distance = row.summary.mean - number
    if let deviation = row.summary.standardDeviation, distance.magnitude <= 2 * deviation {
      return .within
    }
    return (distance < 0) == (row.metric.better == .lower) ? .better : .worse
  }
}

extension Comparison {
  /// `published.csv`: published numbers beside ours; nil where there are none.
  package func table(of published: [Published], dataset: String) -> CSVTable? {
    var table = CSVTable([
      "dataset", "variant", "model", "split", "metric", "published", "seeds", "mean", "sd",
      "difference", "status", "source", "remark",
    ])
    for number in published where number.dataset == dataset {
      let row = rows.first {
        $0.variant == number.variant && $0.model == number.model && $0.split == number.split
          && $0.metric.name == number.metric
      }
      guard let row, let value = Double(number.value) else { continue }
      table.rows.append([
        dataset, row.variant, row.model, row.split, row.metric.name, number.value,
        canonical(row.summary.count), canonical(row.summary.mean),
        text(row.summary.standardDeviation),
        canonical(row.summary.mean - value),
        number.status(row).rawValue, number.source, number.remark,
      ])
    }
    return table.rows.isEmpty ? nil : table
  }

  /// The same for people.
  func printed(_ published: [Published], of study: some Study, dataset: String) -> PrintedTable? {
    guard let table = table(of: published, dataset: dataset) else { return nil }
    let metrics = study.metrics
    return PrintedTable(
      title: "\(study.name), \(dataset), published numbers and ours",
      header: ["model", study.variantKind, "metric", "published", "ours", "status", "source"],
      rows: table.rows.map { row in
        let metric = metrics.first { $0.name == row[4] }
        let mean = Double(row[7]).map { decimal($0, metric?.decimals ?? 4) } ?? ""
        let deviation = Double(row[8]).map { " ± " + decimal($0, metric?.decimals ?? 4) } ?? ""
        let remark = row[12].isEmpty ? "" : ": \(row[12])"
        return [
          row[2], row[1], metric?.title ?? row[4], row[5], mean + deviation, row[10] + remark,
          row[11],
        ].map { PrintedTable.Entry(text: $0) }
      },
      caption: "Reproduced: the same, as exactly as it is printed. Within the seeds' spread: no "
        + "further from our mean than two standard deviations.")
  }
}
