import Engine
import Exact
import Foundation

extension Bench {
  /// Training steps (forward, backward, optimiser) against PyTorch's, where a PyTorch is at hand.
  mutating func networks() {
    perceptron()
    recurrent()
    mixer()
  }

  /// Two layers of LSTM, input 5, hidden 64, 64 sequences of 100 steps, a linear layer on the last state.
  private mutating func recurrent() {
    let pool = Pool()
    let key = Key(seed: 3)
    let scope = Scope(seed: key["model"], pool: pool)
    let (batch, time, input, hidden) = (64, 100, 5, 64)
    let network = LSTM(input, hidden, layers: 2, in: scope["lstm"])
    let head = Linear(hidden, 1, in: scope["head"])
    let optimiser = Adam(scope.parameters)
    let x = Tensor(normals(batch * time * input, key["x"]), shape: [batch, time, input], in: pool)
    let y = Tensor(normals(batch, key["y"]), shape: [batch, 1], in: pool)
    let mode = Mode.training(key["step"])
    let products = Double(batch * time * 4 * hidden * (input + 3 * hidden))
    step("lstm", megaflops: 6e-6 * products) {
      let states = network(x, mode)
      head(states.hidden[1], mode).meanSquaredError(y).backward()
      optimiser.step()
    }
  }

  /// Mixing of time and features: 512 steps of 7 channels, two blocks of width 64, batch 32, horizon 96.
  private mutating func mixer() {
    let pool = Pool()
    let key = Key(seed: 2)
    let scope = Scope(seed: key["model"], pool: pool)
    let (batch, lookBack, channels, width, horizon) = (32, 512, 7, 64, 96)
    let reversible = RevIN(channels, in: scope["reversible"])
    let blocks = (0..<2).map {
      MixerBlock(lookBack: lookBack, channels: channels, width: width, in: scope["blocks"][$0])
    }
    let head = Linear(lookBack, horizon, in: scope["head"])
    let optimiser = Adam(scope.parameters)
    let x = Tensor(
      normals(batch * lookBack * channels, key["x"]), shape: [batch, lookBack, channels], in: pool)
    let y = Tensor(
      normals(batch * horizon * channels, key["y"]), shape: [batch, horizon, channels], in: pool)
    let mode = Mode.training(key["step"])
    let rows = Double(batch * channels)
    let products =
      rows * Double(lookBack * lookBack) * 2
      + Double(batch * lookBack * channels * width) * 4 + rows * Double(lookBack * horizon)
    step("tsmixer", megaflops: 6e-6 * products) {
      let (normalised, moments) = reversible.normalised(x, mode)
      let mixed = blocks.reduce(normalised) { $1($0, mode) }
      let forecast = head(mixed.transposed(1, 2), mode).transposed(1, 2)
      reversible.restored(forecast, moments, mode).meanSquaredError(y).backward()
      optimiser.step()
    }
  }

  /// 15-64-32-1 with rectified units, batch 128, mean squared error, Adam.
  private mutating func perceptron() {
    let pool = Pool()
    let key = Key(seed: 1)
    let scope = Scope(seed: key["model"], pool: pool)
    let first = Linear(15, 64, activation: .relu, in: scope["first"])
    let second = Linear(64, 32, activation: .relu, in: scope["second"])
    let third = Linear(32, 1, in: scope["third"])
    let optimiser = Adam(scope.parameters)
    let x = Tensor(normals(128 * 15, key["x"]), shape: [128, 15], in: pool)
    let y = Tensor(normals(128, key["y"]), shape: [128, 1], in: pool)
    let mode = Mode.training(key["step"])
    step("mlp", megaflops: 6 * 128 * (15 * 64 + 64 * 32 + 32) * 1e-6) {
      third(second(first(x, mode), mode), mode).meanSquaredError(y).backward()
      optimiser.step()
    }
  }

  /// Times one training step in milliseconds; the note gives the share of the arithmetic limit of
  /// 105 GFLOP/s for its products.
  mutating func step(_ name: String, megaflops: Double, _ work: () -> Void) {
    guard filter.isEmpty || name.contains(filter) else { return }
    let limit = megaflops / 105
    compare(
      name, unit: .milliseconds, amount: 1, peer: PyTorch.milliseconds(name),
      note: { String(format: "%.0f %% of the arithmetic limit", 100 * limit / $0) }, ours: work)
  }

  private func normals(_ count: Int, _ key: Key) -> [Float] {
    (0..<count).map { key.normal(at: $0) }
  }
}

/// One block of TSMixer (Chen and others, 2023, section 4): mixing along time, then across features, each with
/// batch normalisation over time and features together, dropout and a residual connection.
private struct MixerBlock {
  private let timeNorm: BatchNorm1d
  private let time: Linear
  private let featureNorm: BatchNorm1d
  private let wide: Linear
  private let narrow: Linear
  private let dropouts: [Dropout]

  init(lookBack: Int, channels: Int, width: Int, in scope: Scope) {
    timeNorm = BatchNorm1d(lookBack * channels, in: scope["timeNorm"])
    time = Linear(lookBack, lookBack, activation: .relu, in: scope["time"])
    featureNorm = BatchNorm1d(lookBack * channels, in: scope["featureNorm"])
    wide = Linear(channels, width, activation: .relu, in: scope["wide"])
    narrow = Linear(width, channels, in: scope["narrow"])
    dropouts = (0..<3).map { Dropout(0.1, in: scope["dropout"][$0]) }
  }

  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    let steps = together(x, timeNorm, mode).transposed(1, 2)
    let timed = x + dropouts[0](time(steps, mode), mode).transposed(1, 2)
    let features = dropouts[1](wide(together(timed, featureNorm, mode), mode), mode)
    return timed + dropouts[2](narrow(features, mode), mode)
  }

  /// Normalises every pair of step and channel over the batch.
  private func together(_ x: Tensor, _ norm: BatchNorm1d, _ mode: Mode) -> Tensor {
    norm(x.reshaped([x.shape[0], x.shape[1] * x.shape[2]]), mode).reshaped(x.shape)
  }
}

/// The peer of training steps: a script run by an interpreter that can import PyTorch.
enum PyTorch {
  /// Milliseconds a step, the best of its samples; nil where no PyTorch is at hand.
  static func milliseconds(_ network: String, threads: Int = 1) -> Double? {
    let environment = ProcessInfo.processInfo.environment
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      environment["PEER_PYTHON"] ?? "python3", "Tests/Benchmarks/pytorch_steps.py", network,
      "\(threads)",
    ]
    // PyTorch's LSTM is at its best when the C library keeps large blocks.
    process.environment = environment.merging(
      ["MALLOC_MMAP_THRESHOLD_": "2000000000", "MALLOC_TRIM_THRESHOLD_": "4000000000"]
    ) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Double(
      String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
