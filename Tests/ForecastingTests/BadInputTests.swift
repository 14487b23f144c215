import Foundation
import HDF5
import Testing

/// A file, or parameters, that the study cannot work with: what is said of it, and the exit code.
private struct BadInput: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let code: Int32
  let message: String
  var words: [String] = []
  /// Makes the file `x.h5`, of good series and some bytes of theirs.
  var make: @Sendable (Workshop) throws -> Void = { try $0.writeSeries("x.h5") }

  init(
    _ description: String, _ code: Int32, _ message: String, _ words: [String] = [],
    make: (@Sendable (Workshop) throws -> Void)? = nil
  ) {
    (testDescription, self.code, self.message, self.words) = (description, code, message, words)
    if let make { self.make = make }
  }

  static let all: [BadInput] = [
    BadInput("missing", 66, "no such file") { _ in },
    BadInput("empty", 65, "expected an HDF5 file, found an empty file") {
      try Data().write(to: URL(fileURLWithPath: $0 / "x.h5"))
    },
    BadInput("truncated", 65, "the file may be truncated or damaged, obtain it again") {
      try $0.writeSeries("x.h5")
      let url = URL(fileURLWithPath: $0 / "x.h5")
      let bytes = try Data(contentsOf: url)
      try bytes.prefix(bytes.count / 2).write(to: url)
    },
    BadInput("no HDF5", 65, "expected an HDF5 file, found a file of 6 bytes") {
      try Data("hello\n".utf8).write(to: URL(fileURLWithPath: $0 / "x.h5"))
    },
    BadInput("a folder", 66, "expected an HDF5 file, found a folder") {
      try FileManager.default.createDirectory(
        atPath: $0 / "x.h5", withIntermediateDirectories: false)
    },
    BadInput(
      "another schema", 65, "/@assay_schema: expected \"forecasting/1\", found \"tabular/1\""
    ) {
      try HDF5File.create($0 / "x.h5") { try $0.setAttribute("assay_schema", "tabular/1") }
    },
    BadInput("another shape", 65, "/values: expected the axes [time, channel], found shape [4]") {
      try HDF5File.create($0 / "x.h5") {
        for name in ["name", "license", "source", "description"] {
          try $0.setAttribute(name, "x")
        }
        try $0.setAttribute("assay_schema", "forecasting/1")
        try $0.write("values", [1, 2, 3, 4] as [Float])
        try $0.write("channels", ["a"])
      }
    },
    BadInput("short", 65, "expected at least 120 rows of training for a look-back of 96") {
      try $0.writeSeries("x.h5", rows: 40)
    },
    BadInput("three rows", 65, "expected training, validation and test of at least one row each") {
      try $0.writeSeries("x.h5", rows: 3, season: nil)
    },
    BadInput(
      "look-back longer than the data", 65,
      "expected 5000 rows before test to look back on, found 480", ["dlinear.lookBack=5000"]),
    BadInput(
      "season longer than the look-back", 64,
      "seasonal-naive, horizon 24: expected a look-back of at least the season's 200 rows, found 96",
      ["seasonal-naive.season=200"]),
    BadInput(
      "parts of a batch that is normalised as a whole", 64,
      "tsmixer for x, 24: partSize 4: expected none, since batch normalisation takes a batch as a "
        + "whole", ["tsmixer.partSize=4"]),
    BadInput(
      "look-back without a row at the coarsest scale", 64,
      "timemixer, horizon 24: expected a look-back that leaves a row after 3 down-samplings by 2",
      ["timemixer.lookBack=4"]),
  ]
}

@Suite struct `Bad input` {
  @Test(arguments: BadInput.all)
  fileprivate func `ends in one line before anything is run`(_ input: BadInput) throws {
    let workshop = try Workshop()
    try input.make(workshop)
    let ending = try workshop.run(
      ["--profile", "quick", "--dataset", "x.h5", "--output", "out", "--store", "store"]
        + (input.words.isEmpty ? [] : ["--set"] + input.words))
    #expect(ending.code == input.code)
    #expect(ending.notes.hasPrefix("forecasting: "), "\(ending.notes)")
    #expect(ending.notes.contains(input.message), "\(ending.notes)")
    #expect(ending.notes.split(separator: "\n").count == 1)
    #expect(workshop.files("out").isEmpty && workshop.files("store").isEmpty)
  }

  @Test(arguments: [Float.nan, .infinity])
  func `that is no number is named with its place`(_ value: Float) throws {
    let workshop = try Workshop()
    let file = workshop / "x.h5"
    try HDF5File.create(file) {
      for name in ["name", "license", "source", "description"] { try $0.setAttribute(name, "x") }
      try $0.setAttribute("assay_schema", "forecasting/1")
      var values = [Float](repeating: 1, count: 400)
      values[201] = value
      try $0.write("values", values, shape: [200, 2])
      try $0.write("channels", ["a", "b"])
    }
    let ending = try workshop.run(["--profile", "quick", "--dataset", "x.h5", "--output", "out"])
    #expect(ending.code == 65)
    #expect(ending.complaint.hasPrefix("forecasting: x.h5: /values: expected "))
    #expect(ending.complaint.contains(" at [100, 1]"))
  }

  /// A channel that never changes has an error of almost nothing, and no scale for MASE.
  @Test func `is no channel that is constant`() throws {
    let workshop = try Workshop()
    try workshop.writeSeries("x.h5") { values in
      for row in 0..<values.count / 3 { values[row * 3 + 1] = 3 }
    }
    let ending = try workshop.run([
      "--profile", "quick", "--dataset", "x.h5", "--output", "out", "--store", "store",
    ])
    #expect(ending.code == 0, "\(ending.notes)")
    let metrics = try workshop.text("out/quick/forecasting/x/metrics.csv")
    #expect(!metrics.contains("nan") && !metrics.contains("inf") && !metrics.contains("mase"))
  }
}
