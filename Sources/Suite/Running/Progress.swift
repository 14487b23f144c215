import Exact
import Synchronization

/// What people see of a run: on a terminal a live line for each worker, elsewhere a line for each cell that ends.
final class Progress: Sendable {
  /// How a cell ended.
  enum Ending {
    /// Computed, in so many seconds.
    case computed(Double)
    /// Taken from the store.
    case stored
    /// Failed, and why.
    case failed(String)
  }

  private struct Work {
    let cell: CellIdentity
    let watch = Stopwatch()
    var advance: Advance?
  }

  private struct State {
    var done = 0
    var stored = 0
    var workers: [Work?]
    /// Live lines that stand on the terminal.
    var drawn = 0
    var sinceAdvance = Stopwatch()
  }

  private let console: Console
  private let study: String
  private let total: Int
  private let state: Mutex<State>

  init(_ console: Console, study: String, total: Int, workers: Int) {
    (self.console, self.study, self.total) = (console, study, total)
    state = Mutex(State(workers: [Work?](repeating: nil, count: workers)))
  }

  /// A worker begins a cell.
  func begin(_ worker: Int, _ cell: CellIdentity) {
    state.withLock { state in
      state.workers[worker] = Work(cell: cell)
      redraw(&state)
    }
  }

  /// The cell of a worker has come so far.
  func advance(_ worker: Int, _ advance: Advance) {
    state.withLock { state in
      state.workers[worker]?.advance = advance
      // Often enough to look alive, rarely enough to cost nothing.
      guard state.sinceAdvance.seconds > 0.1 else { return }
      state.sinceAdvance = Stopwatch()
      redraw(&state)
    }
  }

  /// The cell of a worker has ended.
  func end(_ worker: Int, _ cell: CellIdentity, _ ending: Ending) {
    state.withLock { state in
      state.done += 1
      state.workers[worker] = nil
      switch ending {
      case .computed(let seconds):
        say("\(position(state)) \(study) \(cell)  \(decimal(seconds, 1)) s", &state)
      case .stored: state.stored += 1
      case .failed(let reason):
        say("\(position(state)) \(study) \(cell)  \(red("failed")): \(reason)", &state)
      }
      redraw(&state)
    }
  }

  /// Takes the live lines away and says how many cells came from the store.
  func close() {
    state.withLock { state in
      erase(&state)
      guard state.stored > 0 else { return }
      say("\(study): \(state.stored) of \(total) cells were finished before", &state)
      state.stored = 0
    }
  }

  private func position(_ state: State) -> String { "[\(state.done)/\(total)]" }

  private func red(_ text: String) -> String {
    console.hasColours ? "\u{1b}[31m\(text)\u{1b}[0m" : text
  }

  /// Writes a line that stays.
  private func say(_ line: String, _ state: inout State) {
    erase(&state)
    console.note(line + "\n")
  }

  private func erase(_ state: inout State) {
    guard state.drawn > 0 else { return }
    // Up to the first live line, and clear from there.
    console.note("\u{1b}[\(state.drawn)A\u{1b}[J")
    state.drawn = 0
  }

  private func redraw(_ state: inout State) {
    guard console.isLive else { return }
    erase(&state)
    let lines = state.workers.compactMap { $0.map(line) }
    console.note(lines.map { String($0.prefix(console.width - 1)) + "\n" }.joined())
    state.drawn = lines.count
  }

  /// `forecasting etth1 96 tsmixer seed 1  epoch 4/10  loss 0.3121  0.8/s  12 s left`.
  private func line(_ work: Work) -> String {
    let start = "\(study) \(work.cell)"
    guard let advance = work.advance, advance.total > 0 else { return start }
    let seconds = max(work.watch.seconds, 1e-3)
    let rate = Double(advance.done) / seconds
    let left = rate > 0 ? Double(advance.total - advance.done) / rate : 0
    return [
      start, "\(advance.step) \(advance.done)/\(advance.total)", advance.text,
      "\(decimal(rate, rate < 10 ? 1 : 0))/s", "\(decimal(left, 0)) s left",
    ].filter { !$0.isEmpty }.joined(separator: "  ")
  }
}
