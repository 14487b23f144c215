import Foundation
import TestSupport
import Testing

/// What the engine declares, as its sources say it.
private struct Declarations {
  /// Operations and losses, by their names.
  let operations: [String]
  /// Layers, optimisers and schedules, by their types' names.
  let types: [String]

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Sources/Engine")
  private static let operators = [
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide",
  ]

  init() throws {
    let files = try FileManager.default.subpathsOfDirectory(atPath: Self.root.path).sorted()
      .filter { $0.hasSuffix(".swift") }
    func names(_ prefixes: [String], _ pattern: Regex<(Substring, Substring)>) throws -> [String] {
      var names: Set<String> = []
      for file in files where prefixes.contains(where: { file.hasPrefix($0) }) {
        let text = try String(contentsOf: Self.root.appendingPathComponent(file), encoding: .utf8)
        names.formUnion(text.matches(of: pattern.anchorsMatchLineEndings()).map { String($0.1) })
      }
      return names.sorted()
    }
    operations = try names(
      ["Operations/", "Losses", "Penalties"],
      /^  public (?:static )?(?:prefix )?func ([^ (<]+)/
    ).map { Self.operators[$0] ?? $0 }
    types = try names(
      ["Layers/", "Optimisers/"], /^public (?:final )?(?:struct|class|enum) (\w+)/)
  }
}

/// What has no oracle of PyTorch's, with the reason.
private let withoutOracle = [
  "dropout": "PyTorch draws other masks; the Float64 check has the key's decisions",
  "Dropout": "the operation at a place; tested beside it",
  "Apply": "a function in a Sequential, and tested there",
  "SequenceBuilder": "the writing of Sequential",
  "RecurrentCell": "the parameters of LSTM and GRU",
  "RecurrentStates": "the results of LSTM and GRU",
  "Slot": "what optimisers remember", "OptimiserState": "what optimisers remember",
  "NamedTensor": "what optimisers remember", "OptimiserStateError": "an error",
  "Pace": "what schedules give",
]

/// What has no gradient to check, with the reason.
private let withoutGradient = ["greatestMask": "a constant"]

@Suite struct `Every declaration of the engine` {
  @Test func `that is an operation has a reference in Float64`() throws {
    let operations = try Declarations().operations
    let unchecked = missing(operations, in: operationChecks.map(\.name))
    #expect(unchecked == withoutGradient.keys.sorted())
    #expect(Set(operationChecks.map(\.name)).count == operationChecks.count)
  }

  @Test func `has an oracle of PyTorch's`() throws {
    let declared = try Declarations()
    var cases = oracleCases.flatMap { $0.cases.map(\.name) }
    // Of the other fixtures what a test names.
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    for (fixture, group, test) in [
      ("engine_recurrent", "/", "Recurrent"), ("engine_optimisers", "losses", "Loss"),
      ("engine_optimisers", "optimisers", "Optimiser"),
      ("engine_optimisers", "schedules", "Schedule"),
      ("engine_optimisers", "plateaus", "Schedule"),
    ] {
      let file = tests.appendingPathComponent("\(test)Tests.swift")
      let text = try String(contentsOf: file, encoding: .utf8)
      cases += try Oracle(fixture).names(group).filter { text.contains("\"\($0)\"") }
    }
    let unchecked = missing(declared.operations + declared.types, in: cases)
    #expect(unchecked == withoutOracle.keys.sorted())
  }

  @Test func `is found in the sources`() throws {
    let declared = try Declarations()
    for name in ["add", "lstm", "inverse", "crossEntropy", "squarePenalty"] {
      #expect(declared.operations.contains(name))
    }
    for name in ["LSTM", "Decomposition", "Lookahead", "WarmUp"] {
      #expect(declared.types.contains(name))
    }
  }

  /// The names that no case is named by: its name, or what stands before its first comma.
  private func missing(_ names: [String], in cases: [String]) -> [String] {
    let covered = Set(cases.map { $0.prefix { $0 != "," } })
    return names.filter { !covered.contains($0[...]) }.sorted()
  }
}
