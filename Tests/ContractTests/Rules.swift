/// One rule of the numerics contract that a reader of tokens can check.
struct Rule: Sendable, CustomStringConvertible {
  let name: String
  /// What is not allowed, as the end of "forbids …".
  let forbids: String
  /// Which promise it would break.
  let why: String
  /// What to write in its place.
  let instead: String
  let scope: Scope
  /// Lines of a file that break the rule.
  let find: @Sendable (Source) -> [Int]
  /// Code that must be caught.
  let caught: [String]
  /// Code like it that must pass.
  let passes: [String]

  var description: String { name }
}

/// Files that may read a clock: what they measure goes to files that no result depends on.
private let timingFiles: Set<String> = ["Timing.swift", "Stopwatch.swift"]

/// The C library's elementary functions.
///
/// `sqrt`, `fma`, `floor` and their like are exact everywhere.
private let libmFunctions: Set<String> = [
  "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "cos", "cosh", "erf", "erfc",
  "exp",
  "exp10", "exp2", "expm1", "hypot", "j0", "j1", "jn", "lgamma", "log", "log10", "log1p", "log2",
  "pow",
  "sin", "sincos", "sinh", "tan", "tanh", "tgamma", "y0", "y1", "yn",
]

private let mathModules: Set<String> = [
  "Bionic", "Darwin", "Foundation", "FoundationEssentials", "Glibc", "Musl", "WinSDK",
]

