/// Series of the forecasting literature, as their authors publish them.
enum Benchmarks {
  /// An electricity transformer dataset (ETTh1, ETTh2, ETTm1, ETTm2), with the bounds of the usual
  /// protocol: twelve, four and four months of thirty days.
  ///
  /// Rows after those are not used by it, but kept.
  static func ett(
    _ file: SourceFile, _ options: ImportOptions
  ) throws(DataError) -> Series {
    let path = file.path
    let csv = try CSV(file.bytes, subject: path)
    let expected = ["date", "HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT"]
    guard csv.header == expected else {
      throw DataError(
        .badData, path, at: "line 1", expected: "the columns \(expected.joined(separator: ", "))",
        found: csv.header.joined(separator: ", "),
        advice: "import another table as a wide series")
    }
    var options = options
    let about = options.about(
      [path],
      About(
        name: options.about([path]).name, license: "CC BY-ND 4.0",
        source: "Zhou et al. 2021 (arXiv:2012.07436), github.com/zhouhaoyi/ETDataset",
        description: "Six load features and the oil temperature of an electricity transformer."))
    let first = try SeriesImport.wide(csv, options, about: about)
    guard case .seconds(let step)? = first.time?.step, 86_400 % step == 0, options.split == nil
    else { return first }
    let month = 30 * 86_400 / step
    options.split = SplitBounds(train: 12 * month, validation: 16 * month, test: 20 * month)
    return try SeriesImport.wide(csv, options, about: about)
  }

  /// The eight daily exchange rates of Lai and others, 2018: numbers alone, without names and dates.
  ///
  /// Also takes the copy of the same table with a header of numbers.
  static func exchangeRate(
    _ file: SourceFile, _ options: ImportOptions
  ) throws(DataError) -> Series {
    let (path, bytes) = (file.path, file.bytes)
    let bare = CSVFormat(hasHeader: false)
    var csv = try CSV(bytes, subject: path, format: bare)
    if csv.count > 0, (0..<csv.width).allSatisfy({ csv.text(0, $0) == "\($0)" }) {
      csv = try CSV(bytes, subject: path)
    }
    let countries = [
      "Australia", "Britain", "Canada", "Switzerland", "China", "Japan", "New Zealand",
      "Singapore",
    ]
    guard csv.width == countries.count else {
      throw DataError(
        .badData, path, expected: "the rates of 8 countries", found: "\(csv.width) columns",
        advice: "import another table as a wide series")
    }
    let numbers = try (0..<csv.width).map { (column) throws(DataError) in try csv.floats(column) }
    var elements: [Float] = []
    for row in 0..<csv.count { for column in numbers { elements.append(column[row]) } }
    let about = options.about(
      [path],
      About(
        name: "exchange-rate", license: "none found",
        source: "Lai et al. 2018 (arXiv:1703.07015), "
          + "github.com/laiguokun/multivariate-time-series-data",
        description: "Daily exchange rates of eight countries from 1990 to 2016, without dates."))
    return try Series(
      about: about, values: Rows(elements, width: countries.count), channels: countries,
      bounds: options.split, season: options.season ?? 5)
  }
}
