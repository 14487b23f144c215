import Engine
import Exact
import TestSupport
import Testing

/// A loss with its name in the fixture; constants of it are read there.
private struct LossCase: Sendable {
  let name: String
  let loss: @Sendable ([Tensor], Oracle) throws -> Tensor

  init(_ name: String, _ loss: @escaping @Sendable ([Tensor], Oracle) throws -> Tensor) {
    self.name = name
    self.loss = loss
  }
}

private func labels(_ oracle: Oracle, _ name: String) throws -> [Int32] {
  try oracle.integers("losses/\(name)/y").map { Int32($0) }
}

private func target(_ oracle: Oracle, _ name: String, like x: Tensor) throws -> Tensor {
  Tensor(try oracle.floats("losses/\(name)/t"), shape: x.shape, in: x.pool)
}

private let cases: [LossCase] = [
  LossCase("meanSquaredError") { x, _ in x[0].meanSquaredError(x[1]) },
  LossCase("meanAbsoluteError") { x, _ in x[0].meanAbsoluteError(x[1]) },
  LossCase("huberLoss") { x, _ in x[0].huberLoss(x[1], delta: 0.7) },
  LossCase("logCoshLoss") { x, _ in x[0].logCoshLoss(x[1]) },
  LossCase("quantileLoss") { x, _ in x[0].quantileLoss(x[1], level: 0.8) },
  LossCase("marginRankingLoss") { x, _ in x[0].marginRankingLoss(above: x[1], margin: 0.5) },
  LossCase("bayesianRankingLoss") { x, _ in x[0].bayesianRankingLoss(above: x[1]) },
  LossCase("binaryCrossEntropy") { x, oracle in
    x[0].binaryCrossEntropy(try target(oracle, "binaryCrossEntropy", like: x[0]))
  },
  LossCase("binaryCrossEntropy, weighted") { x, oracle in
    x[0].binaryCrossEntropy(
      try target(oracle, "binaryCrossEntropy, weighted", like: x[0]), positiveWeight: 3.5)
  },
  LossCase("crossEntropy") { x, oracle in
    x[0].crossEntropy(try labels(oracle, "crossEntropy"))
  },
  LossCase("crossEntropy, smoothed") { x, oracle in
    x[0].crossEntropy(try labels(oracle, "crossEntropy, smoothed"), smoothing: 0.1)
  },
  LossCase("crossEntropy, smoothed and weighted") { x, oracle in
    let name = "crossEntropy, smoothed and weighted"
    return x[0].crossEntropy(
      try labels(oracle, name), smoothing: 0.1,
      classWeights: try oracle.floats("losses/\(name)/w"))
  },
  LossCase("divergenceFromNormal") { x, _ in x[0].divergenceFromNormal(logVariances: x[1]) },
  LossCase("contrastiveLoss") { x, _ in x[0].contrastiveLoss(x[1], temperature: 0.2) },
  LossCase("sampledSoftmaxLoss") { x, _ in x[0].sampledSoftmaxLoss(x[1]) },
  LossCase("squarePenalty") { x, _ in Tensor.squarePenalty(of: x, weight: 0.03) },
  LossCase("absolutePenalty") { x, _ in Tensor.absolutePenalty(of: x, weight: 0.03) },
]

@Suite struct `Losses` {
  @Test func `of the fixture are all compared`() throws {
    #expect(try Oracle("engine_optimisers").names("losses") == cases.map(\.name).sorted())
  }

  @Test(arguments: cases.indices)
  func `have PyTorch's values and gradients`(_ index: Int) throws {
    let oracle = try Oracle("engine_optimisers")
    let pool = Pool()
    let name = cases[index].name
    let path = "losses/\(name)"
    let operands = try oracle.names(path).filter { $0.hasPrefix("operand") }.map { operand in
      Tensor(
        try oracle.floats("\(path)/\(operand)"),
        shape: Shape(try oracle.shape("\(path)/\(operand)")), in: pool
      ).tracked()
    }
    let loss = try cases[index].loss(operands, oracle)
    loss.backward()
    expectClose(loss.elements, try oracle.floats("\(path)/value"), "\(name), value")
    for (place, operand) in operands.enumerated() {
      expectClose(
        operand.gradient?.elements ?? [], try oracle.floats("\(path)/gradient\(place)"),
        "\(name), gradient \(place)")
    }
  }

  @Test func `keep their digits at the ends`() {
    let pool = Pool()
    func tensor(_ x: Float...) -> Tensor { Tensor(x, shape: [x.count], in: pool) }
    // ½d² to a relative 10⁻⁷, and |d| − log 2.
    #expect(ulps(tensor(1e-5).logCoshLoss(tensor(0)).scalar, 0.5e-10) <= 1)
    #expect(tensor(1e30).logCoshLoss(tensor(0)).scalar == 1e30)
    #expect(ulps(tensor(-80).binaryCrossEntropy(tensor(0)).scalar, Exact.exp(Float(-80))) <= 2)
    #expect(tensor(1e30).binaryCrossEntropy(tensor(0)).scalar == 1e30)
    #expect(tensor(1000, 0).crossEntropy([1]).scalar == 1000)
    // ¼l² and not 0, the difference of exp l and 1 + l in Float32.
    #expect(
      ulps(tensor(0).divergenceFromNormal(logVariances: tensor(1e-5)).scalar, 0.25e-10) <= 100)
    #expect(tensor(.nan, 0).crossEntropy([1]).scalar.isNaN)
  }
}
