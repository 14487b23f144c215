/// The name that the fewest edits turn a misspelt one into; the first of several, nil where there is none.
public func nearestName(to name: String, among names: [String]) -> String? {
  var best: (name: String, edits: Int)?
  for candidate in names {
    let edits = edits(from: name.lowercased(), to: candidate.lowercased())
    if edits < best?.edits ?? .max { best = (candidate, edits) }
  }
  return best?.name
}

/// Insertions, deletions and changes of a character from one text to another (Levenshtein's distance).
private func edits(from source: String, to target: String) -> Int {
  let target = Array(target)
  var row = Array(0...target.count)
  for (index, character) in source.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for column in target.indices {
      let change = diagonal + (target[column] == character ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(change, diagonal + 1, row[column] + 1)
    }
  }
  return row[target.count]
}
