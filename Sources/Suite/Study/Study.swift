import Exact

/// A question, and all that it takes to answer it: datasets, models, protocol, metrics and tables.
///
/// A type with `@main` that conforms is an executable with the whole command line of the suite. A study
/// falls into cells, one for each dataset, variant, model and seed; only ``run(_:)`` computes anything.
public protocol Study: Sendable {
  /// What ``run(_:)`` gets of a dataset's file.
  associatedtype Dataset: StudyDataset
  /// One of the ways in which the question is asked, such as a forecasting horizon; its description is its
  /// name in files and on command lines.
  associatedtype Variant: Sendable & CustomStringConvertible
  /// What a ``ModelChoice`` makes of its parameters.
  associatedtype Model

  /// The study, of which there is only one.
  init()
  /// Its name: that of its executable and of its folder of results, in lower case with hyphens.
  var name: String { get }
  /// What it asks, in one sentence.
  var question: String { get }
  /// What the variants are, as the heading of a table: "horizon".
  var variantKind: String { get }
  /// The model that all others are compared with.
  var baseline: String { get }
  /// What is measured, in the order of the tables.
  var metrics: [Metric] { get }
  /// The tables that a report would print.
  var tables: [ReportTable] { get }

  /// Numbers that others published, to stand beside ours.
  var published: [Published] { get }

  /// The datasets that it is asked of.
  func datasets(_ profile: Profile) -> [DatasetUse]
  /// The ways in which it is asked of each dataset.
  func variants(_ profile: Profile) -> [Variant]
  /// The way that a word of a command line names; nil where there is none.
  func variant(_ text: String) -> Variant?
  /// The models that answer.
  func models(_ profile: Profile) -> [ModelChoice<Self>]
  /// The seeds with which each model is run.
  func seeds(_ profile: Profile) -> [Int]

  /// Sees, before anything is run, that a model can answer for a dataset and a variant; throws where it cannot.
  func check(_ model: Model, on dataset: Dataset, _ variant: Variant) throws

  /// Computes one cell: a pure function of what the cell holds, called on any thread.
  func run(_ cell: Cell<Self>) throws -> Outcome
}

extension Study {
  /// "variant".
  public var variantKind: String { "variant" }

  /// None.
  public var published: [Published] { [] }

  /// One that some profile declares.
  public func variant(_ text: String) -> Variant? {
    Profile.allCases.flatMap { variants($0) }.first { $0.description == text }
  }

  /// Nothing: every model can.
  public func check(_ model: Model, on dataset: Dataset, _ variant: Variant) throws {}

  /// One table, of all metrics on the split `test`.
  public var tables: [ReportTable] { [ReportTable("test", metrics: metrics.map(\.name))] }
}

/// A dataset as a study gets it.
public protocol StudyDataset: Sendable {
  /// Opens a file and checks it.
  init(opening path: String) throws
  /// The digest of everything that results depend on, however the file stores it.
  func digest() throws -> Digest
}

/// How much of a study is run.
public enum Profile: String, Sendable, CaseIterable {
  /// Seconds: what tests and a first look take.
  case quick
  /// Minutes: what `make experiments` runs.
  case standard
  /// The published protocol in full.
  case paper
}
