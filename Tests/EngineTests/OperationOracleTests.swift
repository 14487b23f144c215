import Engine
import Exact
import TestSupport
import Testing

/// A case of the fixture: made at a place of a model, then applied to the fixture's operands.
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

private let places = Indices([4, 0, 4, 2, 4, 1], shape: [2, 3])

private func seen(_ pool: Pool) -> Tensor {
  Tensor([1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1], shape: [2, 6], in: pool)
}

private let operationCases: [OracleCase] = [
  OracleCase("softmax") { $0[0].softmax() },
  OracleCase("log-softmax") { $0[0].logSoftmax() },
  OracleCase("matmul") { $0[0].matmul($0[1]) },
  OracleCase("matmul, shared right") { $0[0].matmul($0[1]) },
  OracleCase("matmul, shared left") { $0[0].matmul($0[1]) },
  OracleCase("matmul, right transposed") { $0[0].matmul($0[1], transposingRight: true) },
  OracleCase("layer norm") { $0[0].layerNorm(scale: $0[1], bias: $0[2]) },
  OracleCase("rms norm") { $0[0].rmsNorm(scale: $0[1]) },
  OracleCase("batch norm") { $0[0].batchNorm(scale: $0[1], bias: $0[2]) },
  OracleCase("gather") { $0[0].gathered(places) },
  OracleCase("scatter-add") { $0[0].scatterAdded(places, size: 6) },
  OracleCase("where") {
    let mask = Tensor([1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0], shape: [3, 4], in: $0[0].pool)
    return $0[0].chosen(where: mask, else: $0[1])
  },
  OracleCase("pad, constant") { $0[0].padded(2, 3, along: 1) },
  OracleCase("pad, replicate") { $0[0].padded(2, 3, along: 1, mode: .replicate) },
  OracleCase("pad, circular") { $0[0].padded(2, 3, along: 1, mode: .circular) },
  OracleCase("convolution") { $0[0].convolved($0[1], bias: $0[2]) },
  OracleCase("convolution, strided, dilated, grouped") {
    $0[0].convolved($0[1], bias: $0[2], stride: 2, dilation: 3, groups: 2, padding: (2, 2))
  },
  OracleCase("convolution, circular") {
    $0[0].convolved($0[1], padding: (1, 1), mode: .circular)
  },
  OracleCase("average pool") { $0[0].averagePooled(3, stride: 2, along: 1) },
  OracleCase("maximum pool") { $0[0].maximumPooled(3, stride: 2, along: 1) },
  OracleCase("moving average") { $0[0].movingAverage(5, along: 1) },
  OracleCase("cumulative sum") { $0[0].cumulativeSum(along: 1) },
  OracleCase("maximum") { $0[0].maximum(along: 1) },
  OracleCase("attention") { $0[0].attention(keys: $0[1], values: $0[2], heads: 2).result },
  OracleCase("attention, causal") {
    $0[0].attention(keys: $0[1], values: $0[2], heads: 3, isCausal: true).result
  },
  OracleCase("attention, padded") {
    $0[0].attention(keys: $0[1], values: $0[2], heads: 2, padding: seen($0[0].pool)).result
  },
  OracleCase("spectrum, real") { Spectrum(length: 12, in: $0[0].pool).transform($0[0]).real },
  OracleCase("spectrum, imaginary") {
    Spectrum(length: 11, in: $0[0].pool).transform($0[0]).imaginary
  },
  OracleCase("spectrum, inverse") {
    Spectrum(length: 12, in: $0[0].pool).inverse(real: $0[0], imaginary: $0[1])
  },
  OracleCase("spectrum, inverse, odd") {
    Spectrum(length: 11, in: $0[0].pool).inverse(real: $0[0], imaginary: $0[1])
  },
  OracleCase("spectrum, strongest") {
    Spectrum(length: 24, in: $0[0].pool).strongest(3, of: $0[0])
  },
]

