/// How a booster learns; the defaults are LightGBM's.
public struct BoosterSettings: Sendable, Equatable {
  /// How trees are put together.
  public enum Boosting: String, Sendable, CaseIterable {
    /// Each tree corrects those before it.
    case gbdt
    /// Some trees are left out while the next one is grown (Rashmi and Gilad-Bachrach 2015).
    case dart
    /// Trees on samples of the rows, averaged.
    case rf
  }

  /// How the rows of a tree are drawn.
  public enum Sampling: String, Sendable, CaseIterable {
    /// Each row with the same probability, where `baggingFrequency` is above 0.
    case bagging
    /// The rows with the largest gradients and some of the others.
    case goss
  }

  /// What is minimised, by LightGBM's name: `regression`, `regression_l1`, `huber`, `quantile`, `poisson`, `binary`,
  /// `multiclass` or `lambdarank`.
  public var objective = Objective.regression
  /// How trees are put together: `boosting`.
  public var boosting = Boosting.gbdt
  /// How the rows of a tree are drawn: `data_sample_strategy`.
  public var sampling = Sampling.bagging
  /// Trees for each output.
  public var iterations = 100
  /// The factor of each tree: `learning_rate`.
  public var learningRate = 0.1
  /// The most leaves of a tree: `num_leaves`.
  public var leaves = 31
  /// Splits between the root and a leaf, 0 or less for no limit.
  public var maxDepth = -1
  /// The fewest rows of a leaf: `min_data_in_leaf`.
  public var minRowsInLeaf = 20
  /// The least sum of second derivatives of a leaf: `min_sum_hessian_in_leaf`.
  public var minHessianInLeaf = 1e-3
  /// The penalty of the size of outputs: `lambda_l1`.
  public var lambda1 = 0.0
  /// The penalty of the square of outputs: `lambda_l2`.
  public var lambda2 = 0.0
  /// What a split must gain: `min_gain_to_split`.
  public var minGainToSplit = 0.0
  /// The largest output of a leaf, 0 for no limit: `max_delta_step`.
  public var maxDeltaStep = 0.0
  /// How strongly outputs are drawn to that of the parent: `path_smooth`.
  public var pathSmooth = 0.0
  /// The share of the rows of a sample: `bagging_fraction`.
  public var baggingFraction = 1.0
  /// A new sample of rows every so many iterations; 0 for all rows.
  public var baggingFrequency = 0
  /// The share of the columns of a tree: `feature_fraction`.
  public var featureFraction = 1.0
  /// The share of a tree's columns of a node: `feature_fraction_bynode`.
  public var featureFractionByNode = 1.0
  /// Whether each column is cut at one drawn place only: `extra_trees`.
  public var extraTrees = false
  /// For each column −1, 0 or 1: it may only lower, do anything to, or only raise the output; empty for no bounds.
  public var monotoneConstraints: [Int] = []
  /// The most bins of a column: `max_bin`.
  public var maxBins = 255
  /// The fewest rows of a bin: `min_data_in_bin`.
  public var minRowsInBin = 3
  /// Rows from which bins are made.
  public var binSample = 200_000
  /// Whether missing values get a bin of their own: `use_missing`.
  public var useMissing = true
  /// Whether columns that no leaf could split are left out: `feature_pre_filter`.
  public var featurePreFilter = true
  /// What is added to `lambda2` where categories are split: `cat_l2`.
  public var categoryLambda2 = 10.0
  /// Smooths the mean gradients of categories, and the fewest rows of one: `cat_smooth`.
  public var categorySmooth = 10.0
  /// The most categories on one side: `max_cat_threshold`.
  public var maxCategoriesInSplit = 32
  /// Up to so many bins, one category is split from the rest: `max_cat_to_onehot`.
  public var maxCategoriesOneToRest = 4
  /// The fewest rows of a group of categories: `min_data_per_group`.
  public var minRowsInCategoryGroup = 100
  /// Whether outputs start at the best constant: `boost_from_average`.
  public var boostFromAverage = true
  /// The number of classes, 1 for everything but several classes: `num_class`.
  public var classes = 1
  /// The steepness of the logistic function: `sigmoid`.
  public var sigmoid = 1.0
  /// The bound of Huber's loss, or the quantile.
  public var alpha = 0.9
  /// Holds steps of the Poisson loss back: `poisson_max_delta_step`.
  public var poissonMaxDeltaStep = 0.7
  /// The places of a query that count: `lambdarank_truncation_level`.
  public var rankTruncation = 30
  /// Whether queries count alike: `lambdarank_norm`.
  public var rankNormalise = true
  /// The share of rows with the largest gradients: `top_rate`.
  public var topRate = 0.2
  /// The share of rows drawn from the others: `other_rate`.
  public var otherRate = 0.1
  /// The share of the trees that is left out: `drop_rate`.
  public var dropRate = 0.1
  /// The most trees that are left out, 0 or less for no limit: `max_drop`.
  public var maxDrop = 50
  /// How often no tree is left out: `skip_drop`.
  public var skipDrop = 0.5
  /// Whether all trees are left out equally often: `uniform_drop`.
  public var uniformDrop = false
  /// Whether weights follow XGBoost's rule: `xgboost_dart_mode`.
  public var xgboostDart = false
  /// Iterations without a better loss on the validation rows after which training ends; 0 for never.
  public var earlyStoppingRounds = 0
  /// By how much a loss must be lower to be better: `early_stopping_min_delta`.
  public var earlyStoppingMinDelta = 0.0
  /// The seed of the sample for bins: `data_random_seed`.
  public var dataSeed = 1
  /// The seed of samples of rows: `bagging_seed`.
  public var baggingSeed = 3
  /// The seed of trees that are left out: `drop_seed`.
  public var dropSeed = 4
  /// The seed of samples of columns: `feature_fraction_seed`.
  public var featureSeed = 2
  /// The seed of drawn places to cut: `extra_seed`.
  public var extraSeed = 6

