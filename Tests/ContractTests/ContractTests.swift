import Foundation
import Testing

/// The package's root folder.
private let root: URL = {
  let parts = "\(#filePath)".split(separator: "/").dropLast(3)
  return URL(fileURLWithPath: "/" + parts.joined(separator: "/"))
}()

/// Every file that some rule is about, read and taken apart.
private func sourcesOfThePackage() throws -> [Source] {
  var paths = ["Package.swift"]
  for folder in ["Sources", "Experiments"] {
    let url = root.appendingPathComponent(folder)
    guard FileManager.default.fileExists(atPath: url.path) else { continue }
    paths += try FileManager.default.subpathsOfDirectory(atPath: url.path).sorted()
      .filter { $0.hasSuffix(".swift") || $0.hasSuffix(".c") || $0.hasSuffix(".h") }
      .map { "\(folder)/\($0)" }
  }
  return try paths.map { path in
    let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    return Source(path: path, text: text)
  }
}

struct ContractTests {
  @Test func `the package keeps the contract`() throws {
    let sources = try sourcesOfThePackage()
    for source in sources {
      for violation in source.violations() { Issue.record("\(violation)") }
      for line in source.linesWithEmptyReason() {
        Issue.record("\(source.path):\(line): `\(Source.mark)` allows nothing without a reason")
      }
    }
  }

  @Test func `the scan reaches the sources`() throws {
    let sources = try sourcesOfThePackage()
    let exact = sources.filter { Scope.exact.includes($0) }
    #expect(exact.contains { $0.name == "Philox.swift" })
    #expect(exact.allSatisfy { Scope.numbers.includes($0) })
    #expect(sources.contains { Scope.c.includes($0) })
    #expect(sources.filter { Scope.build.includes($0) }.map(\.path) == ["Package.swift"])
    // A folder nobody has thought of yet is scanned, and one that is left out is not.
    #expect(Scope.numbers.includes(Source(path: "Sources/Novelty/A.swift", text: "")))
    #expect(Scope.numbers.includes(Source(path: "Experiments/Trees/main.swift", text: "")))
    #expect(!Scope.numbers.includes(Source(path: "Sources/HDF5/File.swift", text: "")))
  }
}

struct RuleTests {
  @Test(arguments: allRules)
  func `a rule catches its bad examples and passes its good ones`(rule: Rule) {
    #expect(!rule.caught.isEmpty && !rule.passes.isEmpty, "\(rule.name) has examples of both kinds")
    for text in rule.caught {
      #expect(!violations(of: rule, in: text).isEmpty, "\(rule.name) should catch:\n\(text)")
    }
    for text in rule.passes {
      #expect(violations(of: rule, in: text).isEmpty, "\(rule.name) should pass:\n\(text)")
    }
  }

  @Test func `names of rules are different`() {
    #expect(Set(allRules.map(\.name)).count == allRules.count)
  }

  @Test func `a reason allows a line, an empty one does not`() {
    let allowed = Source(
      path: "Sources/Engine/A.swift", text: "let x = try! f()  // contract: cannot fail here")
    #expect(allowed.violations().isEmpty)
    let empty = Source(path: "Sources/Engine/A.swift", text: "let x = try! f()  // contract:  ")
    #expect(empty.violations().map(\.line) == [1])
    #expect(empty.linesWithEmptyReason() == [1])
    let elsewhere = Source(
      path: "Sources/Engine/A.swift", text: "// contract: not this line\nlet x = try! f()")
    #expect(elsewhere.violations().map(\.line) == [2])
    let mention = Source(
      path: "Sources/Engine/A.swift", text: "let x = try! f()  // see the contract: chapter 2")
    #expect(mention.violations().map(\.line) == [1])
  }

  @Test func `a report says where, what, why and what instead`() throws {
    let source = Source(path: "Sources/Engine/A.swift", text: "\n\nlet x = xs.shuffled()\n")
    let report = try #require(source.violations().first).description
    #expect(report.hasPrefix("Sources/Engine/A.swift:3: random numbers: forbids "))
    #expect(report.contains("why: ") && report.contains("instead: "))
  }

  @Test func `timing files may read the clock, Exact may not import, others may`() {
    let clock = "let clock = ContinuousClock()"
    #expect(Source(path: "Sources/Suite/Timing.swift", text: clock).violations().isEmpty)
    #expect(!Source(path: "Sources/Suite/Run.swift", text: clock).violations().isEmpty)
    let foundation = "import Foundation"
    #expect(Source(path: "Sources/Suite/Run.swift", text: foundation).violations().isEmpty)
    #expect(!Source(path: "Sources/Exact/Sums/A.swift", text: foundation).violations().isEmpty)
  }

  private func violations(of rule: Rule, in text: String) -> [Violation] {
    let path =
      switch rule.scope {
      case .exact, .numbers: "Sources/Exact/Example.swift"
      case .c: "Sources/CShim/shim.c"
      case .build: "Package.swift"
      }
    return Source(path: path, text: text).violations([rule])
  }
}

struct SourceTests {
  @Test(arguments: [
    ("let a = 1 // b", ["let", "a", "=", "1"]),
    ("a /* b /* c */ d */ e", ["a", "e"]),
    ("f(\"x y\") + 2", ["f", "(", "§", ")", "+", "2"]),
    ("\"a \\(b + \"c \\(d)\") e\" f", ["§", "b", "+", "§", "d", "f"]),
    ("#\"a \\(b) \" \\#(c)\"# d", ["§", "c", "d"]),
    ("\"\"\"\n a \" // b\n \\(c)\n\"\"\" d", ["§", "c", "d"]),
    ("\"\\\"\" a", ["§", "a"]),
    ("x.y(0...9, 1.5e3)", ["x", ".", "y", "(", "0", ".", ".", ".", "9", ",", "1.5e3", ")"]),
    ("@unchecked `for` $0 größe", ["@unchecked", "`for`", "$0", "größe"]),
    ("\"unfinished\nnext", ["§", "next"]),
    ("\"\\(f(\"}\", (1)))\" g", ["§", "f", "(", "§", ",", "(", "1", ")", ")", "g"]),
  ])
  func `code becomes tokens, strings and comments do not`(text: String, tokens: [String]) {
    let source = Source(path: "A.swift", text: text)
    #expect(source.tokens.map { $0.kind == .text ? "§" : $0.text } == tokens)
  }

  @Test func `lines are counted through comments and strings`() {
    let text = "a\n/* b\n c */ d\n\"\"\"\n e\n \"\"\"\nf // g\nh"
    let source = Source(path: "A.swift", text: text)
    #expect(source.tokens.map(\.line) == [1, 3, 4, 7, 8])
    #expect(source.comments.keys.sorted() == [2, 3, 7])
    #expect(source.comments[7] == " g")
  }
}
