import Engine
import Exact
import HDF5

/// All that a checkpoint holds, and where it lies in the file.
///
/// - `settings`: pairs of name and value.
/// - `parameters/…`, `optimiser/…`, `averages/…` and, with validation, `best/…`: a dataset for each tensor.
/// - `counters`: the optimiser's.
/// - `records`: a table with a row for each epoch, NaN for a validation loss that was not taken; and `digests`.
struct CheckpointContents {
  let settings: [Setting]
  let parameters: [NamedTensor]
  let optimiser: OptimiserState
  let averages: [NamedTensor]
  let training: TrainingState

  private static let schema = "checkpoint/1"

  /// Writes the file.
  func write(to path: String) throws(HDF5Error) {
    let file = try HDF5File.create(path)
    try file.mark(Self.schema, digest)
    // Text of a fixed size: libhdf5 reads such safely out of a damaged file.
    let texts = settings.flatMap { [$0.name, $0.value] }
    try file.write(
      "settings", texts, fixedBytes: texts.reduce(1) { max($0, $1.utf8.count) },
      shape: [settings.count, 2])
    for (part, tensors) in parts {
      let group = try file.createGroup(part)
      for tensor in tensors {
        try group.write(tensor.name, tensor.elements, shape: tensor.shape.array)
      }
    }
    try file.write("counters", optimiser.counters)
    let records = training.records
    try file.writeTable(
      "records",
      [
        HDF5Column("epoch", records.map(\.epoch)), HDF5Column("loss", records.map(\.loss)),
        HDF5Column("validation_loss", records.map { $0.validationLoss ?? .nan }),
        HDF5Column("rate", records.map(\.rate)),
        HDF5Column("gradient_norm", records.map(\.gradientNorm)),
      ])
    try file.write("digests", records.map(\.digest.description), fixedBytes: 64)
    try file.commit()
  }

  /// The contents of a file, which must be of a run like this one.
  func read(from path: String) throws -> CheckpointContents {
    let file = try HDF5File.open(path)
    let schema = try file.schema
    guard schema == Self.schema else {
      throw WeightsError.schema(file: path, expected: Self.schema, found: schema ?? "none")
    }
    func stored(_ part: String, like tensors: [NamedTensor]) throws(HDF5Error) -> StoredTensors {
      try StoredTensors(
        in: file.group(part),
        expecting: tensors.map { StoredTensors.Expectation(name: $0.name, shape: $0.shape) },
        part: part + "/")
    }
    func agree(_ differences: [Difference]) throws(WeightsError) {
      guard differences.isEmpty else { throw .differences(file: path, differences) }
    }
    let texts: [String] = try file.dataset("settings").read()
    let pairs = stride(from: 1, to: texts.count, by: 2).map { Setting(texts[$0 - 1], texts[$0]) }
    let numbers = try stored("parameters", like: parameters)
    try agree(differences(from: pairs) + numbers.differences)
    // What an optimiser keeps differs for another network or optimiser, so it is looked at after these.
    let slots = try stored("optimiser", like: optimiser.tensors)
    let means = try stored("averages", like: averages)
    let best = file.contains("best") ? try stored("best", like: parameters) : nil
    let counters = try file.dataset("counters")
    let count = [optimiser.counters.count]
    let miscounted: [Difference] =
      counters.shape == count
      ? [] : [.shape(name: "counters", expected: count, found: counters.shape)]
    try agree(
      slots.differences + means.differences + (best?.differences ?? []) + miscounted)

    let contents = CheckpointContents(
      settings: pairs, parameters: try numbers.read(),
      optimiser: OptimiserState(
        counters: try counters.read(), tensors: try slots.read()),
      averages: try means.read(),
      training: TrainingState(
        records: try records(of: file, at: path), best: try best?.read().map(\.elements)))
    try file.check(contents.digest, of: path)
    return contents
  }

  private func records(of file: HDF5File, at path: String) throws -> [EpochRecord] {
    let table = try file.dataset("records")
    let epochs: [Int] = try table.read(column: "epoch")
    let losses: [Double] = try table.read(column: "loss")
    let validationLosses: [Double] = try table.read(column: "validation_loss")
    let rates: [Float] = try table.read(column: "rate")
    let norms: [Double] = try table.read(column: "gradient_norm")
    let texts: [String] = try file.dataset("digests").read()
    let digests = texts.compactMap { Digest(hexadecimal: $0) }
    guard digests.count == epochs.count, epochs == Array(epochs.indices) else {
      throw WeightsError.damaged(file: path)
    }
    return epochs.indices.map { i in
      EpochRecord(
        epoch: epochs[i], loss: losses[i],
        validationLoss: validationLosses[i].isNaN ? nil : validationLosses[i], rate: rates[i],
        gradientNorm: norms[i], digest: digests[i])
    }
  }

  /// The groups of tensors.
  private var parts: [(name: String, tensors: [NamedTensor])] {
    let best = training.best.map { best in
      zip(parameters, best).map { NamedTensor(name: $0.name, shape: $0.shape, elements: $1) }
    }
    return [
      ("parameters", parameters), ("optimiser", optimiser.tensors), ("averages", averages),
    ] + (best.map { [("best", $0)] } ?? [])
  }

  /// The digest of everything.
  private var digest: Digest {
    var digest = TensorDigest()
    digest.add(
      "settings", shape: [settings.count, 2], settings.flatMap { [$0.name, $0.value] })
    for (part, tensors) in parts {
      for tensor in tensors {
        digest.add("\(part)/\(tensor.name)", shape: tensor.shape.array, tensor.elements)
      }
    }
    digest.add("counters", shape: [optimiser.counters.count], optimiser.counters)
    let records = training.records
    let numbers = records.flatMap {
      [
        Double($0.epoch), $0.loss, $0.validationLoss ?? .nan, Double($0.rate), $0.gradientNorm,
      ]
    }
    digest.add("records", shape: [records.count, 5], numbers)
    digest.add("digests", shape: [records.count], records.map(\.digest.description))
    return digest.finalize()
  }

  /// The choices that the file was not written with, or with alone.
  private func differences(from found: [Setting]) -> [Difference] {
    let changed = settings.compactMap { own -> Difference? in
      let other = found.first { $0.name == own.name }?.value ?? "nothing"
      return other == own.value
        ? nil : .setting(name: own.name, expected: own.value, found: other)
    }
    let added = found.filter { other in !settings.contains { $0.name == other.name } }
    return changed
      + added.map { .setting(name: $0.name, expected: "nothing", found: $0.value) }
  }
}
