import TestSupport
import Testing
import Trees

/// A tree or a forest of scikit-learn: a group of the fixture.
struct ForestCase: Sendable, CustomTestStringConvertible {
  let path: String
  let isWeighted: Bool
  let settings: ForestSettings

  var testDescription: String { path }

  static let oracle = try? Oracle("trees_forests")
  static let trees = all("trees")
  static let forests = all("forests")
  /// Rows that are learned from; the others are predicted.
  static let trained = 500

  private static func all(_ group: String) -> [ForestCase] {
    guard let oracle, let names = try? oracle.names(group) else { return [] }
    return names.compactMap { try? ForestCase("\(group)/\($0)", oracle) }
  }

  private init(_ path: String, _ oracle: Oracle) throws {
    self.path = path
    var settings = ForestSettings()
    var isWeighted = false
    for line in try oracle.text("\(path)/settings").split(separator: "\n") {
      let parts = line.split(separator: "=").map(String.init)
      if parts[0] == "weighted" {
        isWeighted = parts[1] == "1"
      } else {
        try settings.set(parts[0], to: parts[1])
      }
    }
    self.settings = settings
    self.isWeighted = isWeighted
  }

  /// Rows of the fixture, all or those in a range.
  static func features(_ range: Range<Int>? = nil) throws -> Features {
    let oracle = try #require(oracle)
    let shape = try oracle.shape("data/x")
    let range = range ?? 0..<shape[0]
    let values = try oracle.floats("data/x")
    return try Features(
      Array(values[range.lowerBound * shape[1]..<range.upperBound * shape[1]]), columns: shape[1])
  }

  /// The rows that are learned from.
  func data() throws -> TrainingSet {
    let oracle = try #require(Self.oracle)
    let name = settings.objective == .regression ? "numbers" : "classes"
    func known(_ name: String) throws -> [Float] {
      Array(try oracle.floats("data/\(name)")[..<Self.trained])
    }
    return try TrainingSet(
      try Self.features(0..<Self.trained), target: try known(name),
      weights: isWeighted ? try known("weights") : nil)
  }
}

/// The greatest difference of two lists of the same length; infinite where they differ in length.
func worst(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).map { ($0 - $1).magnitude }.max() ?? 0
}
