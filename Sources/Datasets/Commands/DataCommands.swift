import Exact
import Foundation

/// What a command has to say, and the code it ends with.
public struct CommandOutcome: Hashable, Sendable {
  /// Text for standard output.
  public let output: String
  /// Text for standard error.
  public let error: String
  /// 0 when all went well, else as ``DataError/Kind`` says.
  public let exitCode: Int32

  /// An outcome.
  public init(output: String = "", error: String = "", exitCode: Int32 = 0) {
    (self.output, self.error, self.exitCode) = (output, error, exitCode)
  }

  /// What `body` says, or the error that it ends in.
  init(_ body: () throws(DataError) -> String) {
    do throws(DataError) {
      self.init(output: try body())
    } catch {
      self.init(error: "\(error)\n", exitCode: error.exitCode)
    }
  }
}

/// The commands `data import`, `data check`, `data describe` and `data fetch`, without their command line.
public enum DataCommands {
  /// Makes a dataset file of files of another kind.
  ///
  /// - Parameters:
  ///   - importer: the name of an ``Importer``.
  ///   - files: the files to import.
  ///   - output: the file to write; an older one is replaced.
  ///   - options: names and values as ``ImportOptions/set(_:_:)`` takes them.
  public static func importing(
    _ importer: String, _ files: [String], to output: String,
    options: [(name: String, value: String)] = []
  ) -> CommandOutcome {
    CommandOutcome { () throws(DataError) in
      guard let importer = Importer(rawValue: importer) else {
        let names = Importer.allCases.map { $0.rawValue }.joined(separator: ", ")
        throw DataError(
          .usage, "data import", expected: "an importer out of \(names)", found: "\"\(importer)\"")
      }
      guard !files.isEmpty else {
        throw DataError(.usage, "data import", expected: "files to import", found: "none")
      }
      var choices = ImportOptions()
      for option in options { try choices.set(option.name, option.value) }
      let sources = try files.map { (path) throws(DataError) in try SourceFile(reading: path) }
      let dataset = try importer.read(sources, choices)
      try dataset.write(to: output)
      return try "\(output)\n\(dataset.description())"
    }
  }

  /// Looks whether a file is a dataset that studies can use, and says all that is wrong or noteworthy.
  public static func check(_ path: String) -> CommandOutcome {
    CommandOutcome { () throws(DataError) in
      let dataset = try Dataset.open(path)
      let warnings = dataset.warnings.map { "  warning: \($0)\n" }.joined()
      return "\(path): a dataset of \(dataset.schema.rawValue), without errors\n\(warnings)"
    }
  }

  /// Says what a dataset file holds: shape, ranges, what is missing, digest.
  public static func describe(_ path: String) -> CommandOutcome {
    CommandOutcome { () throws(DataError) in try Dataset.open(path).description() }
  }

  /// Fetches datasets of a catalogue into a folder, a file `NAME.h5` each.
  ///
  /// Those that are there already are left alone. One that fails does not keep the others from being
  /// fetched; the code is that of the first failure.
  ///
  /// - Parameters:
  ///   - names: the datasets; all of the catalogue where there is none.
  ///   - catalogue: the file that says where they come from.
  ///   - folder: where to write them; made if need be.
  ///   - mirror: a folder to take the files from, each found by its digest, instead of the network: what
  ///     the environment variable `ASSAY_MIRROR` says unless given.
  public static func fetch(
    _ names: [String], catalogue: String, into folder: String,
    mirror: String? = ProcessInfo.processInfo.environment["ASSAY_MIRROR"]
  ) -> CommandOutcome {
    var (output, errors) = ("", "")
    var exitCode: Int32 = 0
    do throws(DataError) {
      let catalogue = try Catalogue(reading: catalogue)
      let entries =
        names.isEmpty
        ? catalogue.entries
        : try names.map { (name) throws(DataError) in try catalogue.entry(name) }
      let waiting = entries.filter { !$0.isFetched(in: folder) }
      let index =
        try waiting.isEmpty ? nil : mirror.map { (path) throws(DataError) in try Mirror(path) }
      for entry in entries {
        let path = entry.path(in: folder)
        guard waiting.contains(where: { $0.name == entry.name }) else {
          output += "\(path): there already\n"
          continue
        }
        do throws(DataError) {
          try entry.fetch(into: folder, mirror: index)
          output += "\(path): \(entry.schema.rawValue), licence: \(entry.license)\n"
        } catch {
          errors += "\(error)\n"
          if exitCode == 0 { exitCode = error.exitCode }
        }
      }
    } catch {
      return CommandOutcome(error: "\(error)\n", exitCode: error.exitCode)
    }
    return CommandOutcome(output: output, error: errors, exitCode: exitCode)
  }
}

extension Dataset {
  /// What is noteworthy about the dataset, though no error.
  public var warnings: [Problem] {
    switch self {
    case .series(let series):
      var warnings = series.summaries.compactMap { $0.warning(at: "/values") }
      let missing = series.summaries.reduce(0) { $0 + $1.missing }
      if missing > 0 {
        warnings.append(
          Problem(
            "/observed", expected: "all numbers to be observed", found: "\(missing) that are not",
            advice: "see that they are filled in"))
      }
      return warnings
    case .table(let table): return table.summaries.compactMap { $0.warning(at: "/numerical") }
    case .embeddings(let embeddings):
      return embeddings.summaries.compactMap { $0.warning(at: "/vectors") }
    case .interactions, .cells: return []
    }
  }
}
