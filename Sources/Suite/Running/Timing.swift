import Foundation
import Synchronization

/// How long something has taken; no result depends on it.
struct Stopwatch: Sendable {
  private let start = ContinuousClock.now

  /// Seconds since it was started.
  var seconds: Double {
    let time = start.duration(to: .now).components
    return Double(time.seconds) + Double(time.attoseconds) * 1e-18
  }
}

/// What a cell took, by name; each in the order in which it was first timed.
final class Durations: Sendable {
  private let entries = Mutex<[(name: String, seconds: Double)]>([])

  /// Adds what `body` takes to the time under a name.
  func time<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    let watch = Stopwatch()
    defer { add(name, watch.seconds) }
    return try body()
  }

  func add(_ name: String, _ seconds: Double) {
    entries.withLock { entries in
      if let index = entries.firstIndex(where: { $0.name == name }) {
        entries[index].seconds += seconds
      } else {
        entries.append((name, seconds))
      }
    }
  }

  /// The names and seconds.
  var all: [(name: String, seconds: Double)] { entries.withLock { $0 } }
}

/// The moment, as text: 2026-11-22T09:30:00Z.
func timeStamp() -> String { Date().ISO8601Format() }
