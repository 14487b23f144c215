import Configuration

/// A model that a study compares: its name, its parameters, and how it is made of them.
///
/// ```swift
/// ModelChoice("tsmixer", "All-MLP mixing of time and features.", TSMixer.Parameters()) {
///   TSMixer($0)
/// }
/// ```
public struct ModelChoice<S: Study>: Sendable {
  /// The name on command lines and in tables.
  public let name: String
  /// What it is, in a sentence.
  public let summary: String
  /// Whether its results depend on a seed; one that does not is run once.
  public let isSeeded: Bool
  let defaults: any ModelParameters
  private let resolving: @Sendable (Place, [Assignment]) throws -> Resolved

  /// Where a model is used.
  struct Place {
    let dataset: String
    let variant: S.Variant
  }

  /// The parameters of one cell, and how its model is made.
  struct Resolved: Sendable {
    let parameters: any ModelParameters
    let make: @Sendable () throws -> S.Model
  }

  /// A model with the given defaults.
  ///
  /// - Parameters:
  ///   - name: what it is called on command lines and in tables.
  ///   - summary: a sentence about it.
  ///   - defaults: the parameters unless others are given.
  ///   - isSeeded: whether results depend on a seed; without, the model is run once and has no seed in tables.
  ///   - adjusting: sets parameters that differ for a dataset (its name) or a variant, as published settings do;
  ///     what a user sets stands above them.
  ///   - make: makes the model, on the thread that runs the cell.
  public init<Parameters: ModelParameters>(
    _ name: String, _ summary: String, _ defaults: Parameters, isSeeded: Bool = true,
    adjusting: @escaping @Sendable (inout Parameters, String, S.Variant) -> Void = { _, _, _ in },
    make: @escaping @Sendable (Parameters) throws -> S.Model
  ) {
    self.name = name
    self.summary = summary
    self.isSeeded = isSeeded
    self.defaults = defaults
    resolving = { place, assignments in
      var parameters = defaults
      adjusting(&parameters, place.dataset, place.variant)
      for assignment in assignments {
        parameters = try parameters.setting(assignment.parameter, to: assignment.value)
      }
      if let problem = parameters.problem { throw ParameterError(problem) }
      let final = parameters
      return Resolved(parameters: final) { try make(final) }
    }
  }

  /// The parameters for a dataset and a variant, with what the user set.
  func resolved(_ dataset: String, _ variant: S.Variant, _ assignments: [Assignment]) throws
    -> Resolved
  {
    try resolving(
      Place(dataset: dataset, variant: variant), assignments.filter { $0.model == name })
  }
}

/// What `--set model.parameter=value` says.
struct Assignment: Equatable, Sendable {
  let model: String
  let parameter: String
  let value: String
}
