import HDF5

extension Series {
  /// The most bytes of numbers that are read into memory at once; of more, blocks are read when needed.
  public static let usualMemory = 64 << 20

  /// Opens a file of the schema `forecasting/1`.
  ///
  /// - `/values` [time, channel]: numbers of any width and byte order;
  /// - `/channels` [channel]: their names, as text of any kind;
  /// - `/observed` [time, channel], optional: whether each number was observed, as bool or 0 and 1;
  /// - attributes of the root: `assay_schema`, `name`, `license`, `source`, `description`, and, all
  ///   optional, `start` (text as `2016-07-01 00:00:00`, or seconds since 1970) with `step` (seconds, or text
  ///   as `1 hour`, `3 months`), `split` (the ends of training, validation and test), `season` (rows).
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - memory: bytes of numbers that may be in memory; a greater series is read in blocks.
  /// - Throws: `missing`, or `badData` with all that is wrong with the file.
  public static func open(
    _ path: String, memory: Int = Series.usualMemory
  ) throws(DataError) -> Series {
    let file = try readingHDF5 { () throws(HDF5Error) in try HDF5File.open(path) }
    return try Series(reading: file, memory: memory)
  }

  /// Reads a series from a file, or from a group that is laid out like one.
  public init(
    reading file: some HDF5Container, memory: Int = Series.usualMemory
  ) throws(DataError) {
    var inspection = Inspection(file.node.place.file)
    let path = file.node.place.path
    let root = path == "/" ? "" : path
    inspection.expect(.forecasting, in: file)
    let about = inspection.about(file)
    let time = inspection.timeAxis(of: file)
    let bounds = inspection.splitBounds(of: file)
    let season = inspection.wholeNumber("season", of: file)
    let dataset = inspection.numbers("values", axes: ["time", "channel"], in: file)
    let channels: [String]? = inspection.list("channels", axis: "channel", count: nil, in: file)
    if let dataset, dataset.shape[1] == 0 {
      inspection.note(
        place("values", in: file), expected: "at least one channel", found: "shape \(dataset.shape)"
      )
    }
    var values: Rows?
    if let dataset, dataset.shape[1] > 0 {
      do throws(DataError) {
        values = try Rows(reading: dataset, memory: memory)
      } catch {
        inspection.note(error)
      }
    }
    let observed = inspection.mask(of: file, memory: memory)
    guard let values else {
      try inspection.finish()
      fatalError("a series without values in a file without problems")
    }
    // What can be checked of the rest is, though the file may be refused whatever comes out.
    self = try Series(
      about: about ?? About(name: "", license: "", source: "", description: ""), values: values,
      channels: channels, time: time, bounds: bounds, season: season, observed: observed,
      &inspection, root: root)
  }

  /// Writes a file of the schema `forecasting/1`, gzipped; the same series gives the same bytes.
  ///
  /// - Throws: `inputOutput`, and then nothing is left behind and an older file stays as it was.
  public func write(to path: String) throws(DataError) {
    try writing(path) { (file) throws(DataError) in
      try file.describe(.forecasting, about)
      try readingHDF5 { () throws(HDF5Error) in
        if let time {
          try file.setAttribute("start", time.start.description)
          try file.setAttribute("step", time.step.description)
        }
        if let bounds {
          try file.setAttribute("split", [bounds.train, bounds.validation, bounds.test])
        }
        if let season { try file.setAttribute("season", season) }
        try file.write("channels", channels)
      }
      let rows = try readingHDF5 { () throws(HDF5Error) in
        try file.extendable(
          "values", of: Float.self, row: [values.width], compression: .deflate(4))
      }
      try values.scan(0..<count) { (block, elements) throws(DataError) in
        let block = Array(UnsafeBufferPointer(start: elements, count: block.count * values.width))
        try readingHDF5 { () throws(HDF5Error) in try rows.append(block) }
      }
      guard let observed else { return }
      let mask = try readingHDF5 { () throws(HDF5Error) in
        try file.extendable(
          "observed", of: Bool.self, row: [values.width], compression: .deflate(4))
      }
      for first in stride(from: 0, to: count, by: 65_536) {
        let block = try observed.read(first..<min(first + 65_536, count)).map { $0 != 0 }
        try readingHDF5 { () throws(HDF5Error) in try mask.append(block) }
      }
    }
  }
}

