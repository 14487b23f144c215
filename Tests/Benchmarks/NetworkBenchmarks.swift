import Engine
import Exact
import Foundation

extension Bench {
  /// Training steps (forward, backward, optimiser) against PyTorch's, where a PyTorch is at hand.
  mutating func networks() {
    perceptron()
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
  private mutating func step(_ name: String, megaflops: Double, _ work: () -> Void) {
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
