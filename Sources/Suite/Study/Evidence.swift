import Exact

/// The digests of what a cell went through, stage by stage: where two runs part, the first that differs says.
public struct Evidence: Sendable, Equatable {
  /// A stage of a cell, in the order in which each depends on those before.
  public enum Stage: Sendable, Comparable, CustomStringConvertible {
    /// The dataset.
    case data
    /// Which samples train, validate and test, and the scale.
    case split
    /// The model's parameters and whatever else was chosen.
    case configuration
    /// The weights before training.
    case initialWeights
    /// The weights after an epoch, counted from 1.
    case epoch(Int)
    /// What the model says of the test.
    case predictions
    /// The scores.
    case metrics

    /// The name in files.
    public var description: String {
      switch self {
      case .data: "data"
      case .split: "split"
      case .configuration: "configuration"
      case .initialWeights: "initial weights"
      case .epoch(let number): "epoch \(number)"
      case .predictions: "predictions"
      case .metrics: "metrics"
      }
    }

    /// The stage of a name; nil for any other text.
    init?(_ text: String) {
      let plain: [Stage] = [
        .data, .split, .configuration, .initialWeights, .predictions, .metrics,
      ]
      if let stage = plain.first(where: { $0.description == text }) {
        self = stage
      } else if text.hasPrefix("epoch "), let number = Int(canonical: String(text.dropFirst(6))) {
        self = .epoch(number)
      } else {
        return nil
      }
    }
  }

  /// A stage and its digest.
  package struct Link: Sendable, Equatable {
    package let stage: Stage
    package let digest: Digest
  }

  /// In the order of the stages.
  package private(set) var links: [Link] = []

  /// Nothing recorded yet.
  public init() {}

  /// Records the digest of a stage, each of which there is once.
  ///
  /// The data, the configuration and the metrics are recorded by the suite.
  public mutating func record(_ stage: Stage, _ digest: Digest) {
    let place = links.firstIndex { $0.stage >= stage } ?? links.count
    guard place == links.count || links[place].stage != stage else {
      fatalError("the evidence of \(stage) is recorded twice")
    }
    links.insert(Link(stage: stage, digest: digest), at: place)
  }

  /// Records the digests of the weights after each epoch, from the first.
  public mutating func record(epochs digests: some Sequence<Digest>) {
    for (index, digest) in digests.enumerated() { record(.epoch(index + 1), digest) }
  }

  /// The first stage that is not the same in both; nil where there is none.
  package func parting(from other: Evidence) -> Stage? {
    for (link, peer) in zip(links, other.links) where link != peer {
      return min(link.stage, peer.stage)
    }
    let count = min(links.count, other.links.count)
    return links.dropFirst(count).first?.stage ?? other.links.dropFirst(count).first?.stage
  }
}
