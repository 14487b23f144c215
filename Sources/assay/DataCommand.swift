import Datasets
import Suite

extension Command {
  /// Imports, checks, describes and fetches datasets.
  static let data = Command(
    "data", "import|check|describe|fetch …",
    "make a dataset file of other files, look at one, or fetch those of the catalogue"
  ) { words, console, workplace in
    let outcome = try run(words, workplace)
    if !outcome.output.isEmpty { console.write(outcome.output) }
    if !outcome.error.isEmpty { console.note(outcome.error) }
    return outcome.exitCode
  }

  private static let help = """
    usage: assay data check FILE
           assay data describe FILE
           assay data fetch [NAME …]
           assay data import IMPORTER FILE … --output FILE.h5 [--OPTION VALUE …]

    importers: \(Importer.allCases.map(\.rawValue).joined(separator: ", "))

    """

  private static func run(_ words: [String], _ workplace: Workplace) throws -> CommandOutcome {
    let rest = Array(words.dropFirst())
    switch (words.first, rest.count) {
    case ("check", 1): return DataCommands.check(rest[0])
    case ("describe", 1): return DataCommands.describe(rest[0])
    case ("fetch", _):
      return DataCommands.fetch(
        rest, catalogue: workplace.root + "/datasets/catalogue.json",
        into: workplace.root + "/datasets/fetched")
    case ("import", 1...): return try importing(rest)
    case ("--help", _), (nil, _): return CommandOutcome(output: help)
    default:
      throw SuiteError(
        .usage, "expected assay data check|describe FILE, fetch [NAME …] or import IMPORTER FILE …")
    }
  }

  /// `IMPORTER FILE … --output FILE [--OPTION VALUE …]`.
  private static func importing(_ words: [String]) throws -> CommandOutcome {
    var files: [String] = []
    var options: [(name: String, value: String)] = []
    var output: String?
    var place = 1
    while place < words.count {
      let word = words[place]
      guard word.hasPrefix("--") else {
        files.append(word)
        place += 1
        continue
      }
      guard place + 1 < words.count else {
        throw SuiteError(.usage, "data import: expected a value after \(word)")
      }
      if word == "--output" {
        output = words[place + 1]
      } else {
        options.append((String(word.dropFirst(2)), words[place + 1]))
      }
      place += 2
    }
    guard let output else {
      throw SuiteError(.usage, "data import: expected --output FILE.h5")
    }
    return DataCommands.importing(words[0], files, to: output, options: options)
  }
}
