import Configuration
import Foundation

/// The flags that every study has.
let studyFlags: [Flag] = [
  Flag("profile", .one, choices(Profile.self), "how much to run; standard unless given"),
  Flag(
    "dataset", .many, "FILE.h5 …",
    "datasets in the place of the declared ones: files, or names of declared ones"),
  Flag("variants", .list, "A,B", "other variants (horizons, say) than the declared ones"),
  Flag("models", .list, "A,B", "some of the models"),
  Flag("seeds", .list, "0,1,2", "other seeds than the declared ones"),
  Flag("set", .many, "MODEL.PARAMETER=VALUE …", "other parameters than the defaults"),
  Flag(
    "config", .one, "FILE.json",
    "take all this from a file, such as the experiment.json of a run; flags stand above it"),
  Flag("jobs", .one, "N", "cells at the same time; as many as there are cores unless given"),
  Flag("output", .one, "DIR", "where results go, in the place of results"),
  Flag("store", .one, "DIR", "where finished cells are kept; .assay unless given"),
  Flag("fresh", help: "compute finished cells again"),
  Flag(
    "order", .one, choices(CellOrder.self),
    "in which order cells are begun; results do not depend on it"),
  Flag("matmul", .one, choices(MatrixProducts.self), "matrix products; ordered unless given"),
  Flag("list", help: "say what would be run, and run nothing"),
  Flag("help", help: "this text"),
]

extension Flag {
  /// A flag without a value.
  init(_ name: String, help: String) { self.init(name, .none, "", help) }
}

/// The names of an enumeration, as help shows them.
private func choices<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> String
where Choice.RawValue == String {
  Choice.allCases.map(\.rawValue).joined(separator: "|")
}

/// How a study is run, apart from what is run.
struct RunOptions: Sendable {
  let jobs: Int
  let order: CellOrder
  let isFresh: Bool
  /// Where results go, as the user gave it.
  let output: String?
  /// Where finished cells are kept, as the user gave it.
  let store: String?

  init(_ arguments: Arguments) throws(SuiteError) {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    jobs =
      try arguments.value("jobs", where: { $0 >= 1 }, "a whole number of at least 1") ?? cores
    order = try arguments.choice("order", of: CellOrder.self) ?? .declared
    isFresh = arguments.has("fresh")
    output = arguments.one("output")
    store = arguments.one("store")
  }
}

extension Arguments {
  /// The flags of a study's command line, with what its configuration file says.
  static func study(
    _ words: [String], of study: some Study, in workplace: Workplace
  ) throws(SuiteError) -> Arguments {
    var arguments = try Arguments(words, flags: studyFlags)
    if let word = arguments.words.first {
      throw SuiteError(.usage, "expected flags alone, found \"\(word)\"; --help lists them")
    }
    guard let file = arguments.one("config") else { return arguments }
    guard let bytes = try readFile(path(workplace.workingFolder, file)) else {
      throw SuiteError(.missing, "--config: \(file): no such file")
    }
    let configuration: JSON
    do {
      configuration = try JSON(reading: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw SuiteError(.badData, "\(file): \(error)")
    }
    if let name = configuration["study"], name != .text(study.name) {
      throw SuiteError(
        .badData, "\(file): \"study\": expected \"\(study.name)\", found \(name.kind)")
    }
    try arguments.add(configuration, from: file, ignoring: ["study", "record", "config"])
    return arguments
  }
}
