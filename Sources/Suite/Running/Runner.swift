import Configuration
import Dispatch
import Exact
import Foundation
import Synchronization

/// How a cell ended.
enum CellResult: Sendable {
  case finished(FinishedCell)
  /// It failed, and why.
  case failed(String)
}

/// In which order cells are begun; results do not depend on it.
enum CellOrder: String, Sendable, CaseIterable {
  case declared
  case reversed
}

/// Runs cells on several threads, keeping each in the store as it ends.
struct Runner: Sendable {
  let study: String
  let store: Store
  let jobs: Int
  let order: CellOrder
  /// Whether cells in the store are computed again.
  let isFresh: Bool
  let progress: Progress
  /// What is wrong with an outcome; nil where nothing is.
  let problem: @Sendable (Outcome) -> String?

  /// Threads of networks get deep in differentiation.
  private static let stackSize = 64 << 20

  /// Runs all cells; the results are in the order of the cells.
  ///
  /// - Throws: when the store cannot be written to; cells that were kept before stay.
  func run(_ cells: [PlannedCell]) throws(SuiteError) -> [CellResult] {
    let line = Line(cells: cells, order: order)
    let group = DispatchGroup()
    for worker in 0..<min(jobs, cells.count) {
      group.enter()
      let thread = Thread {
        while let index = line.next() {
          do throws(SuiteError) {
            line.end(index, with: try result(of: cells[index], worker: worker))
          } catch {
            line.stop(error)
          }
        }
        group.leave()
      }
      thread.stackSize = Runner.stackSize
      thread.start()
    }
    group.wait()
    progress.close()
    return try line.results()
  }

  private func result(of cell: PlannedCell, worker: Int) throws(SuiteError) -> CellResult {
    if isFresh {
      store.removeScratch(of: study, cell.key)
    } else if let finished = store.cell(of: study, cell.key) {
      // The process may have ended between keeping the cell and this.
      store.removeScratch(of: study, cell.key)
      progress.end(worker, cell.identity, .stored)
      return .finished(finished)
    }
    progress.begin(worker, cell.identity)
    let durations = Durations()
    let watch = Stopwatch()
    var outcome: Outcome
    do {
      let context = CellContext(
        report: { progress.advance(worker, $0) }, durations: durations,
        scratch: { try store.scratch(of: study, cell.key, $0) })
      outcome = try cell.run(context)
    } catch {
      return fail(cell, worker, oneLine("\(error)"))
    }
    let seconds = watch.seconds
    if let problem = problem(outcome) { return fail(cell, worker, problem) }
    outcome.evidence.complete(for: cell, outcome)
    durations.add("all", seconds)
    let finished = FinishedCell(outcome: outcome, durations: durations.all)
    try store.keep(finished, of: study, cell.key)
    progress.end(worker, cell.identity, .computed(seconds))
    return .finished(finished)
  }

  private func fail(_ cell: PlannedCell, _ worker: Int, _ reason: String) -> CellResult {
    progress.end(worker, cell.identity, .failed(reason))
    return .failed(reason)
  }
}

extension Evidence {
  /// Adds the stages that the suite knows of itself.
  fileprivate mutating func complete(for cell: PlannedCell, _ outcome: Outcome) {
    record(.data, cell.dataset)
    record(.configuration, SHA256.digest(cell.configuration.compact))
    record(.metrics, outcome.scoresDigest)
  }
}

/// The line that cells wait in, and the places where their results go.
private final class Line: Sendable {
  private struct State {
    var waiting: [Int]
    var results: [CellResult?]
    var failure: SuiteError?
  }

  private let state: Mutex<State>

  init(cells: [PlannedCell], order: CellOrder) {
    // Taken from the end.
    let waiting = order == .declared ? Array(cells.indices.reversed()) : Array(cells.indices)
    state = Mutex(
      State(waiting: waiting, results: [CellResult?](repeating: nil, count: cells.count)))
  }

  func next() -> Int? {
    state.withLock { $0.failure == nil ? $0.waiting.popLast() : nil }
  }

  func end(_ index: Int, with result: CellResult) {
    state.withLock { $0.results[index] = result }
  }

  /// Lets no further cell begin.
  func stop(_ failure: SuiteError) {
    state.withLock { if $0.failure == nil { $0.failure = failure } }
  }

  func results() throws(SuiteError) -> [CellResult] {
    let (results, failure) = state.withLock { ($0.results, $0.failure) }
    if let failure { throw failure }
    // Without a failure every cell was taken and has ended.
    return results.compactMap { $0 }
  }
}

/// The text on one line.
func oneLine(_ text: String) -> String {
  text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix { $0 == " " } }
    .joined(separator: "; ")
}
