import HDF5

extension Table {
  /// Opens a file of the schema `tabular/1`.
  ///
  /// - `/numerical` [row, column] with `/numerical_names` [column]: numbers, NaN where one is missing;
  /// - `/categorical` [row, column] with `/categorical_names` [column]: whole numbers, −1 where one is missing,
  ///   that count the texts of `/levels/NAME` [level]; either kind of column may be absent;
  /// - `/target` [row]: numbers, or for the task `classification` whole numbers that count the texts of
  ///   `/classes` [class];
  /// - `/groups` [row], optional: texts;
  /// - attributes of the root: `assay_schema`, `name`, `license`, `source`, `description`, `task`
  ///   (`regression` or `classification`), `target` (the name of what is to be predicted).
  ///
  /// - Throws: `missing`, or `badData` with all that is wrong with the file.
  public static func open(_ path: String) throws(DataError) -> Table {
    try Table(reading: readingHDF5 { () throws(HDF5Error) in try HDF5File.open(path) })
  }

  /// Reads a table from a file, or from a group that is laid out like one.
  public init(reading file: some HDF5Container) throws(DataError) {
    var inspection = Inspection(file.node.place.file)
    inspection.expect(.tabular, in: file)
    let about = inspection.about(file)
    let targetName = inspection.text("target", of: file)
    let target = inspection.target(of: file)
    let groups: [String]? =
      file.contains("groups") ? inspection.list("groups", axis: "row", count: nil, in: file) : nil
    var numerical: Rows?
    var numericalNames: [String] = []
    if file.contains("numerical"),
      let dataset = inspection.numbers("numerical", axes: ["row", "column"], in: file),
      dataset.shape[1] > 0
    {
      if let elements: [Float] = inspection.attempt({ () throws(HDF5Error) in try dataset.read() })
      {
        numerical = Rows(elements, width: dataset.shape[1])
      }
      numericalNames =
        inspection.list("numerical_names", axis: "column", count: nil, in: file) ?? []
    }
    let categorical = inspection.categories(of: file)
    guard let target, inspection.isFine else {
      try inspection.finish()
      fatalError("a table without a target in a file without problems")
    }
    self = try Table(
      about: about ?? About(name: "", license: "", source: "", description: ""),
      numerical: numerical, numericalNames: numericalNames, categorical: categorical,
      targetName: targetName ?? "", target: target, groups: groups, &inspection)
  }

  /// Writes a file of the schema `tabular/1`, gzipped; the same table gives the same bytes.
  ///
  /// - Throws: `inputOutput`, and then nothing is left behind and an older file stays as it was.
  public func write(to path: String) throws(DataError) {
    let elements = try numerical.read(0..<numerical.count)
    try writing(path) { (file) throws(DataError) in
      try file.describe(.tabular, about)
      try readingHDF5 { () throws(HDF5Error) in
        try file.setAttribute("task", target.task.rawValue)
        try file.setAttribute("target", targetName)
        if !numericalNames.isEmpty {
          try file.write(
            "numerical", elements, shape: [count, numericalNames.count], compression: .deflate(4))
          try file.write("numerical_names", numericalNames)
        }
        if !categorical.isEmpty {
          let codes = (0..<count).flatMap { row in categorical.map { $0.codes[row] } }
          try file.write(
            "categorical", codes, shape: [count, categorical.count], compression: .deflate(4))
          try file.write("categorical_names", categorical.map { $0.name })
          for category in categorical { try file.write("levels/\(category.name)", category.levels) }
        }
        switch target {
        case .numbers(let numbers): try file.write("target", numbers, compression: .deflate(4))
        case .classes(let classes, let names):
          try file.write("target", classes, compression: .deflate(4))
          try file.write("classes", names)
        }
        if let groups { try file.write("groups", groups) }
      }
    }
  }
}

extension Inspection {
  fileprivate mutating func target(of file: some HDF5Container) -> Table.Target? {
    guard let task = text("task", of: file) else { return nil }
    switch Table.Task(rawValue: task) {
    case .regression:
      guard numbers("target", axes: ["row"], in: file) != nil else { return nil }
      let numbers: [Float]? = list("target", axis: "row", count: nil, in: file)
      return numbers.map { .numbers($0) }
    case .classification:
      let names: [String]? = list("classes", axis: "class", count: nil, in: file)
      let codes: [Int32]? = list("target", axis: "row", count: nil, in: file)
      guard let names, let codes else { return nil }
      return .classes(codes, names: names)
    case nil:
      note(
        place("@task", in: file), expected: "\"regression\" or \"classification\"",
        found: "\"\(task)\"")
      return nil
    }
  }

  fileprivate mutating func categories(of file: some HDF5Container) -> [Table.Category] {
    guard file.contains("categorical"),
      let dataset = dataset("categorical", axes: ["row", "column"], in: file),
      dataset.shape[1] > 0,
      let codes: [Int32] = attempt({ () throws(HDF5Error) in try dataset.read() }),
      let names = names("categorical_names", axis: "column", count: dataset.shape[1], in: file)
    else { return [] }
    let width = dataset.shape[1]
    return names.enumerated().map { column, name in
      let levels: [String]? = list("levels/\(name)", axis: "level", count: nil, in: file)
      return Table.Category(
        name: name, levels: levels ?? [],
        codes: stride(from: column, to: codes.count, by: width).map { codes[$0] })
    }
  }
}
