import Engine
import TestSupport
import Testing

/// Both work in Float64, PyTorch mostly by products from step to step: some 10⁻¹⁵ a step over a hundred steps.
private func expectSame(_ found: [Double], _ expected: [Double], _ name: String) {
  #expect(found.count == expected.count)
  for (step, (a, b)) in zip(found, expected).enumerated()
  where !(abs(a - b) <= 1e-12 * abs(b) + 1e-15) {
    Issue.record("\(name), step \(step): \(a), expected \(b)")
    return
  }
}

@Suite struct `Schedules` {
  private func follow<S: Schedule>(_ name: String, _ schedule: S) throws {
    let oracle = try Oracle("engine_optimisers")
    let rates = try oracle.doubles("schedules/\(name)/rates")
    expectSame(rates.indices.map { schedule.rate(at: $0) }, rates, name)
    let path = "schedules/\(name)"
    let momenta =
      try oracle.names(path).contains("momenta") ? try oracle.doubles("\(path)/momenta") : []
    expectSame(
      rates.indices.compactMap { schedule.pace(at: $0).momentum }, momenta, "\(name), momentum")
  }

  @Test func `give PyTorch's rates`() throws {
    try follow("ConstantRate", ConstantRate(0.3))
    try follow("StepRate", StepRate(0.3, factor: 0.4, every: 7))
    try follow("ExponentialRate", ExponentialRate(0.3, factor: 0.93))
    try follow("CosineRate", CosineRate(0.3, floor: 0.01, period: 30))
    try follow("WarmRestarts", WarmRestarts(0.3, floor: 0.01, period: 7))
    try follow("WarmRestarts, growing", WarmRestarts(0.3, floor: 0.01, period: 5, growth: 2))
    try follow("WarmUp", WarmUp(CosineRate(0.3, period: 30), steps: 5, from: 0.2))
  }

  @Test func `give PyTorch's cycle of rate and momentum`() throws {
    try follow("OneCycle", OneCycle(peak: 0.7, steps: 51))
    try follow(
      "OneCycle, other constants",
      OneCycle(
        peak: 0.7, steps: 41, rising: 0.45, startDivisor: 10, endDivisor: 50, momentum: 0.7...0.99))
  }

  @Test func `stay at their end`() {
    let cosine = CosineRate(0.3, floor: 0.01, period: 30)
    #expect(cosine.rate(at: 1000) == cosine.rate(at: 30))
    let cycle = OneCycle(peak: 0.7, steps: 51, momentum: nil)
    #expect(cycle.pace(at: 1000) == cycle.pace(at: 50))
    #expect(cycle.pace(at: 3).momentum == nil)
    #expect(WarmUp(cycle, steps: 4).rate(at: 0) == 0)
  }

  @Test func `fall on a plateau as PyTorch's`() throws {
    let oracle = try Oracle("engine_optimisers")
    func follow(_ name: String, _ plateau: Plateau) throws {
      var plateau = plateau
      let rates = try oracle.doubles("plateaus/\(name)/measures").map { measure in
        plateau.observe(measure)
        return plateau.rate
      }
      expectSame(rates, try oracle.doubles("plateaus/\(name)/rates"), name)
      #expect(rates.last != rates.first)
    }
    try follow("Plateau", Plateau(0.3, patience: 2))
    try follow(
      "Plateau, cooling",
      Plateau(0.3, factor: 0.5, patience: 1, threshold: 0.05, cooldown: 3, floor: 0.004))
    try follow("Plateau, not a number", Plateau(0.3, patience: 1))
  }
}
