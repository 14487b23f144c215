import Engine
import Exact
import Foundation
import HDF5
import Testing
import Weights

/// A small network: a matrix, vectors, a scalar, and running statistics.
private func network(seed: UInt64 = 1) -> [Parameter] {
  let scope = Scope(seed: Key(seed: seed), pool: Pool())
  _ = Linear(3, 2, in: scope["encoder"][0])
  _ = BatchNorm1d(2, in: scope["norm"])
  _ = scope.parameter("scale", [], .constant(3))
  return scope.parameters
}

/// What loading must end in, leaving the numbers alone.
private func refusal(of path: String, into parameters: [Parameter]) -> (any Error)? {
  let before = parameters.map(\.elements)
  do {
    try parameters.load(from: path)
    return nil
  } catch {
    #expect(parameters.map(\.elements) == before)
    return error
  }
}

@Suite struct `Weights` {
  @Test func `come back with the same bits`() throws {
    let folder = try Scratch()
    let (saved, loaded) = (network(seed: 1), network(seed: 2))
    saved[0].elements = [
      -0.0, .infinity, .leastNonzeroMagnitude, 0.1, -.pi, .greatestFiniteMagnitude,
    ]
    saved[4].elements = [7, 8]
    try saved.save(to: folder / "a.h5")
    #expect(saved.digest != loaded.digest)
    try loaded.load(from: folder / "a.h5")
    for (a, b) in zip(saved, loaded) {
      #expect(a.elements.map(\.bitPattern) == b.elements.map(\.bitPattern), "\(a.name)")
    }
    try loaded.save(to: folder / "b.h5")
    #expect(try bytes(of: folder / "a.h5") == bytes(of: folder / "b.h5"))
    #expect(try folder.files == ["a.h5", "b.h5"])
    // In another order of making, by name.
    let turned = Array(network(seed: 3).reversed())
    try turned.load(from: folder / "a.h5")
    #expect(turned.digest == saved.digest)
  }

  @Test func `lie under their names, with what they are`() throws {
    let folder = try Scratch()
    let saved = network()
    try saved.save(
      to: folder / "a.h5", metadata: [Setting("model", "tsmixer"), Setting("blocks", 2)])
    let file = try HDF5File.open(folder / "a.h5")
    #expect(try file.names == saved.map(\.name).sorted())
    let weight = try file.dataset("encoder.0.weight")
    #expect(weight.shape == [3, 2] && weight.type == .float32)
    #expect(try weight.read() == saved[0].elements)
    #expect(try file.dataset("scale").shape == [])
    for parameter in saved {
      let isLearned: Bool = try file.dataset(parameter.name).attribute("learned")
      #expect(isLearned == !parameter.name.contains("running"))
    }
    let texts = try file.attributeNames.map { try file.attribute($0, as: String.self) }
    #expect(try file.attributeNames == ["assay_schema", "blocks", "digest", "model"])
    #expect(texts == ["weights/1", "2", saved.digest.description, "tsmixer"])
  }

