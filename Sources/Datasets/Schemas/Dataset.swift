import Exact
import HDF5

/// A dataset of any schema.
public enum Dataset: Sendable {
  /// Of `forecasting/1`.
  case series(Series)
  /// Of `tabular/1`.
  case table(Table)
  /// Of `interactions/1`.
  case interactions(Interactions)
  /// Of `battery/1`.
  case cells(BatteryCells)
  /// Of `embeddings/1`.
  case embeddings(Embeddings)

  /// Opens a file of the schema that it says it is of.
  ///
  /// - Throws: `missing`, or `badData` with all that is wrong with the file.
  public static func open(_ path: String) throws(DataError) -> Dataset {
    let file = try readingHDF5 { () throws(HDF5Error) in try HDF5File.open(path) }
    let name = try readingHDF5 { () throws(HDF5Error) -> String in
      try file.attribute("assay_schema")
    }
    switch Schema(rawValue: name) {
    case .forecasting: return .series(try Series(reading: file))
    case .tabular: return .table(try Table(reading: file))
    case .interactions: return .interactions(try Interactions(reading: file))
    case .battery: return .cells(try BatteryCells(reading: file))
    case .embeddings: return .embeddings(try Embeddings(reading: file))
    case nil:
      let known = Schema.allCases.map { $0.rawValue }.joined(separator: ", ")
      throw DataError(
        .badData, path, at: "/@assay_schema", expected: "one of \(known)", found: "\"\(name)\"")
    }
  }

  /// The schema it is of.
  public var schema: Schema {
    switch self {
    case .series: .forecasting
    case .table: .tabular
    case .interactions: .interactions
    case .cells: .battery
    case .embeddings: .embeddings
    }
  }

  /// What it is.
  public var about: About {
    switch self {
    case .series(let series): series.about
    case .table(let table): table.about
    case .interactions(let interactions): interactions.about
    case .cells(let cells): cells.about
    case .embeddings(let embeddings): embeddings.about
    }
  }

  /// The digest of what results depend on.
  public func digest() throws(DataError) -> Digest {
    switch self {
    case .series(let series): try series.digest()
    case .table(let table): try table.digest()
    case .interactions(let interactions): interactions.digest()
    case .cells(let cells): cells.digest()
    case .embeddings(let embeddings): try embeddings.digest()
    }
  }

  /// Writes a file of its schema.
  ///
  /// - Throws: `inputOutput`, and then nothing is left behind and an older file stays as it was.
  public func write(to path: String) throws(DataError) {
    switch self {
    case .series(let series): try series.write(to: path)
    case .table(let table): try table.write(to: path)
    case .interactions(let interactions): try interactions.write(to: path)
    case .cells(let cells): try cells.write(to: path)
    case .embeddings(let embeddings): try embeddings.write(to: path)
    }
  }
}
