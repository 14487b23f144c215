// Where a file walks a dictionary or a set, whose order changes with every process.
//
// Sees: names that this file declares as dictionary or set, by their type or by the value they start with
// (properties, variables, parameters, results of functions); `keys` and `values` of anything; loops over
// them and methods that hand on their order, unless the same chain of calls sorts.
//
// Cannot see: names declared in another file, types behind an alias or inferred from a call, and generic
// code that is handed a dictionary or a set.

extension Source {
  /// Lines that take an order from a dictionary or a set.
  func unorderedLines() -> [Int] {
    let functions = functionNames()
    let names = unorderedNames().union(functions)
    var lines: [Int] = []
    for index in tokens.indices where tokens[index].kind == .word {
      let name = tokens[index].text
      var end = index + 1
      let isView = text(index - 1) == "." && (name == "keys" || name == "values")
      guard isView || names.contains(name) else { continue }
      // A declaration, an argument label, or a call of a method that has the name of a property.
      if text(end) == ":" || text(index - 1) == "func" { continue }
      if text(end) == "(" {
        guard functions.contains(name) else { continue }
        end = closing(end) + 1
      } else if functions.contains(name) {
        continue
      }
      if text(end) == "?" || text(end) == "!" { end += 1 }
      // `keys` and `values` of a tracked name are judged at that word.
      if text(end) == ".", ["keys", "values"].contains(text(end + 1)) { continue }
      if takesOrder(from: index, end: end) { lines.append(tokens[index].line) }
    }
    return lines
  }

  /// Methods and properties whose result does not depend on the order of the elements.
  private static let orderFree: Set<String> = [
    "sorted", "count", "isEmpty", "contains", "allSatisfy", "filter", "mapValues",
    "compactMapValues",
    "union", "intersection", "subtracting", "symmetricDifference", "isSubset", "isSuperset",
    "isDisjoint", "isStrictSubset", "isStrictSuperset", "insert", "remove", "update", "updateValue",
    "removeValue", "removeAll", "merge", "merging", "formUnion", "formIntersection", "subtract",
    "formSymmetricDifference", "reserveCapacity", "keys", "values",
  ]

  /// Methods and properties that hand on the order of the elements.
  private static let ordered: Set<String> = [
    "map", "flatMap", "compactMap", "reduce", "forEach", "first", "enumerated", "lazy", "prefix",
    "suffix", "dropFirst", "dropLast", "joined", "min", "max", "popFirst", "randomElement",
    "makeIterator",
    "reversed", "elementsEqual", "firstIndex", "startIndex", "shuffled", "description", "starts",
  ]

  /// Functions that turn a collection into one with an order of its own.
  private static let converters: Set<String> = [
    "Array", "ContiguousArray", "zip", "stride", "append", "contentsOf",
  ]

  /// Whether the expression that ends before `end` goes on to be walked in its order.
  private func takesOrder(from index: Int, end: Int) -> Bool {
    if chainSorts(from: end) { return false }
    if text(end) == "." {
      let member = text(end + 1)
      // `filter` and its like give a set or dictionary again, or an array of `keys`.
      if Source.orderFree.contains(member) {
        guard member == "filter", text(end + 2) == "{" || text(end + 2) == "(" else { return false }
        return takesOrder(from: index, end: closing(end + 2) + 1)
      }
      return Source.ordered.contains(member)
    }
    if isLoopSequence(start: index, end: end) { return true }
    // An argument of a conversion: `Array(names)`, `rows.append(contentsOf: names)`.
    guard text(end) == ")" || text(end) == "," else { return false }
    return Source.converters.contains(text(enclosing(index) - 1))
  }

  /// Whether the chain of calls that goes on at `end`, or the one around it, sorts.
  private func chainSorts(from end: Int) -> Bool {
    var next = end
    while true {
      if text(next) == "." {
        if text(next + 1).hasPrefix("sort") { return true }
        next += 2
      } else if text(next) == "?" || text(next) == "!" {
        next += 1
      } else if text(next) == "(" || text(next) == "[" {
        next = closing(next) + 1
      } else if text(next) == "{", next > end, !isLoopBrace(next) {
        next = closing(next) + 1
      } else if text(next) == ")" {
        next += 1
        guard text(next) == "." else { return false }
      } else {
        return false
      }
    }
  }

  /// Whether a brace opens the body of a statement rather than a trailing closure.
  private func isLoopBrace(_ brace: Int) -> Bool {
    var index = brace - 1
    while index >= 0, tokens[index].line == tokens[brace].line {
      if ["for", "if", "while", "guard", "switch"].contains(text(index)) {
        return !["map", "flatMap", "compactMap", "filter", "reduce", "forEach"].contains(
          text(brace - 1))
      }
      index -= 1
    }
    return false
  }

