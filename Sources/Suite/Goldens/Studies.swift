import Configuration
import Exact
import Foundation

/// The studies of a package: their names, executables and committed results.
struct Studies {
  let workplace: Workplace

  /// The folder of a profile's committed results.
  func results(_ profile: Profile) -> ResultFolder {
    ResultFolder(folder: path(workplace.root, "results/\(profile.rawValue)"))
  }

  /// The studies that have a folder in `Experiments`, or results.
  func names() throws(SuiteError) -> [String] {
    var found = names(of: path(workplace.root, "Experiments")).map(hyphenated)
    for profile in Profile.allCases {
      let places = try results(profile).manifest().entries.map(\.path)
      found += places.compactMap { $0.split(separator: "/").first.map(String.init) }
    }
    return found.uniqued { $0 }.sorted()
  }

  private func names(of folder: String) -> [String] {
    Suite.names(in: folder).filter { isFolder("\(folder)/\($0)") }
  }

  /// `ColdStart` is the study `cold-start`.
  private func hyphenated(_ folder: String) -> String {
    var name = ""
    for character in folder {
      if character.isUppercase, name.last?.isLowercase ?? false { name += "-" }
      name += character.lowercased()
    }
    return name
  }

  /// The datasets of which a study has results, in order.
  func datasets(of study: String, in manifest: Manifest) -> [String] {
    manifest.entries(in: study).compactMap { entry in
      let parts = entry.path.split(separator: "/")
      return parts.count > 2 ? String(parts[1]) : nil
    }.uniqued { $0 }
  }

  /// The executable of a study, which lies beside the running one.
  func executable(of study: String) throws(SuiteError) -> String {
    let file = "\(splitPath(workplace.executable).folder)/\(study)"
    guard exists(file) else {
      throw SuiteError(
        .missing,
        "\(file): no such file; build it with: swift build -c release --product \(study)")
    }
    return file
  }

  /// Runs a study, its tables thrown away, and returns its exit code.
  func run(_ study: String, _ words: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try executable(of: study))
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: workplace.root)
    process.standardOutput = FileHandle.nullDevice
    // ^C is for the study to deal with; this process ends after it.
    let before = signal(SIGINT, SIG_IGN)
    defer { signal(SIGINT, before) }
    try process.run()
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
      ? 128 + process.terminationStatus : process.terminationStatus
  }
}

extension Arguments {
  /// The studies that a command line names; all where it names none.
  func studies(of studies: Studies) throws(SuiteError) -> [String] {
    let names = try studies.names()
    for word in words { try studies.check(word) }
    guard words.isEmpty else { return words }
    guard !names.isEmpty else {
      throw SuiteError(.missing, "\(studies.workplace.root): expected studies, found none")
    }
    return names
  }
}

extension Studies {
  /// Sees that a study is one of the package's.
  func check(_ study: String) throws(SuiteError) {
    let names = try names()
    guard !names.contains(study) else { return }
    let nearest = nearestName(to: study, among: names).map { "; the nearest is \"\($0)\"" } ?? ""
    throw SuiteError(.usage, "there is no study \"\(study)\"\(nearest)")
  }
}
