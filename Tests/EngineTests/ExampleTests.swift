import Engine
import Exact
import Foundation
import Testing

@Suite struct `The example` {
  @Test func `of the README learns`() throws {
    let (x, y) = data()
    // example
    let key = Key(seed: 42)
    let scope = Scope(seed: key["model"], pool: x.pool)
    let hidden = Linear(2, 16, activation: .tanh, in: scope["hidden"])
    let output = Linear(16, 1, in: scope["output"])
    let optimiser = Adam(scope.parameters, rate: 0.01)

    for step in 0..<500 {
      let mode = Mode.training(key["step"][step])
      let loss = output(hidden(x, mode), mode).meanSquaredError(y)
      loss.backward()
      optimiser.step()
    }
    let prediction = output(hidden(x, .evaluation), .evaluation)
    // end
    #expect(prediction.meanSquaredError(y).scalar < 0.003)
    #expect(try lines(of: #filePath, from: "// example", to: "// end") == readme())
  }

  /// The product of two numbers, which no straight line fits.
  private func data() -> (x: Tensor, y: Tensor) {
    let key = Key(seed: 1)
    let x = (0..<128).map { key.uniform(in: -1..<1, at: $0) }
    let y = (0..<64).map { x[2 * $0] * x[2 * $0 + 1] }
    let pool = Pool()
    return (Tensor(x, shape: [64, 2], in: pool), Tensor(y, shape: [64, 1], in: pool))
  }

  private func readme() throws -> [String] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let path = tests.appendingPathComponent("../../Sources/Engine/README.md").path
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
