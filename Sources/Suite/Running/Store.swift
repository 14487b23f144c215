import Configuration
import Exact
import Foundation

/// Finished cells in a folder, a file each under the cell's key.
///
/// A file begins with the digest of what follows it, appears whole or not at all, and is never changed: whatever
/// happens to a process, the store holds finished cells and nothing else. A file that was damaged is as good
/// as none.
struct Store: Sendable {
  /// The folder.
  let folder: String

  private func cellFolder(_ study: String) -> String { "\(folder)/cells/\(study)" }

  private func file(_ study: String, _ key: Digest) -> String {
    "\(cellFolder(study))/\(key).json"
  }

  /// Makes a study's folder and clears it of what killed processes left.
  func prepare(for study: String) throws(SuiteError) {
    try makeFolder(cellFolder(study))
    WholeFile.removeLeftovers(in: cellFolder(study))
  }

  /// The cell of a key; nil where there is none.
  func cell(of study: String, _ key: Digest) -> FinishedCell? {
    guard let bytes = try? readFile(file(study, key)), bytes.count > 65,
      let digest = Digest(hexadecimal: String(decoding: bytes[..<64], as: UTF8.self)),
      SHA256.digest(Array(bytes[65...])) == digest,
      let json = try? JSON(reading: String(decoding: bytes[65...], as: UTF8.self))
    else { return nil }
    return FinishedCell(json)
  }

  /// Keeps a cell, for good once this returns.
  func keep(_ cell: FinishedCell, of study: String, _ key: Digest) throws(SuiteError) {
    let text = cell.json.compact
    try WholeFile.write(
      Array("\(SHA256.digest(text))\n\(text)".utf8), to: file(study, key))
    removeScratch(of: study, key)
  }

  /// The path of a file of an unfinished cell's own.
  func scratch(of study: String, _ key: Digest, _ name: String) throws(SuiteError) -> String {
    let folder = "\(folder)/scratch/\(study)/\(key)"
    try makeFolder(folder)
    return "\(folder)/\(name)"
  }

  /// Removes the files of an unfinished cell's own.
  func removeScratch(of study: String, _ key: Digest) {
    try? FileManager.default.removeItem(atPath: "\(folder)/scratch/\(study)/\(key)")
  }
}
