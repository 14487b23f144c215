import Exact

/// What a cell found.
public struct Outcome: Sendable, Equatable {
  /// One number: a metric on a split.
  struct Score: Sendable, Equatable {
    let split: String
    let metric: String
    let value: Double
  }

  /// A number of things, such as parameters.
  struct Count: Sendable, Equatable {
    let name: String
    let value: Int
  }

  var scores: [Score] = []
  var plots: [Plot] = []
  var counts: [Count] = []
  var notes: [String] = []
  var losses: SampleLosses?

  /// The digests that tell at which stage two runs part.
  public var evidence = Evidence()

  /// Nothing found yet.
  public init() {}

  /// Adds the value of a metric that the study declares.
  public mutating func score(_ metric: String, _ value: Double, on split: String = "test") {
    scores.append(Score(split: split, metric: metric, value: value))
  }

  /// Adds what the cell contributes to a figure: the columns of `plots/name.csv`, all of one length, after those
  /// that say which cell it is.
  public mutating func plot(_ name: String, _ columns: Plot.Column...) {
    plots.append(Plot(name: name, columns: columns))
  }

  /// Adds a number of things that the model's size is told by, such as `parameters`.
  public mutating func count(_ name: String, _ value: Int) {
    counts.append(Count(name: name, value: value))
  }

  /// Records the loss of every sample of the test in the order of time, by which models are compared within a
  /// dataset: `diebold_mariano.csv` and `ranks.csv`.
  ///
  /// Smaller is better. Samples less than `overlap` apart share what they are scored on: the horizon, for windows
  /// that begin at every row.
  public mutating func compare(by metric: String, _ losses: [Double], overlap: Int) {
    guard overlap >= 1 else {
      fatalError("losses that overlap by \(overlap) samples: expected at least 1")
    }
    self.losses = SampleLosses(metric: metric, numbers: losses, overlap: overlap)
  }

  /// Adds a sentence for the record of the run.
  public mutating func note(_ text: String) { notes.append(text) }
}

/// The loss of every sample of a test, in the order of time.
struct SampleLosses: Sendable, Equatable {
  let metric: String
  let numbers: [Double]
  /// Samples from one to the next that shares nothing with it.
  let overlap: Int
}

/// A tidy series for a figure.
public struct Plot: Sendable, Equatable {
  /// A column: a heading with its unit, and a text for each row.
  public struct Column: Sendable, Equatable {
    let name: String
    let values: [String]

    init(name: String, values: [String]) { (self.name, self.values) = (name, values) }

    /// Whole numbers.
    public init(_ name: String, _ values: some Sequence<Int>) {
      self.init(name: name, values: values.map { canonical($0) })
    }

    /// Numbers in their shortest text.
    public init(_ name: String, _ values: some Sequence<Double>) {
      self.init(name: name, values: values.map { canonical($0) })
    }

    /// Numbers in their shortest text.
    public init(_ name: String, _ values: some Sequence<Float>) {
      self.init(name: name, values: values.map { canonical($0) })
    }

    /// Texts.
    public init(_ name: String, _ values: some Sequence<String>) {
      self.init(name: name, values: Array(values))
    }
  }

  let name: String
  let columns: [Column]
}

extension Outcome {
  /// What is wrong with it for a study; nil where nothing is.
  func problem(for study: some Study) -> String? {
    if scores.isEmpty { return "the cell has no scores" }
    var seen = Set<String>()
    for score in scores {
      let name = "\(score.metric) on \(score.split)"
      guard study.metrics.contains(where: { $0.name == score.metric }) else {
        return "\(name): the study declares no such metric"
      }
      guard score.value.isFinite else { return "\(name) is \(canonical(score.value))" }
      guard seen.insert(name).inserted else { return "\(name) is there twice" }
    }
    for count in counts where !seen.insert("count \(count.name)").inserted {
      return "the count \(count.name) is there twice"
    }
    if let losses, let index = losses.numbers.firstIndex(where: { !$0.isFinite }) {
      return "the \(losses.metric) of sample \(index) is \(canonical(losses.numbers[index]))"
    }
    for plot in plots {
      let rows = plot.columns.map(\.values.count)
      let name = "the plot \(plot.name)"
      guard !plot.name.isEmpty, plot.name.allSatisfy(isPlain) else {
        return "\(name): expected a name of letters, digits, hyphens and full stops"
      }
      guard !rows.isEmpty, rows.allSatisfy({ $0 == rows[0] }) else {
        return "\(name): expected columns of one length, found \(rows)"
      }
      guard seen.insert(name).inserted else { return "\(name) is there twice" }
    }
    let own: [Evidence.Stage] = [.data, .configuration, .metrics]
    if let link = evidence.links.first(where: { own.contains($0.stage) }) {
      return "the evidence of \(link.stage) is the suite's to record"
    }
    return nil
  }

  /// The digest of all scores.
  var scoresDigest: Digest {
    var digest = TensorDigest()
    digest.add("split", shape: [scores.count], scores.map(\.split))
    digest.add("metric", shape: [scores.count], scores.map(\.metric))
    digest.add("value", shape: [scores.count], scores.map(\.value))
    return digest.finalize()
  }
}
