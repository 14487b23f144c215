/// A split that could be made, with what its leaves would be.
struct Candidate {
  /// What the split gains beyond what it must; minus infinity where there is none.
  var gain = -Double.infinity
  /// The position of the column among the binned ones, −1 for none.
  var feature = -1
  /// Bins up to this one go left.
  var threshold = 0
  /// The bins that go left, for categories.
  var categories: [Int] = []
  var defaultLeft = true
  /// The direction in which the column must act.
  var direction = 0
  var left = Side()
  var right = Side()

  /// One side of a split.
  struct Side {
    var gradient = 0.0
    var hessian = 0.0
    var output = 0.0
  }

  /// Whether this one is to be made rather than another: the greater gain, then the earlier column.
  func beats(_ other: Candidate) -> Bool {
    if gain != other.gain { return gain > other.gain }
    return rank < other.rank
  }

  private var rank: Int { feature < 0 ? Int.max : feature }
}

/// A leaf whose split is sought.
struct OpenLeaf {
  var leaf: Int
  var gradient: Double
  var hessian: Double
  var rows: Int
  /// Its own output, towards which smoothing draws its children.
  var output: Double
  var limits = Limits()
  /// Splits from the root.
  var depth = 0
}
