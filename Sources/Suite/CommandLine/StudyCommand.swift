import Configuration
import Exact
import Foundation

/// The command line of a study: what `main` of every experiment is.
public struct StudyCommand<S: Study>: Sendable {
  let study: S
  let console: Console
  let workplace: Workplace
  /// What ^C waits for.
  let interruption = Interruption()
  /// Whether ^C is this command's to deal with.
  let watchesInterrupts: Bool

  /// A command for a study; only one that is the whole process deals with ^C.
  public init(
    _ study: S, console: Console, workplace: Workplace, watchesInterrupts: Bool = false
  ) {
    (self.study, self.console, self.workplace) = (study, console, workplace)
    self.watchesInterrupts = watchesInterrupts
  }

  /// Does what the words of a command line say, and returns the exit code.
  public func run(_ words: [String]) -> Int32 {
    do {
      return try perform(words).rawValue
    } catch {
      console.note("\(study.name): \(error)\n")
      return (error as? any ExitCoded)?.exitCode ?? ExitCode.failed.rawValue
    }
  }

  private func perform(_ words: [String]) throws -> ExitCode {
    let arguments = try Arguments.study(words, of: study, in: workplace)
    let profile = try arguments.choice("profile", of: Profile.self) ?? .standard
    if arguments.has("help") {
      console.write(study.help(profile))
      return .done
    }
    let selection = try Selection(study, arguments)
    let options = try RunOptions(arguments)
    if arguments.has("list") {
      console.write(study.listing(selection, in: workplace))
      return .done
    }
    return try run(selection, options)
  }

  private func run(_ selection: Selection<S>, _ options: RunOptions) throws -> ExitCode {
    let plan = try Plan(
      study, selection, executable: workplace.executableDigest(), in: workplace)
    for use in plan.absent { console.note("\(study.name): \(use.name): not run: \(use.absence)\n") }
    guard !plan.datasets.isEmpty else {
      throw SuiteError(.missing, "no dataset is here; nothing was run")
    }
    if selection.matmul == .openblas { try OpenBLAS.use() }
    let results = ResultFolder(folder: folder(selection, options))
    try results.check()
    let store = Store(
      folder: options.store.map { path(workplace.workingFolder, $0) }
        ?? path(workplace.root, ".assay"))
    try store.prepare(for: study.name)

    let cells = plan.cells
    let workers = min(options.jobs, cells.count)
    let progress = Progress(console, study: study.name, total: cells.count, workers: workers)
    let study = study
    let runner = Runner(
      study: study.name, store: store, jobs: workers, order: options.order,
      isFresh: options.isFresh, progress: progress, problem: { $0.problem(for: study) })
    let watch = watchesInterrupts ? interruption.watch { farewell(progress, store) } : nil
    defer { watch?.cancel() }
    let ended = try runner.run(cells)
    return try conclude(plan, selection, ended, results, jobs: workers)
  }

  /// The results of a run of other models, seeds, parameters, products or files than declared do not replace the
  /// committed ones, unless the user says so.
  private func folder(_ selection: Selection<S>, _ options: RunOptions) -> String {
    let profile = selection.profile.rawValue
    if let output = options.output {
      return path(path(workplace.workingFolder, output), profile)
    }
    guard !selection.isDeclared else { return path(workplace.root, "results/\(profile)") }
    let folder = path(workplace.root, ".assay/results/\(profile)")
    console.note(
      "\(study.name): not the declared run: results go to \(workplace.shown(folder)), "
        + "unless --output says otherwise\n")
    return folder
  }

  private func farewell(_ progress: Progress, _ store: Store) {
    progress.close()
    console.note(
      "\(study.name): interrupted; finished cells are in \(workplace.shown(store.folder)), "
        + "and the same command goes on from there\n")
  }

  /// Publishes the results of datasets all of whose cells are finished, and says what failed of the others.
  private func conclude(
    _ plan: Plan, _ selection: Selection<S>, _ ended: [CellResult], _ folder: ResultFolder,
    jobs: Int
  ) throws -> ExitCode {
    var rest = ended[...]
    var complete: [(DatasetResults, ResultFolder.Publication)] = []
    var failures: [String] = []
    for dataset in plan.datasets {
      let ended = rest.prefix(dataset.cells.count)
      rest = rest.dropFirst(dataset.cells.count)
      var finished: [FinishedCell] = []
      for (cell, result) in zip(dataset.cells, ended) {
        switch result {
        case .finished(let cell): finished.append(cell)
        case .failed(let reason): failures.append("\(cell.identity): \(reason)")
        }
      }
      guard finished.count == dataset.cells.count else {
        failures.append(
          "\(dataset.use.name): no results are written, since "
            + "\(ended.count - finished.count) of its \(ended.count) cells failed")
        continue
      }
      let results: DatasetResults
      do {
        results = try DatasetResults(study, selection, dataset, finished)
      } catch {
        failures.append("\(dataset.use.name): no results are written: \(error)")
        continue
      }
      complete.append(
        (
          results,
          ResultFolder.Publication(
            place: "\(study.name)/\(results.dataset)", files: results.files,
            timing: timingRecord(
              Array(zip(dataset.cells, finished)), jobs: jobs, root: workplace.root))
        ))
    }
    if !complete.isEmpty { try report(complete, folder) }
    for failure in failures { console.note("\(study.name): \(failure)\n") }
    return failures.isEmpty ? .done : .failed
  }

  private func report(
    _ complete: [(DatasetResults, ResultFolder.Publication)], _ folder: ResultFolder
  ) throws {
    let changes = try interruption.holdOff { () throws(SuiteError) in
      try folder.publish(complete.map(\.1))
    }
    for (results, _) in complete {
      for table in results.tables { console.write(table.plain + "\n") }
    }
    let shown = workplace.shown(folder.folder)
    let others =
      shown.hasPrefix("results/") ? "the committed results" : "the results that were there"
    for ((_, publication), change) in zip(complete, changes) {
      console.write("\(shown)/\(publication.place): \(change.words(others))\n")
    }
  }
}

extension Study {
  /// Runs the study as its command line says, and ends the process.
  public static func main() {
    let command = StudyCommand(
      Self(), console: .standard(), workplace: .current(), watchesInterrupts: true)
    exit(command.run(Array(CommandLine.arguments.dropFirst())))
  }

  /// The text of `--list`: what would be run.
  func listing(_ selection: Selection<Self>, in workplace: Workplace) -> String {
    let seeds = selection.seeds.map(\.description).joined(separator: ", ")
    let variants = selection.variants.map(\.description).joined(separator: ", ")
    var text = "\(name), profile \(selection.profile.rawValue)\n"
    text += entry("seeds", seeds) + entry(variantKind, variants) + "datasets\n"
    var cells = 0
    for use in selection.datasets {
      let base = use.origin == .given ? workplace.workingFolder : workplace.root
      let isHere = exists(path(base, use.path))
      text += entry(use.name, isHere ? use.path : "not run: \(use.absence)")
      guard isHere else { continue }
      for model in selection.models {
        cells += selection.variants.count * (model.isSeeded ? selection.seeds.count : 1)
      }
    }
    text += "models\n"
    for model in selection.models {
      text += entry(model.name, model.summary)
    }
    return text + "\(cells) cells\n"
  }
}
