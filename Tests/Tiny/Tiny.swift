import Configuration
import Exact
import Foundation
import Suite

/// A study that takes no time: whether a level or a guess says better how a few numbers go on.
@main
struct Tiny: Study {
  typealias Dataset = Numbers
  typealias Variant = Int
  typealias Model = Forecaster

  let name = "tiny"
  let question = "Does the mean of a few numbers say better how they go on than the last of them?"
  let baseline = "last"
  let variantKind = "step"
  let metrics = [
    Metric("mse", better: .lower), Metric("within", "within one", better: .higher, decimals: 1),
  ]

  func datasets(_ profile: Profile) -> [DatasetUse] {
    [.shipped("even"), .shipped("odd"), .fetched("far")]
  }

  func variants(_ profile: Profile) -> [Int] { profile == .quick ? [1] : [1, 2] }

  func seeds(_ profile: Profile) -> [Int] { profile == .quick ? [0] : [0, 1, 2] }

  func models(_ profile: Profile) -> [ModelChoice<Tiny>] {
    [
      ModelChoice("last", "The last number.", NoParameters(), isSeeded: false) { _ in .last },
      ModelChoice("mean", "The mean of some numbers.", Mean()) { .mean($0) },
      ModelChoice("guess", "The last number and some noise.", Guess()) { parameters, name, step in
        if name == "odd", step == 2 { parameters.width = 0.25 }
      } make: {
        .guess($0)
      },
    ]
  }

  func run(_ cell: Cell<Tiny>) throws -> Outcome {
    let numbers = cell.dataset.values
    let model = try cell.model()
    var outcome = Outcome()
    var predictions = cell.profile == .paper ? try checkpoint(cell) : []
    try cell.timed("predict") {
      for place in 8 + predictions.count..<numbers.count - cell.variant {
        predictions.append(try model.next(after: numbers[..<place], key: cell.key[place]))
        cell.report("place", place, of: numbers.count)
        guard cell.profile == .paper else { continue }
        usleep(2000)
        try predictions.map { canonical($0) + "\n" }.joined()
          .write(toFile: cell.scratch("predictions"), atomically: true, encoding: .utf8)
      }
    }
    let truth = (8..<numbers.count - cell.variant).map { numbers[$0 + cell.variant - 1] }
    let errors = zip(predictions, truth).map { $0 - $1 }
    let total = errors.reduce(0) { $0 + $1 * $1 }
    outcome.score("mse", total / Double(errors.count))
    outcome.score("within", Double(errors.count { $0.magnitude < 1 }) / Double(errors.count) * 100)
    outcome.evidence.record(.predictions, TensorDigest.digest(shape: [errors.count], predictions))
    outcome.plot(
      "forecast", Plot.Column("place", predictions.indices.map { $0 + 8 }),
      Plot.Column("prediction", predictions), Plot.Column("truth", truth))
    outcome.count("parameters", model.parameterCount)
    if cell.isFirstSeed { outcome.note("scored \(errors.count) places, \"each\" once") }
    return outcome
  }
}

extension Tiny {
  /// The predictions of a run that was killed.
  private func checkpoint(_ cell: Cell<Tiny>) throws -> [Double] {
    let text = try? String(contentsOfFile: cell.scratch("predictions"), encoding: .utf8)
    return (text ?? "").split(separator: "\n").compactMap { Double(canonical: String($0)) }
  }

  /// What nobody published.
  var published: [Published] {
    [
      Published(
        "1.9", metric: "mse", model: "last", dataset: "even", variant: "1", source: "Nobody 2026",
        remark: "made up")
    ]
  }
}

/// A file with a number on each line.
struct Numbers: StudyDataset {
  let values: [Double]

  init(opening path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    values = try text.split(separator: "\n").map { line in
      guard let number = Double(line) else {
        throw SuiteError(.badData, "\(path): expected a number on each line, found \"\(line)\"")
      }
      return number
    }
    guard values.count > 12 else {
      throw SuiteError(.badData, "\(path): expected more than 12 numbers, found \(values.count)")
    }
  }

  func digest() throws -> Digest { TensorDigest.digest(shape: [values.count], values) }
}

/// The parameters of a mean.
struct Mean: ModelParameters {
  var count = 4

  static let declared: [Declared<Self>] = [
    Declared("count", \.count, in: 1...8, "How many numbers, the last ones.")
  ]
}

/// The parameters of a guess.
struct Guess: ModelParameters {
  enum Shape: String, ParameterChoice { case normal, uniform }

  /// What goes wrong, for those who want to see it.
  enum Fault: String, ParameterChoice { case thrown, nan, long }

  var width: Float = 0.5
  var shape = Shape.normal
  var fault: Fault?

  static let declared: [Declared<Self>] = [
    Declared("width", \.width, in: 0..<10, "How wide the noise is."),
    Declared("shape", \.shape, "The distribution of the noise."),
    Declared("fault", \.fault, "What goes wrong."),
  ]

  var problem: String? {
    shape == .uniform && width == 0 ? "a uniform distribution needs a width above 0" : nil
  }
}

/// A way to say how numbers go on.
enum Forecaster {
  case last
  case mean(Mean)
  case guess(Guess)

  struct Lost: Error, CustomStringConvertible {
    let description = "lost in epoch 3, step 7:\n  as it was asked to"
  }

  var parameterCount: Int {
    switch self {
    case .last: 0
    case .mean(let mean): mean.count
    case .guess: 1
    }
  }

  func next(after numbers: ArraySlice<Double>, key: Key) throws -> Double {
    let last = numbers[numbers.endIndex - 1]
    switch self {
    case .last: return last
    case .mean(let mean): return numbers.suffix(mean.count).reduce(0, +) / Double(mean.count)
    case .guess(let guess):
      if guess.fault == .thrown { throw Lost() }
      if guess.fault == .long, numbers.count > 40 { throw Lost() }
      if guess.fault == .nan { return .nan }
      let noise = guess.shape == .normal ? key.normal(at: 0) : key.uniform(at: 0) - 0.5
      return last + Double(guess.width) * Double(noise)
    }
  }
}
