import Exact

/// Rows of numbers and categories with something to predict: a dataset of the schema `tabular/1`.
public struct Table: Sendable {
  /// What kind of thing the target is.
  public enum Task: String, Hashable, Sendable, CaseIterable {
    /// A number.
    case regression
    /// One of a few classes.
    case classification
  }

  /// What is to be predicted, one for each row.
  public enum Target: Hashable, Sendable {
    /// Numbers, all finite.
    case numbers([Float])
    /// Classes by their position among the names of all.
    case classes([Int32], names: [String])

    /// The number of rows.
    public var count: Int {
      switch self {
      case .numbers(let numbers): numbers.count
      case .classes(let classes, _): classes.count
      }
    }

    /// What kind of thing it is.
    public var task: Task {
      if case .numbers = self { .regression } else { .classification }
    }
  }

  /// A column of categories: for each row a position among the levels, −1 where it is missing.
  public struct Category: Hashable, Sendable {
    /// The column's name.
    public let name: String
    /// The names of the categories.
    public let levels: [String]
    /// The category of each row.
    public let codes: [Int32]

    /// A column of categories by their codes.
    public init(name: String, levels: [String], codes: [Int32]) {
      (self.name, self.levels, self.codes) = (name, levels, codes)
    }

    /// A column of texts, nil where missing; levels are in the order of their bytes.
    public init(name: String, texts: [String?]) {
      let levels = sortedNames(texts.compactMap { $0 })
      var place: [String: Int32] = [:]
      for (index, level) in levels.enumerated() { place[level] = Int32(index) }
      self.init(name: name, levels: levels, codes: texts.map { $0.flatMap { place[$0] } ?? -1 })
    }
  }

  /// What the dataset is.
  public let about: About
  /// The numbers, [row, column], NaN where one is missing; of width 1 and no rows where there are none.
  public let numerical: Rows
  /// The names of the columns of numbers.
  public let numericalNames: [String]
  /// The columns of categories.
  public let categorical: [Category]
  /// The name of what is to be predicted.
  public let targetName: String
  /// What is to be predicted.
  public let target: Target
  /// The group of each row, such as a person with several rows; nil where rows stand alone.
  public let groups: [String]?
  /// What the columns of numbers are like.
  public let summaries: [ChannelSummary]

  /// The number of rows.
  public var count: Int { target.count }

  /// A table of these parts, all of which are checked.
  ///
  /// - Throws: `badData` with all that is wrong with them.
  public init(
    about: About, numerical: Rows?, numericalNames: [String], categorical: [Category] = [],
    targetName: String, target: Target, groups: [String]? = nil
  ) throws(DataError) {
    var inspection = Inspection(about.name)
    self = try Table(
      about: about, numerical: numerical, numericalNames: numericalNames, categorical: categorical,
      targetName: targetName, target: target, groups: groups, &inspection)
  }

  /// Checks the parts of a table of a file, in which other problems may have been found.
  init(
    about: About, numerical: Rows?, numericalNames: [String], categorical: [Category],
    targetName: String, target: Target, groups: [String]?, _ inspection: inout Inspection
  ) throws(DataError) {
    self.about = about
    self.numerical = numerical ?? Rows([], width: 1)
    self.numericalNames = numericalNames
    self.categorical = categorical
    self.targetName = targetName
    self.target = target
    self.groups = groups
    let rows = target.count
    func count(_ place: String, _ found: Int) {
      guard found != rows else { return }
      inspection.note(place, expected: "\(rows) rows, as in /target", found: "\(found)")
    }
    if rows == 0 { inspection.note("/target", expected: "at least one row", found: "none") }
    if let numerical { count("/numerical", numerical.count) }
    if let groups { count("/groups", groups.count) }
    inspection.checkNames(numericalNames + categorical.map { $0.name }, at: "the columns")
    let width = numerical?.width ?? 0
    if numericalNames.count != width {
      inspection.note(
        "/numerical_names", expected: "\(width) names, one for each column of /numerical",
        found: "\(numericalNames.count)")
    }
    if width == 0 && categorical.isEmpty {
      inspection.note(
        "/numerical", expected: "at least one column of numbers or categories", found: "none")
    }
    for category in categorical {
      count("/categorical", category.codes.count)
      inspection.checkNames(category.levels, at: "/levels/\(category.name)")
      if category.name.contains("/") {
        inspection.note(
          "/categorical_names", expected: "names without \"/\"", found: "\"\(category.name)\"",
          advice: "rename the column")
      }
      let strays = category.codes.indices.filter {
        !(-1..<category.levels.count).contains(Int(category.codes[$0]))
      }
      if let first = strays.first {
        inspection.note(
          "/categorical",
          expected: "numbers of \(category.levels.count) levels of \"\(category.name)\", or -1",
          found: "\(category.codes[first]) in row \(first)" + others(strays))
      }
    }
    switch target {
    case .numbers(let numbers):
      let strays = numbers.indices.filter { !numbers[$0].isFinite }
      if let first = strays.first {
        inspection.note(
          "/target", expected: "finite numbers",
          found: "\(canonical(numbers[first])) in row \(first)" + others(strays),
          advice: "leave out rows whose target is not known")
      }
    case .classes(let classes, let names):
      inspection.checkNames(names, at: "/classes")
      let strays = classes.indices.filter { !names.indices.contains(Int(classes[$0])) }
      if let first = strays.first {
        inspection.note(
          "/target", expected: "numbers of \(names.count) classes",
          found: "\(classes[first]) in row \(first)" + others(strays),
          advice: "leave out rows whose class is not known")
      }
    }
    summaries = try Table.summarise(self.numerical, numericalNames, &inspection)
    try inspection.finish()
  }

  private static func summarise(
    _ numerical: Rows, _ names: [String], _ inspection: inout Inspection
  ) throws(DataError) -> [ChannelSummary] {
    guard numerical.count > 0 else { return [] }
    // NaN stands for a missing number here; infinities stand for nothing.
    let elements = try numerical.read(0..<numerical.count)
    let mask = Mask(elements.map { !$0.isNaN }, width: numerical.width)
    var found = Inspection("")
    let summaries = try ChannelSummary.summarise(
      numerical, mask, channels: names, &found, root: "")
    for problem in found.problems {
      inspection.note(
        "/numerical", expected: problem.expected, found: problem.found,
        advice: "correct it, or make it NaN for a missing number")
    }
    return summaries
  }

  /// The digest of what results depend on: everything but ``about``.
  public func digest() throws(DataError) -> Digest {
    var digest = TensorDigest()
    digest.add("schema", shape: [], [Schema.tabular.rawValue])
    digest.add(
      "numerical", shape: [numerical.count, numericalNames.count],
      try numerical.read(0..<numerical.count))
    digest.add("numerical_names", shape: [numericalNames.count], numericalNames)
    for (index, category) in categorical.enumerated() {
      digest.add("categorical/\(index)/name", shape: [], [category.name])
      digest.add("categorical/\(index)/levels", shape: [category.levels.count], category.levels)
      digest.add("categorical/\(index)/codes", shape: [category.codes.count], category.codes)
    }
    digest.add("target_name", shape: [], [targetName])
    switch target {
    case .numbers(let numbers): digest.add("target", shape: [numbers.count], numbers)
    case .classes(let classes, let names):
      digest.add("target", shape: [classes.count], classes)
      digest.add("classes", shape: [names.count], names)
    }
    if let groups { digest.add("groups", shape: [groups.count], groups) }
    return digest.finalize()
  }
}

/// How many more there are than the first.
func others(_ strays: [Int]) -> String {
  strays.count > 1 ? " and \(strays.count - 1) more" : ""
}
