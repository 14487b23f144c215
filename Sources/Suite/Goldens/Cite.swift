import Exact

extension Command {
  /// Says how to cite a study's results, or one of its tables, so that a reader can check the bytes.
  public static let cite = Command(
    "cite", "STUDY [TABLE] [--profile P]",
    "print BibTeX and a sentence for a study, or for a table such as test or etth1/test",
    flags: [
      Flag("profile", .one, "quick|standard|paper", "which results; standard unless given")
    ], words: 1...2
  ) { arguments, console, workplace in
    let studies = Studies(workplace: workplace)
    let study = arguments.words[0]
    let profile = try arguments.choice("profile", of: Profile.self) ?? .standard
    try studies.check(study)
    let manifest = try studies.results(profile).manifest()
    guard let whole = manifest.digest(of: study) else {
      throw SuiteError(
        .missing, "there are no results of \(study) in results/\(profile.rawValue) to cite")
    }
    let software = try CitedSoftware(in: workplace)
    guard arguments.words.count == 2 else {
      console.write(
        software.citation(
          key: "\(study)-\(profile.rawValue)", what: "Study \(study), profile \(profile.rawValue)",
          file: "results/\(profile.rawValue)/\(study)", digest: whole))
      return .done
    }
    let table = arguments.words[1]
    let tables = manifest.entries(in: study).filter { $0.path.contains("/tables/") }
    let found = tables.filter { entry in
      tableName(entry.path) == table || tableName(entry.path).hasSuffix("/" + table)
    }
    guard !found.isEmpty else {
      let names = tables.map { tableName($0.path) }.joined(separator: ", ")
      throw SuiteError(.usage, "\(study) has no table \"\(table)\"; it has \(names)")
    }
    for entry in found {
      let name = tableName(entry.path)
      console.write(
        software.citation(
          key: "\(study)-\(profile.rawValue)-\(name.replacing("/", with: "-"))",
          what: "Table \(name) of the study \(study), profile \(profile.rawValue)",
          file: "results/\(profile.rawValue)/\(entry.path)", digest: entry.digest))
    }
    return .done
  }
}

/// `even/test` for `tiny/even/tables/test.md`.
private func tableName(_ path: String) -> String {
  let parts = path.split(separator: "/")
  return "\(parts[1])/\(parts[parts.count - 1].prefix { $0 != "." })"
}

/// What `CITATION.cff` says of the suite.
struct CitedSoftware {
  private let title: String
  private let version: String
  private let year: String
  private let authors: [String]

  init(in workplace: Workplace) throws(SuiteError) {
    let file = path(workplace.root, "CITATION.cff")
    guard let bytes = try readFile(file) else {
      throw SuiteError(.missing, "\(file): no such file")
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    func values(_ name: String) -> [String] {
      lines.compactMap { line in
        let line = line.drop { " -".contains($0) }
        guard line.hasPrefix(name + ": ") else { return nil }
        return String(line.dropFirst(name.count + 2).filter { $0 != "\"" })
      }
    }
    guard let title = values("title").first, let version = values("version").first,
      let date = values("date-released").first
    else { throw SuiteError(.badData, "\(file): expected title, version and date-released") }
    (self.title, self.version, year) = (title, version, String(date.prefix(4)))
    authors = values("name")
  }

  /// BibTeX, and a sentence.
  func citation(key: String, what: String, file: String, digest: Digest) -> String {
    """
    @software{assay-\(version)-\(key),
      title = {\(title)},
      author = {\(authors.map { "{\($0)}" }.joined(separator: " and "))},
      year = {\(year)},
      version = {\(version)},
      note = {\(what); \(file), SHA-256 \(digest)},
    }

    \(what), computed by Assay \(version) with numerics revision \(numericsRevision) \
    (\(file), SHA-256 \(digest)).


    """
  }
}
