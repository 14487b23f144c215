import TestSupport
import Testing
import Trees

/// A model of LightGBM that LightGBM and the package shap explained: a group of the fixture.
struct Explained: Sendable, CustomTestStringConvertible {
  let name: String
  let model: TreeModel
  let features: Features
  let background: Features?

  var testDescription: String { name }

  static let oracle = try? Oracle("trees_explained")
  static let all: [Explained] = {
    guard let oracle, let names = try? oracle.names() else { return [] }
    return names.compactMap { try? Explained($0, oracle) }
  }()
  /// Those that the package shap explained.
  static let byShap = all.filter { $0.background != nil }

  init(_ name: String, _ oracle: Oracle) throws {
    self.name = name
    model = try TreeModel(text: try oracle.text("\(name)/text"))
    features = try Features(try oracle.doubles("\(name)/x"), columns: model.features)
    background =
      try oracle.names(name).contains("background")
      ? try Features(try oracle.doubles("\(name)/background"), columns: model.features) : nil
  }

  func numbers(_ path: String) throws -> [Double] {
    try #require(Self.oracle).doubles("\(name)/\(path)")
  }

  /// The first of the rows.
  func rows(_ count: Int) throws -> Features {
    try Features(
      Array(features.values[..<(count * features.columns)]), columns: features.columns)
  }
}

/// Shapley values from their definition: sums over all coalitions of what a column adds to each.
struct BruteForce {
  let columns: Int
  /// The worth of each coalition, a bit for each column.
  let worth: [Double]

  init(columns: Int, _ worth: (Int) -> Double) {
    self.columns = columns
    self.worth = (0..<1 << columns).map(worth)
  }

  func value(_ column: Int) -> Double {
    var sum = 0.0
    for others in 0..<1 << columns where others >> column & 1 == 0 {
      let gain = worth[others | 1 << column] - worth[others]
      sum += weight(others.nonzeroBitCount, of: columns) * gain
    }
    return sum
  }

  func interaction(_ a: Int, _ b: Int) -> Double {
    let (first, second) = (1 << a, 1 << b)
    var sum = 0.0
    for others in 0..<1 << columns where others & (first | second) == 0 {
      let gain =
        worth[others | first | second] - worth[others | first] - worth[others | second]
        + worth[others]
      sum += weight(others.nonzeroBitCount, of: columns - 1) * gain / 2
    }
    return sum
  }

  /// The weight of s players before one of n, s! (n − 1 − s)! / n!.
  private func weight(_ s: Int, of n: Int) -> Double {
    var weight = 1 / Double(n)
    for k in 0..<s { weight *= Double(k + 1) / Double(n - 1 - k) }
    return weight
  }
}

extension Tree {
  /// The output where the columns of a coalition are known, others averaged by the rows that went each way.
  func output(_ row: [Double], knowing coalition: Int, from place: Int32) -> Double {
    guard place >= 0 else { return leafValue[Int(~place)] }
    let node = Int(place)
    let column = Int(splitFeature[node])
    let (left, right) = (leftChild[node], rightChild[node])
    if coalition >> column & 1 == 1 {
      return output(
        row, knowing: coalition, from: goesLeft(row[column], atNode: node) ? left : right)
    }
    func count(_ child: Int32) -> Double {
      Double(child < 0 ? leafCount[Int(~child)] : internalCount[Int(child)])
    }
    let sum =
      count(left) * output(row, knowing: coalition, from: left)
      + count(right) * output(row, knowing: coalition, from: right)
    return sum / (count(left) + count(right))
  }
}
