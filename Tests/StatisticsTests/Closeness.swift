import Testing

/// Compares whole lists: |a − b| at most `absolute` plus `relative` times |b|; two NaNs are equal.
///
/// The relative 10⁻¹² unless told otherwise: the sums of reference and module run in different orders, over
/// a few hundred numbers at most.
func expectClose(
  _ found: [Double], _ expected: [Double], _ name: String, absolute: Double = 1e-15,
  relative: Double = 1e-12
) {
  guard found.count == expected.count else {
    Issue.record("\(name): \(found.count) numbers, expected \(expected.count)")
    return
  }
  for i in found.indices where !(found[i].isNaN && expected[i].isNaN) {
    let error = (found[i] - expected[i]).magnitude
    if found[i] != expected[i] && !(error <= absolute + relative * expected[i].magnitude) {
      Issue.record("\(name), element \(i): \(found[i]), expected \(expected[i])")
    }
  }
}

/// A matrix of a fixture as rows.
func rows<Number>(_ numbers: [Number], of columns: Int) -> [[Number]] {
  stride(from: 0, to: numbers.count, by: columns).map { Array(numbers[$0..<($0 + columns)]) }
}
