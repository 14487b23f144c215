import Datasets
import Foundation
import Testing

/// A series of a gigabyte is opened, scaled and windowed in little memory.
@Suite struct `Series larger than memory` {
  @Test func `stays under 300 MB`() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) {
      let series = try Series.open(fixturePath("vast_series.h5"))
      precondition(series.count == 33_554_432 && series.channels.count == 8)
      precondition(!series.values.isInMemory)
      let split = try series.split().scaled(.standard)
      let windows = try split.windows(lookBack: 96, horizon: 96)
      var inputs = [Float](repeating: 0, count: 32 * 96 * 8)
      var targets = inputs
      for batch in 0..<20 {
        let some = (0..<32).map { (batch * 32 + $0) * 7_919_317 % windows.train.count }
        try windows.train.gather(some, inputs: &inputs, targets: &targets)
      }
      let test = windows.test.open(for: Chosen())
      for batch in test.batches(of: 32).prefix(1000) {
        try test.gather(batch, inputs: &inputs, targets: &targets)
      }
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      let kilobytes = peak.flatMap { Int($0.filter { $0.isNumber }) }
      print("peak of \(kilobytes ?? -1) kB")
      precondition(kilobytes.map { $0 < 300_000 } ?? true)
    }
    let words = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(words.contains("peak of"))
    print(words.split(separator: "\n").last { $0.contains("peak of") } ?? "")
  }
}