/// The whole table.
let allRules: [Rule] = [
  Rule(
    name: "imports of Exact",
    forbids: "a system library in Exact",
    why:
      "Exact is built for machines that have none, and a library's results change with its version",
    instead: "write it in plain Swift, or move what needs the system to a module outside Exact",
    scope: .exact,
    find: { source in
      source.lines(ofImports: mathModules.union(["COpenBLAS", "Dispatch", "Synchronization"]))
    },
    caught: [
      "import Foundation", "@preconcurrency import Glibc", "import func Darwin.exp",
      "#if canImport(Musl)\nimport Musl\n#endif", "import Dispatch",
    ],
    passes: ["// import Foundation", "let text = \"import Glibc\"", "import CProcessor"]),

  Rule(
    name: "libm",
    forbids: "an elementary function of the C library",
    why: "libm's last bits change with its version and with the CPU it finds",
    instead: "call the function of that name in Exact, as `Exact.exp(x)`",
    scope: .numbers,
    find: { source in
      let imported = !source.lines(ofImports: mathModules).isEmpty
      return source.tokens.indices.filter { index in
        guard source.tokens[index].kind == .word,
          libmFunctions.contains(source.text(index).trimmingFloatSuffix)
        else { return false }
        let before = source.text(index - 1)
        if before == "." { return mathModules.contains(source.text(index - 2)) }
        // Bare, it is the library's where the file imports one, called or handed on as a function.
        let used = source.text(index + 1) == "(" || ["(", ","].contains(before)
        let named = source.text(index + 1) == ":" || ["func", "let", "var"].contains(before)
        return imported && used && !named
      }.map { source.tokens[$0].line }
    },
    caught: [
      "let y = Foundation.exp(x)", "import Foundation\nlet y = exp(x)",
      "import Glibc\nlet y = pow(x, 2)",
      "import Glibc\nlet y = expf(x)", "import Foundation\nlet all = xs.map(log)",
      "import Foundation\nlet text = \"\\(log(x))\"",
    ],
    passes: [
      "import Foundation\nlet y = Exact.exp(x)", "let y = exp(x)",
      "import Foundation\nfunc log(_ x: Float) {}",
      "import Foundation\nmodel.log(loss)", "import Foundation\nlet log = 3",
      "import Foundation\nlet y = sqrt(x)",
      "import Foundation\nsave(exp: 3)",
    ]),

  Rule(
    name: "random numbers",
    forbids: "the standard library's random numbers and generators",
    why:
      "they come from the machine, or from an algorithm that may change between versions of Swift",
    instead:
      "draw from a `Key`: `uniform(at:)`, `integer(below:at:)`, `permutation(_:)`, `sample(_:of:)`",
    scope: .numbers,
    find: { source in
      source.lines(ofMembers: ["randomElement", "shuffled", "shuffle"])
        + source.lines(of: [".", "random", "("])
        + source.lines(ofWords: [
          "SystemRandomNumberGenerator", "RandomNumberGenerator", "arc4random",
          "arc4random_uniform",
          "drand48", "srand48", "getrandom", "UUID",
        ])
        + source.lines(of: ["rand", "(", ")"])
    },
    caught: [
      "let x = Float.random(in: 0..<1)", "let b = Bool.random()", "let e = xs.randomElement()",
      "let s = xs.shuffled()", "xs.shuffle(using: &g)", "var g = SystemRandomNumberGenerator()",
      "let id = UUID().uuidString", "struct G: RandomNumberGenerator {}", "let r = rand()",
    ],
    passes: [
      "let order = key.permutation(xs.count)", "let text = \"shuffled()\"", "let shuffled = 3",
      "let x = key.uniform(at: 3)  // not .random(in:)",
    ]),

  Rule(
    name: "clock",
    forbids: "reading a clock, outside of \(timingFiles.sorted().joined(separator: " and "))",
    why: "a result may not depend on when or how fast it was computed",
    instead: "measure in one of those files, and write times to a file that is not a result",
    scope: .numbers,
    find: { source in
      guard !timingFiles.contains(source.name) else { return [] }
      return source.lines(of: ["Date", "(", ")"]) + source.lines(of: ["Date", ".", "now"])
        + source.lines(ofWords: [
          "ContinuousClock", "SuspendingClock", "DispatchTime", "clock_gettime", "gettimeofday",
          "mach_absolute_time", "systemUptime", "CFAbsoluteTimeGetCurrent", "timeIntervalSinceNow",
        ])
        + source.lines(of: ["time", "(", "nil", ")"])
    },
    caught: [
      "let now = Date()", "let now = Date.now", "let clock = ContinuousClock()",
      "clock_gettime(CLOCK_MONOTONIC, &time)", "let t = DispatchTime.now()", "let t = time(nil)",
    ],
    passes: ["let day = Date(timeIntervalSince1970: 0)", "let time = steps.count", "// Date()"]),

  Rule(
    name: "hash values",
    forbids: "hash values",
    why: "Swift seeds them anew in every process",
    instead: "compare the values themselves, or take a `SHA256` digest",
    scope: .numbers,
    find: { $0.lines(ofWords: ["hashValue", "Hasher", "_rawHashValue", "ObjectIdentifier"]) },
    caught: [
      "xs.sort { $0.hashValue < $1.hashValue }", "var hasher = Hasher()",
      "let order = ObjectIdentifier(a) < ObjectIdentifier(b)",
    ],
    passes: ["struct Name: Hashable {}", "let hash = SHA256()"]),

  Rule(
    name: "unordered iteration",
    forbids: "taking an order from a dictionary or a set",
    why: "their order changes with every process",
    instead: "sort first, as in `for key in table.keys.sorted()`, or keep an array of pairs",
    scope: .numbers,
    find: { $0.unorderedLines() },
    caught: [
      "let table: [String: Int] = [:]\nfor (name, count) in table { print(name) }",
      "let table = [\"a\": 1]\nlet names = table.map { $0.key }",
      "var seen = Set<Int>()\nfor item in seen where item > 0 { print(item) }",
      "var seen: Set<Int> = []\nlet all = Array(seen)",
      "for name in config.keys { print(name) }", "let list = model.values.map { $0 * 2 }",
      "func run(_ table: [String: [Int]]) { for row in table { print(row) } }",
      "struct A { var table: Dictionary<Int, Int>\nfunc f() { for x in self.table.enumerated() {} } }",
      "func groups() -> [Int: String] { [:] }\nfor group in groups() { print(group) }",
      "let text = \"\\(names.keys.joined())\"", "let seen: Set = Set(xs)\nlet one = seen.first",
      "let t = [1: 2]\nfor (i, x) in t.filter({ $0.value > 1 }) {}",
      "let t: [Int: Int]? = nil\nfor x in t!.values {}", "let rows = zip(table.keys, 0...)",
    ],
    passes: [
      "let table: [String: Int] = [:]\nfor name in table.keys.sorted() { print(name) }",
      "let table = [\"a\": 1]\nlet names = table.map { $0.key }.sorted()",
      "let table = [\"a\": 1]\nlet n = table.count + (table[\"b\"] ?? 0)",
      "var seen = Set<Int>()\nif seen.contains(3) { seen.insert(4) }",
      "var seen = Set<Int>()\nlet all = Array(seen).sorted()",
      "var seen = Set<Int>()\nfor item in seen.sorted() where item > 0 {}",
      "let list = [1, 2, 3]\nfor x in list {}",
      "let value = flag ? [a ? 1 : 2] : []\nfor x in value {}",
      "let n = config.keys.count", "let all = table.values.allSatisfy { $0 > 0 }",
      "for (name, x) in table.sorted(by: { $0.key < $1.key }) {}",
      "let names: [String] = [:].keys.map { $0 }.sorted()", "let u = a.union(b)",
      "func values() -> [Int] { [] }\nfor x in values() {}",
      "for x in list { let set = Set(list)\n if set.isEmpty {} }",
    ]),

  Rule(
    name: "directory order",
    forbids: "a directory listing as it comes",
    why: "its order is the file system's",
    instead: "sort it: `contentsOfDirectory(atPath: path).sorted()`",
    scope: .numbers,
    find: { source in
      source.tokens.indices.filter { index in
        let name = source.text(index)
        if ["enumerator", "readdir"].contains(name) { return source.text(index + 1) == "(" }
        guard ["contentsOfDirectory", "subpathsOfDirectory"].contains(name) else { return false }
        let end = source.closing(index + 1) + 1
        return !(source.text(end) == "." && source.text(end + 1).hasPrefix("sort"))
      }.map { source.tokens[$0].line }
    },
    caught: [
      "let files = try manager.contentsOfDirectory(atPath: path)",
      "for file in try manager.contentsOfDirectory(atPath: path) {}",
      "let all = manager.enumerator(atPath: path)", "while let entry = readdir(folder) {}",
    ],
    passes: ["let files = try manager.contentsOfDirectory(atPath: path).sorted()"]),

  Rule(
    name: "order of finishing",
    forbids: "results in the order in which tasks end",
    why: "who ends first depends on the machine and its load",
    instead: "let every task write to a place of its own and read the places in order",
    scope: .numbers,
    find: { source in
      source.lines(ofWords: [
        "withTaskGroup", "withThrowingTaskGroup", "withDiscardingTaskGroup",
        "withThrowingDiscardingTaskGroup",
      ]) + source.lines(of: ["for", "await"]) + source.lines(of: ["for", "try", "await"])
    },
    caught: ["await withTaskGroup(of: Int.self) { _ in }", "for await x in group {}"],
    passes: ["crew.run(count) { place in out[place] = f(place) }"]),

  Rule(
    name: "text of numbers",
    forbids: "text by format string or locale",
    why: "it rounds as the C library does and may take the point from the locale",
    instead: "use `canonical(_:)`, which reads back as the same number",
    scope: .numbers,
    find: { source in
      source.lines(of: ["String", "(", "format", ":"])
        + source.lines(of: ["String", ".", "localizedStringWithFormat"])
        + source.lines(ofMembers: ["formatted"])
        + source.lines(ofWords: [
          "NumberFormatter", "DateFormatter", "Locale", "NSString", "snprintf", "vsnprintf",
          "strtod",
          "strtof", "atof", "setlocale",
        ])
    },
    caught: [
      "let s = String(format: \"%.3f\", x)", "let s = x.formatted()", "let f = NumberFormatter()",
      "let x = strtod(text, nil)", "let c = Locale.current",
    ],
    passes: ["let s = canonical(x)", "let s = String(describing: x)", "let s = x.description"]),

  Rule(
    name: "machine types",
    forbids: "number types that are not the same on every machine",
    why: "Float80 exists on x86 alone, CGFloat changes its width, and long double is anything",
    instead: "use Float, Double or an integer of fixed width",
    scope: .numbers,
    find: { $0.lines(ofWords: ["Float80", "CGFloat", "CLongDouble"]) },
    caught: ["let x: Float80 = 1", "let w = CGFloat(3)"],
    passes: ["let x: Float = 1", "let x: Double = 1"]),

  Rule(
    name: "unexplained safety",
    forbids: "`@unchecked Sendable` and `nonisolated(unsafe)` without a comment right before",
    why: "a race shows as a result that changes from run to run",
    instead: "say on the line before why no two threads can meet there",
    scope: .numbers,
    find: { source in
      source.linesWithoutComment(
        source.lines(of: ["@unchecked", "Sendable"])
          + source.lines(of: ["nonisolated", "(", "unsafe", ")"]))
    },
    caught: [
      "struct A: @unchecked Sendable {}", "// Why.\n\nstruct A: @unchecked Sendable {}",
      "nonisolated(unsafe) var x = 1",
    ],
    passes: [
      "// Nobody writes after init.\nstruct A: @unchecked Sendable {}", "struct A: Sendable {}",
      "/* Only the main thread\n writes it. */\nnonisolated(unsafe) var x = 1",
    ]),

  Rule(
    name: "try!",
    forbids: "`try!`",
    why: "a user's mistake would end the program without saying what, where and what to do",
    instead: "throw the error on, or catch it",
    scope: .numbers,
    find: { $0.lines(of: ["try", "!"]) },
    caught: ["let x = try! load()", "let x = \"\\(try! load())\""],
    passes: ["let x = try load()", "let x = try? load()", "// try!", "let s = #\"\\(try! x)\"#"]),

  Rule(
    name: "compiler flags",
    forbids: "flags that let the compiler reorder or contract arithmetic, or drop checks",
    why: "results would depend on compiler, optimisation and vector width",
    instead: "leave them out; make the loop's independent outputs vectorise",
    scope: .build,
    find: { source in
      let flags = [
        "-ffast-math", "-Ofast", "-funsafe-math-optimizations", "-fassociative-math",
        "-ffp-contract=fast", "-freciprocal-math", "-ffinite-math-only", "-Ounchecked",
      ]
      return source.tokens.filter { token in
        token.kind == .text && flags.contains { token.text.contains($0) }
      }.map(\.line)
    },
    caught: [
      "let flags = [\"-ffast-math\"]", "\"-Xcc -Ofast\"", ".unsafeFlags([\"-Ounchecked\"])",
    ],
    passes: ["let flags = [\"-O\", \"-ffp-contract=off\"]", "// never -ffast-math"]),

  Rule(
    name: "arithmetic in C",
    forbids: "floating-point code in C that leaves contraction to the compiler",
    why: "clang joins a * b + c into one operation wherever the machine has it",
    instead: "write it in Swift, or begin the file with `#pragma STDC FP_CONTRACT OFF`",
    scope: .c,
    find: { source in
      guard source.lines(of: ["pragma", "STDC", "FP_CONTRACT", "OFF"]).isEmpty else { return [] }
      return source.lines(ofWords: ["float", "double"])
    },
    caught: ["double f(double a, double b) { return a * b + 1; }"],
    passes: [
      "int f(int a) { return a + 1; }", "/* a double */ int f(void);",
      "#pragma STDC FP_CONTRACT OFF\ndouble f(double a) { return a * a; }",
    ]),
]

extension String {
  /// The Double name of a C function: `expf` and `expl` are `exp` in other widths.
  fileprivate var trimmingFloatSuffix: String {
    let name = String(dropLast())
    return (hasSuffix("f") || hasSuffix("l")) && libmFunctions.contains(name) ? name : self
  }
}
