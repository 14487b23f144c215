import Exact

/// Products of every form, at sizes that take each way through the kernel.
@Sendable func computeProducts(_ fingerprint: inout Fingerprint) {
  let a = Ramp(20_000, 0.618_034)
  let b = Ramp(20_000, 0.414_214)
  for (m, n, k) in [
    (1, 1, 1), (7, 5, 3), (13, 21, 34), (1, 70, 33), (40, 1, 37), (33, 7, 64), (24, 48, 300),
  ] {
    for form in 0..<4 {
      let left =
        form & 1 == 0
        ? MatrixView(UnsafePointer(a.base), rows: m, columns: k)
        : MatrixView(UnsafePointer(a.base), rows: k, columns: m).transposed
      let right =
        form & 2 == 0
        ? MatrixView(UnsafePointer(b.base), rows: k, columns: n)
        : MatrixView(UnsafePointer(b.base), rows: n, columns: k).transposed
      let c = Ramp(m * n, 0.732_051)
      let result = MutableMatrixView(c.base, rows: m, columns: n)
      withExtendedLifetime((a, b, c)) {
        multiply(
          left, right, into: result, accumulating: form == 3, bias: b.base, activation: .gelu)
        for i in 0..<m * n { fingerprint.add(c.base[i]) }
      }
    }
  }
}

/// Sums of every kind.
@Sendable func computeSums(_ fingerprint: inout Fingerprint) {
  for count in [0, 1, 15, 16, 33, 1000] {
    let x = Ramp(count, 0.618_034)
    let y = Ramp(count, 0.414_214)
    defer { withExtendedLifetime((x, y)) {} }
    let middle = mean(x.base, count: count)
    fingerprint.add(sum(x.base, count: count))
    fingerprint.add(middle)
    fingerprint.add(variance(x.base, count: count, mean: middle))
    fingerprint.add(euclideanNorm(x.base, count: count))
    fingerprint.add(sumOfProducts(x.base, y.base, count: count))
    fingerprint.add(maximum(x.base, count: count))
    fingerprint.add(logSumExp(x.base, count: count))
    softmax(x.base, to: y.base, rows: 1, columns: count)
    for i in 0..<count { fingerprint.add(y.base[i]) }
    prefixSums(x.base, to: y.base, count: count)
    for i in 0..<count { fingerprint.add(y.base[i]) }
  }
}

/// Numbers in memory, freed with the last reference.
final class Ramp {
  let base: UnsafeMutablePointer<Float>

  /// `count` numbers between −2 and 2: multiples of `step`, wrapped.
  init(_ count: Int, _ step: Float) {
    base = .allocate(capacity: count + 1)
    var value: Float = 0
    for i in 0..<count {
      value += step
      if value > 2 { value -= 4 }
      base[i] = value
    }
  }

  deinit { base.deallocate() }
}
