import Engine
import Exact
import Testing

@Suite struct `Settings` {
  @Test func `tell what a run is made with`() {
    let parameters: [Parameter] = []
    func text(_ settings: [Setting]) -> [String] { settings.map { "\($0.name) \($0.value)" } }
    #expect(
      text(Lookahead(SGD(parameters, rate: 1, momentum: 0.9), interval: 3).settings) == [
        "kind lookahead", "interval 3", "share 0.5", "inner.kind sgd", "inner.momentum 0.9",
        "inner.nesterov no", "inner.weightDecay 0.0",
      ])
    #expect(
      text(WarmUp(StepRate(0.1, every: 3), steps: 5).settings) == [
        "kind warm-up", "steps 5", "start 0.0", "base.kind step", "base.rate 0.1",
        "base.factor 0.1", "base.interval 3",
      ])
    let plan = TrainingPlan(epochs: 3, batchSize: 8, patience: 2, key: Key(cipher: 1, stream: 2))
    #expect(
      text(plan.settings) == [
        "epochs 3", "batchSize 8", "leastBatch 1", "partSize none", "clippingNorm none",
        "patience 2", "schedulesEpochs no", "key 1 2",
      ])
  }

  @Test func `do not move with the run`() {
    var plateau = Plateau(0.1, factor: 0.5, patience: 0)
    let adam = Adam([], momentum: 0.8)
    let before = (plateau.settings, adam.settings)
    for _ in 0..<3 { plateau.observe(1) }
    adam.follow(Pace(rate: 0.5, momentum: 0.7))
    #expect(plateau.rate == 0.025 && adam.momentum == 0.7)
    #expect(plateau.settings == before.0 && adam.settings == before.1)
  }

  @Test func `differ for every choice`() {
    let schedules: [[Setting]] = [
      ConstantRate(1).settings, ConstantRate(2).settings,
      StepRate(1, every: 2).settings, StepRate(2, every: 2).settings,
      StepRate(1, factor: 0.2, every: 2).settings, StepRate(1, every: 3).settings,
      ExponentialRate(1, factor: 0.5).settings, ExponentialRate(2, factor: 0.5).settings,
      ExponentialRate(1, factor: 0.6).settings,
      CosineRate(1, period: 2).settings, CosineRate(2, period: 2).settings,
      CosineRate(1, floor: 0.5, period: 2).settings, CosineRate(1, period: 3).settings,
      WarmRestarts(1, period: 2).settings, WarmRestarts(2, period: 2).settings,
      WarmRestarts(1, floor: 0.5, period: 2).settings, WarmRestarts(1, period: 3).settings,
      WarmRestarts(1, period: 2, growth: 2).settings,
      OneCycle(peak: 1, steps: 50).settings, OneCycle(peak: 2, steps: 50).settings,
      OneCycle(peak: 1, steps: 51).settings, OneCycle(peak: 1, steps: 50, rising: 0.4).settings,
      OneCycle(peak: 1, steps: 50, startDivisor: 9).settings,
      OneCycle(peak: 1, steps: 50, endDivisor: 9).settings,
      OneCycle(peak: 1, steps: 50, momentum: nil).settings,
      OneCycle(peak: 1, steps: 50, momentum: 0.5...0.95).settings,
      OneCycle(peak: 1, steps: 50, momentum: 0.85...0.9).settings,
      Plateau(1).settings, Plateau(2).settings, Plateau(1, factor: 0.5).settings,
      Plateau(1, patience: 3).settings, Plateau(1, threshold: 0.5).settings,
      Plateau(1, cooldown: 2).settings, Plateau(1, floor: 0.5).settings,
      WarmUp(ConstantRate(1), steps: 2).settings, WarmUp(ConstantRate(2), steps: 2).settings,
      WarmUp(ConstantRate(1), steps: 3).settings,
      WarmUp(ConstantRate(1), steps: 2, from: 0.5).settings,
    ]
    let optimisers: [[Setting]] = [
      SGD([], rate: 1).settings, SGD([], rate: 1, momentum: 0.5).settings,
      SGD([], rate: 1, momentum: 0.5, nesterov: true).settings,
      SGD([], rate: 1, weightDecay: 0.5).settings,
      Adam([]).settings, Adam([], momentum: 0.5).settings, Adam([], secondDecay: 0.5).settings,
      Adam([], epsilon: 0.5).settings, Adam([], weightDecay: 0.5).settings,
      Adam([], decoupled: false).settings,
      RMSprop([]).settings, RMSprop([], squareDecay: 0.5).settings,
      RMSprop([], epsilon: 0.5).settings, RMSprop([], momentum: 0.5).settings,
      RMSprop([], weightDecay: 0.5).settings,
      Adagrad([]).settings, Adagrad([], rateDecay: 0.5).settings,
      Adagrad([], epsilon: 0.5).settings, Adagrad([], weightDecay: 0.5).settings,
      Adagrad([], firstSquare: 0.5).settings,
      Lookahead(Adam([])).settings, Lookahead(Adam([]), interval: 3).settings,
      Lookahead(Adam([]), share: 0.25).settings, Lookahead(Adam([], epsilon: 0.5)).settings,
      MovingAverage([]).settings, MovingAverage([], decay: 0.5).settings,
    ]
    for all in [schedules, optimisers] {
      for (i, settings) in all.enumerated() {
        #expect(all.firstIndex(of: settings) == i, "\(settings)")
      }
    }
  }
}
