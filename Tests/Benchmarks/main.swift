import Foundation

// bench [SUITE] [NAME]     runs the benchmarks of a suite (all suites where none is named), those
//                          whose name contains NAME, prints a table and writes .assay/bench.json.

let suites: [(name: String, run: (inout Bench) -> Void)] = [
  (
    "exact",
    { bench in
      bench.products()
      bench.randomness()
      bench.sums()
      bench.algebra()
      bench.functions()
      bench.float64Functions()
    }
  ),
  (
    "engine",
    { bench in bench.networks() }
  ),
  (
    "trees",
    { bench in bench.trees() }
  ),
]

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "sweep" { exit(sweep(Array(arguments.dropFirst())) ? 0 : 1) }
let suiteName = arguments.first ?? ""
guard suiteName.isEmpty || suites.contains(where: { $0.name == suiteName }) else {
  let known = suites.map(\.name).joined(separator: ", ")
  refuse("no suite '\(suiteName)'; there are: \(known)")
}

var records: [Record] = []
Bench.printHeading()
for suite in suites where suiteName.isEmpty || suite.name == suiteName {
  var bench = Bench(suite: suite.name, filter: arguments.count > 1 ? arguments[1] : "")
  suite.run(&bench)
  records += bench.records
}
if records.isEmpty { refuse("no benchmark has '\(arguments.last ?? "")' in its name") }
try save(records)

/// Ends the program for a mistake in its arguments.
func refuse(_ message: String) -> Never {
  FileHandle.standardError.write(Data("bench: \(message)\n".utf8))
  exit(64)
}

/// Writes the records of this run over those of the same name from earlier ones.
func save(_ fresh: [Record]) throws {
  let folder = URL(fileURLWithPath: ".assay")
  let file = folder.appendingPathComponent("bench.json")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  let earlier =
    (try? JSONDecoder().decode([Record].self, from: Data(contentsOf: file))) ?? []
  let kept = earlier.filter { old in
    !fresh.contains { $0.suite == old.suite && $0.name == old.name }
  }
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  try encoder.encode(kept + fresh).write(to: file, options: .atomic)
}
