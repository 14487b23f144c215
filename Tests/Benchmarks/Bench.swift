import Dispatch
import Foundation

/// One measurement: what was timed, in which unit, and how many times better it is than the peer.
struct Record: Codable {
  let suite: String
  let name: String
  let unit: String
  let threads: Int
  let ours: Double
  let peer: Double?
  let ratio: Double?
  let note: String

  /// Writes every field, those without a value as null.
  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(suite, forKey: .suite)
    try fields.encode(name, forKey: .name)
    try fields.encode(unit, forKey: .unit)
    try fields.encode(threads, forKey: .threads)
    try fields.encode(ours, forKey: .ours)
    try fields.encode(peer, forKey: .peer)
    try fields.encode(ratio, forKey: .ratio)
    try fields.encode(note, forKey: .note)
  }
}

/// What a figure counts, and whether more of it is better.
enum Unit: String {
  case gigaflops = "GFLOP/s"
  case gigabytes = "GB/s"
  case billions = "G/s"
  case nanoseconds = "ns/element"
  case milliseconds = "ms"

  /// The figure for one call that took `seconds` and did `amount` of work.
  ///
  /// Amounts: floating-point operations, bytes, numbers, elements; for milliseconds, calls.
  func figure(seconds: Double, amount: Double) -> Double {
    switch self {
    case .gigaflops, .gigabytes, .billions: amount / seconds * 1e-9
    case .nanoseconds: seconds / amount * 1e9
    case .milliseconds: seconds / amount * 1e3
    }
  }
}

/// Times pieces of work, each beside its peer, and collects the records.
struct Bench {
  let suite: String
  /// Only benchmarks whose name contains this run; empty for all.
  let filter: String
  let repeats = 31
  private(set) var records: [Record] = []

  init(suite: String, filter: String) {
    self.suite = suite
    self.filter = filter
  }

  /// Times `ours` and `peer` in turn, so that both meet the machine in the same mood.
  ///
  /// A sample repeats its call until it lasts about 4 ms; the figure is the median of the samples, the
  /// ratio the median of the pairs' ratios.
  mutating func compare(
    _ name: String, unit: Unit, threads: Int = 1, amount: Double, note: String = "",
    ours: () -> Void, peer: (() -> Void)? = nil
  ) {
    guard filter.isEmpty || name.contains(filter) else { return }
    let ourCalls = calls(ours)
    let peerCalls = peer.map(calls) ?? 0
    var ourTimes: [Double] = []
    var peerTimes: [Double] = []
    for _ in 0..<repeats {
      ourTimes.append(seconds(ourCalls, ours))
      if let peer { peerTimes.append(seconds(peerCalls, peer)) }
    }
    let ratios = zip(ourTimes, peerTimes).map { $1 / $0 }
    let record = Record(
      suite: suite, name: name, unit: unit.rawValue, threads: threads,
      ours: unit.figure(seconds: median(ourTimes), amount: amount),
      peer: peer == nil ? nil : unit.figure(seconds: median(peerTimes), amount: amount),
      ratio: peer == nil ? nil : median(ratios),
      note: note)
    records.append(record)
    print(line(record))
  }

  /// Times `ours` beside a peer that ran in another process in the same minute and gave its best figure.
  ///
  /// The note is worked out from our figure; `repeats` says how often work of seconds is timed.
  mutating func compare(
    _ name: String, unit: Unit, threads: Int = 1, amount: Double, peer: Double?,
    note: (Double) -> String, repeats: Int? = nil, ours: () -> Void
  ) {
    guard filter.isEmpty || name.contains(filter) else { return }
    let count = calls(ours)
    let times = (0..<(repeats ?? self.repeats)).map { _ in seconds(count, ours) }
    let figure = unit.figure(seconds: median(times), amount: amount)
    let record = Record(
      suite: suite, name: name, unit: unit.rawValue, threads: threads, ours: figure, peer: peer,
      ratio: peer.map { $0 / figure }, note: note(figure))
    records.append(record)
    print(line(record))
  }

  /// Adds a record whose figures were derived from others, such as a geometric mean.
  mutating func add(_ name: String, unit: String, threads: Int = 1, ours: Double, note: String) {
    guard filter.isEmpty || name.contains(filter) else { return }
    let record = Record(
      suite: suite, name: name, unit: unit, threads: threads, ours: ours, peer: nil, ratio: ours,
      note: note)
    records.append(record)
    print(line(record))
  }

  static func printHeading() {
    print(
      pad("benchmark", 34) + pad("unit", 12) + pad("ours", 10, left: true)
        + pad("peer", 10, left: true) + pad("ratio", 8, left: true) + "  note")
  }

  private func line(_ record: Record) -> String {
    func number(_ value: Double?, _ digits: Int) -> String {
      value.map { String(format: "%.\(digits)f", $0) } ?? "–"
    }
    let digits = record.ours < 10 ? 3 : 1
    return pad(record.name, 34) + pad(record.unit, 12)
      + pad(number(record.ours, digits), 10, left: true)
      + pad(number(record.peer, digits), 10, left: true)
      + pad(number(record.ratio, 2), 8, left: true) + "  " + record.note
  }

  private func calls(_ work: () -> Void) -> Int {
    work()
    var count = 1
    while true {
      let time = seconds(count, work) * Double(count)
      if time > 0.002 { return max(1, Int(Double(count) * 0.004 / time)) }
      count *= 2
    }
  }

  private func seconds(_ calls: Int, _ work: () -> Void) -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    for _ in 0..<calls { work() }
    return Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9 / Double(calls)
  }
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

func geometricMean(_ values: [Double]) -> Double {
  Foundation.exp(values.map { Foundation.log($0) }.reduce(0, +) / Double(values.count))
}

private func pad(_ text: String, _ width: Int, left: Bool = false) -> String {
  let space = String(repeating: " ", count: max(0, width - text.count))
  return left ? space + text : text + space
}
