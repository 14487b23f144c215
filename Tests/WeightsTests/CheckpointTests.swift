import Engine
import Exact
import Foundation
import HDF5
import Testing
import Weights

/// Runs a course for some epochs, which leaves its checkpoint.
private func begin(_ course: Course, epochs: Int = 3) throws {
  #expect(throws: Course.Failure.ended) {
    try course.run { if $0 == .after(epoch: epochs - 1) { throw Course.Failure.ended } }
  }
}

/// Why a course does not go on from its checkpoint.
private func refusal(_ course: Course) -> (any Error)? {
  do {
    _ = try course.run()
    return nil
  } catch {
    return error
  }
}

@Suite struct `Checkpoints` {
  @Test func `are the same bytes for the same run`() throws {
    let folder = try Scratch()
    for name in ["a.h5", "b.h5"] { try begin(Course(kind: .everything, path: folder / name)) }
    #expect(try bytes(of: folder / "a.h5") == bytes(of: folder / "b.h5"))
    #expect(try folder.files == ["a.h5", "b.h5"])
  }

  @Test func `hold all that there is, by name`() throws {
    let folder = try Scratch()
    try begin(Course(kind: .everything, path: folder / "a.h5"))
    let file = try HDF5File.open(folder / "a.h5")
    #expect(
      try file.names == [
        "averages", "best", "counters", "digests", "optimiser", "parameters", "records",
        "settings",
      ])
    let parameters = [
      "first.bias", "first.weight", "norm.bias", "norm.runningMean", "norm.runningVariance",
      "norm.weight", "second.bias", "second.weight",
    ]
    #expect(try file.group("parameters").names == parameters)
    #expect(try file.group("best").names == parameters)
    #expect(try file.group("averages").names == parameters.map { "average.\($0)" })
    let slots = ["mean", "slow", "square"]
    #expect(
      try file.group("optimiser").names
        == slots.flatMap { slot in
          parameters.map { "\(slot).\($0)" }
        })
    let records = try file.dataset("records")
    #expect(
      records.columnNames == ["epoch", "loss", "validation_loss", "rate", "gradient_norm"])
    #expect(try records.read(column: "epoch") == [0, 1, 2])
    let settings: [String] = try file.dataset("settings").read()
    #expect(settings.starts(with: ["numericsRevision", canonical(numericsRevision), "samples"]))
    #expect(settings.suffix(4) == ["average.decay", "0.8", "dataset", "made up"])
    let schema: String = try file.attribute("assay_schema")
    #expect(schema == "checkpoint/1")
  }

  @Test func `of another run are refused, with all that differs`() throws {
    let folder = try Scratch()
    let own = Course(kind: .everything, path: folder / "a.h5")
    try begin(own)
    func expect(_ differences: [Difference], _ change: (inout Course) -> Void) {
      var other = own
      change(&other)
      #expect(
        refusal(other) as? WeightsError == .differences(file: own.path, differences))
    }
    expect([.setting(name: "plan.epochs", expected: "11", found: "10")]) { $0.epochs = 11 }
    expect([.setting(name: "samples", expected: "49", found: "50")]) { $0.samples = 49 }
    expect([.setting(name: "schedule.rate", expected: "0.1", found: "0.05")]) { $0.rate = 0.1 }
    expect([.setting(name: "average.decay", expected: "0.5", found: "0.8")]) { $0.decay = 0.5 }
    expect(
      [
        .setting(name: "optimiser.inner.momentum", expected: "0.5", found: "0.9"),
        .setting(name: "dataset", expected: "nothing", found: "made up"),
      ]
    ) {
      $0.momentum = 0.5
      $0.settings = []
    }
    expect([
      .setting(name: "dataset", expected: "another", found: "made up"),
      .setting(name: "width", expected: "3", found: "nothing"),
    ]) { $0.settings = [Setting("dataset", "another"), Setting("width", 3)] }
    let keys = [Key(seed: 2)["training"], Key(seed: 1)["training"]].map {
      "\($0.cipher) \($0.stream)"
    }
    expect([.setting(name: "plan.key", expected: keys[0], found: keys[1])]) { $0.seed = 2 }
    expect([
      .setting(name: "learned", expected: "49", found: "97"),
      .shape(name: "parameters/first.weight", expected: [2, 8], found: [2, 16]),
      .shape(name: "parameters/first.bias", expected: [8], found: [16]),
      .shape(name: "parameters/norm.weight", expected: [8], found: [16]),
      .shape(name: "parameters/norm.bias", expected: [8], found: [16]),
      .shape(name: "parameters/norm.runningMean", expected: [8], found: [16]),
      .shape(name: "parameters/norm.runningVariance", expected: [8], found: [16]),
      .shape(name: "parameters/second.weight", expected: [8, 1], found: [16, 1]),
    ]) { $0.hidden = 8 }
    guard
      case .differences(_, let all)? = refusal(Course(kind: .plateau, path: own.path))
        as? WeightsError
    else {
      Issue.record("a checkpoint of another optimiser was taken")
      return
    }
    let lines = all.map(\.description)
    #expect(lines.contains("optimiser.kind: expected adam, found lookahead"))
    #expect(lines.contains("optimiser.inner.kind: expected nothing, found adam"))
    #expect(lines.contains("average.kind: expected nothing, found exponential"))
    #expect(lines.contains("plan.patience: expected none, found 3"))
    // It still goes on where it belongs.
    #expect(try own.run().state.records.count == 8)
  }

  @Test func `that cannot be read are refused`() throws {
    let folder = try Scratch()
    let course = Course(kind: .plateau, path: folder / "a.h5")
    func reason() -> HDF5Error.Reason? { (refusal(course) as? HDF5Error)?.reason }
    try write(Data("not a checkpoint".utf8), to: course.path)
    #expect(reason() == .notHDF5)
    try HDF5File.create(course.path) { try $0.write("values", [1, 2]) }
    #expect(
      refusal(course) as? WeightsError
        == .schema(file: course.path, expected: "checkpoint/1", found: "none"))
    try [Parameter]().save(to: course.path)
    #expect(
      refusal(course) as? WeightsError
        == .schema(file: course.path, expected: "checkpoint/1", found: "weights/1"))
    try HDF5File.create(course.path) { try $0.setAttribute("assay_schema", "checkpoint/1") }
    #expect(reason() == .missing)
    #expect(refusal(Course(kind: .plateau, path: folder.path)) is HDF5Error)
  }

  /// What another hand may have done to a checkpoint.
  @Test func `that were rewritten are refused`() throws {
    let folder = try Scratch()
    let own = Course(kind: .everything, path: folder / "a.h5")
    try begin(own)
    func rewritten(_ change: (String) -> Change, digest: Bool = true) throws -> (any Error)? {
      var copy = own
      copy.path = folder / "b.h5"
      try rewrite(own.path, to: copy.path, withDigest: digest, change)
      return refusal(copy)
    }
    #expect(try rewritten { _ in .keep } == nil)
    #expect(try rewritten({ _ in .keep }, digest: false) == nil)
    let damaged = WeightsError.damaged(file: folder / "b.h5")
    for path in [
      "parameters/first.weight", "optimiser/mean.norm.bias", "averages/average.second.bias",
      "best/norm.runningMean", "counters", "records",
    ] {
      let error = try rewritten { $0 == path ? .raise : .keep }
      #expect(error as? WeightsError == damaged, "\(path): \(String(describing: error))")
    }
    #expect(try rewritten { $0.hasPrefix("best") ? .drop : .keep } as? WeightsError == damaged)
    #expect(
      try rewritten({ $0 == "digests" ? .shorten : .keep }, digest: false) as? WeightsError
        == damaged)
    #expect(
      try rewritten({ $0 == "records" ? .raise : .keep }, digest: false) as? WeightsError
        == damaged)
    let count = 4
    #expect(
      try rewritten({ path in
        switch path {
        case "optimiser/slow.first.bias", "averages/average.first.bias", "best/norm.bias": .drop
        case "counters": .shorten
        default: .keep
        }
      }) as? WeightsError
        == .differences(
          file: folder / "b.h5",
          [
            .missing(name: "optimiser/slow.first.bias"),
            .missing(name: "averages/average.first.bias"), .missing(name: "best/norm.bias"),
            .shape(name: "counters", expected: [count], found: [count - 1]),
          ]))
    #expect(
      (try rewritten { $0 == "settings" ? .drop : .keep } as? HDF5Error)?.reason == .missing)
    #expect(
      try rewritten { $0 == "settings" ? .shorten : .keep } as? WeightsError
        == .differences(
          file: folder / "b.h5",
          [.setting(name: "dataset", expected: "made up", found: "nothing")]))
  }

  /// A child does the reading, so that a crash of the library would be seen and not end the tests.
  @Test func `cut short anywhere are refused`() async {
    await #expect(processExitsWith: .success) {
      let folder = try Scratch()
      let course = Course(kind: .plateau, path: folder / "a.h5")
      try begin(course)
      let whole = try bytes(of: course.path)
      for length in stride(from: 0, to: whole.count, by: 37) {
        try write(whole.prefix(length), to: course.path)
        #expect(refusal(course) is HDF5Error, "cut to \(length) bytes")
      }
    }
  }

  /// Every byte of the parameters' numbers counts.
  @Test func `with changed numbers are refused`() throws {
    let folder = try Scratch()
    let course = Course(kind: .plateau, path: folder / "a.h5")
    try begin(course)
    let whole = try bytes(of: course.path)
    let numbers: [Float] = try HDF5File.open(course.path).dataset("parameters/first.weight").read()
    let stored = try #require(whole.range(of: numbers.withUnsafeBytes { Data($0) }))
    for place in stride(from: stored.lowerBound, to: stored.upperBound, by: 5) {
      var changed = whole
      changed[place] ^= 1
      try write(changed, to: course.path)
      #expect(refusal(course) as? WeightsError == .damaged(file: course.path), "byte \(place)")
    }
  }
}

