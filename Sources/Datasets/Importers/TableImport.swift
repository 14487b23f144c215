import Foundation

/// Makes tables to learn from.
enum TableImport {
  /// A table whose columns are numbers where all their fields are, else categories.
  static func table(
    _ csv: CSV, _ options: ImportOptions, about: About
  ) throws(DataError) -> Table {
    guard let targetName = options.target else {
      throw DataError(
        .usage, csv.subject, at: "--target", expected: "the column to predict", found: "none",
        advice: "the columns are \(csv.header.joined(separator: ", "))")
    }
    let target = try csv.column(targetName)
    let groups = try options.groups.map { (name) throws(DataError) in try csv.column(name) }
    let dropped = try options.dropped.map { (name) throws(DataError) in try csv.column(name) }
    let categories = try options.categorical.map { (name) throws(DataError) in
      try csv.column(name)
    }
    var numerical: [Int] = []
    var categorical: [Int] = []
    for column in 0..<csv.width {
      guard column != target, column != groups, !dropped.contains(column) else { continue }
      let isNumeric = csv.isNumeric(column) && !categories.contains(column)
      if isNumeric { numerical.append(column) } else { categorical.append(column) }
    }
    let numbers = try numerical.map { (column) throws(DataError) in try csv.floats(column) }
    var elements: [Float] = []
    elements.reserveCapacity(csv.count * numerical.count)
    for row in 0..<csv.count { for column in numbers { elements.append(column[row]) } }
    return try Table(
      about: about, numerical: numerical.isEmpty ? nil : Rows(elements, width: numerical.count),
      numericalNames: numerical.map { csv.header[$0] },
      categorical: categorical.map { Table.Category(name: csv.header[$0], texts: texts(csv, $0)) },
      targetName: targetName, target: try self.target(csv, target, options),
      groups: groups.map { column in (0..<csv.count).map { csv.text($0, column) } })
  }

  private static func target(
    _ csv: CSV, _ column: Int, _ options: ImportOptions
  ) throws(DataError) -> Table.Target {
    let missing = (0..<csv.count).filter { csv.isMissing($0, column) }
    guard missing.isEmpty else {
      let problems = missing.map {
        Problem(
          csv.place($0, column), expected: "a target", found: "\"\(csv.text($0, column))\"",
          advice: "leave the row out")
      }
      throw DataError(.badData, csv.subject, problems.limited())
    }
    let isNumeric = csv.isNumeric(column) && !options.categorical.contains(csv.header[column])
    switch options.task ?? (isNumeric ? .regression : .classification) {
    case .regression: return .numbers(try csv.floats(column))
    case .classification:
      let labels = texts(csv, column).map { $0 ?? "" }
      let names = sortedIdentifiers(labels)
      return .classes(positions(of: labels, among: names), names: names)
    }
  }

  /// The texts of a column without white space around them, nil where one is missing.
  private static func texts(_ csv: CSV, _ column: Int) -> [String?] {
    (0..<csv.count).map { row in
      csv.isMissing(row, column)
        ? nil : csv.text(row, column).trimmingCharacters(in: .whitespaces)
    }
  }
}

/// The different names: as numbers where all are whole numbers, else in the order of their bytes.
func sortedIdentifiers(_ names: [String]) -> [String] {
  let sorted = sortedNames(names)
  let numbers = sorted.compactMap { Int($0) }
  guard numbers.count == sorted.count else { return sorted }
  // Texts of the same number, such as 1 and 01, stay in the order of their bytes.
  return zip(numbers, sorted).enumerated()
    .sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.map { $0.element.1 }
}

/// The position of each label among the names.
func positions(of labels: [String], among names: [String]) -> [Int32] {
  var place: [String: Int32] = [:]
  for (index, name) in names.enumerated() { place[name] = Int32(index) }
  return labels.map { place[$0] ?? -1 }
}
