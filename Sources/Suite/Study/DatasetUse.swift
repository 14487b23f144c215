/// A dataset that a study uses, and where its file is looked for.
public struct DatasetUse: Sendable, Equatable {
  /// Where the file comes from.
  public enum Origin: Sendable, Equatable {
    /// It is part of the repository.
    case shipped
    /// `make datasets` fetches it.
    case fetched
    /// Whoever runs the study gave it.
    case given
  }

  /// Its name: that of its folder of results.
  public let name: String
  /// The file: relative to the package's folder, or to the working directory for one that was given.
  public let path: String
  /// Where the file comes from.
  public let origin: Origin

  /// `datasets/name.h5`, which is part of the repository.
  public static func shipped(_ name: String) -> DatasetUse {
    DatasetUse(name: name, path: "datasets/\(name).h5", origin: .shipped)
  }

  /// `datasets/fetched/name.h5`, which `make datasets` fetches.
  public static func fetched(_ name: String) -> DatasetUse {
    DatasetUse(name: name, path: "datasets/fetched/\(name).h5", origin: .fetched)
  }

  /// A file of the user's, named after it.
  static func given(_ path: String) -> DatasetUse {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let stem = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
    let name = stem.map { isPlain($0) ? $0 : "-" }
    return DatasetUse(name: String(name), path: path, origin: .given)
  }

  /// Why the dataset is not run where its file is absent.
  var absence: String {
    origin == .fetched
      ? "\(path) is not here; `make datasets` fetches it" : "\(path) is not here"
  }
}

/// Whether a character may be in a name that files and folders are called by.
func isPlain(_ character: Character) -> Bool {
  character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
}
