import Configuration
import Exact
import Statistics

/// What a run found on one dataset, as the files of its folder; their bytes depend on the outcomes alone.
struct DatasetResults {
  /// A file, by its path in the dataset's folder.
  struct File {
    let path: String
    let bytes: [UInt8]

    init(_ path: String, _ text: String) { (self.path, bytes) = (path, Array(text.utf8)) }
  }

  let dataset: String
  let files: [File]
  /// The tables, for the terminal.
  let tables: [PrintedTable]

  /// Throws for scores that are so great that they cannot be summed up.
  init<S: Study>(
    _ study: S, _ selection: Selection<S>, _ dataset: PlannedDataset, _ finished: [FinishedCell]
  ) throws(StatisticsError) {
    let cells = zip(dataset.cells, finished).map { ($0.identity, $1.outcome) }
    let name = dataset.use.name
    let comparison = try Comparison(cells, metrics: study.metrics, baseline: study.baseline)
    var tables = study.tables.map { ($0.name, comparison.printed($0, of: study, dataset: name)) }
    if let sizes = PrintedTable(sizesOf: cells, study, dataset: name) {
      tables.append(("size", sizes))
    }
    if let numbers = comparison.printed(study.published, of: study, dataset: name) {
      tables.append(("published", numbers))
    }
    let samples = try SampleComparison.all(cells)
    if let table = SampleComparison.printed(samples, of: study, dataset: name) {
      tables.append(("comparison", table))
    }
    let published = comparison.table(of: study.published, dataset: name)
    self.dataset = name
    self.tables = tables.map(\.1)
    files =
      [
        File("metrics.csv", metricTable(cells).text),
        File("summary.csv", comparison.table(dataset: name, baseline: study.baseline).text),
        File("experiment.json", record(study, selection, dataset, finished).laidOut),
      ]
      + (samples.isEmpty
        ? []
        : [
          File("diebold_mariano.csv", SampleComparison.pairTable(samples, dataset: name).text),
          File("ranks.csv", SampleComparison.rankTable(samples, dataset: name).text),
        ]) + (published.map { [File("published.csv", $0.text)] } ?? [])
      + plotTables(cells).map { File("plots/\($0.name).csv", $0.table.text) }
      + tables.map { File("tables/\($0.0).md", $0.1.markdown) }
  }
}

/// `metrics.csv`: every score of every cell, a row each.
private func metricTable(_ cells: [(CellIdentity, Outcome)]) -> CSVTable {
  var table = CSVTable(["dataset", "variant", "model", "seed", "split", "metric", "value"])
  for (cell, outcome) in cells {
    for score in outcome.scores {
      table.rows.append([
        cell.dataset, cell.variant, cell.model, cell.seedText, score.split, score.metric,
        canonical(score.value),
      ])
    }
  }
  return table
}

/// The series of each figure, those of all cells one after the other.
private func plotTables(
  _ cells: [(CellIdentity, Outcome)]
) -> [(name: String, table: CSVTable)] {
  var tables: [(name: String, table: CSVTable)] = []
  for (cell, outcome) in cells {
    for plot in outcome.plots {
      let header = ["variant", "model", "seed"] + plot.columns.map(\.name)
      let place = tables.firstIndex { $0.name == plot.name } ?? tables.count
      if place == tables.count { tables.append((plot.name, CSVTable(header))) }
      guard tables[place].table.header == header else {
        fatalError(
          "the plot \(plot.name) of \(cell): expected the columns "
            + "\(tables[place].table.header.dropFirst(3)), got \(header.dropFirst(3))")
      }
      for row in plot.columns[0].values.indices {
        tables[place].table.rows.append(
          [cell.variant, cell.model, cell.seedText] + plot.columns.map { $0.values[row] })
      }
    }
  }
  return tables
}

extension PrintedTable {
  /// How large the models are; nil where no cell counted anything.
  fileprivate init?(
    sizesOf cells: [(CellIdentity, Outcome)], _ study: some Study, dataset: String
  ) {
    let counts = cells.flatMap { $0.1.counts.map(\.name) }.uniqued { $0 }
    guard !counts.isEmpty else { return nil }
    let variants = cells.map(\.0.variant).uniqued { $0 }
    let models = cells.map(\.0.model).uniqued { $0 }
    title = "\(study.name), \(dataset), size"
    header =
      ["model"]
      + variants.flatMap { variant in counts.map { "\(study.variantKind) \(variant): \($0)" } }
    rows = models.map { model in
      [Entry(text: model)]
        + variants.flatMap { variant in
          counts.map { count in
            let cell = cells.first { $0.0.variant == variant && $0.0.model == model }
            let value = cell?.1.counts.first { $0.name == count }?.value
            return Entry(text: value.map { canonical($0) } ?? "–")
          }
        }
    }
    caption = "Of the first seed."
  }
}

/// `experiment.json`: what was run, as a configuration file that runs it again, and what each cell went through.
private func record<S: Study>(
  _ study: S, _ selection: Selection<S>, _ dataset: PlannedDataset, _ finished: [FinishedCell]
) -> JSON {
  let use = dataset.use
  let assignments = selection.assignments.map {
    JSON.Member("\($0.model).\($0.parameter)", .text($0.value))
  }
  let cells = zip(dataset.cells, finished).map { cell, finished -> JSON in
    let outcome = finished.outcome
    return [
      "variant": .text(cell.identity.variant), "model": .text(cell.identity.model),
      "seed": cell.identity.seed.map { JSON($0) } ?? .null, "parameters": cell.parameters,
      "counts": .object(outcome.counts.map { JSON.Member($0.name, JSON($0.value)) }),
      "notes": JSON(outcome.notes), "evidence": outcome.evidence.json,
    ]
  }
  return [
    "study": .text(study.name), "profile": .text(selection.profile.rawValue),
    "dataset": [.text(use.origin == .given ? use.path : use.name)],
    "variants": JSON(selection.variants.map(\.description)),
    "models": JSON(selection.models.map(\.name)),
    "seeds": .list(selection.seeds.map { JSON($0) }), "set": .object(assignments),
    "matmul": .text(selection.matmul.rawValue),
    "record": [
      "question": .text(study.question), "baseline": .text(study.baseline),
      "variants": JSON(selection.variants.map(\.description)),
      "numericsRevision": JSON(Int(numericsRevision)),
      "dataset": ["name": .text(use.name), "digest": .text(dataset.digest.description)],
      "cells": .list(cells),
    ],
  ]
}
