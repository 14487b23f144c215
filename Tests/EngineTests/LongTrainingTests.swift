import Engine
import Exact
import Foundation
import Testing

@Suite struct `A network of every layer` {
  @Test func `trained twice gives the same bits, and learns`() {
    func train(seed: UInt64) -> (digest: Digest, loss: Float) {
      let network = EveryLayer(seed: seed)
      let optimiser = Lookahead(Adam(network.parameters, rate: 0.01), interval: 5)
      for step in 0..<60 { network.train(optimiser, step: step) }
      return (network.parameters.digest, network.loss)
    }
    let (first, second) = (train(seed: 1), train(seed: 1))
    #expect(first == second)
    #expect(first.loss < 0.8 * EveryLayer(seed: 1).loss)
    #expect(train(seed: 2).digest != first.digest)
  }

  /// In a process of its own, for other tests take memory as well.
  @Test func `takes no memory over a thousand steps`() async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) {
      let network = EveryLayer(seed: 1)
      let optimiser = Adam(network.parameters)
      for step in 0..<1000 {
        network.train(optimiser, step: step)
        if step % 100 == 99 {
          print(
            "memory", network.pool.bytesReserved, network.pool.bytesInUse, residentPages() ?? 0)
        }
      }
    }
    let text = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("memory") }
      .map { $0.split(separator: " ").dropFirst().compactMap { Int($0) } }
    #expect(lines.count == 10)
    #expect(Set(lines.map { $0[0] }).count == 1, "the pool reserves more and more: \(lines)")
    #expect(Set(lines.map { $0[1] }).count == 1, "the pool holds more and more: \(lines)")
    // 8 KiB of 900 steps, 9 bytes a step: the smallest object has 16.
    let growth = lines[9][2] - lines[0][2]
    #expect(growth <= 2, "the process takes more and more: \(lines)")
  }
}

/// Pages of memory that the process has to itself, as Linux counts them; nil elsewhere.
///
/// Pages of the program's file do not count: they come and go as the machine sees fit.
private func residentPages() -> Int? {
  guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
    return nil
  }
  let pages = text.split(separator: " ").compactMap { Int($0) }
  return pages.count > 2 ? pages[1] - pages[2] : nil
}
