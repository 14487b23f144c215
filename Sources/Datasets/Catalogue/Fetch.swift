import Exact
import Foundation

extension Catalogue.Entry {
  /// Where the dataset lies once it is fetched.
  public func path(in folder: String) -> String { "\(folder)/\(name).h5" }

  /// Whether the dataset is there already, with the digest that it should have.
  public func isFetched(in folder: String) -> Bool {
    guard FileManager.default.fileExists(atPath: path(in: folder)),
      let dataset = try? Dataset.open(path(in: folder)), let found = try? dataset.digest()
    else { return false }
    return digest.map { $0 == found } ?? (dataset.schema == schema)
  }

  /// Fetches the files, from a mirror or from their sources, and writes the dataset into a folder.
  ///
  /// Nothing is written before the digest of every file, and then that of the dataset, are what the
  /// catalogue says.
  ///
  /// - Throws: `missing` where a source lacks a file, `inputOutput` for a digest of another value and
  ///   everything that fails on the way; nothing is changed then.
  public func fetch(into folder: String, mirror: Mirror? = nil) throws(DataError) {
    let download = mirror == nil ? try Download() : nil
    var sources: [SourceFile] = []
    for file in files {
      guard let mirror else {
        let bytes = try download?.bytes(of: file) ?? []
        let found = SHA256.digest(bytes)
        guard file.digests.contains(found) else {
          throw DataError(
            .inputOutput, name, at: file.name,
            expected: "the SHA-256 \(file.digests.map { "\($0)" }.joined(separator: " or "))",
            found: "\(found)", advice: "the source has changed, or the way to it is not safe")
        }
        sources.append(try SourceFile(path: file.name, bytes: bytes))
        continue
      }
      guard let bytes = try mirror.find(file.digests) else {
        throw DataError(
          .missing, name, at: file.name,
          expected: "a file with the SHA-256 \(file.digests[0]) in \(mirror.path)", found: "none",
          advice: "obtain it, or unset ASSAY_MIRROR to fetch it")
      }
      sources.append(try SourceFile(path: file.name, bytes: bytes))
    }
    var choices = ImportOptions()
    choices.name = name
    choices.license = license
    for option in options { try choices.set(option.name, option.value) }
    let dataset = try importer.read(sources, choices)
    if let digest {
      let found = try dataset.digest()
      guard found == digest else {
        throw DataError(
          .inputOutput, name, expected: "a dataset with the digest \(digest)", found: "\(found)",
          advice: "the importer has changed; correct the catalogue if that is meant")
      }
    }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw DataError(
        .inputOutput, folder, expected: "a folder to write into", found: "none that can be made")
    }
    try dataset.write(to: path(in: folder))
  }
}
