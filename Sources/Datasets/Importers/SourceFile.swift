/// A file to import: its name, by which some importers know what it holds, and its bytes, unpacked.
public struct SourceFile: Sendable {
  /// Where it is, as the user named it.
  public let path: String
  /// What it holds.
  public let bytes: [UInt8]

  /// A file from memory; gzipped bytes are unpacked.
  public init(path: String, bytes: [UInt8]) throws(DataError) {
    self.path = path
    self.bytes = Gzip.isGzip(bytes) ? try Gzip.unpack(bytes, subject: path) : bytes
  }

  /// Reads a file.
  public init(reading path: String) throws(DataError) {
    try self.init(path: path, bytes: bytesOfFile(path))
  }

  /// The name without folders.
  var name: String { path.split(separator: "/").last.map { String($0) } ?? path }
}
