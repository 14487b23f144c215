import Exact

extension Bench {
  /// Random numbers and digests, without a peer but for blocks drawn one by one.
  mutating func randomness() {
    let count = 1 << 14
    let words = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
    let floats = UnsafeMutablePointer<Float>.allocate(capacity: count)
    let doubles = UnsafeMutablePointer<Double>.allocate(capacity: count)
    defer {
      words.deallocate()
      floats.deallocate()
      doubles.deallocate()
    }
    let key = Key(seed: 42)
    compare(
      "philox", unit: .billions, amount: Double(count), note: "UInt32 words; peer: scalar blocks",
      ours: { key.fillWords(words, count: count) },
      peer: { for index in 0..<count { words[index] = key.word(at: index) } })
    compare("uniform fill", unit: .billions, amount: Double(count), note: "Float") {
      key.fillUniform(floats, count: count)
    }
    compare("uniform fill double", unit: .billions, amount: Double(count)) {
      key.fillUniform(doubles, count: count)
    }
    compare("dropout mask", unit: .billions, amount: Double(count), note: "Float") {
      key.fillDropoutMask(floats, count: count, rate: 0.1)
    }
    compare("normal fill", unit: .nanoseconds, amount: Double(count), note: "Float") {
      key.fillNormal(floats, count: count)
    }
    compare("normal fill double", unit: .nanoseconds, amount: Double(count)) {
      key.fillNormal(doubles, count: count)
    }
    compare("permutation", unit: .nanoseconds, amount: Double(count), note: "of 16384") {
      _ = key.permutation(count)
    }
    compare("key", unit: .nanoseconds, amount: 1000, note: "one step of derivation") {
      var child = key
      for index in 0..<1000 { child = child[index] }
      words[0] = UInt32(truncatingIfNeeded: child.cipher)
    }
    let bytes = [UInt8](repeating: 7, count: 1 << 20)
    compare("sha256", unit: .gigabytes, amount: Double(bytes.count)) {
      words[0] = UInt32(SHA256.digest(bytes).bytes[0])
    }
    compare("crc32c", unit: .gigabytes, amount: Double(bytes.count)) {
      words[0] = CRC32C.checksum(bytes)
    }
  }
}
