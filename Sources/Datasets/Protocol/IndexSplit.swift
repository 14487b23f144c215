import Exact

/// Rows of a table, or other samples, for training, validation and test; each part in ascending order.
public struct IndexSplit: Sendable {
  /// The samples to train on.
  public let train: [Int]
  /// The samples to select a model on.
  public let validation: [Int]
  /// The samples to score the selected model on, once.
  public let test: Sealed<[Int]>
  /// The number of test samples, which may be known before.
  public let testCount: Int
  /// The digest of all three parts.
  public let digest: Digest

  /// A split into given samples.
  public init(train: [Int], validation: [Int], test: [Int]) {
    self.train = train.sorted()
    self.validation = validation.sorted()
    let test = test.sorted()
    self.test = Sealed(test)
    testCount = test.count
    var digest = TensorDigest()
    for (name, part) in [("train", self.train), ("validation", self.validation), ("test", test)] {
      digest.add(name, shape: [part.count], part.map { Int64($0) })
    }
    self.digest = digest.finalize()
  }

  /// Samples drawn at random: parts for training and test rounded down, the others are validation.
  ///
  /// The first ones of the permutation of `key` train, the last ones test.
  ///
  /// - Throws: `usage` for parts that are not between 0 and 1 or leave training or test without samples.
  public static func random(
    _ count: Int, train: Double = 0.7, test: Double = 0.2, key: Key
  ) throws(DataError) -> IndexSplit {
    let (first, last) = try parts(count, "samples", train: train, test: test)
    let order = key.permutation(count)
    return IndexSplit(
      train: Array(order[..<first]), validation: Array(order[first..<last]),
      test: Array(order[last...]))
  }

  /// Whole groups drawn at random, as ``random(_:train:test:key:)`` does for samples: no group has samples in two parts.
  ///
  /// The parts are of the number of groups; groups are drawn from their names in the order of their bytes.
  public static func groupHoldOut(
    _ groups: [String], train: Double = 0.7, test: Double = 0.2, key: Key
  ) throws(DataError) -> IndexSplit {
    let names = sortedNames(groups)
    let (first, last) = try parts(names.count, "groups", train: train, test: test)
    var place: [String: Int] = [:]
    for (position, index) in key.permutation(names.count).enumerated() {
      place[names[index]] = position
    }
    var split: ([Int], [Int], [Int]) = ([], [], [])
    for (sample, group) in groups.enumerated() {
      switch place[group] ?? 0 {
      case ..<first: split.0.append(sample)
      case ..<last: split.1.append(sample)
      default: split.2.append(sample)
      }
    }
    return IndexSplit(train: split.0, validation: split.1, test: split.2)
  }

  /// Where training ends and the test begins.
  private static func parts(
    _ count: Int, _ what: String, train: Double, test: Double
  ) throws(DataError) -> (Int, Int) {
    guard train > 0, test > 0, train + test <= 1 else {
      throw DataError(
        .usage, "a random split",
        expected: "parts above 0 for training and test, at most 1 together",
        found: "\(canonical(train)) and \(canonical(test))")
    }
    let (first, tested) = (Int(Double(count) * train), Int(Double(count) * test))
    guard first > 0, tested > 0 else {
      throw DataError(
        .usage, "a random split",
        expected: "enough \(what) for \(canonical(train)) to train on "
          + "and \(canonical(test)) to test on",
        found: "\(count)")
    }
    // All of both: rounding leaves nothing to validation.
    return (first, train + test == 1 ? first : count - tested)
  }
}

/// One of several ways to leave samples out; both parts in ascending order.
public struct Fold: Hashable, Sendable {
  /// The number of the fold, or the group left out.
  public let name: String
  /// The samples to train on.
  public let train: [Int]
  /// The samples left out.
  public let test: [Int]

  /// `count` samples cut into `folds` parts, each of which is left out once; the first parts are larger
  /// by one where they cannot be equal.
  ///
  /// In the order of the samples, or shuffled by `key`.
  ///
  /// - Throws: `usage` unless there are at least two folds and a sample for each.
  public static func kFold(
    _ count: Int, folds: Int, key: Key? = nil
  ) throws(DataError) -> [Fold] {
    guard folds > 1, folds <= count else {
      throw DataError(
        .usage, "\(folds) folds", expected: "from 2 folds to one for each of \(count) samples",
        found: "\(folds)")
    }
    let order = key?.permutation(count) ?? Array(0..<count)
    var start = 0
    return (0..<folds).map { fold in
      let end = start + count / folds + (fold < count % folds ? 1 : 0)
      defer { start = end }
      return Fold(
        name: "\(fold)", train: (order[..<start] + order[end...]).sorted(),
        test: order[start..<end].sorted())
    }
  }

  /// Each group left out once, in the order of the bytes of their names.
  ///
  /// - Throws: `usage` unless there are two groups.
  public static func leaveOneGroupOut(_ groups: [String]) throws(DataError) -> [Fold] {
    let names = sortedNames(groups)
    guard names.count > 1 else {
      throw DataError(
        .usage, "leaving one group out", expected: "at least two groups", found: "\(names.count)")
    }
    return names.map { name in
      Fold(
        name: name, train: groups.indices.filter { groups[$0] != name },
        test: groups.indices.filter { groups[$0] == name })
    }
  }
}

/// The different names, in the order of their bytes.
func sortedNames(_ names: [String]) -> [String] {
  Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
