extension Array where Element == Parameter {
  /// How many numbers are learned.
  public var learnedCount: Int { reduce(0) { $0 + ($1.isLearned ? $1.count : 0) } }

  /// Name, shape and count of every parameter, a line each in the order of their making, and the total.
  ///
  /// ```
  /// parameter         shape    numbers
  /// head.weight       [3, 2]         6
  /// norm.runningMean  [3]            3  not learned
  /// total                            9  6 learned
  /// ```
  public var table: String {
    let total = reduce(0) { $0 + $1.count }
    var rows = [["parameter", "shape", "numbers", ""]]
    for parameter in self {
      rows.append([
        parameter.name, parameter.shape.description, "\(parameter.count)",
        parameter.isLearned ? "" : "not learned",
      ])
    }
    rows.append(["total", "", "\(total)", total == learnedCount ? "" : "\(learnedCount) learned"])
    var widths = [0, 0, 0]
    for row in rows {
      for column in 0..<3 where row[column].utf8.count > widths[column] {
        widths[column] = row[column].utf8.count
      }
    }
    var text = ""
    for row in rows {
      let gaps = (0..<3).map { String(repeating: " ", count: widths[$0] - row[$0].utf8.count) }
      text += row[0] + gaps[0] + "  "
      text += row[1] + gaps[1] + "  "
      text += gaps[2] + row[2]
      text += (row[3].isEmpty ? "" : "  ") + row[3] + "\n"
    }
    return text
  }
}
