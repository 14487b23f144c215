/// Why a file that can be read does not hold what is to be loaded.
public enum WeightsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file says that it holds something else, or another version of it, or nothing at all.
  case schema(file: String, expected: String, found: String)
  /// The file holds the tensors of another network, or the checkpoint of another run: all differences.
  case differences(file: String, [Difference])
  /// The file's contents are not those that its digest was taken of.
  case damaged(file: String)

  /// One line: which file, what was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .schema(let file, let expected, let found):
      "\(file): expected the schema \(expected), found \(found); give a file of that kind"
    case .differences(let file, let all):
      "\(file): written for another network or run: "
        + all.map { $0.description + "; " }.joined() + "give the file of this one"
    case .damaged(let file):
      "\(file): expected contents of the digest that it names, found others; obtain it again, "
        + "or remove the attribute \"digest\" where they were changed on purpose"
    }
  }
}

/// One difference between a file and what it is loaded into.
public enum Difference: Equatable, Sendable, CustomStringConvertible {
  /// The file lacks a tensor.
  case missing(name: String)
  /// The file holds a tensor that has no place.
  case unexpected(name: String)
  /// A tensor has another shape.
  case shape(name: String, expected: [Int], found: [Int])
  /// Something that is no tensor of floats has its name, or one is learned and the other is not.
  case kind(name: String, expected: String, found: String)
  /// A checkpoint was written with another choice, or without one.
  case setting(name: String, expected: String, found: String)

  /// The name, what was expected and what was found.
  public var description: String {
    switch self {
    case .missing(let name): "\(name) is missing"
    case .unexpected(let name): "\(name) has no place"
    case .shape(let name, let expected, let found):
      "\(name): expected the shape \(expected), found \(found)"
    case .kind(let name, let expected, let found), .setting(let name, let expected, let found):
      "\(name): expected \(expected), found \(found)"
    }
  }
}
