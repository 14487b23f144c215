import Engine
import Exact

/// TimeMixer (Wang and others, 2024) with the settings of its ETTh1 script, channel by channel: look-back 96, seven
/// channels, width 16, hidden width 32, two layers, three down-samplings, batch 128, horizon 96.
struct TimeMixerNetwork {
  private let lengths = [96, 48, 24, 12]
  private let token: Conv1d
  private let marks: Linear
  private let reversible: [RevIN]
  private let layers: [PastDecomposableMixing]
  private let predictors: [Linear]
  private let projection: Linear
  private let dropouts: [Dropout]

  init(channels: Int, width: Int, hidden: Int, horizon: Int, in scope: Scope) {
    let lengths = lengths
    token = Conv1d(
      1, width, kernel: 3, padding: (1, 1), paddingMode: .circular, bias: false,
      in: scope["token"])
    marks = Linear(4, width, bias: false, in: scope["marks"])
    reversible = lengths.indices.map { RevIN(channels, in: scope["reversible"][$0]) }
    layers = (0..<2).map {
      PastDecomposableMixing(lengths, width: width, hidden: hidden, in: scope["layers"][$0])
    }
    predictors = lengths.indices.map { Linear(lengths[$0], horizon, in: scope["predictors"][$0]) }
    projection = Linear(width, 1, in: scope["projection"])
    dropouts = lengths.indices.map { Dropout(0.1, in: scope["dropout"][$0]) }
  }

  /// The forecast of x [batch, 96, channel] with calendar features [batch, 96, 4]: [batch, horizon, channel].
  func callAsFunction(_ x: Tensor, _ features: Tensor, _ mode: Mode) -> Tensor {
    let (batch, channels) = (x.shape[0], x.shape[2])
    var scales = [x]
    for _ in lengths.dropFirst() {
      scales.append(scales[scales.count - 1].averagePooled(2, stride: 2, along: 1))
    }
    var moments: RevIN.Moments?
    var hidden: [Tensor] = []
    for (i, length) in lengths.enumerated() {
      let (normalised, taken) = reversible[i].normalised(scales[i], mode)
      if i == 0 { moments = taken }
      let series = normalised.transposed(1, 2).reshaped([batch * channels, length, 1])
      let embedded = token(series, mode).reshaped([batch, channels, length, 16])
      let sampled = features.reshaped([batch, length, (1 << i) * 4]).sliced(0..<4, along: 2)
      let times = marks(sampled, mode).reshaped([batch, 1, length, 16])
      hidden.append(
        dropouts[i](embedded + times, mode).reshaped([batch * channels, length, 16]))
    }
    for layer in layers { hidden = layer(hidden, mode) }
    let narrow = projection.weight[mode]
    var forecast: Tensor?
    for (i, state) in hidden.enumerated() {
      // Both maps are linear: the narrow one first is the same forecast for a sixteenth of the work.
      let line = state.linear(narrow).reshaped([batch, channels, state.shape[1]])
      let offset = predictors[i].bias.map { $0[mode] * narrow.sum() }
      let share = line.linear(predictors[i].weight[mode], bias: offset)
      forecast = forecast.map { $0 + share } ?? share
    }
    guard let forecast, let moments, let bias = projection.bias else { return x }
    let shifted = forecast + bias[mode] * Float(lengths.count)
    return reversible[0].restored(shifted.transposed(1, 2), moments, mode)
  }
}

/// Season and trend of every scale, mixed from fine to coarse and from coarse to fine.
private struct PastDecomposableMixing {
  private let down: [Mixer]
  private let up: [Mixer]
  private let wide: Linear
  private let narrow: Linear

  init(_ lengths: [Int], width: Int, hidden: Int, in scope: Scope) {
    down = lengths.indices.dropLast().map {
      Mixer(lengths[$0], lengths[$0 + 1], in: scope["down"][$0])
    }
    up = lengths.indices.dropLast().map {
      Mixer(lengths[$0 + 1], lengths[$0], in: scope["up"][$0])
    }
    wide = Linear(width, hidden, activation: .gelu, in: scope["wide"])
    narrow = Linear(hidden, width, in: scope["narrow"])
  }

  func callAsFunction(_ scales: [Tensor], _ mode: Mode) -> [Tensor] {
    let parts = scales.map { $0.decomposed(25, along: 1) }
    var (seasons, trends) = (parts.map { $0.season }, parts.map { $0.trend })
    for i in down.indices { seasons[i + 1] = down[i](seasons[i], mode, adding: seasons[i + 1]) }
    for i in up.indices.reversed() { trends[i] = up[i](trends[i + 1], mode, adding: trends[i]) }
    return scales.indices.map {
      narrow(wide(seasons[$0] + trends[$0], mode), mode, adding: scales[$0])
    }
  }
}

/// Two linear maps along time with a GELU between.
private struct Mixer {
  private let first: Linear
  private let second: Linear

  init(_ input: Int, _ output: Int, in scope: Scope) {
    first = Linear(input, output, activation: .gelu, in: scope["first"])
    second = Linear(output, output, in: scope["second"])
  }

  func callAsFunction(_ x: Tensor, _ mode: Mode, adding residual: Tensor) -> Tensor {
    second.mixed(first.mixed(x, mode), mode, adding: residual)
  }
}