/// Creates a file, has `body` fill it, and puts it in place.
func writing(
  _ path: String, _ body: (HDF5File) throws(DataError) -> Void
) throws(DataError) {
  let file = try readingHDF5 { () throws(HDF5Error) in try HDF5File.create(path) }
  try body(file)
  try readingHDF5 { () throws(HDF5Error) in try file.commit() }
}

extension HDF5Container {
  /// Writes what every dataset says about itself.
  func describe(_ schema: Schema, _ about: About) throws(DataError) {
    try readingHDF5 { () throws(HDF5Error) in
      try setAttribute("assay_schema", schema.rawValue)
      try setAttribute("name", about.name)
      try setAttribute("license", about.license)
      try setAttribute("source", about.source)
      try setAttribute("description", about.description)
    }
  }
}

extension Inspection {
  /// When the rows were taken: the attributes `start` and `step`.
  fileprivate mutating func timeAxis(of file: some HDF5Container) -> TimeAxis? {
    let start = start(of: file)
    let step = step(of: file)
    if let start, let step { return TimeAxis(start: start, step: step) }
    let names = attempt { () throws(HDF5Error) in try file.attributeNames } ?? []
    for (name, other) in [("start", "step"), ("step", "start")]
    where names.contains(name) && !names.contains(other) {
      note(
        place("@\(other)", in: file), expected: "an attribute \"\(other)\" beside \"\(name)\"",
        found: "no such attribute", advice: "give both, or neither for a series without dates")
    }
    return nil
  }

  private mutating func start(of file: some HDF5Container) -> CivilTime? {
    let place = place("@start", in: file)
    let expected = "a moment as 2016-07-01 00:00:00, or whole seconds since 1970"
    if let text = try? file.attribute("start", as: String.self) {
      if let time = CivilTime(text) { return time }
      note(place, expected: expected, found: "\"\(text)\"")
    } else if let seconds = wholeNumber("start", of: file) {
      if let time = CivilTime(secondsSince1970: seconds) { return time }
      note(
        place, expected: "\(expected), between the years 1 and 9999", found: "\(seconds)",
        advice: "divide nanoseconds by 1,000,000,000")
    }
    return nil
  }

  private mutating func step(of file: some HDF5Container) -> TimeStep? {
    let place = place("@step", in: file)
    let expected = "a step as 3600 (seconds), \"1 hour\" or \"3 months\""
    if let text = try? file.attribute("step", as: String.self) {
      if let step = TimeStep(text) { return step }
      note(place, expected: expected, found: "\"\(text)\"")
    } else if let seconds = wholeNumber("step", of: file) {
      if seconds > 0, TimeStep.seconds(seconds).isSensible { return .seconds(seconds) }
      note(place, expected: expected, found: "\(seconds)")
    }
    return nil
  }

  /// A whole number, stored as an integer or as a float without a fraction; nil where there is none.
  mutating func wholeNumber(_ name: String, of file: some HDF5Object) -> Int? {
    if let number = try? file.attribute(name, as: Int.self) { return number }
    guard let number: Double = optional(name, of: file) else { return nil }
    if let whole = Int(exactly: number) { return whole }
    note(
      "\(file.node.place.path)@\(name)", expected: "a whole number", found: "\(number)")
    return nil
  }

  /// Where the parts end: the attribute `split`.
  fileprivate mutating func splitBounds(of file: some HDF5Container) -> SplitBounds? {
    guard let ends: [Int] = optionalList("split", of: file) else { return nil }
    guard ends.count == 3 else {
      note(
        place("@split", in: file),
        expected: "three numbers, the ends of training, validation and test",
        found: "\(ends.count)")
      return nil
    }
    return SplitBounds(train: ends[0], validation: ends[1], test: ends[2])
  }

  /// The dataset `observed`.
  fileprivate mutating func mask(of file: some HDF5Container, memory: Int) -> Mask? {
    guard file.contains("observed"),
      let dataset = numbers("observed", axes: ["time", "channel"], in: file)
    else { return nil }
    guard dataset.shape[1] > 0 else { return nil }
    do throws(DataError) {
      return try Mask(reading: dataset, memory: memory)
    } catch {
      note(error)
      return nil
    }
  }
}
