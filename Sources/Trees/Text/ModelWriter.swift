import Exact

extension TreeModel {
  /// The model in LightGBM's text format, version 4; numbers read back bit for bit.
  public var text: String {
    var blocks: [String] = []
    for (index, tree) in trees.enumerated() { blocks.append("Tree=\(index)\n\(tree.text)\n") }
    var lines = [
      "tree", "version=v4", "num_class=\(classes)", "num_tree_per_iteration=\(outputs)",
      "label_index=0", "max_feature_idx=\(features - 1)", "objective=\(objective)",
    ]
    if isAveraged { lines.append("average_output") }
    lines.append("feature_names=\(featureNames.joined(separator: " "))")
    if !monotoneConstraints.isEmpty {
      lines.append("monotone_constraints=\(joined(monotoneConstraints))")
    }
    lines.append("feature_infos=\(featureInfos.joined(separator: " "))")
    lines.append("tree_sizes=\(joined(blocks.map(\.utf8.count)))")
    var text = lines.joined(separator: "\n") + "\n\n" + blocks.joined() + "end of trees\n"
    text += "\nfeature_importances:\n"
    for (feature, count) in splitCounts() { text += "\(featureNames[feature])=\(count)\n" }
    if !parameters.isEmpty {
      text += "\nparameters:\n" + parameters.joined(separator: "\n") + "\n\nend of parameters\n"
    }
    return text
  }

  /// The columns that split, with the number of their splits, the most first.
  private func splitCounts() -> [(feature: Int, count: Int)] {
    var counts = [Int](repeating: 0, count: features)
    for tree in trees {
      for node in 0..<tree.nodes where tree.splitGain[node] > 0 {
        counts[Int(tree.splitFeature[node])] += 1
      }
    }
    let used = counts.indices.filter { counts[$0] > 0 }
    return used.sorted { (counts[$1], $0) < (counts[$0], $1) }.map { ($0, counts[$0]) }
  }
}

extension Tree {
  /// The lines of a tree, the last of them empty.
  fileprivate var text: String {
    var lines = [
      "num_leaves=\(leaves)", "num_cat=\(categorySets)",
      "split_feature=\(joined(splitFeature))", "split_gain=\(joined(splitGain))",
      "threshold=\(joined(threshold))", "decision_type=\(joined(decision.map(\.code)))",
      "left_child=\(joined(leftChild))", "right_child=\(joined(rightChild))",
      "leaf_value=\(joined(leafValue))", "leaf_weight=\(joined(leafWeight))",
      "leaf_count=\(joined(leafCount))", "internal_value=\(joined(internalValue))",
      "internal_weight=\(joined(internalWeight))", "internal_count=\(joined(internalCount))",
    ]
    if hasCategories {
      lines.append("cat_boundaries=\(joined(categoryBounds))")
      lines.append("cat_threshold=\(joined(categoryBits))")
    }
    lines += ["is_linear=0", "shrinkage=\(plain(shrinkage))", ""]
    return lines.joined(separator: "\n") + "\n"
  }
}

private func joined(_ numbers: [some BinaryInteger]) -> String {
  numbers.map { $0.description }.joined(separator: " ")
}

private func joined(_ numbers: [Double]) -> String {
  numbers.map(plain).joined(separator: " ")
}

private func joined(_ numbers: [Float]) -> String {
  numbers.map { plain(canonical($0)) }.joined(separator: " ")
}

/// Whole numbers stand without a point, as category sets and counts must.
func plain(_ number: Double) -> String { plain(canonical(number)) }

private func plain(_ text: String) -> String {
  text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
