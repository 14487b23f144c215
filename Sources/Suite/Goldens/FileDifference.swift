import Exact

/// How a file of results differs from the committed one.
struct FileDifference: Equatable {
  let path: String
  /// What differs, a line each.
  let lines: [String]

  /// As many lines are shown of a file.
  private static let most = 10

  /// Compares the bytes; nil where they are equal.
  ///
  /// Nil bytes stand for a file that is not there.
  init?(_ path: String, committed: [UInt8]?, rerun: [UInt8]?) {
    self.path = path
    guard committed != rerun else { return nil }
    guard let committed else {
      lines = ["is not among the committed results"]
      return
    }
    guard let rerun else {
      lines = ["was not written again"]
      return
    }
    let (old, new) = (
      String(decoding: committed, as: UTF8.self), String(decoding: rerun, as: UTF8.self)
    )
    let all =
      path.hasSuffix(".csv") ? FileDifference.cells(old, new) : FileDifference.lines(old, new)
    let more = all.count - FileDifference.most
    lines = Array(all.prefix(FileDifference.most)) + (more > 0 ? ["and \(more) more"] : [])
  }

  /// The cells of two tables that differ: where, from what to what, by how many ulps.
  private static func cells(_ old: String, _ new: String) -> [String] {
    guard let old = CSVTable(reading: old), let new = CSVTable(reading: new),
      old.header == new.header, old.rows.count == new.rows.count
    else { return lines(old, new) }
    var moved: [String] = []
    for (before, after) in zip(old.rows, new.rows) {
      // What the row is of comes before its first number with a fraction.
      let count = zip(before, after).prefix { $0 == $1 && !$0.contains(".") }.count
      let name = before.prefix(count).joined(separator: ",")
      for (column, (from, to)) in zip(before, after).enumerated() where from != to {
        moved.append(
          "\(name.isEmpty ? "" : name + ": ")\(old.header[column]) \(from) → \(to)"
            + (ulps(from, to).map { " (\($0))" } ?? ""))
      }
    }
    return moved
  }

  /// Lines of two texts that differ, in pairs; what one has more is counted.
  private static func lines(_ old: String, _ new: String) -> [String] {
    let old = old.split(separator: "\n", omittingEmptySubsequences: false)
    let new = new.split(separator: "\n", omittingEmptySubsequences: false)
    var differing: [String] = []
    if old.count != new.count {
      differing.append("\(new.count - 1) lines, where there were \(old.count - 1)")
    }
    for (number, (from, to)) in zip(old, new).enumerated() where from != to {
      differing.append("line \(number + 1): \(from) → \(to)")
      // After a line more or less, all others differ.
      if old.count != new.count { break }
    }
    return differing
  }
}

/// How far two numbers are apart, in words; nil for texts that are no numbers.
///
/// In ulps of Float where both are the shortest texts of Floats, else of Double.
private func ulps(_ left: String, _ right: String) -> String? {
  if let a = Float(canonical: left), let b = Float(canonical: right), left.contains(".") {
    return words(Int128(position(a.bitPattern)), Int128(position(b.bitPattern)), "Float")
  }
  if let a = Double(canonical: left), let b = Double(canonical: right) {
    return words(Int128(position(a.bitPattern)), Int128(position(b.bitPattern)), "Double")
  }
  return nil
}

private func words(_ left: Int128, _ right: Int128, _ type: String) -> String {
  let distance = (left - right).magnitude
  return "\(distance) ulp\(distance == 1 ? "" : "s") of \(type)"
}

/// A number's place among all of its type, counted from zero.
private func position(_ bits: UInt32) -> Int64 {
  let magnitude = Int64(bits & 0x7fff_ffff)
  return bits >> 31 == 0 ? magnitude : -magnitude
}

private func position(_ bits: UInt64) -> Int64 {
  let magnitude = Int64(bits & 0x7fff_ffff_ffff_ffff)
  return bits >> 63 == 0 ? magnitude : -magnitude
}
