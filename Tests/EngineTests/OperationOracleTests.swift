import Engine
import Exact
import TestSupport
import Testing

/// A case of a fixture: made at a place of a model, then applied to the fixture's operands.
///
/// Its name starts with that of the declaration it is about.
struct OracleCase: Sendable {
  typealias Run = ([Tensor], Mode) -> Tensor
  let name: String
  let isTraining: Bool
  let make: @Sendable (Scope) -> Run

  /// An operation.
  init(_ name: String, run: @escaping @Sendable ([Tensor]) -> Tensor) {
    self.name = name
    isTraining = true
    make = { _ in { operands, _ in run(operands) } }
  }

  /// A layer.
  init(layer name: String, isTraining: Bool = true, make: @escaping @Sendable (Scope) -> Run) {
    self.name = name
    self.isTraining = isTraining
    self.make = make
  }
}

/// The fixtures of operations and layers, with their cases.
let oracleCases: [(fixture: String, cases: [OracleCase])] = [
  ("engine_core", coreCases), ("engine_operations", operationCases + layerCases),
]

private let everyCase = oracleCases.flatMap { fixture, cases in cases.map { (fixture, $0) } }

@Suite struct `Operations as PyTorch has them` {
  @Test(arguments: everyCase.indices)
  func `agree in results and gradients`(_ index: Int) throws {
    let (fixture, check) = everyCase[index]
    let oracle = try Oracle(fixture)
    let entries = try oracle.names(check.name)
    let pool = Pool()
    let scope = Scope(seed: Key(seed: 1), pool: pool)
    let run = check.make(scope)
    for parameter in scope.parameters where parameter.isLearned || !check.isTraining {
      parameter.elements = try oracle.floats("\(check.name)/parameter/\(parameter.name)")
    }
    func tensor(_ entry: String) throws -> Tensor {
      let path = "\(check.name)/\(entry)"
      return Tensor(try oracle.floats(path), shape: Shape(try oracle.shape(path)), in: pool)
    }
    func expect(_ found: [Float], _ entry: String) throws {
      let path = "\(check.name)/\(entry)"
      expectClose(found, try oracle.floats(path), path)
    }
    let operands = try entries.filter { $0.hasPrefix("in") }.map { try tensor($0).tracked() }
    let mode = check.isTraining ? Mode.training(Key(seed: 2)) : .evaluation
    let result = run(operands, mode)
    #expect(result.shape.array == (try oracle.shape("\(check.name)/out")), "\(check.name)")
    try expect(result.elements, "out")
    (result * (try tensor("weights"))).sum().backward()
    for (position, operand) in operands.enumerated() {
      try expect(operand.gradient?.elements ?? [], "grad\(position)")
    }
    for parameter in scope.parameters where parameter.isLearned && check.isTraining {
      try expect(parameter.gradient ?? [], "parameterGradient/\(parameter.name)")
    }
    for parameter in scope.parameters where !parameter.isLearned && check.isTraining {
      try expect(parameter.elements, "state/\(parameter.name)")
    }
  }

  @Test(arguments: oracleCases.indices)
  func `are all of a fixture's`(_ index: Int) throws {
    let (fixture, cases) = oracleCases[index]
    #expect(cases.map(\.name).sorted() == (try Oracle(fixture).names()))
  }

  @Test func `attention hands out its weights`() throws {
    let name = "MultiHeadAttention"
    let oracle = try Oracle("engine_operations")
    let pool = Pool()
    let scope = Scope(seed: Key(seed: 1), pool: pool)
    let layer = MultiHeadAttention(6, heads: 2, in: scope)
    for parameter in scope.parameters {
      parameter.elements = try oracle.floats("\(name)/parameter/\(parameter.name)")
    }
    let x = Tensor(try oracle.floats("\(name)/in0"), shape: [2, 6, 6], in: pool)
    let padding = Tensor([1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0], shape: [2, 6], in: pool)
    let (_, weights) = layer(x, .evaluation, isCausal: true, padding: padding)
    #expect(weights.shape == [2, 2, 6, 6])
    expectClose(
      weights.elements, try oracle.floats("\(name)/attentionWeights"), "\(name), weights")
  }
}
