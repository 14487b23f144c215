import Exact
import Foundation

extension Command {
  /// Runs a study, lets its results stand as the committed ones, and says in `results/CHANGES.md` why they changed.
  public static let bless = Command(
    "bless", "STUDY --reason TEXT [--profile P]",
    "run a study, let its results be the committed ones, and record why they changed",
    flags: [
      Flag("reason", .one, "TEXT", "why the results changed, in a sentence"),
      Flag("profile", .one, "quick|standard|paper", "which results; standard unless given"),
    ], words: 1...1
  ) { arguments, console, workplace in
    let studies = Studies(workplace: workplace)
    let study = arguments.words[0]
    let reason = (arguments.one("reason") ?? "").split { $0.isWhitespace }.joined(separator: " ")
    guard !reason.isEmpty else {
      throw SuiteError(.usage, "--reason: say in a sentence why the results changed")
    }
    let profile = try arguments.choice("profile", of: Profile.self) ?? .standard
    try studies.check(study)
    let code = try studies.run(study, ["--profile", profile.rawValue])
    guard code == 0 else {
      throw StudyFailure(
        exitCode: code,
        description: "\(study) ended with exit code \(code); nothing is recorded")
    }
    var ledger = try Ledger(in: workplace)
    let manifest = try studies.results(profile).manifest()
    var recorded = 0
    for dataset in studies.datasets(of: study, in: manifest) {
      guard let digest = manifest.digest(of: "\(study)/\(dataset)") else { continue }
      let place = "\(profile.rawValue)/\(study)/\(dataset)"
      guard ledger.digest(of: place) != digest else { continue }
      ledger.record(place, digest, reason)
      console.write("\(place): \(digest)\n")
      recorded += 1
    }
    if recorded == 0 {
      console.write("\(study): nothing changed since it was last recorded\n")
    } else {
      try ledger.write()
    }
    return .done
  }
}

/// `results/CHANGES.md`: which results were committed, one after the other, and why.
struct Ledger {
  private let file: String
  private var text: String

  private static let heading = """
    # Changes of results

    Which results were committed, and why they changed. `assay bless STUDY --reason TEXT` adds the lines; the
    digest is that of the folder's lines in `MANIFEST.sha256`.


    """

  init(in workplace: Workplace) throws(SuiteError) {
    file = path(workplace.root, "results/CHANGES.md")
    text = try readFile(file).map { String(decoding: $0, as: UTF8.self) } ?? Ledger.heading
  }

  /// The digest that was last recorded of a folder of results; nil where there is none.
  func digest(of place: String) -> Digest? {
    let start = "- `\(place)` "
    return text.split(separator: "\n").last { $0.hasPrefix(start) }
      .flatMap { Digest(hexadecimal: String($0.dropFirst(start.count).prefix(64))) }
  }

  /// Adds a line.
  mutating func record(_ place: String, _ digest: Digest, _ reason: String) {
    if !text.hasSuffix("\n") { text += "\n" }
    text += "- `\(place)` \(digest): \(reason)\n"
  }

  /// Lets the file appear with its new lines.
  func write() throws(SuiteError) { try WholeFile.write(Array(text.utf8), to: file) }
}
