/// A way to make a dataset of files of another kind.
public enum Importer: String, Sendable, CaseIterable {
  /// A table with a column for each channel of a series.
  case wideSeries = "wide-series"
  /// A table with a row for each moment and series.
  case longSeries = "long-series"
  /// A table of rows to learn from.
  case table
  /// A table of interactions.
  case interactions
  /// Atomic files of RecBole: `.inter`, and `.user` and `.item` if there are.
  case recbole
  /// `ratings.csv` and `movies.csv` of MovieLens.
  case movielens
  /// An electricity transformer dataset.
  case ett
  /// The exchange rates of Lai et al.
  case exchangeRate = "exchange-rate"
  /// The processed data of experiment 5 of Kirkaldy et al., a file for each cell.
  case kirkaldy
  /// The charging features of the cells of Zhu et al., a file for each cell.
  case tju

  /// Makes a dataset of some files.
  ///
  /// - Throws: `usage` for options that are missing or files that do not belong together, `badData` with
  ///   what is wrong with the files.
  public func read(
    _ files: [SourceFile], _ options: ImportOptions = ImportOptions()
  ) throws(DataError) -> Dataset {
    let paths = files.map { $0.path }
    switch self {
    case .wideSeries:
      let file = try single(files)
      let csv = try CSV(file.bytes, subject: file.path, format: options.format())
      return .series(try SeriesImport.wide(csv, options, about: options.about(paths)))
    case .longSeries:
      let file = try single(files)
      let csv = try CSV(file.bytes, subject: file.path, format: options.format())
      return .series(try SeriesImport.long(csv, options, about: options.about(paths)))
    case .table:
      let file = try single(files)
      let csv = try CSV(file.bytes, subject: file.path, format: options.format())
      return .table(try TableImport.table(csv, options, about: options.about(paths)))
    case .interactions:
      let file = try single(files)
      let csv = try CSV(file.bytes, subject: file.path, format: options.format())
      return .interactions(
        try InteractionImport.table(csv, options, about: options.about(paths)))
    case .recbole: return .interactions(try InteractionImport.atomic(files, options))
    case .movielens: return .interactions(try InteractionImport.movielens(files, options))
    case .ett: return .series(try Benchmarks.ett(try single(files), options))
    case .exchangeRate: return .series(try Benchmarks.exchangeRate(try single(files), options))
    case .kirkaldy: return .cells(try BatteryImport.kirkaldy(files, options))
    case .tju: return .cells(try BatteryImport.tju(files, options))
    }
  }

  private func single(_ files: [SourceFile]) throws(DataError) -> SourceFile {
    guard files.count == 1 else {
      throw DataError(
        .usage, rawValue, expected: "one file", found: "\(files.count)",
        advice: "import each on its own")
    }
    return files[0]
  }
}
