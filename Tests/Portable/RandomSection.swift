import Exact

/// Draws of every kind from derived keys.
func computeRandom(_ fingerprint: inout Fingerprint) {
  let key = Key(seed: 42)["portable"][-3]
  fingerprint.add(key.cipher)
  fingerprint.add(key.stream)

  let count = 2003
  var floats = [Float](repeating: 0, count: count)
  var doubles = [Double](repeating: 0, count: count)
  floats.withUnsafeMutableBufferPointer { buffer in
    guard let out = buffer.baseAddress else { return }
    key.fillUniform(out, count: count, from: 1)
  }
  fingerprint.add(floats)
  floats.withUnsafeMutableBufferPointer { buffer in
    guard let out = buffer.baseAddress else { return }
    key.fillNormal(out, count: count, from: 3)
  }
  fingerprint.add(floats)
  floats.withUnsafeMutableBufferPointer { buffer in
    guard let out = buffer.baseAddress else { return }
    key.fillDropoutMask(out, count: count, rate: 0.1, from: 2)
  }
  fingerprint.add(floats)
  doubles.withUnsafeMutableBufferPointer { buffer in
    guard let out = buffer.baseAddress else { return }
    key.fillNormal(out, count: count, from: 5)
  }
  fingerprint.add(doubles)

  for index in 0..<300 {
    fingerprint.add(key.uniformDouble(in: -1..<3, at: index))
    fingerprint.add(key.truncatedNormal(in: -2...2, at: index))
    fingerprint.add(key.truncatedNormal(in: 3...Double.infinity, at: index))
    fingerprint.add(key.gamma(shape: 0.3, at: index))
    fingerprint.add(key.gamma(shape: 7, at: index))
    fingerprint.add(key.beta(0.5, 2, at: index))
    fingerprint.add(UInt64(key.poisson(mean: 4, at: index)))
    fingerprint.add(UInt64(key.poisson(mean: 400, at: index)))
    fingerprint.add(UInt64(key.integer(below: 1 << 62 + 1, at: index)))
  }
  for place in key.permutation(500) { fingerprint.add(UInt64(place)) }
  let weights = (0..<100).map { Double($0 % 7) }
  if let chosen = try? key.sample(20, weights: weights) {
    for index in chosen { fingerprint.add(UInt64(index)) }
  }
}