  @Test(arguments: ["weights_flat", "weights_groups"])
  func `load from h5py`(_ name: String) throws {
    let parameters = network()
    try parameters.load(from: fixture(name))
    var next: Float = 0
    for parameter in parameters {
      let isLink = name == "weights_flat" && parameter.name == "norm.bias"
      let start = isLink ? 6 : next
      #expect(
        parameter.elements == (0..<parameter.count).map { (start + Float($0)) / 8 },
        "\(parameter.name)")
      next += Float(parameter.count)
    }
  }

  @Test func `name every difference`() throws {
    let folder = try Scratch()
    let path = folder / "a.h5"
    try HDF5File.create(path) { file in
      try file.write("encoder.0.weight", [Float](repeating: 0, count: 6), shape: [2, 3])
      try file.write("encoder.0.bais", [0, 0] as [Float])
      try file.write("norm.weight", [0, 0] as [Int])
      try file.write("norm.bias/values", [0, 0] as [Float])
      try file.write("norm.runningMean", [0, 0] as [Float]).setAttribute("learned", true)
      try file.link("norm.runningVariance", to: "/nowhere")
      try file.write("scale", ["3"])
    }
    let all: [Difference] = [
      .shape(name: "encoder.0.weight", expected: [3, 2], found: [2, 3]),
      .missing(name: "encoder.0.bias"),
      .kind(name: "norm.weight", expected: "floats", found: "int64"),
      .kind(name: "norm.bias", expected: "a dataset", found: "a group"),
      .kind(
        name: "norm.runningMean", expected: "numbers that are not learned",
        found: "numbers that are learned"),
      .kind(
        name: "norm.runningVariance", expected: "a dataset",
        found: "a soft link to /nowhere, and there no \"nowhere\" in /"),
      .kind(name: "scale", expected: "floats", found: "text"),
      .unexpected(name: "encoder.0.bais"),
      .unexpected(name: "norm.bias/values"),
    ]
    let error = refusal(of: path, into: network()) as? WeightsError
    #expect(error == .differences(file: path, all))
    #expect(
      error?.description == """
        \(path): written for another network or run: \
        encoder.0.weight: expected the shape [3, 2], found [2, 3]; encoder.0.bias is missing; \
        norm.weight: expected floats, found int64; norm.bias: expected a dataset, found a group; \
        norm.runningMean: expected numbers that are not learned, found numbers that are learned; \
        norm.runningVariance: expected a dataset, found a soft link to /nowhere, and there no "nowhere" in /; \
        scale: expected floats, found text; encoder.0.bais has no place; norm.bias/values has no place; \
        give the file of this one
        """)
  }

  @Test func `of something else are refused`() throws {
    let folder = try Scratch()
    let path = folder / "a.h5"
    func expect(_ reason: HDF5Error.Reason, _ what: String) {
      #expect((refusal(of: path, into: network()) as? HDF5Error)?.reason == reason, "\(what)")
    }
    expect(.missing, "no file")
    try write(Data("weights".utf8), to: path)
    expect(.notHDF5, "text")
    try HDF5File.create(path) { try $0.setAttribute("assay_schema", "forecasting/1") }
    let error = refusal(of: path, into: network()) as? WeightsError
    #expect(error == .schema(file: path, expected: "weights/1", found: "forecasting/1"))
    #expect(
      error?.description
        == "\(path): expected the schema weights/1, found forecasting/1; give a file of that kind")
    try HDF5File.create(path) { try $0.setAttribute("assay_schema", 3) }
    expect(.wrongType, "a schema that is no text")
    try HDF5File.create(path) { file in
      for parameter in network() {
        try file.write(
          parameter.name, [Double](repeating: 1e39, count: parameter.count),
          shape: parameter.shape.array)
      }
    }
    expect(.valueDoesNotFit, "beyond the greatest Float")
  }

  @Test func `with changed numbers are refused`() throws {
    let folder = try Scratch()
    let saved = network()
    saved[0].elements = [1.2345, 2, 3, 4, 5, 6]
    try saved.save(to: folder / "a.h5")
    var file = try bytes(of: folder / "a.h5")
    let start = try #require(
      file.range(of: withUnsafeBytes(of: Float(1.2345).bitPattern.littleEndian) { Data($0) }))
    file[start.lowerBound] ^= 1
    try write(file, to: folder / "b.h5")
    let error = refusal(of: folder / "b.h5", into: network()) as? WeightsError
    #expect(error == .damaged(file: folder / "b.h5"))
    #expect(error?.description.contains("expected contents of the digest") == true)
  }

  /// A child does the reading, so that a crash of the library would be seen and not end the tests.
  @Test func `cut short anywhere are refused`() async {
    await #expect(processExitsWith: .success) {
      let folder = try Scratch()
      let saved = network()
      try saved.save(to: folder / "a.h5", metadata: [Setting("model", "small")])
      let whole = try bytes(of: folder / "a.h5")
      for length in stride(from: 0, to: whole.count, by: 7) {
        try write(whole.prefix(length), to: folder / "b.h5")
        let error = refusal(of: folder / "b.h5", into: network(seed: 2))
        #expect(error is HDF5Error || error is WeightsError, "cut to \(length) bytes")
      }
    }
  }

  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["PEER_PYTHON"] != nil, "needs PEER_PYTHON"))
  func `are a state dictionary to h5py`() throws {
    let folder = try Scratch()
    try network().save(to: folder / "a.h5", metadata: [Setting("model", "small")])
    let script = """
      import sys, h5py, numpy as np
      file = h5py.File(sys.argv[1], "r")
      state = {name: file[name][()] for name in file}
      assert list(state) == sorted(state) and len(state) == 7, list(state)
      assert state["encoder.0.weight"].shape == (3, 2) and state["encoder.0.weight"].dtype == "<f4"
      assert state["scale"].shape == () and state["scale"] == 3
      assert [n for n in file if not file[n].attrs["learned"]] == ["norm.runningMean", "norm.runningVariance"]
      assert file.attrs["assay_schema"] == "weights/1" and file.attrs["model"] == "small"
      """
    let python = Process()
    python.executableURL = URL(
      fileURLWithPath: ProcessInfo.processInfo.environment["PEER_PYTHON"] ?? "")
    python.arguments = ["-c", script, folder / "a.h5"]
    try python.run()
    python.waitUntilExit()
    #expect(python.terminationStatus == 0)
  }
}
