import Exact
import Foundation
import TestSupport
import Testing
import Trees

/// What is written here, LightGBM reads; runs where `PEER_PYTHON` names a Python that has it.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["PEER_PYTHON"] != nil, "needs PEER_PYTHON"))
struct `Models read by LightGBM` {
  @Test(arguments: Case.all)
  func `predictions of a model that was written here`(_ example: Case) throws {
    let (features, _) = try example.table()
    let few = try Features(
      Array(features.values[..<(60 * features.columns)]), columns: features.columns)
    let model = try example.trained(threads: 1).model
    // The same sums in the same order: the same bits.
    #expect(try model.rawPredictions(few) == theirs(model, few, "raw_score=True", example.name))
  }

  /// Their outputs are means, with no link between them and the prediction.
  @Test(arguments: ForestCase.forests)
  func `predictions of a forest`(_ example: ForestCase) throws {
    let few = try ForestCase.features(500..<560)
    let model = try Forest(try example.data(), example.settings, key: Key(seed: 1)).model
    let name = example.path.filter(\.isLetter)
    #expect(try model.predictions(few) == theirs(model, few, "raw_score=False", name))
  }

  /// What LightGBM predicts with the text of a model.
  private func theirs(
    _ model: TreeModel, _ rows: Features, _ kind: String, _ name: String
  ) throws -> [Double] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "trees-\(ProcessInfo.processInfo.processIdentifier)-\(name).txt")
    defer { try? FileManager.default.removeItem(at: file) }
    try model.text.write(to: file, atomically: true, encoding: .utf8)
    let script = """
      import sys, numpy, lightgbm
      model = lightgbm.Booster(model_file=sys.argv[1])
      x = numpy.array(sys.argv[3].split(), float).reshape(-1, int(sys.argv[2]))
      print(*(repr(float(v)) for v in model.predict(x, \(kind)).ravel()))
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      ProcessInfo.processInfo.environment["PEER_PYTHON"] ?? "python3", "-c", script, file.path,
      "\(rows.columns)", rows.values.map { "\($0)" }.joined(separator: " "),
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split { $0.isWhitespace }.compactMap {
      Double(String($0))
    }
  }
}
