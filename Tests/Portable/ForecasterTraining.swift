import Engine
import Exact

/// What `trainSequences` leaves out: a forecaster of every other layer, and the optimisers and losses in turn.
func trainForecaster(_ fingerprint: inout Fingerprint) {
  let key = Key(seed: 7)
  let network = Forecaster(in: Scope(seed: key["model"], pool: Pool()))
  let parameters = network.parameters
  let average = MovingAverage(parameters, decay: 0.8)

  func train<O: Optimiser, S: Schedule>(_ optimiser: O, _ schedule: S) {
    for step in 0..<8 {
      optimiser.follow(schedule.pace(at: step))
      let loss = network.loss(.training(key["step"][step]))
      loss.backward()
      fingerprint.add(loss.scalar)
      fingerprint.add(parameters.clipGradients(norm: 3))
      parameters.clipGradients(value: 0.5)
      optimiser.step()
      average.update()
    }
  }
  train(RMSprop(parameters, momentum: 0.5), WarmRestarts(0.01, period: 3, growth: 2))
  train(Adagrad(parameters, rateDecay: 0.01), WarmUp(CosineRate(0.02, period: 6), steps: 2))
  train(SGD(parameters, rate: 0.01, momentum: 0.9, nesterov: true), OneCycle(peak: 0.01, steps: 9))
  train(Lookahead(Adam(parameters), interval: 3), ExponentialRate(0.01, factor: 0.9))
  average.swap()
  for parameter in parameters { fingerprint.add(parameter.elements) }
  fingerprint.add(network.forecast(.evaluation).elements)
}

/// Reversible normalisation, both decompositions, a convolution with embedded hours, gated recurrence both ways.
private struct Forecaster {
  private let scope: Scope
  private let reversible: RevIN
  private let convolution: Conv1d
  private let hours: Embedding
  private let mixing: Sequential
  private let recurrent: GRU
  private let joint: BatchNorm1d
  private let head: Linear
  private let series: Tensor
  private let future: Tensor

  var parameters: [Parameter] { scope.parameters }

  init(in scope: Scope) {
    self.scope = scope
    reversible = RevIN(3, in: scope["reversible"])
    convolution = Conv1d(
      3, 6, kernel: 3, groups: 3, padding: (1, 1), paddingMode: .circular, bias: false,
      initialiser: .heNormal, in: scope["convolution"])
    hours = Embedding(
      4, 6, initialiser: .truncatedNormal(deviation: 0.1), in: scope["hours"])
    mixing = Sequential {
      RMSNorm(6, in: scope["norm"])
      Linear(6, 8, activation: .silu, initialiser: .orthogonal(gain: 1.2), in: scope["wide"])
      Dropout(0.2, in: scope["dropout"])
      Linear(8, 6, initialiser: .he, in: scope["narrow"])
      Activation.softplus
    }
    recurrent = GRU(6, 4, layers: 2, isBidirectional: true, dropout: 0.1, in: scope["recurrent"])
    joint = BatchNorm1d([12, 8], in: scope["joint"])
    head = Linear(8, 3, initialiser: .glorot, in: scope["head"])
    let key = Key(seed: 8)
    func normals(_ name: String) -> Tensor {
      Tensor(
        (0..<4 * 12 * 3).map { 2 + key[name].normal(at: $0) }, shape: [4, 12, 3], in: scope.pool)
    }
    series = normals("series")
    future = normals("future")
  }

  func forecast(_ mode: Mode) -> Tensor {
    let (x, moments) = reversible.normalised(series, mode)
    let (season, trend) = Decomposition.movingAverage(5)(x)
    let cycle = Decomposition.strongestFrequencies(2, of: Spectrum(length: 12, in: x.pool))(season)
    let places = Indices((0..<4 * 12).map { Int32($0 % 4) }, shape: [4, 12])
    let embedded = convolution(cycle.season + trend, mode) + hours(places, mode)
    let states = joint(recurrent(mixing(embedded, mode), mode).output, mode)
    let pooled = states.maximumPooled(3, stride: 1, along: 1).padded(
      1, 1, along: 1, mode: .replicate)
    let slow = states.averagePooled(2, stride: 2, along: 1).cumulativeSum(along: 1)
    let scale = 1 / (1 + slow.variance(along: 1, keepingAxis: true, correction: 1))
    return reversible.restored(head(pooled * scale, mode) + cycle.trend.elu(), moments, mode)
  }

  /// The sum of every loss that the other networks do without.
  func loss(_ mode: Mode) -> Tensor {
    let y = forecast(mode)
    let rows = y.reshaped([48, 3])
    let labels = (0..<48).map { Int32($0 % 3) }
    let (first, second) = (rows.sliced(0..<24, along: 0), rows.sliced(24..<48, along: 0))
    let scores = first.sum(along: 1).activated(.sigmoid)
    let differences =
      y.logCoshLoss(future) + y.quantileLoss(future, level: 0.9) + y.meanAbsoluteError(future)
      + first.marginRankingLoss(above: second, margin: 0.1)
      + first.bayesianRankingLoss(above: second)
    let choices =
      rows.crossEntropy(labels, smoothing: 0.1, classWeights: [1, 2, 0.5])
      + first.contrastiveLoss(second, temperature: 2) + scores.sampledSoftmaxLoss(second)
      + rows.binaryCrossEntropy(rows.detached.activated(.sigmoid), positiveWeight: 2)
    let penalties =
      first.divergenceFromNormal(logVariances: second.clamped(-2, 2))
      + Tensor.squarePenalty(of: parameters.map { $0[mode] }, weight: 1e-3)
      + Tensor.absolutePenalty(of: parameters.map { $0[mode] }, weight: 1e-4)
    return differences + choices + penalties * 0.1
  }
}
