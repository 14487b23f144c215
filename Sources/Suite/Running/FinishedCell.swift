import Configuration
import Exact

/// A cell that was computed: what it found, and how long that took.
struct FinishedCell: Sendable {
  let outcome: Outcome
  let durations: [(name: String, seconds: Double)]
}

extension FinishedCell {
  /// The form in which the store keeps it, without loss.
  var json: JSON {
    [
      "scores": .list(
        outcome.scores.map { [.text($0.split), .text($0.metric), JSON($0.value)] }),
      "plots": .list(
        outcome.plots.map { plot in
          [
            "name": .text(plot.name),
            "columns": .list(
              plot.columns.map { ["name": .text($0.name), "values": JSON($0.values)] }),
          ]
        }),
      "counts": .list(outcome.counts.map { [.text($0.name), JSON($0.value)] }),
      "notes": JSON(outcome.notes),
      "losses": outcome.losses?.json ?? .null,
      "evidence": outcome.evidence.json,
      "seconds": .object(durations.map { JSON.Member($0.name, JSON($0.seconds)) }),
    ]
  }

  /// Reads that form; nil for anything else.
  init?(_ json: JSON) {
    var outcome = Outcome()
    guard let scores = json["scores"]?.elements, let plots = json["plots"]?.elements,
      let counts = json["counts"]?.elements, let notes = json["notes"]?.texts,
      let evidence = json["evidence"].flatMap({ Evidence($0) }),
      let seconds = json["seconds"]?.members
    else { return nil }
    for score in scores {
      guard let parts = score.elements, parts.count == 3, let split = parts[0].text,
        let metric = parts[1].text, let value = parts[2].double
      else { return nil }
      outcome.score(metric, value, on: split)
    }
    for plot in plots {
      guard let name = plot["name"]?.text, let columns = plot["columns"]?.elements else {
        return nil
      }
      var read: [Plot.Column] = []
      for column in columns {
        guard let name = column["name"]?.text, let values = column["values"]?.texts else {
          return nil
        }
        read.append(Plot.Column(name: name, values: values))
      }
      outcome.plots.append(Plot(name: name, columns: read))
    }
    for count in counts {
      guard let parts = count.elements, parts.count == 2, let name = parts[0].text,
        let value = parts[1].integer
      else { return nil }
      outcome.count(name, value)
    }
    outcome.notes = notes
    if let losses = json["losses"], losses != .null {
      guard let read = SampleLosses(losses) else { return nil }
      outcome.losses = read
    }
    outcome.evidence = evidence
    self.outcome = outcome
    durations = seconds.compactMap { member in member.value.double.map { (member.name, $0) } }
  }
}

extension SampleLosses {
  fileprivate var json: JSON {
    [
      "metric": .text(metric), "overlap": JSON(overlap),
      "numbers": .list(numbers.map { JSON($0) }),
    ]
  }

  fileprivate init?(_ json: JSON) {
    guard let metric = json["metric"]?.text, let overlap = json["overlap"]?.integer, overlap >= 1,
      let elements = json["numbers"]?.elements
    else { return nil }
    let numbers = elements.compactMap(\.double)
    guard numbers.count == elements.count else { return nil }
    self.init(metric: metric, numbers: numbers, overlap: overlap)
  }
}

extension Evidence {
  /// A member for each stage.
  var json: JSON {
    .object(links.map { JSON.Member($0.stage.description, .text($0.digest.description)) })
  }

  /// Reads that form; nil for anything else.
  init?(_ json: JSON) {
    guard let members = json.members else { return nil }
    self.init()
    for member in members {
      guard let stage = Stage(member.name),
        let digest = member.value.text.flatMap({ Digest(hexadecimal: $0) }),
        !links.contains(where: { $0.stage == stage })
      else { return nil }
      record(stage, digest)
    }
  }
}

extension JSON {
  /// The texts of a list of texts; nil for anything else.
  var texts: [String]? {
    guard let elements else { return nil }
    let texts = elements.compactMap(\.text)
    return texts.count == elements.count ? texts : nil
  }

  /// A number in its canonical text; nil for anything else.
  var double: Double? {
    guard case .number(let digits) = self else { return nil }
    return Double(canonical: digits)
  }
}
