/// Tensors that are integrated side by side, and their rates.
struct System {
  /// The rates of all parts at a moment, from the parts that they depend on.
  let rates: (_ time: Moment, _ state: [Tensor]) -> [Tensor]
  /// What each part's rate is multiplied with: −1 spares turning its numbers around.
  let signs: [Double]
  /// How many parts, from the first, the rates depend on; the others only gather.
  let driving: Int
  /// How many parts, from the first, have a say in the step size.
  let measured: Int
  /// The parts that are asked for at the times of output.
  let wanted: Range<Int>
  /// How many time lines there are: one, or one for each row of the first axis of every part.
  let lanes: Int
  /// Sees every stage of every step that was taken, with what it counts for in each lane.
  var observe: ((_ time: Moment, _ state: [Tensor], _ coefficients: [Double]) -> Void)?
}

/// The stages of one attempt at a step.
struct Stages {
  let system: System
  let start: [Tensor]
  /// The step in each lane, below 0 where time runs backwards.
  let steps: [Double]
  /// When each stage is, and its driving parts; kept where somebody observes them.
  private(set) var moments: [Moment] = []
  private(set) var states: [[Tensor]] = []
  /// For each part the rates of the stages.
  private(set) var rates: [[Tensor]]
  /// All parts at the end of the step.
  private(set) var ends: [Tensor] = []

  /// Asks for the rates of all stages; that of the first may be known.
  init(
    _ system: System, _ tableau: Tableau, from start: [Tensor], at times: [Double],
    by steps: [Double], first: [Tensor]?
  ) {
    self.system = system
    self.start = start
    self.steps = steps
    rates = start.map { _ in [] }
    var last: [Tensor] = []
    for (stage, weights) in tableau.stages.enumerated() {
      let node = tableau.nodes[stage]
      let moment = Moment(zip(times, steps).map { $0 + node * $1 }, of: start[0])
      let state = (0..<system.driving).map { advanced($0, by: weights) }
      let found = stage == 0 ? first ?? system.rates(moment, state) : system.rates(moment, state)
      for part in start.indices { rates[part].append(found[part]) }
      last = state
      guard system.observe != nil else { continue }
      moments.append(moment)
      states.append(state)
    }
    ends = start.indices.map { part in
      tableau.endsAtLastStage && part < system.driving
        ? last[part] : advanced(part, by: tableau.solution)
    }
  }

  /// A part moved along its rates by the weights of a tableau.
  func advanced(_ part: Int, by weights: [Double]) -> Tensor {
    advanced(part) { stage, lane in stage < weights.count ? steps[lane] * weights[stage] : 0 }
  }

  /// A part moved along its rates by a coefficient for each stage and lane; rates that count nowhere are left out.
  func advanced(_ part: Int, by coefficient: (_ stage: Int, _ lane: Int) -> Double) -> Tensor {
    var used: [Tensor] = []
    var stages: [Int] = []
    for (stage, rate) in rates[part].enumerated()
    where (0..<system.lanes).contains(where: { coefficient(stage, $0) != 0 }) {
      used.append(rate)
      stages.append(stage)
    }
    var coefficients: [Float] = []
    coefficients.reserveCapacity(stages.count * system.lanes)
    for lane in 0..<system.lanes {
      for stage in stages {
        coefficients.append(Float(system.signs[part] * coefficient(stage, lane)))
      }
    }
    return start[part].advanced(along: used, by: coefficients)
  }
}
