/// One breach of the contract.
struct Violation: CustomStringConvertible {
  let path: String
  let line: Int
  let rule: Rule

  var description: String {
    """
    \(path):\(line): \(rule.name): forbids \(rule.forbids)
      why: \(rule.why)
      instead: \(rule.instead)
    """
  }
}

extension Source {
  /// The mark of a comment that allows what stands on its line, with a reason behind it.
  static let mark = "contract:"

  /// What breaks the contract in this file, by line.
  func violations(_ rules: [Rule] = allRules) -> [Violation] {
    var violations: [Violation] = []
    for rule in rules where rule.scope.includes(self) {
      // One report a line is enough.
      for line in Set(rule.find(self)).sorted() where !isAllowed(line) {
        violations.append(Violation(path: path, line: line, rule: rule))
      }
    }
    return violations.sorted { ($0.line, $0.rule.name) < ($1.line, $1.rule.name) }
  }

  /// Lines that ask to be allowed without saying why.
  func linesWithEmptyReason() -> [Int] {
    comments.keys.sorted().filter { reason($0)?.isEmpty == true }
  }

  private func isAllowed(_ line: Int) -> Bool { reason(line)?.isEmpty == false }

  private func reason(_ line: Int) -> String? {
    guard let comment = comments[line], let mark = comment.firstRange(of: Source.mark),
      comment[..<mark.lowerBound].allSatisfy(\.isWhitespace)
    else { return nil }
    return String(comment[mark.upperBound...].drop(while: \.isWhitespace))
  }
}

/// Which files a rule is about.
enum Scope {
  /// Swift files of the module `Exact`.
  case exact
  /// Swift files whose numbers count: every folder of `Sources` not left out below, and `Experiments`.
  case numbers
  /// C files and headers in `Sources`.
  case c
  /// The manifest and the Makefile.
  case build

  /// Folders of `Sources` that compute no result: bindings of C libraries, storage, threads.
  static let without: Set<String> = ["CHDF5", "COpenBLAS", "CProcessor", "HDF5", "Parallel"]

  func includes(_ source: Source) -> Bool {
    let isSwift = source.name.hasSuffix(".swift") && source.path.contains("/")
    switch self {
    case .exact: return isSwift && source.folder == "Exact"
    case .numbers: return isSwift && !Scope.without.contains(source.folder)
    case .c: return source.isC
    case .build: return !source.path.contains("/")
    }
  }
}

// MARK: - What rules look for

extension Source {
  /// Lines with one of these words.
  func lines(ofWords words: Set<String>) -> [Int] {
    tokens.filter { $0.kind == .word && words.contains($0.text) }.map(\.line)
  }

  /// Lines with these tokens one after another.
  func lines(of sequence: [String]) -> [Int] {
    tokens.indices
      .filter { start in sequence.indices.allSatisfy { text(start + $0) == sequence[$0] } }
      .map { tokens[$0].line }
  }

  /// Lines with a member or method of one of these names.
  func lines(ofMembers names: Set<String>) -> [Int] {
    tokens.indices
      .filter { tokens[$0].kind == .word && names.contains(tokens[$0].text) && text($0 - 1) == "." }
      .map { tokens[$0].line }
  }

  /// Lines that import one of these modules, or a declaration from one.
  func lines(ofImports modules: Set<String>) -> [Int] {
    let kinds: Set<String> = [
      "func", "struct", "class", "enum", "protocol", "let", "var", "typealias",
    ]
    return tokens.indices
      .filter { index in
        guard text(index) == "import" else { return false }
        let module = kinds.contains(text(index + 1)) ? index + 2 : index + 1
        return modules.contains(text(module))
      }
      .map { tokens[$0].line }
  }

  /// Lines with an opening word or phrase but no comment on the line before or on the line itself.
  func linesWithoutComment(_ lines: [Int]) -> [Int] {
    lines.filter { comments[$0 - 1] == nil && comments[$0] == nil }
  }
}
