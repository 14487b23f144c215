import Exact
import HDF5

/// Vectors with names: a dataset of the schema `embeddings/1`.
public struct Embeddings: Sendable {
  /// What the dataset is.
  public let about: About
  /// The vectors, [item, dimension], all finite.
  public let vectors: Rows
  /// What each vector stands for.
  public let names: [String]
  /// The class of each vector, if known.
  public let labels: [String]?
  /// What the dimensions are like.
  public let summaries: [ChannelSummary]

  /// The number of vectors.
  public var count: Int { vectors.count }

  /// Vectors, all of which are checked.
  ///
  /// - Throws: `badData` with all that is wrong with them.
  public init(
    about: About, vectors: Rows, names: [String], labels: [String]? = nil
  ) throws(DataError) {
    var inspection = Inspection(about.name)
    self = try Embeddings(
      about: about, vectors: vectors, names: names, labels: labels, &inspection)
  }

  private init(
    about: About, vectors: Rows, names: [String], labels: [String]?,
    _ inspection: inout Inspection
  ) throws(DataError) {
    (self.about, self.vectors, self.names, self.labels) = (about, vectors, names, labels)
    inspection.checkNames(names, at: "/names")
    if vectors.count == 0 {
      inspection.note("/vectors", expected: "at least one vector", found: "none")
    }
    for (place, found) in [("/names", names.count), ("/labels", labels?.count)] {
      guard let found, found != vectors.count else { continue }
      inspection.note(
        place, expected: "\(vectors.count) texts, one for each vector", found: "\(found)")
    }
    var found = Inspection("")
    summaries = try ChannelSummary.summarise(
      vectors, nil, channels: (0..<vectors.width).map { "\($0)" }, &found, root: "")
    for problem in found.problems {
      inspection.note(
        "/vectors", expected: problem.expected, found: problem.found, advice: "correct it")
    }
    try inspection.finish()
  }

  /// The digest of what results depend on: everything but ``about``.
  public func digest() throws(DataError) -> Digest {
    var digest = TensorDigest()
    digest.add("schema", shape: [], [Schema.embeddings.rawValue])
    var numbers = StreamedDigest(floats: [vectors.count, vectors.width])
    try vectors.scan(0..<vectors.count) { (block, elements) in
      numbers.update(UnsafeBufferPointer(start: elements, count: block.count * vectors.width))
    }
    digest.add("vectors", numbers.finalize())
    digest.add("names", shape: [names.count], names)
    if let labels { digest.add("labels", shape: [labels.count], labels) }
    return digest.finalize()
  }

  // MARK: - Files

  /// Opens a file of the schema `embeddings/1`.
  ///
  /// - `/vectors` [item, dimension]: finite numbers;
  /// - `/names` [item]: what each stands for, as text, none twice;
  /// - `/labels` [item], optional: texts;
  /// - attributes of the root: `assay_schema`, `name`, `license`, `source`, `description`.
  ///
  /// - Throws: `missing`, or `badData` with all that is wrong with the file.
  public static func open(
    _ path: String, memory: Int = Series.usualMemory
  ) throws(DataError) -> Embeddings {
    try Embeddings(
      reading: readingHDF5 { () throws(HDF5Error) in try HDF5File.open(path) }, memory: memory)
  }

  /// Reads vectors from a file, or from a group that is laid out like one.
  public init(
    reading file: some HDF5Container, memory: Int = Series.usualMemory
  ) throws(DataError) {
    var inspection = Inspection(file.node.place.file)
    inspection.expect(.embeddings, in: file)
    let about = inspection.about(file)
    let names: [String]? = inspection.list("names", axis: "item", count: nil, in: file)
    var labels: [String]?
    if file.contains("labels") {
      labels = inspection.list("labels", axis: "item", count: nil, in: file)
    }
    var vectors: Rows?
    if let dataset = inspection.numbers("vectors", axes: ["item", "dimension"], in: file) {
      if dataset.shape[1] == 0 {
        inspection.note(
          place("vectors", in: file), expected: "at least one dimension",
          found: "shape \(dataset.shape)")
      } else {
        do throws(DataError) {
          vectors = try Rows(reading: dataset, memory: memory)
        } catch {
          inspection.note(error)
        }
      }
    }
    guard let about, let names, let vectors else {
      try inspection.finish()
      fatalError("vectors without names in a file without problems")
    }
    self = try Embeddings(
      about: about, vectors: vectors, names: names, labels: labels, &inspection)
  }

  /// Writes a file of the schema `embeddings/1`; the same vectors give the same bytes.
  ///
  /// - Throws: `inputOutput`, and then nothing is left behind and an older file stays as it was.
  public func write(to path: String) throws(DataError) {
    try writing(path) { (file) throws(DataError) in
      try file.describe(.embeddings, about)
      try readingHDF5 { () throws(HDF5Error) in
        try file.write("names", names)
        if let labels { try file.write("labels", labels) }
      }
      let rows = try readingHDF5 { () throws(HDF5Error) in
        try file.extendable(
          "vectors", of: Float.self, row: [vectors.width], compression: .deflate(4))
      }
      try vectors.scan(0..<count) { (block, elements) throws(DataError) in
        let block = Array(UnsafeBufferPointer(start: elements, count: block.count * vectors.width))
        try readingHDF5 { () throws(HDF5Error) in try rows.append(block) }
      }
    }
  }
}