  /// The defaults.
  public init() {}

  /// Derives all seeds from one, as LightGBM's `seed` does.
  public mutating func setSeeds(from seed: Int) {
    var generator = CongruentialGenerator(seed: seed)
    let most = 32767
    dataSeed = generator.short(below: most)
    baggingSeed = generator.short(below: most)
    dropSeed = generator.short(below: most)
    featureSeed = generator.short(below: most)
    _ = generator.short(below: most)
    extraSeed = generator.short(below: most)
  }

  /// What is minimised.
  public enum Objective: String, Sendable, CaseIterable {
    /// Squared errors.
    case regression
    /// Absolute errors; leaves are set to medians.
    case l1 = "regression_l1"
    /// Huber's loss.
    case huber
    /// The quantile `alpha`.
    case quantile
    /// Counts with a logarithmic link.
    case poisson
    /// Two classes.
    case binary
    /// Several classes.
    case multiclass
    /// The order within queries.
    case lambdarank
  }

  /// Refuses settings that make no model.
  func check(columns: Int) throws(TreesError) {
    func refuse(_ name: String, _ expected: String, _ found: some CustomStringConvertible)
      -> TreesError
    {
      .setting(what: name, expected: expected, found: found.description)
    }
    let counts: [(String, Int, ClosedRange<Int>)] = [
      ("num_iterations", iterations, 0...1_000_000), ("num_leaves", leaves, 2...131_072),
      ("min_data_in_leaf", minRowsInLeaf, 0...Int(Int32.max)), ("max_bin", maxBins, 2...65_535),
      ("min_data_in_bin", minRowsInBin, 1...Int(Int32.max)),
      ("bin_construct_sample_cnt", binSample, 1...Int(Int32.max)),
      ("bagging_freq", baggingFrequency, 0...1_000_000), ("num_class", classes, 1...100_000),
      ("max_cat_threshold", maxCategoriesInSplit, 1...65_535),
      ("max_cat_to_onehot", maxCategoriesOneToRest, 1...65_535),
      ("min_data_per_group", minRowsInCategoryGroup, 1...Int(Int32.max)),
      ("lambdarank_truncation_level", rankTruncation, 1...1_000_000),
      ("early_stopping_round", earlyStoppingRounds, 0...1_000_000),
    ]
    for (name, value, range) in counts where !range.contains(value) {
      throw refuse(name, "\(range.lowerBound) to \(range.upperBound)", value)
    }
    let positive: [(String, Double)] = [
      ("learning_rate", learningRate), ("sigmoid", sigmoid), ("alpha", alpha),
      ("poisson_max_delta_step", poissonMaxDeltaStep), ("top_rate", topRate),
      ("other_rate", otherRate), ("bagging_fraction", baggingFraction),
      ("feature_fraction", featureFraction), ("feature_fraction_bynode", featureFractionByNode),
    ]
    for (name, value) in positive where !(value > 0 && value < .infinity) {
      throw refuse(name, "a number above 0", value)
    }
    let shares: [(String, Double)] = [
      ("bagging_fraction", baggingFraction), ("feature_fraction", featureFraction),
      ("feature_fraction_bynode", featureFractionByNode), ("drop_rate", dropRate),
      ("skip_drop", skipDrop), ("top_rate + other_rate", topRate + otherRate),
      ("alpha", objective == .quantile ? alpha : 0),
    ]
    for (name, value) in shares where !(value >= 0 && value <= 1) {
      throw refuse(name, "a number up to 1", value)
    }
    let lower: [(String, Double)] = [
      ("min_sum_hessian_in_leaf", minHessianInLeaf), ("lambda_l1", lambda1),
      ("lambda_l2", lambda2), ("min_gain_to_split", minGainToSplit), ("path_smooth", pathSmooth),
      ("cat_l2", categoryLambda2), ("cat_smooth", categorySmooth),
    ]
    for (name, value) in lower where !(value >= 0 && value < .infinity) {
      throw refuse(name, "a number from 0", value)
    }
    guard monotoneConstraints.isEmpty || monotoneConstraints.count == columns else {
      throw .unequalCounts(
        what: "monotone_constraints", expected: columns, found: monotoneConstraints.count)
    }
    guard monotoneConstraints.allSatisfy({ (-1...1).contains($0) }) else {
      throw refuse("monotone_constraints", "−1, 0 or 1 a column", "\(monotoneConstraints)")
    }
    guard (objective == .multiclass) == (classes > 1) else {
      throw refuse("num_class", "2 or more for multiclass, else 1", classes)
    }
    if boosting == .rf, sampling == .bagging {
      guard baggingFrequency > 0 && baggingFraction < 1 || featureFraction < 1 else {
        throw refuse(
          "bagging_fraction", "below 1 with bagging_freq above 0, or feature_fraction below 1",
          baggingFraction)
      }
    }
    if sampling == .goss, baggingFrequency > 0, baggingFraction < 1 {
      throw refuse("bagging_fraction", "1 beside goss", baggingFraction)
    }
    if !monotoneConstraints.isEmpty, objective == .l1 || objective == .quantile {
      throw refuse(
        "monotone_constraints", "none for objectives that renew leaves", objective.rawValue)
    }
  }
}
