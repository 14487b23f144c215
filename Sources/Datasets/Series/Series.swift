import Exact

/// Equally spaced numbers of several channels: a dataset of the schema `forecasting/1`.
///
/// Every number is finite, except where ``observed`` says that it is missing.
public struct Series: Sendable {
  /// What the dataset is.
  public let about: About
  /// The numbers, [time, channel].
  public let values: Rows
  /// The name of each channel.
  public let channels: [String]
  /// When the rows were taken; nil for a series without dates.
  public let time: TimeAxis?
  /// Where the parts of the usual split end; nil where there is no usual one.
  public let bounds: SplitBounds?
  /// The rows after which the series is expected to repeat; nil where nothing is known.
  public let season: Int?
  /// Which numbers were observed; nil where all were.
  public let observed: Mask?
  /// What the numbers of each channel are like.
  public let summaries: [ChannelSummary]

  /// The number of rows.
  public var count: Int { values.count }

  /// A series of these parts, all of which are checked.
  ///
  /// - Throws: `badData` with all that is wrong with them.
  public init(
    about: About, values: Rows, channels: [String], time: TimeAxis? = nil,
    bounds: SplitBounds? = nil, season: Int? = nil, observed: Mask? = nil
  ) throws(DataError) {
    var inspection = Inspection(about.name)
    self = try Series(
      about: about, values: values, channels: channels, time: time, bounds: bounds, season: season,
      observed: observed, &inspection, root: "")
  }

  /// Checks the parts of a series of a file, in which other problems may have been found; no channels
  /// where there is a problem with them.
  init(
    about: About, values: Rows, channels: [String]?, time: TimeAxis?, bounds: SplitBounds?,
    season: Int?, observed: Mask?, _ inspection: inout Inspection, root: String
  ) throws(DataError) {
    self.about = about
    self.values = values
    self.channels = channels ?? []
    self.time = time
    self.bounds = bounds
    self.season = season
    self.observed = observed
    if let channels {
      inspection.checkNames(channels, at: "\(root)/channels")
      if channels.count != values.width {
        inspection.note(
          "\(root)/channels", expected: "\(values.width) names, one for each channel",
          found: "\(channels.count)")
      }
    }
    if values.count == 0 {
      inspection.note("\(root)/values", expected: "at least one row", found: "none")
    }
    if let time, time.time(of: values.count - 1) == nil {
      inspection.note(
        "\(root)/@step", expected: "a series that ends before the year 10000",
        found: "\(values.count) steps of \(time.step) from \(time.start)")
    }
    if let bounds, !bounds.fits(values.count) {
      inspection.note(
        "\(root)/@split", expected: "three rising ends, of at least 1 and at most \(values.count)",
        found: "\(bounds)",
        advice: "give the ends of training, validation and test, such as [8640, 11520, 14400]")
    }
    if let season, !(1..<max(2, values.count)).contains(season) {
      inspection.note(
        "\(root)/@season", expected: "a number of rows from 1 to less than \(values.count)",
        found: "\(season)")
    }
    if let observed, (observed.count, observed.width) != (values.count, values.width) {
      inspection.note(
        "\(root)/observed", expected: "shape [\(values.count), \(values.width)], as /values",
        found: "[\(observed.count), \(observed.width)]")
      try inspection.finish()
    }
    summaries = try ChannelSummary.summarise(
      values, observed, channels: self.channels, &inspection, root: root)
    try inspection.finish()
  }

  /// The digest of what results depend on: numbers, names, dates, split, season and mask.
  ///
  /// The same for a file of another compression, chunking, byte order or width of numbers, as long as
  /// the numbers are equal when read as Float32. The tensors are `schema`, `values`, `channels`, and those
  /// of `start` (seconds since 1970), `step` (as text), `split`, `season` and `observed` (bytes) that there are.
  public func digest() throws(DataError) -> Digest {
    var digest = TensorDigest()
    digest.add("schema", shape: [], [Schema.forecasting.rawValue])
    var numbers = StreamedDigest(floats: [values.count, values.width])
    try values.scan(0..<values.count) { (block, elements) throws(DataError) in
      numbers.update(UnsafeBufferPointer(start: elements, count: block.count * values.width))
    }
    digest.add("values", numbers.finalize())
    digest.add("channels", shape: [channels.count], channels)
    if let time {
      digest.add("start", shape: [], [Int64(time.start.secondsSince1970)])
      digest.add("step", shape: [], [time.step.description])
    }
    if let bounds {
      digest.add(
        "split", shape: [3], [bounds.train, bounds.validation, bounds.test].map { Int64($0) })
    }
    if let season { digest.add("season", shape: [], [Int64(season)]) }
    if let observed {
      var bytes = StreamedDigest(bytes: [observed.count, observed.width])
      for first in stride(from: 0, to: observed.count, by: 65_536) {
        let block = try observed.read(first..<min(first + 65_536, observed.count))
        block.withUnsafeBufferPointer { bytes.update($0) }
      }
      digest.add("observed", bytes.finalize())
    }
    return digest.finalize()
  }
}