private let layerCases: [OracleCase] = [
  OracleCase(layer: "embedding layer") { scope in
    let layer = Embedding(5, 4, in: scope)
    return { layer(places, $1) }
  },
  OracleCase(layer: "convolution layer") { scope in
    let layer = Conv1d(
      4, 6, kernel: 3, dilation: 2, groups: 2, padding: (2, 2), paddingMode: .replicate, in: scope)
    return { layer($0[0], $1) }
  },
  OracleCase(layer: "layer norm layer") { scope in
    let layer = LayerNorm(7, in: scope)
    return { layer($0[0], $1) }
  },
  OracleCase(layer: "rms norm layer") { scope in
    let layer = RMSNorm(7, in: scope)
    return { layer($0[0], $1) }
  },
  OracleCase(layer: "batch norm layer") { scope in
    let layer = BatchNorm1d(3, in: scope)
    return { layer($0[0], $1) }
  },
  OracleCase(layer: "batch norm layer, evaluation", isTraining: false) { scope in
    let layer = BatchNorm1d(3, in: scope)
    return { layer($0[0], $1) }
  },
  OracleCase(layer: "attention layer") { scope in
    let layer = MultiHeadAttention(6, heads: 2, in: scope)
    return { operands, mode in
      let pool = operands[0].pool
      let padding = Tensor(
        [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0], shape: [2, 6], in: pool)
      return layer(operands[0], mode, isCausal: true, padding: padding).result
    }
  },
  OracleCase(layer: "revin layer") { scope in
    let layer = RevIN(3, in: scope)
    return { operands, mode in
      let (normal, moments) = layer.normalised(operands[0], mode)
      return layer.restored(normal.activated(.tanh), moments, mode)
    }
  },
]

@Suite struct `Operations as PyTorch has them` {
  @Test(arguments: (operationCases + layerCases).indices)
  func `agree in results and gradients`(_ index: Int) throws {
    let check = (operationCases + layerCases)[index]
    let oracle = try Oracle("engine_operations")
    let entries = try oracle.names(check.name)
    let pool = Pool()
    let scope = Scope(seed: Key(seed: 1), pool: pool)
    let run = check.make(scope)
    for parameter in scope.parameters where parameter.isLearned || !check.isTraining {
      if entries.contains("parameter") {
        parameter.elements = try oracle.floats("\(check.name)/parameter/\(parameter.name)")
      }
    }
    func tensor(_ entry: String) throws -> Tensor {
      let path = "\(check.name)/\(entry)"
      return Tensor(try oracle.floats(path), shape: Shape(try oracle.shape(path)), in: pool)
    }
    let operands = try entries.filter { $0.hasPrefix("in") }.map { try tensor($0).tracked() }
    let mode = check.isTraining ? Mode.training(Key(seed: 2)) : .evaluation
    let result = run(operands, mode)
    try expect(result.elements, check.name, "out")
    #expect(result.shape.array == (try oracle.shape("\(check.name)/out")))
    (result * (try tensor("weights"))).sum().backward()
    for (position, operand) in operands.enumerated() {
      try expect(operand.gradient?.elements ?? [], check.name, "grad\(position)")
    }
    if entries.contains("parameterGradient") {
      for parameter in scope.parameters where parameter.isLearned {
        try expect(
          parameter.gradient ?? [], check.name, "parameterGradient/\(parameter.name)")
      }
    }
    if entries.contains("state") {
      for parameter in scope.parameters where !parameter.isLearned {
        try expect(parameter.elements, check.name, "state/\(parameter.name)")
      }
    }
  }

  @Test func `cover the whole fixture`() throws {
    let names = try Oracle("engine_operations").names()
    #expect((operationCases + layerCases).map(\.name).sorted() == names.sorted())
  }

  @Test func `attention hands out its weights`() throws {
    let name = "attention layer"
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
    try expect(weights.elements, name, "attentionWeights")
  }

  /// Every element within 1e-6 + 2e-6 of its size.
  private func expect(
    _ found: [Float], _ name: String, _ entry: String, relative: Float = 2e-6,
    absolute: Float = 1e-6
  ) throws {
    let expected = try Oracle("engine_operations").floats("\(name)/\(entry)")
    guard found.count == expected.count else {
      Issue.record("\(name), \(entry): \(found.count) numbers, expected \(expected.count)")
      return
    }
    var worst = 0
    var worstShare: Float = 0
    for i in found.indices {
      let share = abs(found[i] - expected[i]) / (absolute + relative * abs(expected[i]))
      if !(share <= worstShare) { (worst, worstShare) = (i, share) }
    }
    if !(worstShare <= 1) {
      Issue.record(
        "\(name), \(entry), element \(worst): \(found[worst]), expected \(expected[worst]): \(worstShare) times the tolerance"
      )
    }
  }
}
