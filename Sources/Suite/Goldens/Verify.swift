import Exact
import Foundation

extension Command {
  /// Reruns studies in a temporary folder and compares what comes out with the committed results, byte by byte.
  public static let verify = Command(
    "verify", "[STUDY …] [--profile P]",
    "run studies again, elsewhere and from nothing, and compare with the committed results",
    flags: [
      Flag("profile", .one, "quick|standard|paper", "which results; standard unless given"),
      Flag("jobs", .one, "N", "cells at the same time; as many as there are cores unless given"),
    ], words: 0...1000
  ) { arguments, console, workplace in
    let profile = try arguments.choice("profile", of: Profile.self) ?? .standard
    let studies = Studies(workplace: workplace)
    let options = try arguments.value("jobs", as: Int.self).map { ["--jobs", "\($0)"] } ?? []
    var worst = ExitCode.done
    var verified = 0
    for study in try arguments.studies(of: studies) {
      let verification = Verification(study: study, profile: profile, studies: studies)
      switch try verification.run(options, console) {
      case .identical: verified += 1
      case .different:
        verified += 1
        worst = .different
      case .absent: continue
      }
    }
    guard verified > 0 else {
      throw SuiteError(
        .missing, "no committed results of the profile \(profile.rawValue) to compare with")
    }
    return worst
  }
}

/// The comparison of one study's committed results with those of a new run.
struct Verification {
  enum Verdict {
    case identical
    case different
    /// There are no committed results.
    case absent
  }

  let study: String
  let profile: Profile
  let studies: Studies

  /// Runs the study in a temporary folder, which is removed at the end, and says what came out.
  func run(_ options: [String], _ console: Console) throws -> Verdict {
    let committed = studies.results(profile)
    let manifest = try committed.manifest()
    let datasets = studies.datasets(of: study, in: manifest)
    guard !datasets.isEmpty else {
      console.note("\(study): no committed results of the profile \(profile.rawValue)\n")
      return .absent
    }
    let folder = FileManager.default.temporaryDirectory.path + "/assay-verify-\(getpid())-\(study)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let code = try studies.run(
      study,
      [
        "--profile", profile.rawValue, "--output", folder + "/results", "--store",
        folder + "/store",
      ] + options)
    guard code == 0 else {
      throw StudyFailure(exitCode: code, description: "\(study) ended with exit code \(code)")
    }
    let rerun = ResultFolder(folder: "\(folder)/results/\(profile.rawValue)")
    let new = try rerun.manifest()
    var verdict = Verdict.identical
    console.write("\(study), \(profile.rawValue)\n")
    for dataset in (datasets + studies.datasets(of: study, in: new)).uniqued({ $0 }).sorted() {
      let place = "\(study)/\(dataset)"
      guard !new.entries(in: place).isEmpty else {
        console.write("  \(dataset): not run here, not compared\n")
        continue
      }
      let differences = try self.differences(in: place, manifest, new, committed, rerun)
      if differences.isEmpty {
        console.write(
          "  \(dataset): identical (sha256 \(new.digest(of: place)?.short ?? ""))\n")
        continue
      }
      verdict = .different
      console.write(
        "  \(dataset): \(differences.count) of \(new.entries(in: place).count) files differ\n")
      for difference in differences {
        console.write("    \(difference.path)\n")
        for line in difference.lines { console.write("      \(line)\n") }
      }
    }
    return verdict
  }

  private func differences(
    in place: String, _ manifest: Manifest, _ new: Manifest, _ committed: ResultFolder,
    _ rerun: ResultFolder
  ) throws(SuiteError) -> [FileDifference] {
    let paths = (manifest.entries(in: place) + new.entries(in: place)).map(\.path)
    var differences: [FileDifference] = []
    for path in paths.uniqued({ $0 }).sorted() {
      let name = String(path.dropFirst(place.count + 1))
      let old = try readFile("\(committed.folder)/\(path)")
      if let difference = FileDifference(
        name, committed: old, rerun: try readFile("\(rerun.folder)/\(path)"))
      {
        differences.append(difference)
      } else if let old, !manifest.entries.contains(.init(path: path, digest: SHA256.digest(old))) {
        differences.append(
          FileDifference(name, lines: ["MANIFEST.sha256 names another digest than the file has"]))
      }
    }
    return differences
  }
}

/// A study that did not end well; its own exit code is that of the command.
struct StudyFailure: ExitCoded, CustomStringConvertible {
  let exitCode: Int32
  let description: String
}

extension FileDifference {
  init(_ path: String, lines: [String]) { (self.path, self.lines) = (path, lines) }
}
