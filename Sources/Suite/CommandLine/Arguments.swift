import Configuration

/// A flag that a command knows: what help, parsing and configuration files are made from.
package struct Flag: Sendable, Equatable {
  /// What follows the flag.
  package enum Shape: Sendable, Equatable {
    /// Nothing: it is there or not.
    case none
    /// One value.
    case one
    /// One value, of which commas part several.
    case list
    /// All words up to the next flag.
    case many
  }

  /// The name, without hyphens.
  let name: String
  let shape: Shape
  /// What stands for its value in help: `N`, `FILE.h5 …`; the choices themselves where there are few.
  let value: String
  let help: String

  /// A flag.
  package init(_ name: String, _ shape: Shape = .none, _ value: String = "", _ help: String) {
    (self.name, self.shape, self.value, self.help) = (name, shape, value, help)
  }

  /// The flag with what follows it, as help shows it.
  var usage: String { value.isEmpty ? "--\(name)" : "--\(name) \(value)" }
}

/// The words of a command line, sorted by flag.
package struct Arguments: Equatable {
  /// The flags that there may be.
  let flags: [Flag]
  /// Words that belong to no flag.
  package private(set) var words: [String] = []
  private var given: [Given] = []

  /// A flag that is there, and the words that belong to it.
  private struct Given: Equatable {
    let name: String
    var texts: [String]
  }

  /// Sorts the words; `--flag value` and `--flag=value` mean the same.
  ///
  /// - Throws: `usage` for an unknown flag, with the nearest one, for a flag without its value, and for a
  ///   flag of one value that is there twice.
  package init(_ words: [String], flags: [Flag]) throws(SuiteError) {
    self.flags = flags
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        self.words += rest
        return
      }
      guard word.hasPrefix("-"), word.count > 1 else {
        self.words.append(word)
        continue
      }
      try take(word, &rest)
    }
  }

  private mutating func take(
    _ word: String, _ rest: inout ArraySlice<String>
  ) throws(SuiteError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0].drop { $0 == "-" })
    guard parts[0].hasPrefix("--"), let flag = flags.first(where: { $0.name == name }) else {
      if word == "-h" { return try add("help", []) }
      let nearest = nearestName(to: name, among: flags.map(\.name))
      throw SuiteError(
        .usage,
        "unknown flag \(parts[0])" + (nearest.map { "; the nearest is --\($0)" } ?? "")
          + "; --help lists all")
    }
    if flag.shape == .none {
      guard parts.count == 1 else {
        throw SuiteError(.usage, "--\(name) takes no value, found \"\(parts[1])\"")
      }
      return try add(name, [])
    }
    var texts = parts.count == 2 ? [String(parts[1])] : []
    while let next = rest.first, texts.isEmpty || flag.shape == .many, !next.hasPrefix("--") {
      texts.append(next)
      rest.removeFirst()
    }
    guard !texts.isEmpty, !texts.contains("") else {
      throw SuiteError(.usage, "\(flag.usage): expected a value, found none")
    }
    try add(name, texts)
  }

  private mutating func add(_ name: String, _ texts: [String]) throws(SuiteError) {
    guard let index = given.firstIndex(where: { $0.name == name }) else {
      given.append(Given(name: name, texts: texts))
      return
    }
    let shape = flags.first { $0.name == name }?.shape
    guard shape == .many || shape == Flag.Shape.none else {
      throw SuiteError(.usage, "--\(name) is given twice; give it once")
    }
    given[index].texts += texts
  }

  /// Whether a flag is there.
  package func has(_ name: String) -> Bool { given.contains { $0.name == name } }

  /// All words of a flag of many; nil where it is not there.
  package func many(_ name: String) -> [String]? { given.first { $0.name == name }?.texts }

  /// The value of a flag; nil where it is not there.
  package func one(_ name: String) -> String? { many(name)?.first }

  /// The parts of a flag's value between commas; nil where it is not there.
  package func list(_ name: String) throws(SuiteError) -> [String]? {
    guard let value = one(name) else { return nil }
    let parts = value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard !parts.contains("") else {
      throw SuiteError(.usage, "--\(name): expected names with commas between, found \"\(value)\"")
    }
    return parts
  }

  /// The value of a flag as one of a type's; nil where it is not there.
  package func value<Value: ParameterValue>(
    _ name: String, as: Value.Type = Value.self, where isAllowed: (Value) -> Bool = { _ in true },
    _ expected: String = Value.expected
  ) throws(SuiteError) -> Value? {
    guard let text = one(name) else { return nil }
    guard let value = Value(parameter: text), isAllowed(value) else {
      throw SuiteError(.usage, "--\(name): expected \(expected), found \"\(text)\"")
    }
    return value
  }
}

// MARK: - Configuration files

extension Arguments {
  /// Adds what a configuration file says of flags that the command line does not have.
  ///
  /// - Parameters:
  ///   - configuration: an object whose members are called like flags.
  ///   - file: the file, as the user named it.
  ///   - others: members that are no flags and are not looked at.
  mutating func add(
    _ configuration: JSON, from file: String, ignoring others: [String]
  ) throws(SuiteError) {
    guard let members = configuration.members else {
      throw SuiteError(.badData, "\(file): expected an object, found \(configuration.kind)")
    }
    for member in members where !others.contains(member.name) {
      guard let flag = flags.first(where: { $0.name == member.name }) else {
        let nearest = nearestName(to: member.name, among: flags.map(\.name))
        throw SuiteError(
          .badData,
          "\(file): expected the names of flags, found \"\(member.name)\""
            + (nearest.map { "; the nearest is \"\($0)\"" } ?? ""))
      }
      let isGiven = has(flag.name)
      let texts = try texts(of: member.value, for: flag, in: file)
      guard !isGiven, let texts else { continue }
      given.append(Given(name: flag.name, texts: texts))
    }
  }

  /// The words that a command line would have for a member; nil for a flag that is off.
  private func texts(
    of value: JSON, for flag: Flag, in file: String
  ) throws(SuiteError) -> [String]? {
    switch (flag.shape, value) {
    case (.none, .boolean(let isOn)): return isOn ? [] : nil
    case (.one, .text), (.one, .number), (.list, .text), (.list, .number):
      return [value.parameterText ?? ""]
    case (.list, .list(let elements)):
      let texts = elements.compactMap(\.parameterText)
      if texts.count == elements.count { return [texts.joined(separator: ",")] }
    case (.many, .list(let elements)):
      let texts = elements.compactMap(\.text)
      if texts.count == elements.count { return texts.isEmpty ? nil : texts }
    case (.many, .object(let members)):
      // Assignments: `"set": {"tsmixer.blocks": 4}`.
      let texts = members.compactMap { member in
        member.value.parameterText.map { "\(member.name)=\($0)" }
      }
      if texts.count == members.count { return texts.isEmpty ? nil : texts }
    default: break
    }
    throw SuiteError(
      .badData, "\(file): \"\(flag.name)\": expected what \(flag.usage) takes, found \(value.kind)")
  }
}
