import Engine
import Exact
import Foundation
import Models
import Parallel

extension Bench {
  /// Training steps (forward, backward, optimiser) against PyTorch's, where a PyTorch is at hand, on one thread and two.
  mutating func networks() {
    for threads in 1...2 {
      perceptron(threads)
      recurrent(threads)
      mixer(threads)
      scales(threads)
      equations(threads)
    }
  }

  /// 15-64-32-1 with rectified units, batch 128, mean squared error, Adam.
  private mutating func perceptron(_ threads: Int) {
    let bed = TestBed("mlp", seed: 1, threads: threads, batch: 128, parts: 1)
    let first = Linear(15, 64, activation: .relu, in: bed.scope["first"])
    let second = Linear(64, 32, activation: .relu, in: bed.scope["second"])
    let third = Linear(32, 1, in: bed.scope["third"])
    let (x, y) = (bed.draw([15], "x"), bed.draw([1], "y"))
    step(bed, megaflops: 6 * 128 * (15 * 64 + 64 * 32 + 32) * 1e-6) { part, mode in
      third(second(first(x[part, mode], mode), mode), mode).meanSquaredError(y[part, mode])
    }
  }

  /// Two layers of LSTM, input 5, hidden 64, 64 sequences of 100 steps, a linear layer on the last state.
  private mutating func recurrent(_ threads: Int) {
    let (time, input, hidden) = (100, 5, 64)
    let bed = TestBed("lstm", seed: 3, threads: threads, batch: 64, parts: 2)
    let network = LSTM(input, hidden, layers: 2, in: bed.scope["lstm"])
    let head = Linear(hidden, 1, in: bed.scope["head"])
    let (x, y) = (bed.draw([time, input], "x"), bed.draw([1], "y"))
    let products = Double(bed.batch * time * 4 * hidden * (input + 3 * hidden))
    step(bed, megaflops: 6e-6 * products) { part, mode in
      head(network(x[part, mode], mode).hidden[1], mode).meanSquaredError(y[part, mode])
    }
  }

  /// TSMixer: 512 steps of 7 channels, two blocks of width 64, batch 32, horizon 96; one part, for its batch
  /// normalisation sees all samples.
  private mutating func mixer(_ threads: Int) {
    let (lookBack, channels, width, horizon) = (512, 7, 64, 96)
    let bed = TestBed("tsmixer", seed: 2, threads: threads, batch: 32, parts: 1)
    var parameters = TSMixer.Parameters()
    parameters.blocks = 2
    parameters.featureWidth = width
    parameters.dropout = 0.1
    let network = TSMixer(
      parameters,
      ForecastingTask(
        lookBack: lookBack, horizon: horizon, channels: channels, hasCalendar: false),
      in: bed.scope)
    let (x, y) = (bed.draw([lookBack, channels], "x"), bed.draw([horizon, channels], "y"))
    let rows = Double(bed.batch * channels)
    let products =
      rows * Double(lookBack * lookBack) * 2
      + rows * Double(lookBack * width) * 4 + rows * Double(lookBack * horizon)
    step(bed, megaflops: 6e-6 * products) { part, mode in
      let input = ForecastingInput(values: x[part, mode], marks: nil)
      return network(input, mode).meanSquaredError(y[part, mode])
    }
  }

  /// TimeMixer with the settings of its ETTh1 script, batch 128.
  private mutating func scales(_ threads: Int) {
    let (lookBack, channels, horizon) = (96, 7, 96)
    let bed = TestBed("timemixer", seed: 4, threads: threads, batch: 128, parts: 8)
    let network = TimeMixer(
      .init(),
      ForecastingTask(
        lookBack: lookBack, horizon: horizon, channels: channels, hasCalendar: true),
      in: bed.scope)
    let (x, marks) = (bed.draw([lookBack, channels], "x"), bed.draw([lookBack, 4], "marks"))
    let y = bed.draw([horizon, channels], "y")
    step(bed, megaflops: 8300) { part, mode in
      let input = ForecastingInput(values: x[part, mode], marks: marks[part, mode])
      return network(input, mode).meanSquaredError(y[part, mode])
    }
  }

  /// Times training steps in milliseconds; the note gives the share of the arithmetic limit of 105 GFLOP/s a thread
  /// for the network's products, and the memory that tensors took.
  mutating func step(
    _ bed: TestBed, megaflops: Double, rate: Float = 1e-3,
    loss: (_ part: Int, _ mode: Mode) -> Tensor
  ) {
    let name = named(bed.name, threads: bed.threads)
    guard filter.isEmpty || name.contains(filter) else { return }
    let team = Team(.threads(bed.threads), bed.scope.parameters)
    let optimiser = Adam(bed.scope.parameters, rate: rate)
    let limit = megaflops / 105 / Double(bed.threads)
    let peer = PyTorch.step(bed.name, threads: bed.threads)
    let share = 1 / Float(bed.parts)
    compare(
      name, unit: .milliseconds, threads: bed.threads, amount: 1, peer: peer?.milliseconds,
      note: { milliseconds in
        let ours = Double(team.bytesReserved + bed.scope.pool.bytesReserved) * 1e-6
        let theirs = peer.map { String(format: " beside %.0f MB", $0.megabytes) } ?? ""
        return String(format: "%.0f %% of the arithmetic limit, ", 100 * limit / milliseconds)
          + String(format: "%.0f MB", ours) + theirs
      },
      ours: {
        _ = team.backward(parts: bed.parts, key: bed.key["step"]) { part, mode in
          bed.parts == 1 ? loss(part, mode) : loss(part, mode) * share
        }
        optimiser.step()
      })
  }
}

/// Where a network is timed: its parameters' place, and its batch, cut into parts.
struct TestBed {
  let name: String
  let threads: Int
  let batch: Int
  let parts: Int
  let key: Key
  let scope: Scope

  init(_ name: String, seed: UInt64, threads: Int, batch: Int, parts: Int) {
    self.name = name
    self.threads = threads
    self.batch = batch
    self.parts = parts
    key = Key(seed: seed)
    scope = Scope(seed: key["model"], pool: Pool())
  }

  /// A batch of normal numbers.
  func draw(_ shape: [Int], _ name: String) -> Batch {
    let count = shape.reduce(batch, *)
    let key = key[name]
    return Batch(
      numbers: (0..<count).map { key.normal(at: $0) }, shape: Shape([batch / parts] + shape),
      pool: scope.pool)
  }
}

/// Numbers of a batch, handed out part by part.
struct Batch {
  let numbers: [Float]
  let shape: Shape
  let pool: Pool

  subscript(part: Int, mode: Mode) -> Tensor {
    Tensor(
      Array(numbers[part * shape.count..<(part + 1) * shape.count]), shape: shape,
      in: mode.pool ?? pool)
  }
}

/// The peer of training steps: a script run by an interpreter that can import PyTorch.
enum PyTorch {
  /// Milliseconds a step, the best of its samples, and the memory that the network took; nil where no PyTorch is at
  /// hand.
  static func step(
    _ network: String, threads: Int
  ) -> (milliseconds: Double, megabytes: Double)? {
    // PyTorch's LSTM is at its best when the C library keeps large blocks.
    let figures = PeerScript.figures(
      of: "pytorch_steps.py", [network, "\(threads)"],
      environment: [
        "MALLOC_MMAP_THRESHOLD_": "2000000000", "MALLOC_TRIM_THRESHOLD_": "4000000000",
      ])
    return figures.count == 2 ? (figures[0], figures[1]) : nil
  }
}
