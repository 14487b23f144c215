import Exact

/// Why data, settings or a text do not make a model of trees, or a model does not fit the data.
public enum TreesError: Error, Equatable, Sendable {
  /// Fewer rows, columns or classes than there must be.
  case tooFew(what: String, expected: Int, found: Int)
  /// Lists or columns that belong together differ in number.
  case unequalCounts(what: String, expected: Int, found: Int)
  /// A number that cannot be learned from, at an index of its list.
  case unusable(what: String, index: Int, expected: String, found: String)
  /// A setting is outside of its range.
  case setting(what: String, expected: String, found: String)
  /// A line of a model's text is not what it must be; lines count from 1.
  case text(line: Int, expected: String, found: String)
  /// A tree that is not one: a child out of range, a node reached twice or never.
  case structure(tree: Int, expected: String, found: String)
}

extension TreesError: CustomStringConvertible {
  /// One line: what, where, expected, found, and what to do.
  public var description: String {
    switch self {
    case .tooFew(let what, let expected, let found):
      "\(what): expected at least \(expected), found \(found); add data"
    case .unequalCounts(let what, let expected, let found):
      "\(what): expected \(expected), found \(found); make them agree"
    case .unusable(let what, let index, let expected, let found):
      "\(what): expected \(expected) at index \(index), found \(found); mend or leave out that row"
    case .setting(let what, let expected, let found):
      "\(what): expected \(expected), found \(found); choose another value"
    case .text(let line, let expected, let found):
      "model text, line \(line): expected \(expected), found \(found); "
        + "write the model again or undo what changed the file"
    case .structure(let tree, let expected, let found):
      "tree \(tree): expected \(expected), found \(found); write the model again"
    }
  }
}
