import Exact

/// `MANIFEST.sha256`: the digest of every file of results, as `sha256sum -c` reads it.
struct Manifest: Equatable {
  struct Entry: Equatable {
    /// Relative to the manifest's folder.
    let path: String
    let digest: Digest
  }

  /// In the order of the paths' bytes.
  private(set) var entries: [Entry] = []

  init() {}

  /// Reads a manifest; lines that are none are left out.
  init(reading bytes: [UInt8]) {
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      guard line.utf8.count > 66, let digest = Digest(hexadecimal: String(line.prefix(64))),
        line.dropFirst(64).hasPrefix("  ")
      else { continue }
      entries.append(Entry(path: String(line.dropFirst(66)), digest: digest))
    }
    sort()
  }

  /// The file.
  var text: String { entries.map { "\($0.digest)  \($0.path)\n" }.joined() }

  /// The entries of a folder.
  func entries(in folder: String) -> [Entry] {
    entries.filter { $0.path.hasPrefix(folder + "/") }
  }

  /// The digest of a folder: SHA-256 of its lines; nil where it has none.
  func digest(of folder: String) -> Digest? {
    let lines = entries(in: folder).map { "\($0.digest)  \($0.path)\n" }
    return lines.isEmpty ? nil : SHA256.digest(lines.joined())
  }

  /// Puts other entries in the place of those of a folder.
  mutating func replace(_ folder: String, with files: [(path: String, digest: Digest)]) {
    entries.removeAll { $0.path.hasPrefix(folder + "/") }
    entries += files.map { Entry(path: "\(folder)/\($0.path)", digest: $0.digest) }
    sort()
  }

  private mutating func sort() {
    entries.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}
