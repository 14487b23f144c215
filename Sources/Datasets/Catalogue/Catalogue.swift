import Exact
import Foundation

/// What can be fetched: `datasets/catalogue.json`.
public struct Catalogue: Sendable {
  /// One file of a dataset, known by its digest.
  public struct File: Sendable {
    /// Its name, with folders where an importer needs them.
    public let name: String
    /// The SHA-256 of its bytes; several where sources differ in line ends alone.
    public let digests: [Digest]
    /// Where it comes from.
    public let origin: Origin
  }

  /// Where a file comes from.
  public enum Origin: Sendable {
    /// An address, which curl fetches.
    case address(String)
    /// A member of a Python wheel, which pip fetches, as `recbole==1.2.1`.
    case wheel(package: String, member: String)
  }

  /// A dataset that can be fetched.
  public struct Entry: Sendable {
    /// The dataset's name, and that of its file.
    public let name: String
    /// The schema of the dataset.
    public let schema: Schema
    /// The licence of the data.
    public let license: String
    /// What makes a dataset of the files.
    public let importer: Importer
    /// Options of the import, in their order.
    public let options: [(name: String, value: String)]
    /// The files.
    public let files: [File]
    /// The logical digest of the dataset that comes of them; nil where it is not known yet.
    public let digest: Digest?
  }

  /// The datasets, in the order of the file.
  public let entries: [Entry]

  /// Reads a catalogue.
  ///
  /// - Throws: `missing`, or `badData` with what is wrong with it.
  public init(reading path: String) throws(DataError) {
    try self.init(bytesOfFile(path), subject: path)
  }

  /// Reads a catalogue from memory.
  public init(_ bytes: [UInt8], subject: String) throws(DataError) {
    let written: Written
    do {
      written = try JSONDecoder().decode(Written.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw DataError(
        .badData, subject, expected: "a catalogue of datasets", found: Catalogue.words(error))
    } catch {
      throw DataError(.badData, subject, expected: "a catalogue of datasets", found: "other text")
    }
    var problems: [Problem] = []
    var entries: [Entry] = []
    for entry in written.datasets {
      do throws(DataError) {
        entries.append(try Entry(entry, subject: subject))
      } catch {
        problems += error.problems
      }
    }
    var inspection = Inspection(subject)
    inspection.checkNames(entries.map { $0.name }, at: "datasets")
    problems += inspection.problems
    guard problems.isEmpty else { throw DataError(.badData, subject, problems) }
    self.entries = entries
  }

  /// The dataset of a name.
  ///
  /// - Throws: `usage` with the names that there are.
  public func entry(_ name: String) throws(DataError) -> Entry {
    if let entry = entries.first(where: { $0.name == name }) { return entry }
    throw DataError(
      .usage, "data fetch",
      expected: "a dataset out of \(entries.map { $0.name }.joined(separator: ", "))",
      found: "\"\(name)\"")
  }

  // MARK: - As it is written

  fileprivate struct Written: Decodable {
    let datasets: [WrittenEntry]
  }

  fileprivate struct WrittenEntry: Decodable {
    let name: String
    let schema: String
    let license: String
    let importer: String
    let options: [[String]]?
    let files: [WrittenFile]
    let digest: String?
  }

  fileprivate struct WrittenFile: Decodable {
    let name: String
    let sha256: [String]
    let url: String?
    let package: String?
    let member: String?
  }

  private static func words(_ error: DecodingError) -> String {
    func path(_ context: DecodingError.Context) -> String {
      context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
        .joined(separator: ".")
    }
    return switch error {
    case .keyNotFound(let key, let context): "no \"\(key.stringValue)\" in \(path(context))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "a value of another type at \(path(context))"
    default: "text that is no JSON"
    }
  }
}

extension Catalogue.Entry {
  fileprivate init(
    _ written: Catalogue.WrittenEntry, subject: String
  ) throws(DataError) {
    let place = "\"\(written.name)\""
    func mistake(_ expected: String, _ found: String) -> DataError {
      DataError(.badData, subject, at: place, expected: expected, found: found)
    }
    guard let schema = Schema(rawValue: written.schema) else {
      throw mistake("a schema as forecasting/1", "\"\(written.schema)\"")
    }
    guard let importer = Importer(rawValue: written.importer) else {
      let names = Importer.allCases.map { $0.rawValue }.joined(separator: ", ")
      throw mistake("an importer out of \(names)", "\"\(written.importer)\"")
    }
    let isPath = written.name.contains("/") || written.name.hasPrefix(".") || written.name.isEmpty
    guard !isPath else { throw mistake("a name for a file", "\"\(written.name)\"") }
    name = written.name
    self.schema = schema
    license = written.license
    self.importer = importer
    options = try (written.options ?? []).map { (pair) throws(DataError) in
      guard pair.count == 2 else { throw mistake("options as [name, value]", "\(pair)") }
      return (pair[0], pair[1])
    }
    digest = try written.digest.map { (text) throws(DataError) in
      guard let digest = Digest(hexadecimal: text) else {
        throw mistake("64 hexadecimal digits", "\"\(text)\"")
      }
      return digest
    }
    guard !written.files.isEmpty else { throw mistake("at least one file", "none") }
    files = try written.files.map { (file) throws(DataError) in
      let digests = file.sha256.compactMap { Digest(hexadecimal: $0) }
      guard !digests.isEmpty, digests.count == file.sha256.count else {
        throw mistake("64 hexadecimal digits for \(file.name)", "\(file.sha256)")
      }
      switch (file.url, file.package, file.member) {
      case (let url?, nil, nil):
        return Catalogue.File(name: file.name, digests: digests, origin: .address(url))
      case (nil, let package?, let member?):
        return Catalogue.File(
          name: file.name, digests: digests, origin: .wheel(package: package, member: member))
      default:
        throw mistake(
          "either a url, or a package and a member, for \(file.name)", "neither or both")
      }
    }
  }
}
