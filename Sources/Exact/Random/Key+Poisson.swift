extension Key {
  /// A Poisson number of a given mean, which is at most 2⁵⁰.
  ///
  /// Means below 10 by inversion: the smallest `k` whose distribution function, added up from zero, is above
  /// ``uniformDouble(at:)``. Others by Hörmann's transformed rejection PTRS (*The Transformed Rejection
  /// Method for Generating Poisson Random Variables*, 1993), whose attempt `a` reads block `index` of
  /// stream `a`.
  public func poisson(mean: Double, at index: Int) -> Int {
    require(mean >= 0 && mean <= 0x1p50, "a Poisson mean is between 0 and 2^50")
    return mean < 10 ? poissonByInversion(mean, index) : poissonByRejection(mean, index)
  }

  private func poissonByInversion(_ mean: Double, _ index: Int) -> Int {
    let u = uniformDouble(at: index)
    var probability = exp(-mean)
    var sum = probability
    var count = 0
    // The sum of all probabilities may round to less than u; beyond 100 nothing that counts is left.
    while sum <= u, count < 100 {
      count &+= 1
      probability *= mean / Double(count)
      sum += probability
    }
    return count
  }

  private func poissonByRejection(_ mean: Double, _ index: Int) -> Int {
    let block = UInt64(truncatingIfNeeded: checked(index))
    let logMean = log(mean)
    let b = 0.931 + 2.53 * mean.squareRoot()
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let quick = 0.9277 - 3.6224 / (b - 2)
    var number: UInt64 = 0
    while true {
      let words = attempt(number).longBlock(block)
      number &+= 1
      let u = openUnit(words.0) - 0.5
      let v = openUnit(words.1)
      let us = 0.5 - u.magnitude
      let proposal = (2 * a / us + b) * u + mean + 0.43
      guard proposal >= 0, proposal < 0x1p62 else { continue }
      let count = Int(proposal)
      if us >= 0.07, v <= quick { return count }
      guard us >= 0.013 || v <= us else { continue }
      let left = log(v * inverseAlpha / (a / (us * us) + b))
      if left <= Double(count) * logMean - mean - logGamma(Double(count) + 1) { return count }
    }
  }
}
