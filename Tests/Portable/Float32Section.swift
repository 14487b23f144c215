import Exact

/// The Float32 functions over inputs of every size and sign, those of two arguments over pairs.
func computeFloat32(_ fingerprint: inout Fingerprint) {
  var bits: UInt32 = 0
  for _ in 0..<4096 {
    // A step coprime to 2^32 visits all exponents.
    bits &+= 0x0013_9e3d &* 0x101
    let x = Float(bitPattern: bits)
    let y = Float(bitPattern: bits &* 0x9e37_79b1)
    fingerprint.add(exp(x))
    fingerprint.add(expm1(x))
    fingerprint.add(log(x))
    fingerprint.add(log1p(x))
    fingerprint.add(tanh(x))
    fingerprint.add(sigmoid(x))
    fingerprint.add(silu(x))
    fingerprint.add(softplus(x))
    fingerprint.add(erf(x))
    let gelu = geluWithDerivative(x)
    fingerprint.add(gelu.value)
    fingerprint.add(gelu.derivative)
    fingerprint.add(sin(x))
    fingerprint.add(cos(x))
    fingerprint.add(pow(x, y))
    fingerprint.add(atan2(x, y))
  }
  var angles = (0..<1000).map { Float($0 - 500) * 0.37 }
  let count = angles.count
  var results = angles
  sin(angles, to: &results, count: count)
  fingerprint.add(results)
  gelu(angles, to: &results, count: count)
  fingerprint.add(results)
  angles.withUnsafeMutableBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return }
    exp(base, to: base, count: count)
  }
  fingerprint.add(angles)
}
