extension BoosterSettings {
  /// Sets a parameter by the name that LightGBM gives it, from its text.
  ///
  /// - Throws: `TreesError.setting` for a name that there is not, or a text that is no value of it.
  public mutating func set(_ name: String, to text: String) throws(TreesError) {
    if let path = Self.integers[name] {
      self[keyPath: path] = try parsed(name, text, "a whole number") { Int($0) }
    } else if let path = Self.numbers[name] {
      self[keyPath: path] = try parsed(name, text, "a number") { Double($0) }
    } else if let path = Self.switches[name] {
      self[keyPath: path] = try parsed(name, text, "true or false", truth)
    } else {
      switch name {
      case "objective":
        objective = try named(name, text)
      case "boosting":
        boosting = try named(name, text)
      case "data_sample_strategy":
        sampling = try named(name, text)
      case "monotone_constraints":
        monotoneConstraints = []
        for word in text.split(separator: ",") {
          monotoneConstraints.append(
            try parsed(name, String(word), "whole numbers parted by commas") { Int($0) })
        }
      case "seed":
        setSeeds(from: try parsed(name, text, "a whole number") { Int($0) })
      default:
        throw .setting(
          what: "the name of a parameter", expected: "one of LightGBM's that is known here",
          found: quoted(name))
      }
    }
  }

  private typealias Path<Value> = WritableKeyPath<BoosterSettings, Value> & Sendable

  private static let integers: [String: Path<Int>] = [
    "num_iterations": \.iterations, "num_leaves": \.leaves, "max_depth": \.maxDepth,
    "min_data_in_leaf": \.minRowsInLeaf, "bagging_freq": \.baggingFrequency,
    "max_bin": \.maxBins, "min_data_in_bin": \.minRowsInBin,
    "bin_construct_sample_cnt": \.binSample, "max_cat_threshold": \.maxCategoriesInSplit,
    "max_cat_to_onehot": \.maxCategoriesOneToRest,
    "min_data_per_group": \.minRowsInCategoryGroup, "num_class": \.classes,
    "lambdarank_truncation_level": \.rankTruncation, "max_drop": \.maxDrop,
    "early_stopping_round": \.earlyStoppingRounds, "data_random_seed": \.dataSeed,
    "bagging_seed": \.baggingSeed, "drop_seed": \.dropSeed,
    "feature_fraction_seed": \.featureSeed, "extra_seed": \.extraSeed,
  ]

  private static let numbers: [String: Path<Double>] = [
    "learning_rate": \.learningRate, "min_sum_hessian_in_leaf": \.minHessianInLeaf,
    "lambda_l1": \.lambda1, "lambda_l2": \.lambda2, "min_gain_to_split": \.minGainToSplit,
    "max_delta_step": \.maxDeltaStep, "path_smooth": \.pathSmooth,
    "bagging_fraction": \.baggingFraction, "feature_fraction": \.featureFraction,
    "feature_fraction_bynode": \.featureFractionByNode, "cat_l2": \.categoryLambda2,
    "cat_smooth": \.categorySmooth, "sigmoid": \.sigmoid, "alpha": \.alpha,
    "poisson_max_delta_step": \.poissonMaxDeltaStep, "top_rate": \.topRate,
    "other_rate": \.otherRate, "drop_rate": \.dropRate, "skip_drop": \.skipDrop,
    "early_stopping_min_delta": \.earlyStoppingMinDelta,
  ]

  private static let switches: [String: Path<Bool>] = [
    "extra_trees": \.extraTrees, "use_missing": \.useMissing,
    "feature_pre_filter": \.featurePreFilter, "boost_from_average": \.boostFromAverage,
    "lambdarank_norm": \.rankNormalise, "uniform_drop": \.uniformDrop,
    "xgboost_dart_mode": \.xgboostDart,
  ]
}
