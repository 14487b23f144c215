import Exact
import TestSupport
import Testing
import Trees

@Suite struct ModelTextTests {
  @Test(arguments: Case.all)
  func `predictions of a model that was read equal LightGBM's`(_ example: Case) throws {
    let oracle = try #require(Case.oracle)
    let model = try TreeModel(text: example.text)
    let raw = try oracle.doubles("\(example.name)/raw")
    let rows = raw.count / model.outputs
    let (all, _) = try example.table()
    let features = try Features(
      Array(all.values[..<(rows * all.columns)]), columns: all.columns)
    // The same sums in the same order: the same bits.
    #expect(try model.rawPredictions(features) == raw)
    #expect(try model.rawPredictions(features, threads: 2) == raw)
    // Exponentials differ from those of the C library in the last bits.
    let predicted = try oracle.doubles("\(example.name)/predicted")
    for (ours, theirs) in zip(try model.predictions(features), predicted) {
      #expect((ours - theirs).magnitude <= 1e-15 + 1e-14 * theirs.magnitude)
    }
    let leaves = try oracle.integers("\(example.name)/leaves")
    #expect(try model.leaves(features).map { Int($0) } == leaves)
  }

  @Test(arguments: Case.all)
  func `a model that was written reads back the same`(_ example: Case) throws {
    let model = try TreeModel(text: example.text)
    let again = try TreeModel(text: model.text)
    #expect(again == model)
    #expect(again.text == model.text)
  }

  @Test func `other columns than the model's are refused`() throws {
    let model = try TreeModel(text: try #require(Case.all.first).text)
    let features = try Features([1.0, 2.0], columns: 2)
    #expect(throws: TreesError.self) { try model.predictions(features) }
  }

  @Test func `an error names line, what was expected and what was found`() throws {
    let text = try #require(Case.all.first { $0.name == "plain" }).text
    let cases: [(from: String, to: String, says: String)] = [
      ("version=v4", "version=v9", "line 2: expected version of 'v3' or 'v4', found 'v9'"),
      ("max_feature_idx=7", "max_feature_idx=9", "feature_names of 10 entries, found 8"),
      ("num_leaves=15", "num_leaves=16", "leaf_value of 16 entries, found 15"),
      ("decision_type=2", "decision_type=12", "a whole number from 0 to 11 at entry 0"),
      ("left_child=1", "left_child=0", "children of node 0 that come later"),
      ("Tree=1\n", "Tree=2\n", "expected 'Tree=1', found 'Tree=2'"),
      ("is_linear=0", "is_linear=1", "which are not supported"),
      ("end of trees", "", "expected 'end of trees'"),
    ]
    for (from, to, says) in cases {
      let range = try #require(text.firstRange(of: from))
      var changed = text
      changed.replaceSubrange(range, with: to)
      let error = #expect(throws: TreesError.self) { try TreeModel(text: changed) }
      let words = error?.description ?? ""
      #expect(words.contains(says), "\(words)")
    }
  }

  @Test func `no mutation of a real text crashes or makes a model that does`() throws {
    let key = Key(seed: 4)["mutations"]
    let bytes = [UInt8]("0123456789-+.e= \n:[]nafTrsi\u{0}".utf8)
    for example in Case.all where ["plain", "categories", "missing"].contains(example.name) {
      let text = Array(example.text.utf8)
      let (all, _) = try example.table()
      let features = try Features(Array(all.values[..<(9 * all.columns)]), columns: all.columns)
      var read = 0
      for round in 0..<300 {
        let key = key[example.name][round]
        var mutated = text
        let count = 1 + key.integer(below: 6, at: 0)
        for step in 0..<count {
          // Half of the changes hit the header, where each byte matters most.
          let reach = key.integer(below: 2, at: 5 * step + 1) == 0 ? 900 : mutated.count
          let place = key.integer(below: min(reach, mutated.count), at: 5 * step + 2)
          let byte = bytes[key.integer(below: bytes.count, at: 5 * step + 3)]
          switch key.integer(below: 4, at: 5 * step + 4) {
          case 0: mutated.remove(at: place)
          case 1: mutated.insert(byte, at: place)
          case 2: mutated[place] = byte
          default: if round % 10 == 0 { mutated.removeSubrange(place...) }
          }
          if mutated.isEmpty { break }
        }
        guard let model = try? TreeModel(text: String(decoding: mutated, as: UTF8.self)) else {
          continue
        }
        read += 1
        if model.features == features.columns { _ = try model.predictions(features) }
        _ = try TreeModel(text: model.text)
      }
      // Many changes hit a digit and leave a model; many do not.
      #expect(read > 20 && read < 280, "\(example.name): \(read)")
    }
  }
}
