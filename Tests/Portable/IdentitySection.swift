import Exact

/// Digests, checksums and the text of numbers.
func computeIdentity(_ fingerprint: inout Fingerprint) {
  func add(_ text: String) {
    for byte in text.utf8 { fingerprint.add(UInt64(byte)) }
  }
  let bytes = (0..<3000).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) }
  add(SHA256.digest(bytes).description)
  fingerprint.add(UInt64(CRC32C.checksum(bytes)))

  var tensors = TensorDigest()
  tensors.add("weights", shape: [2, 2], [1, -0.0, .nan, 1 / 3] as [Float])
  tensors.add("labels", shape: [2], ["cat", "größe"])
  add(tensors.finalize().description)

  // Bit patterns spread over all sizes.
  for index in 0..<300 {
    let word = Key(cipher: 1, stream: 2).longWord(at: index)
    add(canonical(Double(bitPattern: word)))
    add(canonical(Float(bitPattern: UInt32(truncatingIfNeeded: word))))
    add(canonical(Int(truncatingIfNeeded: word)))
  }
}
