/// One part of `Exact` and the numbers that stand for it.
struct Section: Sendable {
  let name: StaticString
  let compute: @Sendable (inout Fingerprint) -> Void
}

/// Every part that must give the same bits on every machine, in the order of the printed file.
let sections: [Section] = [
  Section(name: "products", compute: computeProducts),
  Section(name: "sums", compute: computeSums),
  Section(name: "float32", compute: computeFloat32),
  Section(name: "algebra", compute: computeAlgebra),
  Section(name: "identity", compute: computeIdentity),
  Section(name: "random", compute: computeRandom),
  Section(name: "float64", compute: computeFloat64),
  Section(name: "training", compute: computeTraining),
  Section(name: "statistics", compute: computeStatistics),
]
