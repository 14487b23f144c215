import Engine
import Exact

/// A network that holds every layer, on a small batch of its own.
struct EveryLayer {
  let pool: Pool
  let parameters: [Parameter]
  private let predict: (Mode) -> Tensor
  private let target: Tensor
  private let key: Key

  /// The network of a seed.
  init(seed: UInt64) {
    let pool = Pool()
    let key = Key(seed: seed)
    let scope = Scope(seed: key["model"], pool: pool)
    let (batch, time, channels, width) = (4, 12, 3, 8)
    func normals(_ name: String, _ shape: Shape) -> Tensor {
      Tensor((0..<shape.count).map { key[name].normal(at: $0) }, shape: shape, in: pool)
    }
    let x = normals("x", [batch, time, channels])
    let hours = Indices(
      (0..<batch * time).map { Int32(key["hour"].integer(below: 24, at: $0)) },
      shape: [batch, time])

    let reversible = RevIN(channels, in: scope["reversible"])
    let average = Decomposition.movingAverage(5)
    let waves = Decomposition.strongestFrequencies(2, of: Spectrum(length: time, in: pool))
    let convolution = Conv1d(
      channels, width, kernel: 3, padding: (1, 1), paddingMode: .circular, initialiser: .heNormal,
      in: scope["convolution"])
    let embedding = Embedding(24, width, in: scope["embedding"])
    let mixing = Sequential {
      RMSNorm(width, in: scope["root"])
      Linear(
        width, width, activation: .gelu, initialiser: .orthogonal(gain: 1), in: scope["linear"])
      Apply { x, _ in x.leakyReLU() }
      LayerNorm([time, width], in: scope["norm"])
      Dropout(0.1, in: scope["dropout"])
    }
    let lstm = LSTM(
      width, width / 2, layers: 2, isBidirectional: true, dropout: 0.1, in: scope["lstm"])
    let gru = GRU(width, width, in: scope["gru"])
    let attention = MultiHeadAttention(width, heads: 2, dropout: 0.1, in: scope["attention"])
    let batchNorm = BatchNorm1d([time, width], in: scope["batchNorm"])
    let head = Linear(width, channels, in: scope["head"])

    self.pool = pool
    self.key = key
    parameters = scope.parameters
    target = normals("target", [batch, time, channels])
    predict = { mode in
      let (normal, moments) = reversible.normalised(x, mode)
      let (season, trend) = average(normal)
      let (wave, rest) = waves(season)
      let mixed = mixing(convolution(wave + trend, mode) + embedding(hours, mode), mode)
      let states = gru(lstm(mixed, mode).output, mode).output
      let seen = attention(states, mode, isCausal: true).result
      return reversible.restored(head(batchNorm(states + seen, mode), mode) + rest, moments, mode)
    }
  }

  /// Takes one step of an optimiser.
  func train<O: Optimiser>(_ optimiser: O, step: Int) {
    predict(.training(key["step"][step])).huberLoss(target).backward()
    parameters.clipGradients(norm: 1)
    optimiser.step()
  }

  /// The loss of the network as it is.
  var loss: Float { predict(.evaluation).huberLoss(target).scalar }
}
