/// Trees whose outputs are added up, with what is needed to use and to store them.
public struct TreeModel: Sendable, Equatable {
  /// The trees, one for each output of the first iteration, then of the second, and so on.
  public var trees: [Tree]
  /// Trees of one iteration: one, or one for each class.
  public var outputs: Int
  /// The number of classes; 1 for everything but several classes.
  public var classes: Int
  /// What the trees were made to do, which also says how raw outputs become predictions.
  public var objective: ObjectiveName
  /// Whether the prediction is the mean of the trees, not their sum.
  public var isAveraged: Bool
  /// The names of the columns, without white space.
  public var featureNames: [String]
  /// What each column held in training, as `[min:max]`, categories as `2:0:1`, or `none` for a column that was not used.
  public var featureInfos: [String]
  /// The direction in which each column may act: −1, 0 or 1; empty where none is bound.
  public var monotoneConstraints: [Int] = []
  /// Settings, a line for each, that are kept with the model and not interpreted.
  public var parameters: [String] = []

  /// A model of these parts.
  public init(
    trees: [Tree], outputs: Int = 1, classes: Int = 1, objective: ObjectiveName = .regression,
    isAveraged: Bool = false, featureNames: [String], featureInfos: [String]
  ) {
    self.trees = trees
    self.outputs = outputs
    self.classes = classes
    self.objective = objective
    self.isAveraged = isAveraged
    self.featureNames = featureNames
    self.featureInfos = featureInfos
  }

  /// The number of columns that a prediction needs.
  public var features: Int { featureNames.count }
  /// The number of whole iterations.
  public var iterations: Int { trees.count / outputs }
}

/// The objective of a model as its text names it, such as `binary sigmoid:1`.
public struct ObjectiveName: Sendable, Equatable, CustomStringConvertible {
  /// The name and its settings, parted by spaces.
  public let description: String

  /// An objective by its text.
  public init(_ description: String) { self.description = description }

  /// Squared errors.
  public static let regression = ObjectiveName("regression")

  /// The name alone.
  public var name: String { String(description.prefix { $0 != " " }) }

  /// The value of a setting, as "1" for `sigmoid` of `binary sigmoid:1`.
  public func setting(_ name: String) -> String? {
    for word in description.split(separator: " ").dropFirst() {
      let parts = word.split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[0] == name { return String(parts[1]) }
    }
    return nil
  }

  /// How raw outputs become predictions.
  var link: Link {
    switch name {
    case "binary", "multiclassova", "cross_entropy":
      .sigmoid(scale: setting("sigmoid").flatMap { Double($0) } ?? 1)
    case "multiclass": .softmax
    case "poisson", "gamma", "tweedie": .exponential
    case "cross_entropy_lambda": .softplus
    case _ where description.split(separator: " ").contains("sqrt"): .signedSquare
    default: .identity
    }
  }
}

/// How raw outputs become predictions.
enum Link: Equatable {
  case identity
  case sigmoid(scale: Double)
  case softmax
  case exponential
  case softplus
  case signedSquare
}
