extension TreeModel {
  /// Reads a model from LightGBM's text, version 3 or 4.
  ///
  /// - Throws: `TreesError.text` with the line that is not what it must be, or `.structure` for a tree that is none. Trees
  ///   whose leaves are linear functions are refused.
  public init(text: String) throws(TreesError) {
    var lines = ModelLines(text)
    try lines.expect("tree")
    let header = try ModelFields(&lines)
    let version = try header.text("version")
    guard version == "v4" || version == "v3" else {
      throw header.problem("version", "'v3' or 'v4'", quoted(version))
    }
    let classes = try header.integer("num_class", in: 1...1_000_000)
    let outputs = try header.integer("num_tree_per_iteration", in: 1...1_000_000)
    let features = try header.integer("max_feature_idx", in: 0...100_000_000) + 1
    self.init(
      trees: [], outputs: outputs, classes: classes,
      objective: ObjectiveName(header.has("objective") ? try header.text("objective") : "custom"),
      isAveraged: header.has("average_output"),
      featureNames: try header.words("feature_names", count: features).map(String.init),
      featureInfos: try header.words("feature_infos", count: features).map(String.init))
    if header.has("monotone_constraints") {
      monotoneConstraints = try header.numbers(
        "monotone_constraints", count: features, where: { (-1...1).contains($0) }, "−1, 0 or 1")
    }
    lines.skipEmpty()
    while let line = lines.next, line.hasPrefix("Tree=") {
      _ = lines.read()
      guard line == "Tree=\(trees.count)" else {
        throw lines.problem(expected: "'Tree=\(trees.count)'", found: line)
      }
      trees.append(try Tree(try ModelFields(&lines), index: trees.count, features: features))
      lines.skipEmpty()
    }
    try lines.expect("end of trees")
    if header.has("tree_sizes") {
      _ = try header.words("tree_sizes", count: trees.count)
    }
    guard trees.count % outputs == 0 else {
      throw lines.problem(
        expected: "a multiple of \(outputs) trees up to here", found: "\(trees.count)")
    }
    parameters = try Self.parameters(&lines)
  }

  /// The lines between `parameters:` and its end.
  private static func parameters(_ lines: inout ModelLines) throws(TreesError) -> [String] {
    while let line = lines.read(), line != "parameters:" {}
    var parameters: [String] = []
    guard lines.next != nil else { return parameters }
    while let line = lines.read() {
      if line == "end of parameters" { return parameters }
      if !line.isEmpty { parameters.append(line) }
    }
    throw lines.problem(expected: "'end of parameters'", found: nil)
  }
}

extension Tree {
  /// Reads a tree from its lines.
  fileprivate init(_ fields: ModelFields, index: Int, features: Int) throws(TreesError) {
    // Every leaf takes at least two characters of the text, so no count can ask for more memory than there is text.
    let leaves = try fields.integer("num_leaves", in: 1...0x7fff_ffff)
    let sets = try fields.integer("num_cat", in: 0...0x7fff_ffff)
    if fields.has("is_linear"), try fields.text("is_linear") != "0" {
      throw fields.problem("is_linear", "0", "a tree of linear functions, which are not supported")
    }
    let values: [Double] = try fields.numbers("leaf_value", count: leaves)
    self.init(leaf: 0)
    leafValue = values
    leafWeight = try fields.numbers("leaf_weight", count: leaves, mayBeMissing: true)
    leafCount = try fields.numbers(
      "leaf_count", count: leaves, mayBeMissing: true, where: { $0 >= 0 }, "a count")
    let rate: [Double] =
      fields.has("shrinkage") ? try fields.numbers("shrinkage", count: 1) : [1]
    shrinkage = rate[0]
    guard leaves > 1 else { return }

    let nodes = leaves - 1
    splitFeature = try fields.numbers(
      "split_feature", count: nodes, where: { $0 >= 0 && $0 < features },
      "a column below \(features)")
    splitGain = try fields.numbers("split_gain", count: nodes, mayBeMissing: true)
    threshold = try fields.numbers("threshold", count: nodes)
    let codes: [Int] = try fields.numbers(
      "decision_type", count: nodes, mayBeMissing: true, where: { (0..<12).contains($0) },
      "a whole number from 0 to 11")
    decision = codes.compactMap { Decision(code: $0) }
    leftChild = try fields.numbers("left_child", count: nodes)
    rightChild = try fields.numbers("right_child", count: nodes)
    internalValue = try fields.numbers("internal_value", count: nodes, mayBeMissing: true)
    internalWeight = try fields.numbers("internal_weight", count: nodes, mayBeMissing: true)
    internalCount = try fields.numbers(
      "internal_count", count: nodes, mayBeMissing: true, where: { $0 >= 0 }, "a count")
    if sets > 0 {
      categoryBounds = try fields.numbers("cat_boundaries", count: sets + 1)
      categoryBits = try fields.numbers(
        "cat_threshold", count: max(0, Int(categoryBounds[sets])), "a word of 32 bits")
    }
    try checkStructure(index)
  }

  /// Refuses children that are no tree, and sets of categories that are not there.
  private func checkStructure(_ index: Int) throws(TreesError) {
    var reached = [Bool](repeating: false, count: nodes)
    var reachedLeaf = [Bool](repeating: false, count: leaves)
    for node in 0..<nodes {
      for child in [leftChild[node], rightChild[node]] {
        if child < 0, Int(~child) < leaves, !reachedLeaf[Int(~child)] {
          reachedLeaf[Int(~child)] = true
        } else if child > node, child < nodes, !reached[Int(child)] {
          reached[Int(child)] = true
        } else {
          throw .structure(
            tree: index,
            expected: "children of node \(node) that come later and have no other parent",
            found: "\(child)")
        }
      }
    }
    for set in 0..<categorySets where categoryBounds[set] > categoryBounds[set + 1] {
      throw .structure(
        tree: index, expected: "ascending cat_boundaries", found: "\(categoryBounds)")
    }
    guard categoryBounds[0] == 0 else {
      throw .structure(tree: index, expected: "cat_boundaries from 0", found: "\(categoryBounds)")
    }
    for node in 0..<nodes where decision[node].isCategorical {
      let set = threshold[node]
      guard set >= 0, set < Double(categorySets), set == set.rounded(.towardZero) else {
        throw .structure(
          tree: index, expected: "a set of categories below \(categorySets) at node \(node)",
          found: plain(set))
      }
    }
  }
}
