/// The largest groups of methods no two of which differ, for the bars of a critical-difference diagram.
///
/// Groups of two or more, each in the order of mean ranks, the groups by their best members. A method may
/// belong to several groups or to none. Bron and Kerbosch's search (*Finding All Cliques of an Undirected
/// Graph*, 1973) with the pivots of Tomita, Tanaka and Takahashi (*The Worst-Case Time Complexity for
/// Generating All Maximal Cliques*, 2006).
package func cliques(meanRanks: [Double], differ: (Int, Int) -> Bool) -> [[Int]] {
  let order = meanRanks.indices.sorted { (meanRanks[$0], $0) < (meanRanks[$1], $1) }
  // Methods go by their place in the order.
  let alike = order.indices.map { a in
    order.indices.map { b in a != b && !differ(order[a], order[b]) }
  }
  var found: [[Int]] = []
  extend([], candidates: Array(order.indices), excluded: [], alike, &found)
  return found.filter { $0.count > 1 }.map { $0.sorted() }
    .sorted { $0.lexicographicallyPrecedes($1) }
    .map { $0.map { order[$0] } }
}

/// Finds the largest cliques that hold a given one, others from the candidates, and none of the excluded.
private func extend(
  _ clique: [Int], candidates: [Int], excluded: [Int], _ alike: [[Bool]], _ found: inout [[Int]]
) {
  if candidates.isEmpty && excluded.isEmpty { found.append(clique) }
  // What can grow no further by the pivot holds something unlike it: the more candidates are like it,
  // the fewer are left to try.
  var pivot: (place: Int, likes: Int)?
  for place in candidates + excluded {
    let likes = candidates.count { alike[place][$0] }
    if likes > pivot?.likes ?? -1 { pivot = (place, likes) }
  }
  guard let pivot else { return }
  var (open, closed) = (candidates, excluded)
  for next in candidates where !alike[pivot.place][next] {
    extend(
      clique + [next], candidates: open.filter { alike[next][$0] },
      excluded: closed.filter { alike[next][$0] }, alike, &found)
    open.removeAll { $0 == next }
    closed.append(next)
  }
}
