import Exact
import Foundation

/// The results of a profile: a folder for each study, in it one for each dataset, and the manifest of them all.
struct ResultFolder: Sendable {
  /// The folder.
  let folder: String

  /// What became of the results of a dataset.
  enum Change: Equatable {
    case identical(Digest)
    case new(Digest)
    /// They were others; the files that differ.
    case changed(from: Digest, to: Digest, files: [String])
  }

  /// The results of one dataset, and the times that stand beside them.
  struct Publication {
    /// `study/dataset`.
    let place: String
    let files: [DatasetResults.File]
    let timing: DatasetResults.File
  }

  private var manifestPath: String { "\(folder)/MANIFEST.sha256" }

  /// The manifest; an empty one where there is none.
  func manifest() throws(SuiteError) -> Manifest {
    try readFile(manifestPath).map { Manifest(reading: $0) } ?? Manifest()
  }

  /// Sees that results can be written, without leaving anything.
  func check() throws(SuiteError) {
    var staging = Staging()
    defer { staging.discard() }
    try staging.make(folder)
    guard access(folder, W_OK) == 0 else { throw .system("cannot be written", folder) }
  }

  /// Puts results in the place of those that were there, and says how they differ.
  ///
  /// All files are written under hidden names first; a disk that fails or is full leaves everything as it was.
  func publish(_ publications: [Publication]) throws(SuiteError) -> [Change] {
    try makeFolder(folder)
    let lock = open(folder, O_RDONLY)
    guard lock >= 0, flock(lock, LOCK_EX) == 0 else { throw .system("cannot be locked", folder) }
    defer { close(lock) }
    let before = try manifest()
    var after = before
    var staging = Staging()
    do throws(SuiteError) {
      for publication in publications {
        let place = "\(folder)/\(publication.place)"
        for file in publication.files + [publication.timing] {
          try staging.stage(file.bytes, at: "\(place)/\(file.path)")
        }
        after.replace(
          publication.place,
          with: publication.files.map { ($0.path, SHA256.digest($0.bytes)) })
      }
      try staging.stage(Array(after.text.utf8), at: manifestPath)
    } catch {
      staging.discard()
      throw error
    }
    let isKept = Set(after.entries.map(\.path))
    for entry in before.entries where !isKept.contains(entry.path) {
      unlink("\(folder)/\(entry.path)")
    }
    try staging.appear()
    return publications.map { change(of: $0.place, from: before, to: after) }
  }

  private func change(of place: String, from before: Manifest, to after: Manifest) -> Change {
    let new = after.digest(of: place) ?? SHA256.digest("")
    guard let old = before.digest(of: place) else { return .new(new) }
    if old == new { return .identical(new) }
    let (left, right) = (before.entries(in: place), after.entries(in: place))
    let differing = left.filter { !right.contains($0) } + right.filter { !left.contains($0) }
    return .changed(
      from: old, to: new,
      files: Set(differing.map { String($0.path.dropFirst(place.count + 1)) }).sorted())
  }
}

/// Files that are to appear together.
private struct Staging {
  private var files: [WholeFile] = []
  /// Folders that were made for them, outermost first.
  private var made: [String] = []

  /// Writes a file under its hidden name, unless it is there with these bytes.
  mutating func stage(_ bytes: [UInt8], at path: String) throws(SuiteError) {
    if try readFile(path) == bytes { return }
    let folder = splitPath(path).folder
    try make(folder)
    WholeFile.removeLeftovers(in: folder)
    files.append(try WholeFile(staging: bytes, at: path))
  }

  /// Makes a folder, and remembers which ones were not there.
  mutating func make(_ folder: String) throws(SuiteError) {
    guard !isFolder(folder) else { return }
    try make(splitPath(folder).folder)
    try makeFolder(folder)
    made.append(folder)
  }

  /// Lets all files appear.
  func appear() throws(SuiteError) {
    for file in files { try file.appear() }
    for folder in files.map({ splitPath($0.path).folder }).uniqued({ $0 }) { syncFolder(folder) }
  }

  /// Removes the hidden files, and the folders made for them.
  func discard() {
    for file in files { file.discard() }
    for folder in made.reversed() { rmdir(folder) }
  }
}

extension ResultFolder.Change {
  /// The end of the line that a run says of a dataset's results, which stand in the place of `others`.
  func words(_ others: String) -> String {
    switch self {
    case .identical(let digest): "identical to \(others) (sha256 \(digest.short))"
    case .new(let digest): "new (sha256 \(digest.short))"
    case .changed(let old, let new, let files):
      "changed: \(files.joined(separator: ", ")) (sha256 \(new.short), was \(old.short))"
    }
  }
}

extension Digest {
  /// The first sixteen digits, for people.
  var short: String { description.prefix(16) + "…" }
}
