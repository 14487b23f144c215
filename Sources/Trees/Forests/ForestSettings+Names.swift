extension ForestSettings {
  /// Sets a parameter by the name that scikit-learn gives it, from its text.
  ///
  /// `kind` (`random_forest`, `extra_trees`), `objective` (`regression`, `classification`) and `n_classes` stand for what is a
  /// class or found in the data there. Counts of rows are whole numbers; shares of rows are not known here.
  ///
  /// - Throws: `TreesError.setting` for a name that there is not, or a text that is no value of it.
  public mutating func set(_ name: String, to text: String) throws(TreesError) {
    switch name {
    case "kind": kind = try named(name, text)
    case "objective": objective = try named(name, text)
    case "n_classes": classes = try parsed(name, text, "a whole number") { Int($0) }
    case "n_estimators": trees = try parsed(name, text, "a whole number") { Int($0) }
    case "max_depth":
      maxDepth = try parsed(name, text, "a whole number or None") {
        $0 == "None" ? .some(nil) : Int($0).map(Optional.some)
      }
    case "min_samples_split":
      minRowsToSplit = try parsed(name, text, "a whole number of rows") { Int($0) }
    case "min_samples_leaf":
      minRowsInLeaf = try parsed(name, text, "a whole number of rows") { Int($0) }
    case "max_features":
      maxFeatures = try parsed(name, text, "sqrt, log2, None, a whole number or a share") {
        MaxFeatures($0)
      }
    case "bootstrap": bootstrap = try parsed(name, text, "True or False", truth)
    default:
      throw .setting(
        what: "the name of a parameter of a forest", expected: "one of scikit-learn's known here",
        found: quoted(name))
    }
  }
}

extension IsolationSettings {
  /// Sets a parameter by the name that scikit-learn gives it, from its text.
  ///
  /// - Throws: `TreesError.setting` for a name that there is not, or a text that is no value of it.
  public mutating func set(_ name: String, to text: String) throws(TreesError) {
    switch name {
    case "n_estimators": trees = try parsed(name, text, "a whole number") { Int($0) }
    case "max_samples":
      maxRows = try parsed(name, text, "a whole number or auto") {
        $0 == "auto" ? 256 : Int($0)
      }
    case "contamination":
      contamination = try parsed(name, text, "a number or auto") {
        $0 == "auto" ? .some(nil) : Double($0).map(Optional.some)
      }
    default:
      throw .setting(
        what: "the name of a parameter of an isolation forest",
        expected: "n_estimators, max_samples or contamination", found: quoted(name))
    }
  }
}

extension ForestSettings.MaxFeatures {
  /// What a text names: `sqrt`, `log2`, `None`, a whole number, or a share with a point.
  fileprivate init?(_ text: String) {
    switch text {
    case "sqrt": self = .squareRoot
    case "log2": self = .logarithm
    case "None": self = .all
    default:
      if let count = Int(text) {
        self = .count(count)
      } else if let share = Double(text) {
        self = .share(share)
      } else {
        return nil
      }
    }
  }
}
