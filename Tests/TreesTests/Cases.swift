import TestSupport
import Testing
import Trees

/// One model of LightGBM with what it was made from: a group of the fixture.
struct Case: Sendable, CustomTestStringConvertible {
  let name: String
  let data: String
  let settings: [(name: String, value: String)]
  let text: String

  var testDescription: String { name }

  static let oracle = try? Oracle("trees_lightgbm")
  static let all: [Case] = {
    guard let oracle, let names = try? oracle.names() else { return [] }
    return names.filter { $0 != "data" && $0 != "stopping" }.compactMap { try? Case($0, oracle) }
  }()

  init(_ name: String, _ oracle: Oracle) throws {
    self.name = name
    data = try oracle.text("\(name)/data")
    text = try oracle.text("\(name)/text")
    settings = try oracle.text("\(name)/settings").split(separator: "\n").map {
      let parts = $0.split(separator: "=", maxSplits: 1)
      return (String(parts[0]), String(parts[1]))
    }
  }

  /// All rows, and what is to be learned from them.
  func table() throws -> (features: Features, target: [Float]) {
    let oracle = try #require(Case.oracle)
    let words = data.split(separator: " ")
    guard words[0] == "drawn", let rows = Int(words[1]), let columns = Int(words[2]) else {
      let shape = try oracle.shape("data/\(data)")
      return (
        try Features(try oracle.floats("data/\(data)"), columns: shape[1]),
        try oracle.floats("\(name)/y")
      )
    }
    let (features, target) = try drawn(rows, columns)
    return (
      features,
      name == "larger" ? target.map { $0 > 12 ? 1 : 0 } : target
    )
  }
}

extension Oracle {
  /// Bytes as text.
  func text(_ path: String) throws -> String {
    String(decoding: try integers(path).map { UInt8($0) }, as: UTF8.self)
  }
}

/// Multiples of 2⁻²⁴ in [0, 1): the upper bits of splitmix64 of the position.
func uniform(_ count: Int) -> [Double] {
  (0..<count).map { position in
    var z = (UInt64(position) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return Double(z >> 40) * 0x1p-24
  }
}

/// Columns of uniform numbers and a smooth function of them with noise.
func drawn(_ rows: Int, _ columns: Int) throws -> (features: Features, target: [Float]) {
  let u = uniform(rows * (columns + 1))
  var values: [Double] = []
  var target: [Float] = []
  for row in 0..<rows {
    let x = Array(u[row * (columns + 1)..<(row + 1) * (columns + 1)])
    values += x.dropLast()
    let y = 10 * x[0] * x[1] + 20 * (x[2] - 0.5) * (x[2] - 0.5) + 10 * x[3] + 5 * x[4]
    target.append(Float(y + 2 * x[columns]))
  }
  return (try Features(values, columns: columns), target)
}