  /// Whether the expression stands between `in` and the body or condition of a `for` loop.
  private func isLoopSequence(start: Int, end: Int) -> Bool {
    guard text(end) == "{" || text(end) == "where" else { return false }
    let before = chainStart(start) - 1
    guard text(before) == "in" else { return false }
    var index = before
    while index >= 0, !["{", "}", ";"].contains(text(index)) {
      if text(index) == "for" { return true }
      index -= 1
    }
    return false
  }

  /// The first word of a chain such as `self.table.names`.
  private func chainStart(_ index: Int) -> Int {
    var start = index
    while text(start - 1) == "." {
      start -= 2
      if text(start) == "?" || text(start) == "!" { start -= 1 }
      if text(start) == "]" || text(start) == ")" {
        start = opening(start)
        if start > 0, tokens[start - 1].kind == .word { start -= 1 }
      }
      if start < 0 { return 0 }
    }
    return start
  }

  // MARK: - Declarations

  /// Names of variables and parameters that this file declares as dictionaries or sets.
  private func unorderedNames() -> Set<String> {
    var names: Set<String> = []
    for index in tokens.indices where tokens[index].kind == .word {
      if text(index + 1) == ":", isUnorderedType(index + 2) { names.insert(tokens[index].text) }
      if text(index + 1) == "=", text(index + 2) != "=", isUnorderedValue(index + 2) {
        names.insert(tokens[index].text)
      }
    }
    return names
  }

  /// Names of functions of this file whose result is a dictionary or a set.
  private func functionNames() -> Set<String> {
    var names: Set<String> = []
    for index in tokens.indices where text(index) == "func" {
      var next = index + 2
      while next < tokens.count, text(next) != "(" { next += 1 }
      next = closing(next) + 1
      while ["async", "throws", "rethrows"].contains(text(next)) {
        next += 1
        if text(next) == "(" { next = closing(next) + 1 }
      }
      if text(next) == "->", isUnorderedType(next + 1) { names.insert(text(index + 1)) }
    }
    return names
  }

  private func isUnorderedType(_ start: Int) -> Bool {
    var index = start
    while ["inout", "borrowing", "consuming", "sending", "any", "some"].contains(text(index)) {
      index += 1
    }
    if text(index) == "Swift", text(index + 1) == "." { index += 2 }
    if ["Set", "Dictionary"].contains(text(index)) { return ["<", "="].contains(text(index + 1)) }
    return text(index) == "[" && isDictionaryBracket(index)
  }

  private func isUnorderedValue(_ start: Int) -> Bool {
    if ["Set", "Dictionary"].contains(text(start)) {
      return text(start + 1) == "<" || text(start + 1) == "("
    }
    guard text(start) == "[", isDictionaryBracket(start) else { return false }
    // A literal with something after it, such as `[1: 2].count`, has a value of its own type.
    return text(closing(start) + 1) != "."
  }

  /// Whether a bracket holds a colon of its own, and no conditional expression.
  private func isDictionaryBracket(_ open: Int) -> Bool {
    let close = closing(open)
    var depth = 0
    for index in open..<max(open, close) {
      switch text(index) {
      case "[", "(", "{": depth += 1
      case "]", ")", "}": depth -= 1
      case "?" where depth == 1:
        if text(index + 1) != ":" && text(index + 1) != "]" { return false }
      case ":" where depth == 1: return true
      default: break
      }
    }
    return false
  }

  // MARK: - Brackets

  /// The token that closes the bracket at `open`; the last token where none does.
  func closing(_ open: Int) -> Int {
    var depth = 0
    for index in max(open, 0)..<max(tokens.count, open, 0) {
      switch text(index) {
      case "(", "[", "{": depth += 1
      case ")", "]", "}":
        depth -= 1
        if depth == 0 { return index }
      default: break
      }
    }
    return max(tokens.count - 1, open)
  }

  /// The token that opens the bracket around `index`; -1 where none does.
  func enclosing(_ index: Int) -> Int {
    var depth = 0
    for other in stride(from: index - 1, through: 0, by: -1) {
      switch text(other) {
      case ")", "]", "}": depth += 1
      case "(", "[", "{":
        if depth == 0 { return other }
        depth -= 1
      default: break
      }
    }
    return -1
  }

  /// The token that opens the bracket at `close`; the first token where none does.
  func opening(_ close: Int) -> Int {
    var depth = 0
    for index in stride(from: close, through: 0, by: -1) {
      switch text(index) {
      case ")", "]", "}": depth += 1
      case "(", "[", "{":
        depth -= 1
        if depth == 0 { return index }
      default: break
      }
    }
    return 0
  }
}
