import Datasets
import Exact
import HDF5
import TestSupport
import Testing

/// Splits of samples: folds against scikit-learn's, random ones by what they must keep.
@Suite struct `Splits of samples` {
  @Test(arguments: [(10, 3), (12, 4), (7, 7), (101, 10)])
  func `folds in order are scikit-learn's`(_ count: Int, _ folds: Int) throws {
    let oracle = try Oracle("datasets")
    let path = "folds/\(count) by \(folds)"
    let found = try Fold.kFold(count, folds: folds)
    #expect(found.count == folds)
    for (fold, name) in zip(found, try oracle.names(path)) {
      #expect(try fold.train == oracle.integers("\(path)/\(name)/train"))
      #expect(try fold.test == oracle.integers("\(path)/\(name)/test"))
    }
  }

  @Test func `shuffled folds leave each sample out once`() throws {
    let folds = try Fold.kFold(103, folds: 5, key: Key(seed: 3))
    #expect(folds.flatMap { $0.test }.sorted() == Array(0..<103))
    #expect(folds.map { $0.test.count } == [21, 21, 21, 20, 20])
    for fold in folds {
      #expect((fold.train + fold.test).sorted() == Array(0..<103))
      #expect(fold.train == fold.train.sorted() && fold.test == fold.test.sorted())
    }
    #expect(try folds == Fold.kFold(103, folds: 5, key: Key(seed: 3)))
    #expect(try folds != Fold.kFold(103, folds: 5, key: Key(seed: 4)))
    #expect(folds[0].test != Array(0..<21))
  }

  @Test func `leaving one group out is scikit-learn's`() throws {
    let oracle = try Oracle("datasets")
    let groups = try oracle.strings("groups/names")
    let folds = try Fold.leaveOneGroupOut(groups)
    #expect(folds.count == 4)
    for (fold, name) in zip(folds, ["00", "01", "02", "03"]) {
      #expect(try [fold.name] == oracle.strings("groups/\(name)/name"))
      #expect(try fold.train == oracle.integers("groups/\(name)/train"))
      #expect(try fold.test == oracle.integers("groups/\(name)/test"))
    }
  }

  @Test func `random parts`() throws {
    let key = Key(seed: 1)["split"]
    let split = try IndexSplit.random(1003, key: key)
    let test = split.test.open(for: Chosen())
    #expect((split.train.count, split.validation.count, test.count) == (702, 101, 200))
    #expect(split.testCount == 200)
    #expect((split.train + split.validation + test).sorted() == Array(0..<1003))
    #expect(split.train == key.permutation(1003)[..<702].sorted())
    #expect(try split.digest == IndexSplit.random(1003, key: key).digest)
    #expect(try split.digest != IndexSplit.random(1003, key: key["other"]).digest)
  }

  @Test func `all of it may be training and test`() throws {
    for count in 10..<200 {
      let split = try IndexSplit.random(count, train: 0.8, test: 0.2, key: Key(seed: 1))
      #expect(split.validation.isEmpty && split.train.count + split.testCount == count)
    }
  }

  @Test func `whole groups`() throws {
    let groups = (0..<200).map { "cell \($0 * 31 % 17)" }
    let split = try IndexSplit.groupHoldOut(groups, train: 0.6, test: 0.3, key: Key(seed: 5))
    let parts = [split.train, split.validation, split.test.open(for: Chosen())]
    #expect(parts.flatMap { $0 }.sorted() == Array(0..<200))
    let names = parts.map { part in Set(part.map { groups[$0] }) }
    #expect(names.map { $0.count } == [10, 2, 5])
    #expect(names[0].isDisjoint(with: names[1]) && names[0].isDisjoint(with: names[2]))
    #expect(names[1].isDisjoint(with: names[2]))
    // The order in which samples come does not change which groups are drawn.
    let reversed = try IndexSplit.groupHoldOut(
      groups.reversed(), train: 0.6, test: 0.3, key: Key(seed: 5))
    #expect(Set(reversed.train.map { groups[199 - $0] }) == names[0])
  }

  @Test func `splits that make no sense`() {
    let key = Key(seed: 0)
    #expect(failure { try Fold.kFold(10, folds: 1) }?.kind == .usage)
    #expect(failure { try Fold.kFold(10, folds: 11) }?.kind == .usage)
    #expect(failure { try Fold.kFold(0, folds: 2) }?.kind == .usage)
    #expect(failure { try Fold.leaveOneGroupOut(["a", "a"]) }?.kind == .usage)
    #expect(failure { try Fold.leaveOneGroupOut([]) }?.kind == .usage)
    for (train, test) in [(0.0, 0.2), (0.7, 0), (0.9, 0.2), (-1, 0.5), (.nan, 0.5)] {
      #expect(failure { try IndexSplit.random(100, train: train, test: test, key: key) } != nil)
    }
    #expect(failure { try IndexSplit.random(4, key: key) }?.kind == .usage)
    #expect(failure { try IndexSplit.groupHoldOut(["a", "b"], key: key) }?.kind == .usage)
  }
}
