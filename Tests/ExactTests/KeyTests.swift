import Exact
import TestSupport
import Testing

struct PhiloxTests {
  /// Known answers that come with Random123.
  @Test(
    arguments: [
      ([0, 0, 0, 0], [0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
      (
        [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt32], [UInt32], [UInt32])])
  func `known answers`(counter: [UInt32], key: [UInt32], expected: [UInt32]) {
    let words = Philox.block(
      (counter[0], counter[1], counter[2], counter[3]), key: (key[0], key[1]))
    #expect([words.0, words.1, words.2, words.3] == expected)
  }

  @Test func `a key reads its block from the published places of counter and key`() {
    let key = Key(cipher: 0x299f_31d0_a409_3822, stream: 0x0370_7344_1319_8a2e)
    let words = key.block(0x85a3_08d3_243f_6a88)
    #expect(words == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }
}

struct KeyTests {
  @Test func `derived states are those of the scheme written in Python`() throws {
    let oracle = try Oracle("randomness")
    let ciphers = try oracle.integers("keys/cipher")
    let streams = try oracle.integers("keys/stream")
    for (number, path) in try oracle.strings("keys/paths").enumerated() {
      var steps = path.split(separator: "/", omittingEmptySubsequences: false)[...]
      var key = Key(seed: UInt64(steps.removeFirst())!)
      for step in steps {
        key = step.hasPrefix("'") ? key[String(step.dropFirst().dropLast())] : key[Int(step)!]
      }
      #expect(key.cipher == UInt64(bitPattern: Int64(ciphers[number])), "\(path)")
      #expect(key.stream == UInt64(bitPattern: Int64(streams[number])), "\(path)")
    }
  }

  @Test func `ten thousand seeds give ten thousand streams`() {
    expectDistinct((0..<10_000).map { Key(seed: UInt64($0)) })
    // Seeds that differ in high bits alone, too.
    expectDistinct((0..<64).map { Key(seed: 1 << UInt64($0)) })
  }

  @Test func `children differ from parents, from each other, and by kind`() {
    let root = Key(seed: 1)
    var keys = [
      root, root[0], root["0"], root[""], root["\0"], root[-1], root["a"]["b"], root["ab"],
    ]
    keys += (1..<2000).map { root[$0] } + (1..<2000).map { root["\($0)"] }
    keys += (0..<2000).map { root["epoch"][$0] } + [root[0][0], root["b"]["a"], Key(seed: 0)]
    expectDistinct(keys)
    #expect(root["a"][3] == root["a"][3])
  }

  private func expectDistinct(_ keys: [Key], sourceLocation: SourceLocation = #_sourceLocation) {
    let states = Set(keys.map { [$0.cipher, $0.stream] })
    #expect(states.count == keys.count, "states", sourceLocation: sourceLocation)
    // Either half alone is distinct too, and so are the first words drawn.
    #expect(Set(keys.map(\.cipher)).count == keys.count, sourceLocation: sourceLocation)
    #expect(Set(keys.map(\.stream)).count == keys.count, sourceLocation: sourceLocation)
    #expect(
      Set(keys.map { $0.longWord(at: 0) }).count == keys.count, sourceLocation: sourceLocation)
  }
}
