import Exact

extension Dataset {
  /// What the dataset is and holds, for people: shape, ranges, what is missing, digest.
  ///
  /// - Throws: when a file that was readable is so no more.
  public func description() throws(DataError) -> String {
    var lines = ["\(about.name) (\(schema.rawValue))"]
    var facts = [
      ("about", about.description), ("licence", about.license), ("source", about.source),
    ]
    var table: [[String]] = []
    switch self {
    case .series(let series):
      facts += Dataset.facts(series)
      table = Dataset.table(series.summaries, title: "channel")
    case .table(let data):
      facts += Dataset.facts(data)
      table = Dataset.table(data.summaries, title: "column")
    case .interactions(let interactions): facts += Dataset.facts(interactions)
    case .cells(let cells):
      facts += Dataset.facts(cells)
      table = Dataset.table(cells)
    case .embeddings(let embeddings):
      facts += [
        ("shape", "\(embeddings.count) vectors of \(embeddings.vectors.width) dimensions"),
        ("labels", embeddings.labels.map { "\(sortedNames($0).count)" } ?? "none"),
      ]
    }
    facts.append(("digest", "\(try digest())"))
    lines += facts.map { "  \(padded($0.0, 9)) \($0.1)" }
    return (lines + aligned(table)).joined(separator: "\n") + "\n"
  }

  private static func facts(_ series: Series) -> [(String, String)] {
    let dates = series.time.map { axis in
      "every \(axis.step) from \(axis.start)"
        + (axis.time(of: series.count - 1).map { " to \($0)" } ?? "")
    }
    let missing = series.summaries.reduce(0) { $0 + $1.missing }
    return [
      ("shape", "\(series.count) rows of \(series.channels.count) channels"),
      ("time", dates ?? "no dates"),
      ("split", series.bounds.map { "training, validation and test end at \($0)" } ?? "not given"),
      ("season", series.season.map { "\($0) rows" } ?? "not given"),
      ("missing", "\(missing) of \(series.count * series.channels.count) numbers"),
    ]
  }

  private static func facts(_ data: Table) -> [(String, String)] {
    var facts = [
      (
        "shape",
        "\(data.count) rows of \(data.numericalNames.count) numbers and "
          + "\(data.categorical.count) categories"
      )
    ]
    switch data.target {
    case .numbers(let numbers):
      let (low, high) = (numbers.min() ?? .nan, numbers.max() ?? .nan)
      facts.append(
        ("target", "\(data.targetName), a number from \(canonical(low)) to \(canonical(high))"))
    case .classes(let classes, let names):
      let counts = names.indices.map { index in
        "\(names[index]) (\(classes.count { Int($0) == index }))"
      }
      facts.append(("target", "\(data.targetName): \(counts.joined(separator: ", "))"))
    }
    for category in data.categorical {
      let missing = category.codes.count { $0 < 0 }
      facts.append(
        ("category", "\(category.name): \(category.levels.count) levels, \(missing) missing"))
    }
    if let groups = data.groups { facts.append(("groups", "\(sortedNames(groups).count)")) }
    return facts
  }

  private static func facts(_ data: Interactions) -> [(String, String)] {
    var pairs: Set<Int64> = []
    for (user, item) in zip(data.user, data.item) { pairs.insert(Int64(user) << 32 | Int64(item)) }
    func names(_ features: [Feature]) -> String {
      features.isEmpty ? "none" : features.map { $0.name }.joined(separator: ", ")
    }
    func range<Number: Comparable>(_ numbers: [Number], _ text: (Number) -> String) -> String {
      guard let low = numbers.min(), let high = numbers.max() else { return "none" }
      return "\(text(low)) to \(text(high))"
    }
    return [
      (
        "shape",
        "\(data.count) interactions of \(data.users.count) users and \(data.items.count) items"
      ),
      ("pairs", "\(pairs.count) that differ"),
      ("rating", data.rating.map { range($0) { canonical($0) } } ?? "none"),
      (
        "time",
        data.timestamp.map { times in
          range(times) { CivilTime(secondsSince1970: Int($0))?.description ?? "\($0)" }
        } ?? "none"
      ),
      ("of users", names(data.userFeatures)), ("of items", names(data.itemFeatures)),
      ("places", data.coordinates == nil ? "none" : "latitude and longitude of items"),
    ]
  }

  private static func facts(_ data: BatteryCells) -> [(String, String)] {
    let rows = data.cells.reduce(0) { $0 + $1.cycle.count }
    return [
      ("shape", "\(data.cells.count) cells, \(rows) cycles together"),
      ("targets", data.targets.joined(separator: ", ")),
      (
        "measured",
        (data.cells.first?.quantities ?? []).map { "\($0.name) (\($0.unit))" }
          .joined(separator: ", ")
      ),
      ("curves", (data.cells.first?.curves ?? []).map { $0.name }.joined(separator: ", ")),
    ]
  }

  private static func table(_ summaries: [ChannelSummary], title: String) -> [[String]] {
    guard !summaries.isEmpty else { return [] }
    return [[title, "numbers", "missing", "least", "mean", "greatest"]]
      + summaries.map { summary in
        [
          summary.name, "\(summary.count)", "\(summary.missing)", canonical(summary.minimum),
          canonical(Float(summary.mean)), canonical(summary.maximum),
        ]
      }
  }

  private static func table(_ data: BatteryCells) -> [[String]] {
    func text(_ number: Float?) -> String { number.map { canonical($0) } ?? "" }
    return [["cell", "cycles", "chemistry", "°C", "charge C", "discharge C"]]
      + data.cells.map { cell in
        [
          cell.name, "\(cell.cycle.count)", cell.chemistry ?? "", text(cell.temperature),
          text(cell.chargeRate), text(cell.dischargeRate),
        ]
      }
  }
}

/// A text filled up with spaces on the right.
private func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

/// The lines of a table: the first column to the left, the others to the right, an empty line before.
private func aligned(_ table: [[String]]) -> [String] {
  guard let first = table.first else { return [] }
  let widths = first.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
  return [""]
    + table.map { row in
      let fields = row.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 ? text + space : space + text
      }
      return "  " + fields.joined(separator: "  ")
    }
}
