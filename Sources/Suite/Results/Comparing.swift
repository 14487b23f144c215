import Exact

/// The statistics by which seeds are summed up and models compared.
///
/// They stand here alone, so that there is one place to say which ones the tables use.
struct Comparing: Sendable {
  /// The mean of the values of all seeds.
  let mean: @Sendable ([Double]) -> Double
  /// The standard deviation of a sample; nil for fewer than two values.
  let deviation: @Sendable ([Double]) -> Double?
  /// A 95 % interval of the mean, its resampling drawn from a key; nil where there is none.
  let interval: @Sendable ([Double], Key) -> (low: Double, high: Double)?
  /// How probable it is that two models differ so much by chance, given pairs of values; nil where nothing can be
  /// said.
  let test: @Sendable ([Double], [Double], Key) -> (p: Double, method: String)?

  /// Mean and standard deviation.
  static let plain = Comparing(
    mean: { average($0) },
    deviation: { values in
      guard values.count > 1 else { return nil }
      let center = average(values)
      let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
      return (squares / Double(values.count - 1)).squareRoot()
    },
    interval: { _, _ in nil }, test: { _, _, _ in nil })
}

private func average(_ values: [Double]) -> Double {
  values.reduce(0, +) / Double(values.count)
}
