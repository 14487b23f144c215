import Exact
import Foundation

/// A folder of files that are found by their digest, whatever their names and the layout.
public struct Mirror: Sendable {
  /// The folder.
  public let path: String
  /// Digests in ascending order, and where the first file with each lies.
  private let files: [(digest: Digest, path: String)]

  /// Takes the digest of every file in a folder and those below it.
  ///
  /// - Throws: `missing` for a folder that cannot be read.
  public init(_ path: String) throws(DataError) {
    self.path = path
    var files: [(digest: Digest, path: String)] = []
    let manager = FileManager.default
    guard let names = try? manager.subpathsOfDirectory(atPath: path).sorted() else {
      throw DataError(
        .missing, path, expected: "a folder of datasets that can be read", found: "none",
        advice: "see ASSAY_MIRROR")
    }
    for name in names {
      let file = "\(path)/\(name)"
      var isFolder: ObjCBool = false
      guard manager.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue,
        let bytes = try? bytesOfFile(file)
      else { continue }
      files.append((SHA256.digest(bytes), file))
    }
    self.files = files.sorted { $0.digest < $1.digest }
  }

  /// The bytes of a file with one of these digests; nil where the folder has none.
  public func find(_ digests: [Digest]) throws(DataError) -> [UInt8]? {
    for digest in digests {
      guard let file = files.first(where: { $0.digest == digest }) else { continue }
      return try bytesOfFile(file.path)
    }
    return nil
  }
}
