/// Steps of given sizes: from each time of output to the next, or of one size, the last cut to end at the last time.
///
/// What lies inside a step lies on the straight line between its ends.
struct FixedSteps {
  let tableau: Tableau
  /// The size of a step; nil for one step from each time of output to the next.
  let size: Double?

  /// The wanted parts at every time but the first.
  func run(
    _ system: System, from initial: [Tensor], at times: [Double], _ tally: Tally
  ) throws(EquationError) -> [[Tensor]] {
    try check(times)
    let direction = times[1] > times[0] ? 1.0 : -1
    var (state, from) = (initial, times[0])
    var outputs: [[Tensor]] = []
    var taken = 0
    while outputs.count + 1 < times.count {
      taken += 1
      let to = end(of: taken, times)
      let stages = Stages(system, tableau, from: state, at: [from], by: [to - from], first: nil)
      state = stages.ends
      guard state[0..<system.measured].allSatisfy({ $0.isFinite(row: 0, of: 1) }) else {
        throw .notFinite(time: from)
      }
      tally.accepted += 1
      while outputs.count + 1 < times.count, (to - times[outputs.count + 1]) * direction >= 0 {
        let time = times[outputs.count + 1]
        let share = (time - from) / (to - from)
        outputs.append(
          system.wanted.map { part in
            time == to
              ? state[part] : stages.advanced(part, by: tableau.solution.map { $0 * share })
          })
      }
      from = to
    }
    return outputs
  }

  /// Where a step ends; steps count from 1.
  private func end(of step: Int, _ times: [Double]) -> Double {
    guard let size else { return times[step] }
    let (start, last) = (times[0], times[times.count - 1])
    return last > start
      ? min(last, start + Double(step) * size) : max(last, start - Double(step) * size)
  }

  /// Refuses steps that are too many, or that do not move the time.
  private func check(_ times: [Double]) throws(EquationError) {
    guard let size else { return }
    let (start, last) = (times[0], times[times.count - 1])
    guard (last - start).magnitude / size < 0x1p31 else {
      throw .tooManySteps(limit: 1 << 31, time: start)
    }
    for time in [start, last] where time + size == time || time - size == time {
      throw .stepUnderflow(time: time)
    }
  }
}

extension Tensor {
  /// Whether all numbers of one of `rows` equal pieces are finite.
  func isFinite(row: Int, of rows: Int) -> Bool {
    let length = count / max(1, rows)
    let x = read + row * length
    var greatest: UInt32 = 0
    for i in 0..<length { greatest = max(greatest, x[i].magnitude.bitPattern) }
    return greatest < Float.infinity.bitPattern
  }
}
