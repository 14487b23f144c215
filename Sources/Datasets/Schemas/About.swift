/// What a dataset says about itself; no result depends on it.
public struct About: Hashable, Sendable {
  /// A short name.
  public var name: String
  /// The licence under which the data may be used, or that none was found.
  public var license: String
  /// Where the data come from: an address, a paper, a measurement.
  public var source: String
  /// What the data are, in a sentence or a paragraph.
  public var description: String

  /// Says what a dataset is.
  public init(name: String, license: String, source: String, description: String) {
    (self.name, self.license, self.source, self.description) = (name, license, source, description)
  }
}

/// A kind of dataset file, which its root attribute `assay_schema` names.
public enum Schema: String, Hashable, Sendable, CaseIterable {
  /// Equally spaced numbers of several channels: ``Series``.
  case forecasting = "forecasting/1"
  /// Rows of numbers and categories with a target: ``Table``.
  case tabular = "tabular/1"
  /// Users and items that met: ``Interactions``.
  case interactions = "interactions/1"
  /// Cells that aged: ``BatteryCells``.
  case battery = "battery/1"
  /// Vectors with names: ``Embeddings``.
  case embeddings = "embeddings/1"
}
