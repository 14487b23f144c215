/// Steps of Dormand and Prince whose sizes follow the error: tried, taken or tried again smaller.
///
/// Steps do not stop at times of output; states there come from the polynomial of the step that passes them. Each
/// lane has a time, a step size, an error and outputs of its own; lanes meet in one call for rates, and nothing of
/// one lane's numbers enters another's. A lane that has passed its last output stands still.
struct AdaptiveSteps {
  private let system: System
  private let control: StepControl
  private let tally: Tally
  private let direction: Double
  private var state: [Tensor]
  /// The rates at the state.
  private var rates: [Tensor]
  private var lanes: [Lane] = []

  /// One time line.
  private struct Lane {
    var time: Double
    /// The size of the next step, above 0.
    var step: Double
    /// The next output to pass.
    var output = 0
    var attempts = 0
    /// Whether the last attempt led to numbers that are not finite.
    var isSpoiled = false
  }

  /// The wanted parts at every time but the first.
  static func run(
    _ system: System, from initial: [Tensor], at times: [Double], _ control: StepControl,
    _ tally: Tally
  ) throws(EquationError) -> [[Tensor]] {
    var run = try AdaptiveSteps(system, from: initial, at: times, control, tally)
    return try run.outputs(at: Array(times.dropFirst()))
  }

  private init(
    _ system: System, from initial: [Tensor], at times: [Double], _ control: StepControl,
    _ tally: Tally
  ) throws(EquationError) {
    self.system = system
    self.control = control
    self.tally = tally
    direction = times[1] > times[0] ? 1 : -1
    state = initial
    let start = [Double](repeating: times[0], count: system.lanes)
    rates = system.rates(Moment(start, of: initial[0]), Array(initial[0..<system.driving]))
    let (stateSizes, rateSizes) = (sizes(initial), sizes(rates))
    guard (stateSizes + rateSizes).allSatisfy({ $0.isFinite }) else {
      throw .notFinite(time: times[0])
    }
    let trials = zip(stateSizes, rateSizes).map { control.trial(state: $0, rate: $1) }
    let moved = initial.indices.map { part in
      state[part].advanced(
        along: [rates[part]], by: trials.map { Float(direction * system.signs[part] * $0) })
    }
    let near = zip(start, trials).map { $0 + direction * $1 }
    let found = system.rates(Moment(near, of: initial[0]), Array(moved[0..<system.driving]))
    let changes = sizes(found, minus: rates)
    for lane in 0..<system.lanes {
      let step = control.first(
        trial: trials[lane], rate: rateSizes[lane], change: changes[lane])
      lanes.append(Lane(time: times[0], step: step))
    }
  }

  /// For each lane the greatest of the measured parts' sizes, in tolerances at the state.
  private func sizes(_ parts: [Tensor], minus others: [Tensor]? = nil) -> [Double] {
    (0..<system.lanes).map { lane in
      greatest { part in
        let length = state[part].count / system.lanes
        let (x, y) = (parts[part].read + lane * length, state[part].read + lane * length)
        guard let others else { return control.size(x, at: y, count: length) }
        return control.size(
          x, minus: others[part].read + lane * length, at: y, count: length)
      }
    }
  }

  /// The greatest value of the measured parts, NaN where one is.
  private func greatest(_ value: (_ part: Int) -> Double) -> Double {
    (0..<system.measured).reduce(0) { most, part in
      let next = value(part)
      return next > most || next.isNaN ? next : most
    }
  }

  private mutating func outputs(at times: [Double]) throws(EquationError) -> [[Tensor]] {
    var outputs = [[Tensor]?](repeating: nil, count: times.count)
    while lanes.contains(where: { $0.output < times.count }) {
      let steps = try stepSizes(times.count)
      let stages = Stages(
        system, .dormandPrince, from: state, at: lanes.map { $0.time }, by: steps, first: rates)
      let errors = self.errors(of: stages)
      let active = lanes.map { $0.output < times.count }
      // An attempt that left the finite numbers counts for no lane: not even zeros may meet them in a gradient.
      guard errors.allSatisfy({ $0.isFinite }) else {
        for lane in lanes.indices where active[lane] && !errors[lane].isFinite {
          shrink(lane)
        }
        continue
      }
      let accepted = lanes.indices.map { active[$0] && errors[$0] <= 1 }
      if accepted.contains(true) {
        take(stages, accepted, times, &outputs)
      }
      for lane in lanes.indices where active[lane] {
        lanes[lane].attempts += 1
        lanes[lane].isSpoiled = false
        lanes[lane].step = control.next(after: lanes[lane].step, error: errors[lane])
        if accepted[lane] { tally.accepted += 1 } else { tally.rejected += 1 }
      }
    }
    return outputs.map { $0 ?? [] }
  }

