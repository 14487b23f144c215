import Exact

/// The logistic loss of two classes: a target above zero is the second.
struct BinaryLoss: Loss {
  let name: ObjectiveName
  private let data: TrainingSet
  private let sigmoid: Double

  init(_ data: TrainingSet, _ settings: BoosterSettings) throws(TreesError) {
    self.data = data
    sigmoid = settings.sigmoid
    name = ObjectiveName("binary sigmoid:\(plain(sigmoid))")
  }

  var pieces: Int { data.target.count }

  func start(of output: Int) -> Double {
    let share = max(min(data.weightedMean { $0 > 0 ? 1 : 0 }, 1 - epsilon), epsilon)
    return Exact.log(share / (1 - share)) / sigmoid
  }

  /// One class alone leaves nothing to learn.
  func learns(_ output: Int) -> Bool {
    data.target.contains { $0 > 0 } && data.target.contains { !($0 > 0) }
  }

  func derive(
    _ scores: UnsafePointer<Double>, _ rows: Range<Int>,
    to derivatives: UnsafeMutablePointer<Derivatives>
  ) {
    data.target.withUnsafeBufferPointer { target in
      for row in rows {
        let label: Double = target[row] > 0 ? 1 : -1
        let response = -label * sigmoid / (1 + Exact.exp(label * sigmoid * scores[row]))
        let size = response.magnitude
        derivatives[row] = Derivatives(Float(response), Float(size * (sigmoid - size)))
      }
    }
    guard let weights = data.weights else { return }
    // The original multiplies before it rounds.
    for row in rows {
      let label: Double = data.target[row] > 0 ? 1 : -1
      let response = -label * sigmoid / (1 + Exact.exp(label * sigmoid * scores[row]))
      let size = response.magnitude
      derivatives[row] = Derivatives(
        Float(response * Double(weights[row])),
        Float(size * (sigmoid - size) * Double(weights[row])))
    }
  }
}

/// The cross-entropy of several classes, a tree for each.
struct SoftmaxLoss: Loss {
  let name: ObjectiveName
  let outputs: Int
  private let data: TrainingSet
  private let shares: [Double]

  init(_ data: TrainingSet, _ settings: BoosterSettings) throws(TreesError) {
    self.data = data
    outputs = settings.classes
    name = ObjectiveName("multiclass num_class:\(outputs)")
    guard outputs <= data.target.count else {
      throw .tooFew(
        what: "rows for \(outputs) classes", expected: outputs, found: data.target.count)
    }
    var sums = [Double](repeating: 0, count: outputs)
    var total = 0.0
    for (row, label) in data.target.enumerated() {
      guard label >= 0, label < Float(outputs), label == label.rounded(.towardZero) else {
        throw .unusable(
          what: "class", index: row, expected: "a whole number from 0 to \(outputs - 1)",
          found: canonical(label))
      }
      let weight = data.weights.map { Double($0[row]) } ?? 1
      sums[Int(label)] += weight
      total += weight
    }
    shares = sums.map { $0 / total }
  }

  var pieces: Int { data.target.count }

  func start(of output: Int) -> Double { Exact.log(max(epsilon, shares[output])) }

  func learns(_ output: Int) -> Bool {
    shares[output] > epsilon && shares[output] < 1 - epsilon
  }

  func derive(
    _ scores: UnsafePointer<Double>, _ rows: Range<Int>,
    to derivatives: UnsafeMutablePointer<Derivatives>
  ) {
    let count = data.target.count
    // The redundant form of the classes gives second derivatives that are too small by this factor.
    let factor = Double(outputs) / (Double(outputs) - 1)
    var values = [Double](repeating: 0, count: outputs)
    for row in rows {
      for k in 0..<outputs { values[k] = scores[k * count + row] }
      toShares(&values, 0..<outputs)
      let label = Int(data.target[row])
      for k in 0..<outputs {
        let share = values[k]
        let slope = k == label ? share - 1 : share
        let curvature = factor * share * (1 - share)
        let weight = data.weights.map { Double($0[row]) } ?? 1
        derivatives[k * count + row] = Derivatives(
          Float(slope * weight), Float(curvature * weight))
      }
    }
  }
}
