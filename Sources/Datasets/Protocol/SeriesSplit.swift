import Exact

/// How a series is cut in time into training, validation and test.
public enum TimeCut: Hashable, Sendable {
  /// The bounds that the file gives; without any, 70 % training and 20 % test.
  case standard
  /// Parts of the rows, rounded down; what is between training and test is validation.
  case ratios(train: Double, test: Double)
  /// Given bounds.
  case bounds(SplitBounds)
}

/// A series that is cut in time into training, validation and test, scaled or not.
public struct SeriesSplit: Sendable {
  /// The series as it is.
  public let series: Series
  /// Where the parts end.
  public let bounds: SplitBounds
  /// The numbers, scaled if ``scaler`` is there.
  public let values: Rows
  /// The scale, fitted on the rows of training.
  public let scaler: Scaler?

  /// The names of channels that do not vary in training: scaled, they are what they differ from it by.
  public var constantChannels: [String] {
    (scaler?.constantColumns ?? []).map { series.channels[$0] }
  }

  /// The same cut of numbers scaled by what the rows of training are like.
  ///
  /// - Throws: when a file that was readable is so no more; never for numbers in memory.
  public func scaled(_ scaling: Scaling) throws(DataError) -> SeriesSplit {
    let scaler = try Scaler(fitting: scaling, to: series.values, rows: bounds.trainRows)
    return SeriesSplit(
      series: series, bounds: bounds, values: series.values.scaled(by: scaler), scaler: scaler)
  }

  /// Windows of `lookBack` rows and the `horizon` rows after them, over each part.
  ///
  /// Those of validation and test begin up to `lookBack` rows before their part, so that the first row
  /// to forecast is the part's first.
  ///
  /// - Throws: `badData` where a part is too short for a single window, or numbers are missing.
  public func windows(
    lookBack: Int, horizon: Int, stride: Int = 1
  ) throws(DataError) -> WindowSplit {
    guard lookBack > 0, horizon > 0, stride > 0 else {
      throw DataError(
        .usage, series.about.name, expected: "a look-back, a horizon and a stride of at least 1",
        found: "\(lookBack), \(horizon) and \(stride)")
    }
    var problems: [Problem] = []
    // Numbers that were not observed may be filled in already.
    if let (row, column) = try series.firstHole() {
      problems.append(
        Problem(
          "/values", expected: "numbers everywhere",
          found: "NaN at [\(row), \(column)], which is marked as missing",
          advice: "fill it in first, as filled(_:) does"))
    }
    for (name, rows, before) in [
      ("training", bounds.trainRows, 0), ("validation", bounds.validationRows, lookBack),
      ("test", bounds.testRows, lookBack),
    ] {
      let needed = lookBack + horizon - before
      if rows.count < needed {
        problems.append(
          Problem(
            "",
            expected: "at least \(needed) rows of \(name) for a look-back of \(lookBack) and "
              + "a horizon of \(horizon)",
            found: "\(rows.count)", advice: "shorten the look-back or the horizon"))
      } else if rows.lowerBound < before {
        problems.append(
          Problem(
            "", expected: "\(before) rows before \(name) to look back on",
            found: "\(rows.lowerBound)", advice: "shorten the look-back"))
      }
    }
    guard problems.isEmpty else { throw DataError(.badData, series.about.name, problems) }
    func part(_ rows: Range<Int>) -> Windows {
      Windows(self, rows: rows, lookBack: lookBack, horizon: horizon, stride: stride)
    }
    let test = part(bounds.validation - lookBack..<bounds.test)
    return WindowSplit(
      train: part(bounds.trainRows), validation: part(bounds.train - lookBack..<bounds.validation),
      test: Sealed(test), testCount: test.count)
  }

  /// The digest of where the parts end and of the scale.
  public var digest: Digest {
    var digest = TensorDigest()
    digest.add(
      "bounds", shape: [3], [bounds.train, bounds.validation, bounds.test].map { Int64($0) })
    if let scaler { digest.add("scaler", scaler.digest) }
    return digest.finalize()
  }
}

extension Series {
  /// Cuts the series in time.
  ///
  /// - Throws: `usage` for ratios and bounds that leave a part without rows.
  public func split(_ cut: TimeCut = .standard) throws(DataError) -> SeriesSplit {
    let ends: SplitBounds
    switch cut {
    case .standard: ends = bounds ?? ratioBounds(train: 0.7, test: 0.2)
    case .ratios(let train, let test):
      guard train > 0, test > 0, train + test < 1 else {
        throw DataError(
          .usage, about.name,
          expected: "parts above 0 for training and test that leave some between",
          found: "\(canonical(train)) and \(canonical(test))")
      }
      ends = ratioBounds(train: train, test: test)
    case .bounds(let bounds): ends = bounds
    }
    guard ends.fits(count) else {
      throw DataError(
        .usage, about.name,
        expected: "training, validation and test of at least one row each, of \(count) together",
        found: "parts that end at \(ends)")
    }
    return SeriesSplit(series: self, bounds: ends, values: values, scaler: nil)
  }

  private func ratioBounds(train: Double, test: Double) -> SplitBounds {
    let train = Int(Double(count) * train)
    return SplitBounds(
      train: train, validation: count - Int(Double(count) * test), test: count)
  }

  /// The first number that is NaN or infinite because it was not observed; nil where there is none.
  fileprivate func firstHole() throws(DataError) -> (row: Int, column: Int)? {
    guard observed != nil else { return nil }
    var hole: Int?
    try values.scan(0..<count) { (block, elements) throws(DataError) in
      guard hole == nil else { return }
      let first = block.lowerBound * values.width
      hole = (0..<block.count * values.width).first { !elements[$0].isFinite }.map { first + $0 }
    }
    return hole.map { ($0 / values.width, $0 % values.width) }
  }
}
