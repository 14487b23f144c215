/// Distinct values of a column, ascending, with the number of rows of each.
struct DistinctValues {
  var numbers: [Double] = []
  var counts: [Int] = []

  /// The distinct values among sorted ones that are not zero, and zero where there are rows of it.
  ///
  /// Neighbouring numbers of Float64 count as one value, the greater.
  init(sorted: [Double], zeros: Int) {
    if sorted.isEmpty || (sorted[0] > 0 && zeros > 0) { append(0, zeros) }
    for (index, value) in sorted.enumerated() {
      if index > 0, value <= sorted[index - 1].nextUp {
        numbers[numbers.count - 1] = value
        counts[counts.count - 1] += 1
        continue
      }
      // Between negative and positive values zero stands even where no row has it.
      if index > 0, sorted[index - 1] < 0, value > 0 { append(0, zeros) }
      append(value, 1)
    }
    if let last = sorted.last, last < 0, zeros > 0 { append(0, zeros) }
  }

  private mutating func append(_ value: Double, _ count: Int) {
    numbers.append(value)
    counts.append(count)
  }
}

/// The upper bounds of bins for distinct values, the last infinite, such that zero has a bin of its own.
///
/// Negative values get bins by their share of the rows that are not zero, positive ones what is left.
func boundsAroundZero(
  _ distinct: DistinctValues, bins: Int, rows: Int, leastRows: Int
) -> [Double] {
  let values = distinct.numbers
  let firstZero = values.firstIndex { $0 > -zeroThreshold } ?? values.count
  let firstPositive = values[firstZero...].firstIndex { $0 > zeroThreshold }
  var negative = 0
  var zero = 0
  var positive = 0
  for (value, count) in zip(values, distinct.counts) {
    if value <= -zeroThreshold {
      negative += count
    } else if value > zeroThreshold {
      positive += count
    } else {
      zero += count
    }
  }
  var bounds: [Double] = []
  if firstZero > 0, bins > 1 {
    let share = Double(negative) / Double(rows - zero) * Double(bins - 1)
    bounds = equalCountBounds(
      distinct, 0..<firstZero, bins: max(1, Int(share)), rows: negative, leastRows: leastRows)
    bounds[bounds.count - 1] = -zeroThreshold
  }
  let left = bins - 1 - bounds.count
  guard let firstPositive, left > 0 else { return bounds + [.infinity] }
  return bounds + [zeroThreshold]
    + equalCountBounds(
      distinct, firstPositive..<values.count, bins: left, rows: positive, leastRows: leastRows)
}

/// The upper bounds of at most `bins` bins of about equal numbers of rows, the last infinite.
///
/// Few values get a bin each as soon as `leastRows` rows have come together. Of many, a value with more rows than a bin
/// should have gets a bin of its own, and the others fill bins up to the mean that is left for them.
func equalCountBounds(
  _ distinct: DistinctValues, _ range: Range<Int>, bins: Int, rows: Int, leastRows: Int
) -> [Double] {
  let (values, counts) = (distinct.numbers, distinct.counts)
  var bounds: [Double] = []
  /// Adds the middle between two values, unless it is the last bound or next to it.
  func cut(_ lower: Double, _ upper: Double) -> Bool {
    let bound = ((lower + upper) / 2).nextUp
    if let last = bounds.last, bound <= last.nextUp { return false }
    bounds.append(bound)
    return true
  }
  if range.count <= bins {
    var inBin = 0
    for i in range.dropLast() {
      inBin += counts[i]
      if inBin >= leastRows, cut(values[i], values[i + 1]) { inBin = 0 }
    }
    return bounds + [.infinity]
  }

  let bins = leastRows > 0 ? max(1, min(bins, rows / leastRows)) : bins
  let mean = Double(rows) / Double(bins)
  var restBins = bins
  var restRows = rows
  let isBig = counts.map { Double($0) >= mean }
  for i in range where isBig[i] {
    restBins -= 1
    restRows -= counts[i]
  }
  var size = Double(restRows) / Double(restBins)
  var inBin = 0
  var made = 0
  for i in range.dropLast() {
    if !isBig[i] { restRows -= counts[i] }
    inBin += counts[i]
    let isFull =
      isBig[i] || Double(inBin) >= size
      || (isBig[i + 1] && Double(inBin) >= max(1, size * 0.5))
    guard isFull else { continue }
    _ = cut(values[i], values[i + 1])
    made += 1
    if made >= bins - 1 { break }
    inBin = 0
    if !isBig[i] {
      restBins -= 1
      size = Double(restRows) / Double(restBins)
    }
  }
  return bounds + [.infinity]
}
