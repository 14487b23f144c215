import Configuration
import Exact

/// A cell that is to be run, whatever study it is of.
struct PlannedCell: Sendable {
  let identity: CellIdentity
  /// All that was chosen for it, as text that does not depend on who runs it.
  let configuration: JSON
  let parameters: JSON
  let dataset: Digest
  /// The key under which the store keeps it.
  let key: Digest
  let run: @Sendable (CellContext) throws -> Outcome
}

/// A dataset that is there: its use, its digest, and its cells in the order of the tables.
struct PlannedDataset: Sendable {
  let use: DatasetUse
  let digest: Digest
  var cells: [PlannedCell] = []
}

/// All that a run will do, worked out before anything is run.
struct Plan: Sendable {
  var datasets: [PlannedDataset] = []
  /// Datasets that are not run, and why.
  var absent: [DatasetUse] = []

  var cells: [PlannedCell] { datasets.flatMap(\.cells) }
}

extension Plan {
  /// Opens the datasets and lays out the cells: datasets, in them variants, in them models, in them seeds.
  init<S: Study>(
    _ study: S, _ selection: Selection<S>, executable: Digest, in workplace: Workplace
  ) throws {
    for use in selection.datasets {
      let base = use.origin == .given ? workplace.workingFolder : workplace.root
      let file = path(base, use.path)
      guard exists(file) else {
        if use.origin == .given { throw SuiteError(.missing, "\(use.path): no such file") }
        absent.append(use)
        continue
      }
      let dataset: S.Dataset
      var planned: PlannedDataset
      do {
        dataset = try S.Dataset(opening: file)
        planned = PlannedDataset(use: use, digest: try dataset.digest())
      } catch {
        throw complaint(error, about: use, at: file)
      }
      for variant in selection.variants {
        for model in selection.models {
          let resolved = try selection.resolved(model, use.name, variant)
          do {
            try study.check(resolved.make(), on: dataset, variant)
          } catch {
            let question = "\(model.name), \(study.variantKind) \(variant)"
            throw complaint(error, about: use, at: file, question)
          }
          planned.cells += cells(
            study, selection, use.name, dataset, planned.digest, variant, model, resolved,
            executable)
        }
      }
      datasets.append(planned)
    }
  }

  private func cells<S: Study>(
    _ study: S, _ selection: Selection<S>, _ name: String, _ dataset: S.Dataset, _ digest: Digest,
    _ variant: S.Variant, _ model: ModelChoice<S>, _ resolved: ModelChoice<S>.Resolved,
    _ executable: Digest
  ) -> [PlannedCell] {
    let parameters = resolved.parameters.json
    let seeds: [Int?] = model.isSeeded ? selection.seeds : [nil]
    return seeds.map { seed in
      let identity = CellIdentity(
        dataset: name, variant: variant.description, model: model.name, seed: seed)
      let configuration: JSON = [
        "study": .text(study.name), "profile": .text(selection.profile.rawValue),
        "dataset": .text(name), "variant": .text(identity.variant), "model": .text(model.name),
        "parameters": parameters, "seed": seed.map { JSON($0) } ?? .null,
        "matmul": .text(selection.matmul.rawValue),
        "numericsRevision": JSON(Int(numericsRevision)),
      ]
      let isFirstSeed = seed == seeds[0]
      return PlannedCell(
        identity: identity, configuration: configuration, parameters: parameters, dataset: digest,
        key: cellKey(configuration, digest, executable)
      ) { context in
        try study.run(
          Cell<S>(
            profile: selection.profile, datasetName: name, dataset: dataset, variant: variant,
            modelName: model.name, parameters: resolved.parameters, seed: seed ?? 0,
            isFirstSeed: isFirstSeed, make: resolved.make, context: context))
      }
    }
  }
}

/// What is wrong with a dataset, in one line that begins with its path as it was given.
private func complaint(
  _ error: any Error, about use: DatasetUse, at file: String, _ question: String? = nil
) -> SuiteError {
  let code = (error as? any ExitCoded).flatMap { ExitCode(rawValue: $0.exitCode) } ?? .badData
  let text = oneLine("\(error)").trimmingPrefix("\(file): ").trimmingPrefix("\(use.path): ")
  return SuiteError(
    code, ([use.path, question].compactMap { $0 } + [String(text)]).joined(separator: ": "))
}

/// The key of a cell: SHA-256 over its configuration, the digest of its dataset and that of the executable.
private func cellKey(_ configuration: JSON, _ dataset: Digest, _ executable: Digest) -> Digest {
  var hash = SHA256()
  hash.update("assay.cell.1\0")
  for digest in [SHA256.digest(configuration.compact), dataset, executable] {
    withUnsafeBytes(of: digest.bytes) { hash.update($0) }
  }
  return hash.finalize()
}
