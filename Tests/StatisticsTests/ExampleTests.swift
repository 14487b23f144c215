import Exact
import Foundation
import Statistics
import Testing

@Suite struct `The example` {
  @Test func `of the README runs`() throws {
    // example
    let mixer = [0.3792, 0.3928, 0.3880, 0.3811, 0.3902]
    let linear = [0.3842, 0.3822, 0.3819, 0.3840, 0.3831]
    let bootstrap = Bootstrap(Key(seed: 1)["mixer"])

    let summary = try Summary(mixer, bootstrap: bootstrap)
    print(summary.mean, summary.interval?.lower ?? "")
    print(summary.interval?.fallback?.description ?? "")

    let test = try WilcoxonTest(mixer, linear)
    print(test.pValue, test.warning?.description ?? "")

    var errors = ForecastErrors(windows: 3, steps: 2, channels: 1)
    errors.add([1, 2, 2, 3], [1, 2, 2, 4])
    errors.add([3, 4], [4, 4])
    let report = try errors.report()
    print(report.overall.mse, report.byStep.map(\.mae))
    // end
    #expect(summary.interval?.fallback == .fewNumbers(5))
    #expect(test.warning?.leastPValue == 0.0625)
    #expect(report.overall.mse == 1 / 3.0 && report.byStep.map(\.mae) == [1 / 3.0, 1 / 3.0])
    #expect(try lines(of: #filePath, from: "// example", to: "// end") == readme())
  }

  private func readme() throws -> [String] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let path = tests.appendingPathComponent("../../Sources/Statistics/README.md").path
    return try lines(of: path, from: "```swift", to: "```")
  }

  /// The lines of a file between two marks, without their indentation and empty ones.
  private func lines(of path: String, from start: String, to end: String) throws -> [String] {
    let all = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard let first = all.firstIndex(of: start),
      let last = all[(first + 1)...].firstIndex(of: end)
    else { return [] }
    return Array(all[(first + 1)..<last])
  }
}