/// What becomes of a dataset in a copy.
private enum Change {
  case keep
  case drop
  /// One is added to every number.
  case raise
  /// The last row is left out.
  case shorten
}

/// Writes a checkpoint anew with changes.
private func rewrite(
  _ path: String, to other: String, withDigest: Bool, _ change: (String) -> Change
) throws {
  let file = try HDF5File.open(path)
  let copy = try HDF5File.create(other)
  for name in try file.attributeNames where withDigest || name != "digest" {
    try copy.setAttribute(name, try file.attribute(name, as: String.self))
  }
  for entry in try file.list() {
    guard case .dataset(let type, var shape) = entry.kind else { continue }
    let change = change(entry.path)
    if change == .drop { continue }
    let dataset = try file.dataset(entry.path)
    if change == .shorten { shape[0] -= 1 }
    let rows = 0..<(shape.first ?? 0)
    let term = change == .raise ? 1.0 : 0
    switch type {
    case .text(let bytes):
      try copy.write(
        entry.path, try dataset.read(rows: rows), fixedBytes: bytes ?? 1, shape: shape)
    case .table(let columns):
      try copy.writeTable(
        entry.path,
        try columns.map { column in
          column.type == .float32
            ? HDF5Column(
              column.name, try dataset.read(column: column.name).map { $0 + Float(term) })
            : column.type == .float64
              ? HDF5Column(column.name, try dataset.read(column: column.name).map { $0 + term })
              : HDF5Column(
                column.name, try dataset.read(column: column.name).map { $0 + Int(term) })
        })
    case .float32:
      try copy.write(
        entry.path, try dataset.read(rows: rows).map { $0 + Float(term) }, shape: shape)
    default:
      try copy.write(entry.path, try dataset.read(rows: rows).map { $0 + term }, shape: shape)
    }
  }
  try copy.commit()
}
