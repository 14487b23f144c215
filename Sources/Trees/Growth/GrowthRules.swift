/// What a tree may become, taken from the settings.
struct GrowthRules: Sendable {
  var leaves: Int
  var maxDepth: Int
  var gain: LeafGain
  var minGain: Double
  var minRows: Int
  var minHessian: Double
  var isExtra: Bool
  /// The direction of each binned column; empty where none is bound.
  var directions: [Int]
  var maxOneToRest: Int
  var categoryLambda2: Double
  var categorySmooth: Double
  var maxCategories: Int
  var minRowsInGroup: Double

  var isMonotone: Bool { !directions.isEmpty }
  var minRowsD: Double { Double(minRows) }

  init(_ settings: BoosterSettings, features: [Int]) {
    leaves = settings.leaves
    maxDepth = settings.maxDepth
    gain = LeafGain(
      lambda1: settings.lambda1, lambda2: settings.lambda2, maxDeltaStep: settings.maxDeltaStep,
      pathSmooth: settings.pathSmooth)
    minGain = settings.minGainToSplit
    minRows =
      settings.pathSmooth > epsilon ? max(2, settings.minRowsInLeaf) : settings.minRowsInLeaf
    minHessian = settings.minHessianInLeaf
    isExtra = settings.extraTrees
    directions =
      settings.monotoneConstraints.isEmpty ? [] : features.map { settings.monotoneConstraints[$0] }
    maxOneToRest = settings.maxCategoriesOneToRest
    categoryLambda2 = settings.categoryLambda2
    categorySmooth = settings.categorySmooth
    maxCategories = settings.maxCategoriesInSplit
    minRowsInGroup = Double(settings.minRowsInCategoryGroup)
  }
}
