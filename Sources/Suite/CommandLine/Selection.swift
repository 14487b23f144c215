import Configuration
import Foundation

/// Which matrix products a run uses.
enum MatrixProducts: String, Sendable, CaseIterable {
  /// Those of `Exact`, whose bits are the same everywhere.
  case ordered
  /// OpenBLAS's.
  case openblas
}

/// What of a study a run takes, and what it changes.
struct Selection<S: Study>: Sendable {
  var profile: Profile = .standard
  var datasets: [DatasetUse]
  var variants: [S.Variant]
  var models: [ModelChoice<S>]
  var seeds: [Int]
  var assignments: [Assignment] = []
  var matmul: MatrixProducts = .ordered
  /// Whether it is what the study declares for the profile, of some of its datasets.
  var isDeclared = true

  /// What a study declares for a profile.
  init(_ study: S, _ profile: Profile) {
    self.profile = profile
    datasets = study.datasets(profile)
    variants = study.variants(profile)
    models = study.models(profile)
    seeds = study.seeds(profile)
    guard models.contains(where: { $0.name == study.baseline }) else {
      fatalError("\(study.name): expected the baseline \(study.baseline) among the models")
    }
    let variantNames = variants.map(\.description)
    for (what, names) in [
      ("dataset", datasets.map(\.name)), ("model", models.map(\.name)),
      ("variant", variantNames), ("seed", seeds.map(\.description)),
      ("metric", study.metrics.map(\.name)),
      ("table", study.tables.map(\.name) + ["size", "published"]),
    ] {
      guard !names.isEmpty, Set(names).count == names.count else {
        fatalError("\(study.name): expected a \(what) or several of different names, got \(names)")
      }
    }
  }

  /// What the flags of a command line take of it.
  init(_ study: S, _ arguments: Arguments) throws {
    let profile = try arguments.choice("profile", of: Profile.self) ?? .standard
    self.init(study, profile)
    let declared = (models.map(\.name), seeds, variants.map(\.description))
    if let names = try arguments.list("models") { try choose(models: names) }
    if let texts = try arguments.list("seeds") { try choose(seeds: texts) }
    if let texts = try arguments.list("variants") { try choose(variants: texts, of: study) }
    try choose(datasets: arguments.many("dataset") ?? [])
    try assign(arguments.many("set") ?? [])
    matmul = try arguments.choice("matmul", of: MatrixProducts.self) ?? .ordered
    isDeclared =
      declared == (models.map(\.name), seeds, variants.map(\.description)) && assignments.isEmpty
      && matmul == .ordered && !datasets.contains { $0.origin == .given }
  }

  private mutating func choose(models names: [String]) throws(SuiteError) {
    for name in names { _ = try model(name, in: "--models") }
    models = models.filter { names.contains($0.name) }
  }

  private func model(_ name: String, in place: String) throws(SuiteError) -> ModelChoice<S> {
    if let model = models.first(where: { $0.name == name }) { return model }
    let nearest = nearestName(to: name, among: models.map(\.name)) ?? ""
    throw SuiteError(
      .usage, "\(place): there is no model \"\(name)\"; the nearest is \"\(nearest)\"")
  }

  private mutating func choose(seeds texts: [String]) throws(SuiteError) {
    var numbers = Set<Int>()
    for text in texts {
      guard let seed = Int(text), seed >= 0 else {
        throw SuiteError(
          .usage, "--seeds: expected whole numbers of at least 0, found \"\(text)\"")
      }
      guard numbers.insert(seed).inserted else {
        throw SuiteError(.usage, "--seeds: \(seed) is there twice")
      }
    }
    seeds = numbers.sorted()
  }

  private mutating func choose(variants texts: [String], of study: S) throws(SuiteError) {
    variants = []
    for text in texts {
      guard let variant = study.variant(text) else {
        throw SuiteError(.usage, "--variants: there is no \(study.variantKind) \"\(text)\"")
      }
      guard !variants.contains(where: { $0.description == variant.description }) else {
        throw SuiteError(.usage, "--variants: \(variant) is there twice")
      }
      variants.append(variant)
    }
  }

  /// Takes declared datasets by their names, and files.
  private mutating func choose(datasets texts: [String]) throws(SuiteError) {
    guard !texts.isEmpty else { return }
    let declared = datasets
    var chosen: [DatasetUse] = []
    for text in texts {
      let use = declared.first { $0.name == text } ?? .given(text)
      if let other = chosen.first(where: { $0.name == use.name }) {
        throw SuiteError(
          .usage,
          "--dataset: \(other.path) and \(use.path) would have the same name \"\(use.name)\"")
      }
      chosen.append(use)
    }
    // Declared ones in their order, whatever the order of the words.
    datasets =
      declared.filter { chosen.contains($0) } + chosen.filter { !declared.contains($0) }
  }

  private mutating func assign(_ texts: [String]) throws(SuiteError) {
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let place = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, place.count == 2 else {
        throw SuiteError(.usage, "--set: expected MODEL.PARAMETER=VALUE, found \"\(text)\"")
      }
      let assignment = Assignment(
        model: String(place[0]), parameter: String(place[1]), value: String(parts[1]))
      let isRepeated = assignments.contains {
        $0.model == assignment.model && $0.parameter == assignment.parameter
      }
      guard !isRepeated else {
        throw SuiteError(.usage, "--set: \(parts[0]) is set twice")
      }
      let model = try model(assignment.model, in: "--set")
      do {
        _ = try model.defaults.setting(assignment.parameter, to: assignment.value)
      } catch {
        throw SuiteError(.usage, "--set: \(model.name): \(error)")
      }
      assignments.append(assignment)
    }
    assignments.sort { ($0.model, $0.parameter) < ($1.model, $1.parameter) }
  }

  /// The parameters of a model for a dataset and a variant.
  func resolved(
    _ model: ModelChoice<S>, _ dataset: String, _ variant: S.Variant
  ) throws(SuiteError) -> ModelChoice<S>.Resolved {
    do {
      return try model.resolved(dataset, variant, assignments)
    } catch {
      throw SuiteError(.usage, "\(model.name) for \(dataset), \(variant): \(error)")
    }
  }
}

extension Arguments {
  /// The value of a flag as one of an enumeration's names; nil where it is not there.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of: Choice.Type
  ) throws(SuiteError) -> Choice? where Choice.RawValue == String {
    guard let text = one(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue)
      throw SuiteError(
        .usage, "--\(name): expected \(names.joined(separator: " or ")), found \"\(text)\"")
    }
    return choice
  }
}
