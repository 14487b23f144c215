/// What stands in for numbers that were not observed.
public enum Filling: String, Hashable, Sendable, CaseIterable {
  /// The last number observed before; before the first, the first.
  case previous
  /// What lies on the straight line between the nearest numbers observed before and after; beyond the
  /// ends, the nearest one.
  case linear
}

extension Series {
  /// The same series with every number that was not observed replaced, and the same mask.
  ///
  /// Work in Float64, rounded once.
  ///
  /// - Throws: `badData` for a channel of which nothing was observed, `usage` for a series that is too
  ///   large to be in memory.
  public func filled(_ filling: Filling) throws(DataError) -> Series {
    guard let observed else { return self }
    guard values.isInMemory else {
      throw DataError(
        .usage, about.name, at: "/values", expected: "a series in memory to fill in",
        found: "\(count) rows that are read from the file",
        advice: "open it with more memory, or fill it in when it is written")
    }
    let width = values.width
    var elements = try values.read(0..<count)
    let mask = try observed.read(0..<count)
    var problems: [Problem] = []
    for column in 0..<width {
      let known = (0..<count).filter { mask[$0 * width + column] != 0 }
      guard let first = known.first, let last = known.last else {
        problems.append(
          Problem(
            "/observed", expected: "some numbers of \"\(channels[column])\"", found: "none",
            advice: "leave the channel out"))
        continue
      }
      for row in 0..<first { elements[row * width + column] = elements[first * width + column] }
      for row in last + 1..<max(count, last + 1) {
        elements[row * width + column] = elements[last * width + column]
      }
      for (left, right) in zip(known, known.dropFirst()) where right > left + 1 {
        let from = Double(elements[left * width + column])
        let to = filling == .linear ? Double(elements[right * width + column]) : from
        for row in left + 1..<right {
          let part = Double(row - left) / Double(right - left)
          elements[row * width + column] = Float(from + (to - from) * part)
        }
      }
    }
    guard problems.isEmpty else { throw DataError(.badData, about.name, problems) }
    return try Series(
      about: about, values: Rows(elements, width: width), channels: channels, time: time,
      bounds: bounds, season: season, observed: observed)
  }
}
