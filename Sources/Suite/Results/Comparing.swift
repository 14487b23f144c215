import Exact

/// The statistics by which seeds are summed up and models compared.
///
/// They stand here alone, so that there is one place to say which ones the tables use.
package struct Comparing: Sendable {
  /// The mean of the values of all seeds.
  package let mean: @Sendable ([Double]) -> Double
  /// The standard deviation of a sample; nil for fewer than two values.
  package let deviation: @Sendable ([Double]) -> Double?
  /// A 95 % interval of the mean, its resampling drawn from a key; nil where there is none.
  package let interval: @Sendable ([Double], Key) -> (low: Double, high: Double)?
  /// How two models of which there are pairs of values differ; nil where nothing can be said.
  package let test: @Sendable ([Double], [Double], Key) -> Paired?

  /// A test of paired values.
  package struct Paired: Sendable {
    let p: Double
    let method: String
    /// What keeps the probability from being trusted; empty where nothing does.
    let warning: String

    package init(p: Double, method: String, warning: String) {
      (self.p, self.method, self.warning) = (p, method, warning)
    }
  }

  /// Statistics of these functions.
  package init(
    mean: @escaping @Sendable ([Double]) -> Double,
    deviation: @escaping @Sendable ([Double]) -> Double?,
    interval: @escaping @Sendable ([Double], Key) -> (low: Double, high: Double)?,
    test: @escaping @Sendable ([Double], [Double], Key) -> Paired?
  ) {
    (self.mean, self.deviation, self.interval, self.test) = (mean, deviation, interval, test)
  }

  /// Mean and standard deviation.
  package static let plain = Comparing(
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
