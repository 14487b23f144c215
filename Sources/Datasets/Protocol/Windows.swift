/// Pairs of a stretch of a series and the stretch after it, over a range of its rows, without copying it.
///
/// Window i begins at row `first + i · stride`: it has `lookBack` rows of input and then `horizon` rows of
/// target. Any thread may gather.
public struct Windows: Sendable {
  /// Rows of input of a window.
  public let lookBack: Int
  /// Rows of target of a window.
  public let horizon: Int
  /// Rows from one window to the next.
  public let stride: Int
  /// The rows that the windows cover, inputs included.
  public let rows: Range<Int>
  /// The number of windows.
  public let count: Int
  /// The names of the channels.
  public let channels: [String]
  /// The calendar features of the rows; nil for a series without dates.
  public let calendar: CalendarMarks?
  /// The scale of the numbers; nil where they are as in the series.
  public let scaler: Scaler?
  private let values: Rows

  init(_ split: SeriesSplit, rows: Range<Int>, lookBack: Int, horizon: Int, stride: Int) {
    self.lookBack = lookBack
    self.horizon = horizon
    self.stride = stride
    self.rows = rows
    count = (rows.count - lookBack - horizon) / stride + 1
    channels = split.series.channels
    calendar = split.series.time.flatMap { CalendarMarks($0, rows: split.series.count) }
    scaler = split.scaler
    values = split.values
  }

  /// The row of the series at which a window's input begins.
  public func firstRow(of window: Int) -> Int {
    guard (0..<count).contains(window) else {
      fatalError("window \(window): expected one of 0..<\(count)")
    }
    return rows.lowerBound + window * stride
  }

  /// Writes some windows one after the other: `inputs` [window, lookBack, channel] and `targets`
  /// [window, horizon, channel].
  ///
  /// - Throws: when a file that was readable is so no more; never for numbers in memory.
  public func gather(
    _ windows: some Sequence<Int>, inputs: UnsafeMutablePointer<Float>,
    targets: UnsafeMutablePointer<Float>
  ) throws(DataError) {
    let (inputSize, targetSize) = (lookBack * channels.count, horizon * channels.count)
    var (inputs, targets) = (inputs, targets)
    for window in windows {
      let first = firstRow(of: window)
      try values.copy(first..<first + lookBack, to: inputs)
      try values.copy(first + lookBack..<first + lookBack + horizon, to: targets)
      inputs += inputSize
      targets += targetSize
    }
  }

  /// Writes the calendar features of some windows: of the inputs [window, lookBack, 4] and of the targets
  /// [window, horizon, 4].
  ///
  /// There must be a ``calendar``.
  public func gatherMarks(
    _ windows: some Sequence<Int>, inputs: UnsafeMutablePointer<Float>,
    targets: UnsafeMutablePointer<Float>
  ) {
    guard let calendar else { fatalError("calendar features of a series without dates") }
    var (inputs, targets) = (inputs, targets)
    for window in windows {
      let first = firstRow(of: window)
      calendar.copy(first..<first + lookBack, to: inputs)
      calendar.copy(first + lookBack..<first + lookBack + horizon, to: targets)
      inputs += lookBack * CalendarMarks.width
      targets += horizon * CalendarMarks.width
    }
  }

  /// The windows in batches, in order; the last has what is left, nothing is dropped.
  public func batches(of size: Int) -> [Range<Int>] {
    guard size > 0 else { fatalError("batches of \(size) windows: expected at least 1") }
    return Swift.stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}

/// Windows over the three parts of a series; those of the test are sealed until a model is selected.
public struct WindowSplit: Sendable {
  /// The windows to train on.
  public let train: Windows
  /// The windows to select a model on.
  public let validation: Windows
  /// The windows to score the selected model on, once.
  public let test: Sealed<Windows>
  /// The number of test windows, which may be known before.
  public let testCount: Int
}
