/// A sequence of Householder reflections H = I − τ·v·vᵀ, numbered from zero.
///
/// Each v lies in its own row, zero outside a range of positions, and one at the position that it
/// reflects onto.
struct Reflectors {
  let length: Int
  private(set) var vectors: [Double]
  private(set) var scales: [Double]
  private(set) var ranges: [Range<Int>]

  /// Room for this many reflections of vectors of this length.
  init(count: Int, length: Int) {
    self.length = length
    vectors = [Double](repeating: 0, count: count * length)
    scales = [Double](repeating: 0, count: count)
    ranges = [Range<Int>](repeating: 0..<0, count: count)
  }

  /// Takes over vectors that were made elsewhere, row k for reflection k.
  init(vectors: [Double], length: Int, scales: [Double], ranges: [Range<Int>]) {
    self.length = length
    self.vectors = vectors
    self.scales = scales
    self.ranges = ranges
  }

  var count: Int { scales.count }

  /// Makes reflection k from the numbers that `fill` writes to a range of its row.
  ///
  /// - Returns: What the reflection turns the first of them into; the others become zero.
  mutating func make(
    _ k: Int, over range: Range<Int>, fill: (UnsafeMutablePointer<Double>) -> Void
  ) -> Double {
    let length = length
    let reflection = vectors.withUnsafeMutableBufferPointer { buffer -> Reflection in
      guard let start = buffer.baseAddress else { return Reflection(value: 0, scale: 0) }
      let v = start + (k &* length &+ range.lowerBound)
      fill(v)
      return reflect(v, count: range.count, onto: 0)
    }
    scales[k] = reflection.scale
    ranges[k] = range
    return reflection.value
  }

  /// Copies the vector of reflection k, zeros included.
  func copy(_ k: Int, to target: UnsafeMutablePointer<Double>) {
    let start = k &* length
    for i in 0..<length { target[i] = vectors[start &+ i] }
  }

  /// Applies reflections from the left to one panel of sixteen columns, `first` first.
  ///
  /// The product vᵀ·X is one `fma` chain over ascending rows for each column. The next reflection's
  /// chain runs along in the pass that applies the present one.
  func apply(from first: Int, through last: Int, to panel: UnsafeMutablePointer<Double>) {
    let step = first <= last ? 1 : -1
    vectors.withUnsafeBufferPointer { buffer in
      guard let vectors = buffer.baseAddress else { return }
      var (k, v) = (first, vectors + first &* length)
      var dots = PanelRow()
      for i in ranges[k] { dots.add(v[i], panel + i &* 16) }
      while true {
        let range = ranges[k]
        dots.scale(by: scales[k])
        if k == last {
          for i in range { dots.subtract(v[i], from: panel + i &* 16) }
          return
        }
        k &+= step
        let (other, next) = (ranges[k], vectors + k &* length)
        // The two ranges share one end at least, so three stretches cover both in order.
        let low = max(range.lowerBound, other.lowerBound)
        let high = max(low, min(range.upperBound, other.upperBound))
        var nextDots = PanelRow()
        for i in range.lowerBound..<max(range.lowerBound, low) {
          dots.subtract(v[i], from: panel + i &* 16)
        }
        for i in other.lowerBound..<max(other.lowerBound, low) {
          nextDots.add(next[i], panel + i &* 16)
        }
        for i in low..<high {
          let row = panel + i &* 16
          dots.subtract(v[i], from: row)
          nextDots.add(next[i], row)
        }
        for i in high..<max(high, range.upperBound) {
          dots.subtract(v[i], from: panel + i &* 16)
        }
        for i in high..<max(high, other.upperBound) {
          nextDots.add(next[i], panel + i &* 16)
        }
        (dots, v) = (nextDots, next)
      }
    }
  }

  /// Applies reflections to every panel, `first` first.
  func apply(from first: Int, through last: Int, to panels: inout ColumnPanels) {
    let (count, rows) = (panels.count, panels.rows)
    _ = panels.withPanels { start in
      for p in 0..<count { apply(from: first, through: last, to: start + p &* rows &* 16) }
    }
  }

  /// The first columns of the product H₀·H₁·H₂ … of reflections over ranges that start at k or later.
  func product(columns: Int) -> ColumnPanels {
    var result = ColumnPanels(identityRows: length, columns: columns)
    if count == 0 { return result }
    let panels = result.count
    _ = result.withPanels { start in
      for p in 0..<panels {
        // Reflection k leaves the columns of the identity before its own range alone.
        apply(
          from: min(count, p &* 16 &+ 16) &- 1, through: 0, to: start + p &* length &* 16)
      }
    }
    return result
  }
}

/// What a reflection turns its vector into, and its τ.
struct Reflection {
  let value: Double
  let scale: Double
}

/// Turns a vector into the v of the reflection that maps it onto one of its positions.
///
/// The norm is that of the vector scaled by a power of two, in the contract's lanes, so nothing
/// overflows. Where all else is zero already, the reflection is the identity: τ = 0.
/// (Golub and Van Loan, Matrix Computations, 4th edition, section 5.1, with LAPACK's sign.)
func reflect(_ x: UnsafeMutablePointer<Double>, count: Int, onto pivot: Int) -> Reflection {
  if count == 0 { return Reflection(value: 0, scale: 0) }
  let head = x[pivot]
  x[pivot] = 0
  var largest = 0.0
  for i in 0..<count { largest = max(largest, x[i].magnitude) }
  if largest == 0 {
    x[pivot] = 1
    return Reflection(value: head, scale: 0)
  }
  let power = balancingPower(max(largest, head.magnitude))
  for i in 0..<count { x[i] *= power }
  let scaledHead = head * power
  let norm = laneDot(x, x, count: count).addingProduct(scaledHead, scaledHead).squareRoot()
  let value = scaledHead > 0 ? -norm : norm
  let divisor = scaledHead - value
  for i in 0..<count { x[i] /= divisor }
  x[pivot] = 1
  return Reflection(value: value / power, scale: (value - scaledHead) / value)
}

/// Sixteen running values, one for each column of a panel.
private struct PanelRow {
  private var left = Lanes.zero
  private var right = Lanes.zero

  @inline(__always)
  mutating func add(_ factor: Double, _ row: UnsafeMutablePointer<Double>) {
    let factors = Lanes(repeating: factor)
    left.addProduct(factors, lanes8(row))
    right.addProduct(factors, lanes8(row + 8))
  }

  @inline(__always)
  mutating func scale(by factor: Double) {
    left *= factor
    right *= factor
  }

  @inline(__always)
  func subtract(_ factor: Double, from row: UnsafeMutablePointer<Double>) {
    let factors = Lanes(repeating: -factor)
    store(lanes8(row).addingProduct(factors, left), to: row)
    store(lanes8(row + 8).addingProduct(factors, right), to: row + 8)
  }
}
