import Exact
import Statistics

/// A table for people: in Markdown for a report, in columns for a terminal.
struct PrintedTable {
  /// What a number is among those of its column.
  enum Mark {
    case none
    case best
    case second
  }

  struct Entry {
    let text: String
    var mark = Mark.none
  }

  let title: String
  let header: [String]
  /// Each begins with the name of what the row is of.
  let rows: [[Entry]]
  /// A sentence on how to read it.
  let caption: String

  var markdown: String {
    var lines = ["# \(title)", ""]
    lines.append("| " + header.map(escaped).joined(separator: " | ") + " |")
    lines.append(
      "| --- |" + String(repeating: " ---: |", count: header.count - 1))
    for row in rows {
      let entries = row.map { entry in
        switch entry.mark {
        case .none: escaped(entry.text)
        case .best: "**\(entry.text)**"
        case .second: "<u>\(entry.text)</u>"
        }
      }
      lines.append("| " + entries.joined(separator: " | ") + " |")
    }
    return (lines + ["", caption]).joined(separator: "\n") + "\n"
  }

  /// In columns; the best ends in `*`, the second in `+`.
  var plain: String {
    let texts =
      [header.map { Entry(text: $0) }] + rows
    let cells = texts.map { row in
      row.enumerated().map { column, entry in
        switch entry.mark {
        case .none: entry.text + (column > 0 ? " " : "")
        case .best: entry.text + "*"
        case .second: entry.text + "+"
        }
      }
    }
    let widths = header.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    let lines = cells.map { row in
      let padded = row.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 ? text + space : space + text
      }
      return "  " + padded.joined(separator: "  ").trimmingSuffix()
    }
    return ([title] + lines).joined(separator: "\n") + "\n"
  }

  private func escaped(_ text: String) -> String { text.replacing("|", with: "\\|") }
}

extension String {
  fileprivate func trimmingSuffix() -> String {
    String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
  }
}

extension Comparison {
  /// A table that a study declares, of one dataset.
  func printed(_ table: ReportTable, of study: some Study, dataset: String) -> PrintedTable {
    let shown = rows.filter { $0.split == table.split && table.metrics.contains($0.metric.name) }
    let models = shown.map(\.model).uniqued { $0 }
    let columns = shown.map { ($0.variant, $0.metric) }.uniqued { "\($0.0)\n\($0.1.name)" }
    let entries = models.map { model in
      [PrintedTable.Entry(text: model)]
        + columns.map { variant, metric in
          let column = shown.filter { $0.variant == variant && $0.metric == metric }
          guard let row = column.first(where: { $0.model == model }) else {
            return PrintedTable.Entry(text: "–")
          }
          return PrintedTable.Entry(text: row.printed, mark: column.count > 1 ? row.mark : .none)
        }
    }
    let isRepeated = shown.contains { $0.summary.standardDeviation != nil }
    let seeds = shown.map(\.summary.count).max() ?? 0
    return PrintedTable(
      title: "\(study.name), \(dataset), \(table.name)",
      header: ["model"] + columns.map { "\(study.variantKind) \($0.0): \($0.1.title)" },
      rows: entries,
      caption: (isRepeated ? "Mean ± standard deviation of \(seeds) seeds. " : "")
        + "Best in **bold**, second <u>underlined</u>.")
  }
}

extension Comparison.Row {
  /// The mean, and the standard deviation where there is one.
  fileprivate var printed: String {
    decimal(summary.mean, metric.decimals)
      + (summary.standardDeviation.map { " ± " + decimal($0, metric.decimals) } ?? "")
  }

  fileprivate var mark: PrintedTable.Mark {
    standing.isBest ? .best : standing.isSecond ? .second : .none
  }
}
