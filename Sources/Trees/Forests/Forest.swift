import Exact
import Parallel

/// A random forest or extra trees, for numbers or for classes.
///
/// ```swift
/// var settings = ForestSettings()
/// settings.trees = 500
/// let forest = try Forest(data, settings, key: Key(seed: 1))
/// let prices = try forest.model.predictions(others)
/// let score = try forest.outOfBag(data).score
/// ```
public struct Forest: Sendable {
  /// The trees, whose mean is the prediction: a number, or a probability for each class.
  ///
  /// Classes have a tree each, with the same splits.
  public let model: TreeModel
  /// How the forest was grown.
  public let settings: ForestSettings
  private let bootstrap: Bootstrap?

  /// Trees between two calls of `progress`.
  private static let round = 32

  /// Learns from rows.
  ///
  /// The trees are the same for any number of threads. `progress` is called after some trees, with the number of all so far,
  /// and ends the training when it returns false.
  ///
  /// - Throws: `TreesError` for settings out of range, numbers that are missing or not finite, categories, classes that are
  ///   not whole numbers from 0, or more classes than rows.
  public init(
    _ data: TrainingSet, _ settings: ForestSettings = ForestSettings(), key: Key,
    threads: Int = 1, progress: (_ trees: Int) -> Bool = { _ in true }
  ) throws(TreesError) {
    let table = try ForestTable(data, settings, threads: threads)
    let bootstrap = settings.drawsRows ? try Bootstrap(data, key: key) : nil
    let slots = Block<[Tree]>(count: settings.trees, of: [])
    let crew = max(1, min(threads, settings.trees, Self.round))
    let growers = (0..<crew).map { _ in ForestGrower(table, settings, data, key, bootstrap) }
    var grown = 0
    while grown < settings.trees {
      let end = min(settings.trees, grown + Self.round)
      // Every grower writes to slots of its own.
      concurrently(pieces: crew, threads: crew) { piece in
        for index in stride(from: grown + piece, to: end, by: crew) {
          slots.base[index] = growers[piece].grow(index)
        }
      }
      grown = end
      guard progress(grown) else { break }
    }
    var trees: [Tree] = []
    for index in 0..<grown { trees += slots.base[index] }
    model = TreeModel(
      trees: trees, outputs: table.outputs, classes: table.outputs,
      objective: settings.objective == .regression ? .regression : .custom,
      isAveraged: true, featureNames: data.names,
      featureInfos: infos(table.values, rows: table.rows, columns: table.columns))
    self.settings = settings
    self.bootstrap = bootstrap
  }

  /// The most probable class of each row; of equally probable ones the lowest.
  ///
  /// - Throws: `TreesError` for another number of columns, and for a forest of numbers.
  public func classes(of features: Features, threads: Int = 1) throws(TreesError) -> [Int] {
    guard settings.objective == .classification else {
      throw .setting(
        what: "objective", expected: "classification to predict classes", found: "regression")
    }
    return likeliest(try model.predictions(features, threads: threads), of: model.outputs)
  }

  /// How often a tree drew each row to learn from it; nil where all trees learned from all rows.
  public func draws(ofTree tree: Int) -> [Int32]? { bootstrap?.counts(ofTree: tree) }
}

extension ObjectiveName {
  /// Outputs that are predictions as they are.
  static let custom = ObjectiveName("custom")
}

/// The place of the greatest of every so many numbers, the first of equal ones.
func likeliest(_ shares: [Double], of classes: Int) -> [Int] {
  stride(from: 0, to: shares.count, by: classes).map { start in
    var best = 0
    for i in 1..<classes where shares[start + i] > shares[start + best] { best = i }
    return best
  }
}
