import Engine
import Exact

private let places = Indices([4, 0, 4, 2, 4, 1], shape: [2, 3])

/// The cases of operations in `engine_operations.h5`.
let operationCases: [OracleCase] = [
  OracleCase("layerNorm") { $0[0].layerNorm(scale: $0[1], bias: $0[2]) },
  OracleCase("rmsNorm") { $0[0].rmsNorm(scale: $0[1]) },
  OracleCase("batchNorm") { $0[0].batchNorm(scale: $0[1], bias: $0[2]) },
  OracleCase("convolved") { $0[0].convolved($0[1], bias: $0[2]) },
  OracleCase("convolved, strided, dilated, grouped") {
    $0[0].convolved($0[1], bias: $0[2], stride: 2, dilation: 3, groups: 2, padding: (2, 2))
  },
  OracleCase("convolved, circular") {
    $0[0].convolved($0[1], padding: (1, 1), mode: .circular)
  },
  OracleCase("averagePooled") { $0[0].averagePooled(3, stride: 2, along: 1) },
  OracleCase("maximumPooled") { $0[0].maximumPooled(3, stride: 2, along: 1) },
  OracleCase("movingAverage") { $0[0].movingAverage(5, along: 1) },
  OracleCase("movingAverage, of an even number") { $0[0].movingAverage(4, along: 1) },
  OracleCase("lstm") { lstm($0, isReversed: false) },
  OracleCase("lstm, reversed") { lstm($0, isReversed: true) },
  OracleCase("gru") { gru($0, isReversed: false) },
  OracleCase("gru, reversed") { gru($0, isReversed: true) },
  OracleCase("attention") { $0[0].attention(keys: $0[1], values: $0[2], heads: 2).result },
  OracleCase("attention, causal") {
    $0[0].attention(keys: $0[1], values: $0[2], heads: 3, isCausal: true).result
  },
  OracleCase("attention, padded") {
    let seen = Tensor([1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1], shape: [2, 6], in: $0[0].pool)
    return $0[0].attention(keys: $0[1], values: $0[2], heads: 2, padding: seen).result
  },
  OracleCase("transform, real") { Spectrum(length: 12, in: $0[0].pool).transform($0[0]).real },
  OracleCase("transform, imaginary") {
    Spectrum(length: 11, in: $0[0].pool).transform($0[0]).imaginary
  },
  OracleCase("inverse") {
    Spectrum(length: 12, in: $0[0].pool).inverse(real: $0[0], imaginary: $0[1])
  },
  OracleCase("inverse, of an odd length") {
    Spectrum(length: 11, in: $0[0].pool).inverse(real: $0[0], imaginary: $0[1])
  },
  OracleCase("strongest") { Spectrum(length: 24, in: $0[0].pool).strongest(3, of: $0[0]) },
]

/// All states, and the last cell after them.
private func lstm(_ operands: [Tensor], isReversed: Bool) -> Tensor {
  let (hidden, cell) = operands[0].lstm(
    weight: operands[1], recurrentWeight: operands[2], bias: operands[3],
    recurrentBias: operands[4], initial: (operands[5], operands[6]), isReversed: isReversed)
  return Tensor.concatenated([hidden, cell.reshaped([1, cell.shape[0], cell.shape[1]])], along: 0)
}

private func gru(_ operands: [Tensor], isReversed: Bool) -> Tensor {
  operands[0].gru(
    weight: operands[1], recurrentWeight: operands[2], bias: operands[3],
    recurrentBias: operands[4], initial: operands[5], isReversed: isReversed)
}

/// The cases of layers in `engine_operations.h5`.
let layerCases: [OracleCase] = [
  layerCase("Linear") { Linear(7, 5, activation: .gelu, in: $0) },
  OracleCase(layer: "Embedding") { scope in
    let layer = Embedding(5, 4, in: scope)
    return { layer(places, $1) }
  },
  layerCase("Conv1d") {
    Conv1d(
      4, 6, kernel: 3, dilation: 2, groups: 2, padding: (2, 2), paddingMode: .replicate, in: $0)
  },
  layerCase("LayerNorm") { LayerNorm(7, in: $0) },
  layerCase("LayerNorm, joint") { LayerNorm([4, 3], in: $0) },
  layerCase("RMSNorm") { RMSNorm(7, in: $0) },
  layerCase("BatchNorm1d") { BatchNorm1d(3, in: $0) },
  layerCase("BatchNorm1d, evaluation", isTraining: false) { BatchNorm1d(3, in: $0) },
  layerCase("BatchNorm1d, joint") { BatchNorm1d([4, 3], in: $0) },
  layerCase("BatchNorm1d, joint, evaluation", isTraining: false) { BatchNorm1d([4, 3], in: $0) },
  OracleCase(layer: "MultiHeadAttention") { scope in
    let layer = MultiHeadAttention(6, heads: 2, in: scope)
    return { operands, mode in
      let pool = operands[0].pool
      let padding = Tensor(
        [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0], shape: [2, 6], in: pool)
      return layer(operands[0], mode, isCausal: true, padding: padding).result
    }
  },
  OracleCase(layer: "RevIN") { scope in
    let layer = RevIN(3, in: scope)
    return { operands, mode in
      let (normal, moments) = layer.normalised(operands[0], mode)
      return layer.restored(normal.activated(.tanh), moments, mode)
    }
  },
  OracleCase("Decomposition, movingAverage") { joined(Decomposition.movingAverage(5)($0[0])) },
  OracleCase("Decomposition, strongestFrequencies") {
    let spectrum = Spectrum(length: 12, in: $0[0].pool)
    return joined(Decomposition.strongestFrequencies(2, of: spectrum)($0[0]))
  },
  layerCase("Sequential") { scope in
    Sequential {
      Linear(5, 8, in: scope["first"])
      Activation.silu
      Apply { x, _ in x.layerNorm() }
      for size in [2] { Linear(8, size, in: scope["last"]) }
      if scope.path.isEmpty { Apply { x, _ in x * 2 } }
    }
  },
]

/// A layer of one operand.
private func layerCase<L: Layer & SendableMetatype>(
  _ name: String, isTraining: Bool = true, _ make: @escaping @Sendable (Scope) -> L
) -> OracleCase {
  OracleCase(layer: name, isTraining: isTraining) { scope in
    let layer = make(scope)
    return { operands, mode in layer(operands[0], mode) }
  }
}

/// Both parts of a series, side by side.
private func joined(_ parts: (season: Tensor, trend: Tensor)) -> Tensor {
  Tensor.concatenated([parts.season, parts.trend], along: 2)
}