  /// The signed step of each lane, 0 where it stands still.
  private func stepSizes(_ outputs: Int) throws(EquationError) -> [Double] {
    var steps: [Double] = []
    for lane in lanes {
      guard lane.output < outputs else {
        steps.append(0)
        continue
      }
      guard lane.attempts < control.limit else {
        throw .tooManySteps(limit: control.limit, time: lane.time)
      }
      let step = direction * lane.step
      guard lane.time + step != lane.time, (lane.time + step).isFinite else {
        throw lane.isSpoiled ? .notFinite(time: lane.time) : .stepUnderflow(time: lane.time)
      }
      steps.append(step)
    }
    return steps
  }

  /// The error of an attempt in each lane, in tolerances; not finite where the state it leads to is not.
  private func errors(of stages: Stages) -> [Double] {
    let weights = Tableau.dormandPrinceError
    let used = weights.indices.filter { weights[$0] != 0 }
    let ends = stages.ends
    return stages.steps.indices.map { lane in
      guard stages.steps[lane] != 0 else { return 0 }
      let coefficients = used.map { Float(stages.steps[lane] * weights[$0]) }
      return greatest { part in
        let length = ends[part].count / system.lanes
        guard ends[part].isFinite(row: lane, of: system.lanes) else { return .infinity }
        return control.error(
          used.map { UnsafePointer(stages.rates[part][$0].read + lane * length) }, coefficients,
          from: state[part].read + lane * length, to: ends[part].read + lane * length,
          count: length)
      }
    }
  }

  private mutating func shrink(_ lane: Int) {
    lanes[lane].attempts += 1
    lanes[lane].isSpoiled = true
    lanes[lane].step = control.next(after: lanes[lane].step, error: .infinity)
    tally.rejected += 1
  }

  /// Moves the lanes that are accepted to the end of their steps, past the outputs on the way.
  private mutating func take(
    _ stages: Stages, _ accepted: [Bool], _ times: [Double], _ outputs: inout [[Tensor]?]
  ) {
    let ends = lanes.indices.map { lanes[$0].time + stages.steps[$0] }
    let shares = pass(stages, accepted, ends, times, &outputs)
    observe(stages, accepted, shares, times.count)
    state = merged(stages.ends, over: state, where: accepted)
    rates = merged(stages.rates.map { $0[$0.count - 1] }, over: rates, where: accepted)
    for lane in lanes.indices where accepted[lane] { lanes[lane].time = ends[lane] }
  }

  /// Works out the outputs inside the steps that are accepted, earliest first; returns the share of each lane's step
  /// after which it passed the latest of them.
  private mutating func pass(
    _ stages: Stages, _ accepted: [Bool], _ ends: [Double], _ times: [Double],
    _ outputs: inout [[Tensor]?]
  ) -> [Double] {
    var shares = [Double](repeating: 1, count: lanes.count)
    while true {
      let reached = lanes.indices.filter { lane in
        accepted[lane] && lanes[lane].output < times.count
          && (ends[lane] - times[lanes[lane].output]) * direction >= 0
      }
      guard let output = reached.map({ lanes[$0].output }).min() else { return shares }
      let passing = lanes.indices.map { reached.contains($0) && lanes[$0].output == output }
      for lane in reached where passing[lane] {
        shares[lane] = (times[output] - lanes[lane].time) / stages.steps[lane]
        lanes[lane].output += 1
      }
      let values = system.wanted.map { part in
        stages.advanced(part) { stage, lane in
          passing[lane]
            ? stages.steps[lane] * DenseOutput.dormandPrince.weight(of: stage, at: shares[lane]) : 0
        }
      }
      outputs[output] = outputs[output].map { merged(values, over: $0, where: passing) } ?? values
    }
  }

  /// Shows the stages of the steps taken: each rate counts with its weight at the end of the step, or where the lane
  /// passes its last output.
  private func observe(_ stages: Stages, _ accepted: [Bool], _ shares: [Double], _ outputs: Int) {
    guard let observe = system.observe else { return }
    for stage in stages.moments.indices {
      let coefficients = lanes.indices.map { lane in
        guard accepted[lane] else { return 0.0 }
        let weight =
          lanes[lane].output < outputs
          ? Tableau.dormandPrince.solution[stage]
          : DenseOutput.dormandPrince.weight(of: stage, at: shares[lane])
        return stages.steps[lane] * weight
      }
      observe(stages.moments[stage], stages.states[stage], coefficients)
    }
  }

  /// Rows of new parts where lanes are marked, of old ones elsewhere.
  private func merged(_ new: [Tensor], over old: [Tensor], where marked: [Bool]) -> [Tensor] {
    guard marked.contains(false), marked.contains(true) else {
      return marked.contains(true) ? new : old
    }
    return zip(old, new).map { old, new in
      let axes = [lanes.count] + [Int](repeating: 1, count: new.shape.rank - 1)
      let mask = Tensor(marked.map { $0 ? 1 : 0 }, shape: Shape(axes), in: new.pool)
      return new.chosen(where: mask, else: old)
    }
  }
}
