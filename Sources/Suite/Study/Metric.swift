/// Something that is measured, and which way it is better.
public struct Metric: Sendable, Equatable {
  /// Which of two values is the better one.
  public enum Better: Sendable {
    /// The smaller one: errors.
    case lower
    /// The greater one: accuracies.
    case higher
  }

  /// The name in files.
  public let name: String
  /// The heading in tables.
  public let title: String
  /// Which of two values is the better one.
  public let better: Better
  /// Decimals in tables; files hold every digit.
  public let decimals: Int

  /// A metric; its heading is its name in capitals unless given.
  public init(_ name: String, _ title: String? = nil, better: Better, decimals: Int = 4) {
    self.name = name
    self.title = title ?? name.uppercased()
    self.better = better
    self.decimals = decimals
  }
}

/// A table of a report: a row for each model, a column for each variant and metric.
public struct ReportTable: Sendable, Equatable {
  /// The name of its file, `tables/name.md`.
  public let name: String
  /// The split whose scores it shows.
  public let split: String
  /// The names of its metrics.
  public let metrics: [String]

  /// A table of metrics on a split, of which it has the name unless one is given.
  public init(_ name: String, split: String? = nil, metrics: [String]) {
    (self.name, self.split, self.metrics) = (name, split ?? name, metrics)
  }
}
